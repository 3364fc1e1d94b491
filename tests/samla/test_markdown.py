import time
from html.parser import HTMLParser

import pytest
from django.utils.safestring import SafeString

from samla.markdown import LONGEST_KEPT, render


def tags_of(html):
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda name, attributes: found.append((name, dict(attributes)))
    parser.feed(html)
    return found


def test_paragraphs_lists_and_emphasis_become_html():
    html = render("En **viktig** fråga.\n\n- ett\n- två\n")

    assert html == "<p>En <strong>viktig</strong> fråga.</p>\n<ul>\n<li>ett</li>\n<li>två</li>\n</ul>\n"
    assert isinstance(html, SafeString)


@pytest.mark.parametrize(("written", "level"), [("# a", 3), ("## a", 4), ("### a", 5), ("#### a", 6), ("###### a", 6)])
def test_headings_begin_below_those_of_the_page(written, level):
    assert render(written) == f"<h{level}>a</h{level}>\n"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "![bild](https://example.org/spion.png)",
        '<p style="position:fixed">x</p>',
        '[x](https://example.org "a" onclick="alert(1)")',
    ],
)
def test_nothing_hostile_survives(hostile):
    tags = tags_of(render(hostile))

    assert {name for name, _ in tags} <= {"p", "a"}
    assert {attribute for _, attributes in tags for attribute in attributes} <= {"href", "rel", "title"}
    assert all(attributes.get("href", "https:").startswith("https:") for _, attributes in tags)


@pytest.mark.parametrize("address", ["https://example.org/a", "http://example.org/", "mailto:a@example.org"])
def test_ordinary_links_survive_and_do_not_hand_over_the_window(address):
    assert render(f"[här]({address})") == f'<p><a href="{address}" rel="noopener">här</a></p>\n'


def test_a_table_tells_what_its_column_heads_are():
    html = render("| A | B |\n|---|--:|\n| 1 | 2 |\n")

    assert '<th scope="col">A</th>' in html
    assert "<td>1</td>" in html
    assert "style" not in html


def test_a_line_break_is_kept_as_typed():
    assert render("ett\ntvå") == "<p>ett<br>\ntvå</p>\n"


def test_a_page_of_text_renders_in_a_few_milliseconds():
    text = "Bakgrund till frågan i *Lerum* med [länk](https://example.org).\n\n" * 50
    render(text)

    began = time.perf_counter()
    render(text)

    assert time.perf_counter() - began < 0.1


def test_a_text_that_was_shown_before_is_the_same_html_and_another_heading_level_is_another():
    text = "# Bakgrund\n\nKort text."

    assert render(text) == render(text)
    assert render(text) != render(text, 1)


def test_a_long_text_is_shown_whole_and_not_kept():
    long = "Ett stycke med ord. " * 200

    assert len(long) > LONGEST_KEPT
    assert render(long).count("Ett stycke med ord.") == 200
