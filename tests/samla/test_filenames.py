"""Names of files: letters are kept, tricks are taken away."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from samla.filenames import LONGEST, clean, title_of


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Förslag på åtgärder – äldre.pdf", "Förslag på åtgärder – äldre.pdf"),
        ("plan 🌻 2026.pdf", "plan 🌻 2026.pdf"),
        ("familj 👩\u200d👧.pdf", "familj 👩\u200d👧.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\hemligt\\avtal.docx", "avtal.docx"),
        ("C:\\Users\\nn\\avtal.docx", "avtal.docx"),
        ("ra\x00d\nbryt\tning.txt", "radbrytning.txt"),
        ("faktura\u202efdp.exe.pdf", "fakturafdp.exe.pdf"),
        ("\u2066dolt\u2069\ufeff\u200b.pdf", "dolt.pdf"),
        ("  många   mellanslag .pdf", "många mellanslag.pdf"),
        ("...dolt.pdf", "dolt.pdf"),
        (".pdf", "pdf"),
        ("", "fil"),
        ("..", "fil"),
        ("/", "fil"),
        (unicodedata.normalize("NFD", "Åtgärdsplan för Lerum.pdf"), "Åtgärdsplan för Lerum.pdf"),
    ],
)
def test_a_name_is_what_people_see_of_it(given, kept):
    assert clean(given) == kept


def test_a_long_name_is_shortened_and_keeps_its_extension():
    short = clean(f"{'Mycket långt namn ' * 17}.docx")

    assert short.startswith("Mycket långt namn")
    assert short.endswith(".docx")
    assert len(short) <= LONGEST
    assert len(clean("🌻" * 300 + ".pdf").encode()) <= 240
    assert clean("🌻" * 300 + ".pdf").endswith("🌻.pdf")


@given(some.text(max_size=400))
def test_whatever_comes_is_one_harmless_name_and_stays_so(name):
    kept = clean(name)

    assert kept
    assert not {"/", "\\", "\0", "\n", "\u202e"} & set(kept)
    assert kept not in {".", ".."}
    assert len(kept) <= LONGEST
    assert clean(kept) == kept


def test_a_title_is_the_name_without_its_extension():
    assert title_of("forslag_till_rutin.docx") == "forslag till rutin"
    assert title_of("utan") == "utan"
