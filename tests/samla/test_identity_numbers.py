import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from samla.identity_numbers import find, refuse_identity_numbers


def check_digit(nine_digits):
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(nine_digits)]
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def written(birth, serial, form, separator, *, coordination=False):
    day = birth.day + (60 if coordination else 0)
    short = f"{birth:%y%m}{day:02}"
    tail = f"{serial:03}"
    tail += check_digit(short + tail)
    return f"{birth:%Y}{birth:%m}{day:02}{separator}{tail}" if form == 12 else f"{short}{separator}{tail}"


# 10 digits name a birth less than a hundred years ago, so those are drawn from there.
births = st.dates(dt.date(1930, 1, 1), dt.date(2024, 12, 31))
numbers = st.builds(
    written,
    births,
    st.integers(1, 999),
    st.sampled_from([10, 12]),
    st.sampled_from(["-", " ", "", "+", " - ", "\u2013", "\u00a0"]),
    coordination=st.booleans(),
)
words = st.text(alphabet=st.characters(exclude_categories=("Nd", "Cs", "Nl", "No")), max_size=30)


@given(before=words, number=numbers, after=words)
def test_a_real_number_is_found_wherever_it_stands_in_a_text(before, number, after):
    if number.isdigit() and len(number) == 10 and number.startswith("07"):
        return
    before, after = f"{before} ", f" {after}"

    matches = find(before + number + after)

    assert [(before + number + after)[match.start : match.end] for match in matches] == [number]


@given(number=numbers)
def test_the_refusal_never_repeats_the_number(number):
    if number.isdigit() and len(number) == 10 and number.startswith("07"):
        return

    with pytest.raises(ValidationError) as refused:
        refuse_identity_numbers(f"Ring {number} om frågan.")

    sentence = refused.value.messages[0]
    assert number not in sentence
    assert "••••-••••)" in sentence  # the year may well be the same digits as the last four
    assert f"{number[-4:]})" not in sentence
    assert "Portalen får inte innehålla uppgifter om enskilda" in sentence


@given(number=numbers, step=st.integers(1, 9))
def test_a_wrong_check_digit_passes(number, step):
    wrong = number[:-1] + str((int(number[-1]) + step) % 10)

    assert find(wrong) == []


@given(st.integers(13, 99), st.integers(0, 9_999_999))
def test_a_number_whose_month_does_not_exist_passes(month, rest):
    assert find(f"85{month}{rest:07}"[:6] + "-" + f"{rest:07}"[-4:]) == []


@pytest.mark.parametrize(
    "text",
    [
        "0701234567",
        "070-123 45 67",
        "+46 70 123 45 67",
        "0322-61 60 00",
        "Organisationsnummer 232100-0131",
        "212000-1355 och 5560360793",
        "SAMLA-2026-0001",
        "SAMLA 2026-0001:3",
        "RS 2026-01234",
        "KS 2024/0123-4",
        "SG 2026 § 14",
        "2026-11-22 13.20",
        "Vi räknar med 3 337 990 kronor",
        "850101-12345",
        "1850101-1232",
        "850101-0000",
        "990231-1239",
        "",
    ],
)
def test_what_is_not_an_identity_number_passes(text):
    assert find(text) == []
    refuse_identity_numbers(text)


def test_ten_bare_digits_beginning_07_are_a_phone_number_but_not_when_parted_like_an_identity_number():
    number = written(dt.date(2007, 1, 21), 234, 10, "")

    assert find(number) == []
    assert len(find(f"{number[:6]}-{number[6:]}")) == 1


def test_a_coordination_number_is_called_so():
    number = written(dt.date(1985, 1, 1), 123, 12, "-", coordination=True)

    assert [match.word for match in find(number)] == ["samordningsnummer"]


def test_a_date_that_has_not_come_is_nobodys_number():
    number = written(dt.date(2026, 11, 23), 123, 12, "-")

    with time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)):
        assert find(number) == []
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)):
        assert len(find(number)) == 1


def test_every_number_in_a_text_is_found():
    first, second = written(dt.date(1985, 1, 1), 123, 10, "-"), written(dt.date(1990, 5, 6), 7, 12, "")

    assert len(find(f"{first}, {second}")) == 2


@given(st.integers(10**9, 10**10 - 1))
def test_digits_drawn_at_random_are_refused_only_with_a_right_date_and_check_digit(digits):
    text = str(digits)

    if find(text):
        day = int(text[4:6])
        assert 1 <= int(text[2:4]) <= 12
        assert 1 <= (day - 60 if day > 60 else day) <= 31
        assert check_digit(text[:9]) == text[9]
