"""What the look promises: small, self-contained, tied together, and said in words."""

import json
import re
from gzip import compress
from pathlib import Path

import django_htmx
import pytest
from django.template.loader import render_to_string

from samla.styleguide import SampleFilter, SampleForm
from samla.templatetags.look import ICON_OF_STATE, badge

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
OURS = [path for path in (STATIC / "css").glob("*.css") if path.name != "pdf.css"]
VENDORED = STATIC / "vendor" / "designsystemet" / "designsystemet.css"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
SENT = [*OURS, VENDORED, *(STATIC / "js").glob("*.js"), HTMX]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.html") if not {"pdf", "outbox"} & set(path.parts)]


def test_all_css_and_javascript_stays_small():
    contents = [path.read_bytes() for path in SENT]

    assert sum(map(len, contents)) <= 260_000
    assert sum(len(compress(content)) for content in contents) <= 60_000


@pytest.mark.parametrize("path", [*OURS, VENDORED], ids=lambda path: path.name)
def test_stylesheets_need_no_exception_from_the_content_security_policy(path):
    css = path.read_text()

    assert "data:" not in css
    assert not re.search(r"url\(\"?https?:", css)
    for address in re.findall(r'url\("([^"]+)"\)', css):
        assert (path.parent / address).is_file(), address


def test_our_stylesheets_win_by_layer_and_never_by_force():
    for path in OURS:
        assert "!important" not in path.read_text(), path.name


def test_tokens_hold_only_what_the_pdfs_understand_and_the_accent_of_the_theme():
    tokens, theme = (STATIC / "css" / "tokens.css").read_text(), VENDORED.read_text()
    accent = re.search(r"--color-accent: (#\w+)", tokens)[1]

    assert not re.search(r"color-mix\(|clamp\(", tokens)
    assert f"--ds-color-accent-base-default: {accent};" in theme


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"|icon_name="([^"]+)"', path.read_text())
    }

    assert {one or other for one, other in named} | set(ICON_OF_STATE.values()) <= drawn


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_templates_carry_no_inline_script_or_style(path):
    html = path.read_text()

    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", html)


def test_refusals_are_swapped_into_the_live_region_and_htmx_evaluates_nothing():
    config = json.loads(
        re.search(r"name=\"htmx-config\" content='([^']+)'", (ROOT / "templates/base.html").read_text())[1]
    )

    assert (config["allowEval"], config["allowScriptTags"], config["includeIndicatorStyles"]) == (False, False, False)
    first = {
        code: next(rule for rule in config["responseHandling"] if re.search(rule["code"], code))
        for code in ("403", "422")
    }
    assert first["403"]["target"] == "#messages"
    assert first["422"]["swap"]


def test_a_badge_says_its_state_in_a_word_and_an_icon():
    html = badge("waiting", "Väntar <nu>")

    assert 'data-state="waiting"' in html
    assert "#clock" in html
    assert "Väntar &lt;nu&gt;" in html


def test_a_form_with_errors_sums_them_up_and_ties_each_to_its_field():
    html = str(SampleForm(data={"title": "Rutin"}))

    assert 'role="alert"' in html
    assert '<a href="#id_background">Bakgrund</a>' in html
    assert 'id="id_background_error"' in html
    assert re.search(r'<textarea[^>]* aria-invalid="true" aria-describedby="id_background_error"', html)
    assert 'value="Rutin"' in html


def test_a_choice_among_several_is_a_fieldset_whose_link_has_a_target():
    html = str(SampleForm(data={}))

    assert '<a href="#id_priority">Angelägenhetsgrad</a>' in html
    assert re.search(r'<div class="choices" tabindex="-1" id="id_priority">', html)
    assert re.search(r'<fieldset aria-describedby="id_priority_helptext id_priority_error">', html)


def test_only_what_may_be_left_out_is_marked_and_a_day_is_picked_from_a_calendar():
    html = str(SampleForm())

    assert html.count("(frivilligt)") == 2
    assert '<input class="ds-input" type="date" name="deadline"' in html
    assert 'role="alert"' not in html
    assert "(frivilligt)" in str(SampleFilter())


def test_a_refused_button_stands_with_its_reason_tied_to_it():
    context = {"verdict": type("No", (), {"__bool__": lambda _: False, "reason": "Du är inte med i gruppen."})()}

    html = render_to_string("_parts/verdict_button.html", {**context, "label": "Ta emot", "key": "receive"})

    assert 'aria-disabled="true" aria-describedby="why-receive"' in html
    assert re.search(r'id="why-receive">.*Du är inte med i gruppen\.', html, re.DOTALL)
    assert "<form" not in html


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_the_last_pages_need_neither_context_nor_database(template):
    assert "<h1>" in render_to_string(template)
