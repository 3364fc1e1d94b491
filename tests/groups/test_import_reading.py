"""A file becomes rows, or sentences about what is wrong with it: any file, any bytes."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from groups.actions.imports import COLUMNS, MAX_BYTES, MAX_ROWS, decode, neutralised, parse
from groups.actions.imports.lines import read_lines

HEAD = "e-post;namn;titel;telefon;grupp;plats;område;från och med;till och med"
ROW = "asa@example.org;Åsa Öberg;Chef;031-12 34 56;au;ordförande;Vård och omsorg;2026-01-31;31.12.2026"
LIST = f"{HEAD}\r\n{ROW}\r\n"


def rows(text):
    sheet = parse(text)
    assert (sheet.problems, sheet.faults) == ([], [])
    return sheet.rows


def faults(row, head=HEAD):
    _, found = read_lines(parse(f"{head}\n{row}\n"))
    return [(fault.line, fault.column) for fault in found]


def refused(data):
    with pytest.raises(ValidationError) as refusal:
        decode(data)
    return " ".join(refusal.value.messages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_usual_encoding_is_recognised(encoding):
    (row,) = rows(decode(LIST.encode(encoding)))

    assert row.cells["namn"] == "Åsa Öberg"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("sep", ["", "sep={}\r\n"])
def test_every_usual_delimiter_is_recognised(delimiter, sep):
    (row,) = rows(sep.format(delimiter) + LIST.replace(";", delimiter))

    assert (row.cells["grupp"], row.line) == ("au", 3 if sep else 2)


def test_columns_come_in_any_order_and_optional_ones_may_be_left_out():
    (row,) = rows("Plats;GRUPP;Från och med ;E-post;Namn\nordf;au;2026-01-01;a@example.org;Åsa")

    assert row.cells == {
        "plats": "ordf",
        "grupp": "au",
        "från och med": "2026-01-01",
        "e-post": "a@example.org",
        "namn": "Åsa",
    }


def test_empty_lines_are_passed_over_and_line_numbers_are_the_files():
    sheet = parse(f'\n{HEAD}\n\n{ROW}\n;;;;;;;;\n"a@example.org";"Två\nrader";;;au;x;;;\n{ROW}\n')

    assert [row.line for row in sheet.rows] == [4, 6, 8]
    assert sheet.rows[1].cells["namn"] == "Två rader"


@pytest.mark.parametrize(("typed", "column"), [("2026-01-31", "starts_on"), ("31.1.2026", "starts_on")])
def test_both_forms_of_a_date_are_read(typed, column):
    (line,), found = read_lines(parse(f"{HEAD}\n{ROW.replace('2026-01-31', typed)}"))

    assert found == []
    assert getattr(line, column).isoformat() == "2026-01-31"


@pytest.mark.parametrize("typed", ["2026-02-30", "31/1 2026", "i morgon", "20260131", "1026-01-31", "2999-01-01"])
def test_what_is_no_day_is_a_fault_of_its_column(typed):
    assert faults(ROW.replace("2026-01-31", typed)) == [(2, "från och med")]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
@pytest.mark.parametrize(("cell", "column"), [("Åsa Öberg", "namn"), ("Chef", "titel"), ("031-12 34 56", "telefon")])
def test_a_formula_is_refused_wherever_it_stands(sign, cell, column):
    assert faults(ROW.replace(cell, f"{sign}cmd|'/c calc'!A1")) == [(2, column)]


@pytest.mark.parametrize("cell", ['"\tÅsa"', '"\rÅsa"', " =1+1"])
def test_tabs_returns_and_formulas_behind_spaces_are_refused(cell):
    assert faults(ROW.replace("Åsa Öberg", cell)) == [(2, "namn")]


def test_an_international_telephone_number_is_no_formula():
    (line,), found = read_lines(parse(f"{HEAD}\n{ROW.replace('031-12 34 56', '+46 31-12 34 56')}"))

    assert (line.phone, found) == ("+46 31-12 34 56", [])


def test_an_identity_number_is_refused_and_not_kept():
    text = decode(f"{HEAD}\n{ROW.replace('Chef', '19811218-9876')}".encode())

    assert "9876" not in text
    _, found = read_lines(parse(text))
    assert [(fault.line, fault.column) for fault in found] == [(2, "titel")]


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (ROW.replace("asa@example.org", "asa"), ["e-post"]),
        (ROW.replace("asa@example.org", ""), ["e-post"]),
        (ROW.replace(";au;", ";;"), ["grupp"]),
        (ROW.replace("ordförande", ""), ["plats"]),
        (ROW.replace("31.12.2026", "30.1.2026"), ["till och med"]),
        (ROW.replace("Åsa Öberg", "Å" * 201), ["namn"]),
        (f"{ROW};extra", [""]),
        ("x", ["e-post", "grupp", "plats"]),
    ],
)
def test_each_cell_that_cannot_be_is_a_fault_of_its_own(row, columns):
    assert sorted(column for _, column in faults(row)) == sorted(columns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "inga rader"),
        (HEAD, "inga rader under rubrikerna"),
        ("hej\nhopp", "Den första raden ska ha rubrikerna"),
        (f"{HEAD};lön\n{ROW};1", "känns igen: lön"),
        ("e-post;namn\na@example.org;Å", "Kolumner saknas: grupp, plats, från och med"),
        (f"{HEAD};namn\n{ROW};Å", "två gånger: namn"),
        (f'{HEAD}\n"{ROW}\n', "Citattecknen på rad 2"),
        ("\n".join([HEAD, *[ROW] * (MAX_ROWS + 1)]), "fler än 5\u00a0000 rader"),
    ],
)
def test_a_file_that_is_no_list_says_what_it_lacks(text, said):
    assert said in " ".join(parse(text).problems)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "tom"),
        (b"\xef\xbb\xbf \r\n", "tom"),
        (b"x" * (MAX_BYTES + 1), "större än 2 MB"),
        (b"PK\x03\x04" + b"\0" * 50, "arbetsbok från Excel"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "kan inte läsa filens tecken"),
        (b"namn\x81\x8d\x8f", "kan inte läsa filens tecken"),
        (b"\xff\xfea", "kan inte läsa filens tecken"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_a_sentence(data, said):
    assert said in refused(data)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"{HEAD}\n{text}".encode("utf-8", "ignore")))
def test_no_file_makes_the_reading_fail(data):
    try:
        text = decode(data)
    except ValidationError:
        return
    read_lines(parse(text))


CELLS = st.text(st.sampled_from("aÅ ;,\t\"'=+-@\n0123456789.•"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), max_size=4))
def test_every_row_is_a_line_or_has_a_fault(cells):
    quoted = "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells)
    sheet = parse(f"{HEAD}\n{quoted}")
    lines, found = read_lines(sheet)

    assert len(sheet.rows) == len(lines) + len({fault.line for fault in found})


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20))
def test_what_leaves_in_the_list_is_no_formula_and_comes_back_as_it_was(word):
    word = " ".join(word.split())
    cell = neutralised(word)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    if word and "••••" not in word:
        quoted = '"' + cell.replace('"', '""') + '"'
        (row,) = rows(f"{HEAD}\na@example.org;{quoted};;;au;x;;;")
        assert row.cells["namn"] == word


def test_the_columns_are_those_that_are_promised():
    assert ";".join(COLUMNS) == HEAD
