import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Engine

from samla import formats
from samla.clock import STOCKHOLM


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, "0 kronor"),
        (950, "950 kronor"),
        (3_337_990, "3 337 990 kronor"),
        (-1_200, "−1 200 kronor"),
        (Decimal("1563000.00"), "1 563 000 kronor"),
        (Decimal("1563000.5"), "1 563 000,50 kronor"),
        (Decimal("1E+6"), "1 000 000 kronor"),
        (Decimal("-0.00"), "0 kronor"),
    ],
)
def test_an_amount_is_written_with_no_break_spaces_true_minus_and_its_unit(amount, expected):
    assert formats.kronor(amount) == expected.replace(" ", "\u00a0")


def test_a_heading_breaks_before_a_date_and_never_within_it():
    heading = "Kallelse 2 till AU 14 december 2026, efter 3 maj 2026"

    parts = formats.unbroken_dates(heading).split(" ")

    assert parts == ["Kallelse", "2", "till", "AU", "14\u00a0december\u00a02026,", "efter", "3\u00a0maj\u00a02026"]


def test_an_approximate_amount_says_ca():
    assert formats.kronor(1_563_000, approximate=True) == "ca\u00a01\u00a0563\u00a0000\u00a0kronor"


def test_money_holds_no_other_space_than_the_no_break_space():
    spaces = {character for character in formats.kronor(-9_876_543, approximate=True) if character.isspace()}

    assert spaces == {"\u00a0"}


@pytest.mark.parametrize(
    ("share", "expected"),
    [(50, "50 %"), (Decimal("2.50"), "2,5 %"), (Decimal(100), "100 %"), (-3, "−3 %"), (Decimal(0), "0 %")],
)
def test_percent_is_written_with_a_no_break_space(share, expected):
    assert formats.percent(share) == expected.replace(" ", "\u00a0")


def test_a_date_in_text_is_lower_case_and_without_leading_zero():
    assert formats.date_text(dt.date(2025, 12, 12)) == "12 december 2025"
    assert formats.date_text(dt.date(2026, 3, 1)) == "1 mars 2026"


def test_a_date_in_a_table_is_iso():
    assert formats.date_short(dt.date(2025, 12, 2)) == "2025-12-02"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2027, 1, 1), (2027, 12, 31), "1 januari–31 december 2027"),
        ((2026, 7, 1), (2027, 6, 30), "1 juli 2026–30 juni 2027"),
        ((2027, 12, 31), (2027, 12, 31), "31 december 2027"),
    ],
)
def test_a_stretch_of_days_names_its_year_once_when_it_can(first, last, expected):
    assert formats.period_text(dt.date(*first), dt.date(*last)) == expected


def test_an_instant_is_told_in_stockholm_whatever_zone_it_comes_in():
    late_in_utc = dt.datetime(2026, 6, 30, 22, 20, tzinfo=dt.UTC)

    assert formats.instant_text(late_in_utc) == "1 juli 2026 kl. 00.20"
    assert formats.date_short(late_in_utc) == "2026-07-01"
    assert formats.weekday(late_in_utc) == "onsdag"


def test_an_instant_in_winter_is_one_hour_ahead_of_utc():
    assert formats.instant_text(dt.datetime(2026, 11, 22, 12, 20, tzinfo=dt.UTC)) == "22 november 2026 kl. 13.20"


def test_a_time_has_a_full_stop():
    assert formats.clock_text(dt.datetime(2026, 1, 1, 9, 5, tzinfo=STOCKHOLM)) == "09.05"


@pytest.mark.parametrize(("days", "expected"), [(0, "0 dagar"), (1, "1 dag"), (3, "3 dagar"), (-1, "−1 dag")])
def test_days_are_counted_in_singular_and_plural(days, expected):
    assert formats.days_text(days) == expected


def test_every_weekday_has_its_swedish_name():
    monday = dt.date(2026, 11, 16)

    assert [formats.weekday(monday + dt.timedelta(n)) for n in range(7)] == [
        "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag",
    ]  # fmt: skip


def test_the_filters_show_an_empty_value_as_nothing():
    engine = Engine(libraries={"formats": "samla.templatetags.formats"}, builtins=["samla.templatetags.formats"])
    template = engine.from_string(
        "[{{ x|kronor }}{{ x|kronor_approximate }}{{ x|percent }}{{ x|date_text }}{{ x|date_short }}"
        "{{ x|instant_text }}{{ x|clock_text }}{{ x|days_text }}{{ x|weekday }}]"
    )

    assert template.render(Context({"x": None})) == "[]"


def test_the_filters_say_what_the_formatters_say():
    engine = Engine(builtins=["samla.templatetags.formats"])
    template = engine.from_string("{{ amount|kronor }}|{{ day|date_text }}|{{ days|days_text }}|{{ text|markdown }}")

    shown = template.render(Context({"amount": 0, "day": dt.date(2026, 1, 2), "days": 0, "text": "*hej*"}))

    assert shown == "0\u00a0kronor|2 januari 2026|0 dagar|<p><em>hej</em></p>\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AU", "AU:s"),
        ("SAMLA", "SAMLA:s"),
        ("Samordningsgruppen", "Samordningsgruppens"),
        ("NOSAM Lerum", "NOSAM Lerums"),
        ("NOSAM Alingsås", "NOSAM Alingsås"),
    ],
)
def test_the_genitive_follows_how_the_name_is_read(name, expected):
    assert formats.genitive(name) == expected
