"""Pages of other people's PDFs put into one of ours: they show what they showed and do nothing, and each says its number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Page, Pdf

ENCRYPTED = "Filen är skyddad med lösenord"
BROKEN = "Filen är skadad och går inte att öppna"
EMPTY = "Filen har inga sidor"
TOO_MANY = "Filen har för många sidor för att tas med"

SHOWN = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group"}
PAGE = "/SamlaSida"
FONT = "/SamlaStampel"
HIDDEN = "/SamlaDold"
A4 = 595.0  # points: how wide the page is for which the stamp has its size
SIZE, PADDING, EDGE = 8.0, 3.0, 14.0
WIDTHS = {"S": 667, "i": 222, " ": 278, "v": 500}  # Helvetica, thousandths; every figure, a and d have 556
UNREADABLE = (pikepdf.PdfError, RuntimeError, TypeError, KeyError, AttributeError, IndexError, OSError)
CLAIMS = {"pdfaid:part", "pdfaid:conformance", "pdfuaid:part"}


class UnusableError(ValueError):
    """The file cannot give its pages; the message says why, in Swedish, without a full stop."""


@dataclass(slots=True)
class Bookmark:
    """A line of the outline: its words, the page (from 0), and the lines under it."""

    words: str
    page: int
    parts: list["Bookmark"] = field(default_factory=list)


def opened(path: Path, *, most: int) -> Pdf:
    """The file, with at least one page and at most so many. Raises UnusableError. Its streams stay on disk."""
    try:
        pdf = pikepdf.open(path, access_mode=pikepdf.AccessMode.stream)
        count = len(pdf.pages)
    except pikepdf.PasswordError:
        raise UnusableError(ENCRYPTED) from None
    except UNREADABLE:
        raise UnusableError(BROKEN) from None
    if not count:
        raise UnusableError(EMPTY)
    if count > most:
        raise UnusableError(TOO_MANY)
    return pdf


def clean(path: Path, to: Path, *, most: int) -> int:
    """Write the pages of a file to another that only shows, and answer how many they are. Raises UnusableError.

    What is drawn comes along, form fields and comments too; links, scripts, attachments and all that acts do not. To be
    known as whole, every page is written once: after this, `join` does not fail.
    """
    try:
        with opened(path, most=most) as source, Pdf.new() as made:
            _draw_fields(source)
            _mark_hidden(source)
            for page in source.pages:
                for key in set(page.obj.keys()) - SHOWN:
                    del page.obj[key]
            for page in source.pages:
                made.pages.append(page)
                _wrap(made, made.pages[-1])
            made.save(to)
            return len(made.pages)
    except UNREADABLE:
        raise UnusableError(BROKEN) from None


def join(ours: Path, parts: Iterable[tuple[int, Path]], to: Path) -> None:
    """Ours with each clean file put before its page (from 0, in order). Nothing but the page at hand lies in memory."""
    with pikepdf.open(ours) as pdf:
        count = len(pdf.pages)
    pages, at = [], 0
    for place, path in [*parts, (count, None)]:
        if place > at:
            pages.append({"file": str(ours), "range": f"{at + 1}-{place}"})
            at = place
        if path is not None:
            pages.append({"file": str(path), "range": "1-z"})
    job = {"inputFile": str(ours), "outputFile": str(to), "pages": pages, "objectStreams": "generate"}
    pikepdf.Job(job).run()


def number_pages(pdf: Pdf) -> None:
    """Write ”Sida x av y” on every page, upright at the lower right edge as the page is read."""
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    total = len(pdf.pages)
    for number, page in enumerate(pdf.pages):
        resources = _own(page.obj, "/Resources")
        _own(resources, "/Font")[FONT] = font
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(_stamp(page, f"Sida {number + 1} av {total}"))


def finish(pdf: Pdf, *, title: str, bookmarks: Iterable[Bookmark], places: dict[str, int]) -> None:
    """The outline, the title and language, and where links by name lead; it no longer says that it is made for archives."""
    with pdf.open_outline() as outline:
        outline.root.clear()
        outline.root.extend(_outlined(one) for one in bookmarks)
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.Lang = pikepdf.String("sv")
    _lead(pdf, places)
    _hide_layers(pdf)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        for claim in CLAIMS:
            if claim in metadata:
                del metadata[claim]


def places_of(pdf: Pdf) -> dict[str, int]:
    """On which page (from 0) each name stands to which some link leads."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return {name: numbers[target[0].objgen] for name, target in _destinations(pdf)}


