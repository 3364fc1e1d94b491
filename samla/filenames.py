"""Names of files as people see them: letters kept, tricks taken away."""

import unicodedata

LONGEST = 180  # characters, and no more bytes than a file system takes with something added
MOST_BYTES = 240
JOINER = "\u200d"  # holds emoji together; every other invisible sign may change what is read
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(filename: str) -> str:
    """The name without folders, control characters and signs that turn the direction of reading; composed, not too long.

    The extension is kept. A name of which nothing is left becomes ”fil”.
    """
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if sign == JOINER or unicodedata.category(sign) not in HIDDEN)
    name = " ".join(name.split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = stem.strip(" .") or "fil"
    ending = f".{extension[:20].strip()}" if dot and extension.strip() else ""
    return f"{_shortened(stem, ending)}{ending}"


def title_of(filename: str) -> str:
    """What a document is called until somebody names it: the name of its file without extension and underscores."""
    stem = filename.rpartition(".")[0] or filename
    return " ".join(stem.replace("_", " ").split())[:LONGEST] or "Handling"


def _shortened(stem: str, ending: str) -> str:
    room = MOST_BYTES - len(ending.encode())
    cut = stem[: LONGEST - len(ending)]
    while len(cut.encode()) > room:
        cut = cut[:-1]
    while cut and cut != stem and (cut[-1] == JOINER or unicodedata.combining(cut[-1])):
        cut = cut[:-1]
    return cut.rstrip(" .") or "fil"