def _draw_fields(source: Pdf) -> None:
    """Forms and comments become part of what the page draws."""
    if not any("/Annots" in page.obj for page in source.pages):
        return
    source.generate_appearance_streams()
    source.flatten_annotations("screen")


def _wrap(pdf: Pdf, page: Page) -> None:
    """Let the whole page be one drawing, so that nothing it left open reaches the number that is written on it."""
    obj = page.obj
    drawing = _content(pdf, page)
    drawing.Type, drawing.Subtype = Name.XObject, Name.Form
    drawing.BBox = Array(list(page.mediabox))
    drawing.Resources = obj.get("/Resources", Dictionary())
    if "/Group" in obj:
        drawing.Group = obj.Group
        del obj["/Group"]
    obj.Resources = Dictionary(XObject=Dictionary({PAGE: drawing}))
    obj.Contents = pdf.make_stream(f"{PAGE} Do\n".encode())


def _content(pdf: Pdf, page: Page) -> Object:
    """What the page draws, as one stream of its own: pages may share a stream, but not what it is drawn with."""
    if "/Contents" not in page.obj:
        return pdf.make_stream(b"")
    page.contents_coalesce()
    given = page.obj.Contents
    packed = {key: given[key] for key in ("/Filter", "/DecodeParms") if key in given}
    return pdf.make_stream(given.read_raw_bytes(), packed)


def _mark_hidden(source: Pdf) -> None:
    """Layers that are hidden say so themselves, since what said it does not come along."""
    hidden = source.Root.get("/OCProperties", Dictionary()).get("/D", Dictionary()).get("/OFF", Array())
    for layer in hidden:
        layer[HIDDEN] = True


def _hide_layers(pdf: Pdf) -> None:
    """Layers that were hidden in their files stay hidden."""
    layers = [one for one in pdf.objects if isinstance(one, Dictionary) and one.get("/Type") == Name.OCG]
    if layers:
        off = Array([layer for layer in layers if HIDDEN in layer])
        pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=Dictionary(BaseState=Name.ON, OFF=off))


def _stamp(page: Page, words: str) -> bytes:
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    left, right, bottom, top = min(left, right), max(left, right), min(bottom, top), max(bottom, top)
    turn = int(page.obj.get("/Rotate", 0)) % 360
    wide, high = (right - left, top - bottom) if turn in {0, 180} else (top - bottom, right - left)
    upright = {
        0: f"1 0 0 1 {left:.2f} {bottom:.2f}",
        90: f"0 1 -1 0 {right:.2f} {bottom:.2f}",
        180: f"-1 0 0 -1 {right:.2f} {top:.2f}",
        270: f"0 -1 1 0 {left:.2f} {top:.2f}",
    }[turn if turn in {90, 180, 270} else 0]
    scale = max(min(wide, high) / A4, min(0.7, wide / 110))
    width = sum(WIDTHS.get(sign, 556) for sign in words) * SIZE / 1000 + 2 * PADDING
    x, y = wide / scale - width - EDGE, EDGE
    box = f"{x:.2f} {y:.2f} {width:.2f} {SIZE + 2 * PADDING:.2f} re"
    return (
        f"\nQ\n/Artifact BMC q {upright} cm {scale:.4f} 0 0 {scale:.4f} 0 0 cm\n"
        f"1 1 1 rg 0.75 0.75 0.75 RG 0.5 w {box} B\n"
        f"0.2 0.2 0.2 rg BT {FONT} {SIZE:g} Tf {x + PADDING:.2f} {y + PADDING + 1.2:.2f} Td ({words}) Tj ET Q EMC\n"
    ).encode()


def _own(holder: Object, key: str) -> Object:
    """A dictionary that is this holder's alone: what pages share is copied before it is written in."""
    found = holder.get(key)
    holder[key] = Dictionary(dict(found.items())) if isinstance(found, Dictionary) else Dictionary()
    return holder[key]


def _outlined(bookmark: Bookmark) -> OutlineItem:
    item = OutlineItem(bookmark.words, bookmark.page, "Fit")
    item.children.extend(_outlined(one) for one in bookmark.parts)
    item.is_closed = False
    return item


def _destinations(pdf: Pdf) -> list[tuple[str, Object]]:
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
    listed = list(names)
    return [(str(listed[number]), listed[number + 1]) for number in range(0, len(listed), 2)]


def _lead(pdf: Pdf, places: dict[str, int]) -> None:
    for name, target in _destinations(pdf):
        if name in places:
            target[0] = pdf.pages[places[name]].obj
