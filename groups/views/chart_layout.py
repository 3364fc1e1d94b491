"""Where everything in the pictures of the organisation stands. Pure: names in, whole pixels out; nothing overlaps."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

CHARACTER = 7.4  # the mean width of a letter in the pictures' type, on the safe side
BOLD = 8.0
LINE = 18
PAD, GAP, APART = 12, 8, 8
COLUMNS, COLUMN, BETWEEN = 4, 248, 16
INDENT, DEEPEST = 16, 4
BAND_HEAD = 34
NARROWEST, WIDEST = 116, 220
ROW = 38


class Node(NamedTuple):
    """An organisation and what is part of it."""

    name: str
    kind: str
    url: str = ""
    parts: "tuple[Node, ...]" = ()


class Group(NamedTuple):
    """A principal with its organisations."""

    title: str
    nodes: tuple[Node, ...] = ()


class Band(NamedTuple):
    """A side with its principals."""

    title: str
    groups: tuple[Group, ...] = ()


class Place(NamedTuple):
    """A body, in the picture of the ways."""

    key: int
    name: str
    url: str = ""


class Way(NamedTuple):
    """A way between two bodies, by their keys; `is_derived` when it is an office that leads from one to the other."""

    source: int
    target: int
    words: str
    is_derived: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its lines of text, each with its baseline."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    lines: tuple[tuple[int, str], ...] = ()
    url: str = ""

    @property
    def text_x(self) -> int:
        """Where the lines begin, or in a body's box their middle."""
        return self.x + (self.width // 2 if self.kind == "body" else PAD)

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way: a line between two bodies' lines, and its words in the row above it."""

    x: int
    to_x: int
    y: int
    words: str
    words_x: int
    is_derived: bool


@dataclass(slots=True)
class Picture:
    """A picture whole: boxes inside frames inside bands; lines from a whole to its parts; arrows with their words."""

    width: int = 0
    height: int = 0
    bands: list[Box] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)

    @property
    def fits_a_page(self) -> bool:
        """Is it still readable when it is made as narrow as the page?"""
        return 800 <= self.width <= 1300


@lru_cache(maxsize=2048)  # the names seldom change, and finding where to break them is most of the work
def wrapped(text: str, width: int, letter: float = CHARACTER) -> tuple[str, ...]:
    """The text in lines no wider than that; a word that is too long by itself is parted by a hyphen."""
    most = max(int(width / letter), 2)
    words = (
        f"{'- '.join(textwrap.wrap(word, most - 1, break_on_hyphens=False))}" if len(word) > most else word
        for word in text.split()
    )
    lines = textwrap.wrap(" ".join(words), most, break_on_hyphens=False, break_long_words=False)
    return tuple(lines) or ("",)


def box_of(x: int, y: int, width: int, text: str, kind: str, *, url: str = "", letter: float = CHARACTER) -> Box:
    """A box as high as its text needs."""
    lines = wrapped(text, width - 2 * PAD, letter)
    placed = tuple((y + 2 * PAD + LINE * number, line) for number, line in enumerate(lines))
    return Box(x, y, width, 2 * PAD - 4 + LINE * len(lines), kind, placed, url)


# Who is part


def lay_out_parties(bands: Sequence[Band]) -> Picture:
    """The sides under each other, in each its principals beside each other, in each its organisations in columns."""
    picture = Picture(width=COLUMNS * COLUMN + (COLUMNS - 1) * BETWEEN + 2 * BETWEEN)
    y = 0
    for band in bands:
        bottom = y + BAND_HEAD
        for first in range(0, len(band.groups), COLUMNS):
            bottom = _row(picture, band.groups[first : first + COLUMNS], bottom) + BETWEEN
        picture.bands.append(Box(0, y, picture.width, bottom - y, "band", ((y + 23, band.title),)))
        y = bottom + BETWEEN
    picture.height = max(y - BETWEEN, 0)
    return picture


def _row(picture: Picture, groups: Sequence[Group], y: int) -> int:
    """A row of groups, the tallest over several columns where that makes the row lower; answers its lower edge."""
    counts = _counts(groups)
    height = max(_height(group, count) for group, count in zip(groups, counts, strict=True))
    x = BETWEEN
    for group, count in zip(groups, counts, strict=True):
        head = box_of(x, y, _width(count), group.title, "principal", letter=BOLD)
        picture.frames.append(Box(x, y, head.width, height, head.kind, head.lines))
        for nodes in _columns(group.nodes, count):
            _column(picture, nodes, x + PAD, head.bottom)
            x += COLUMN + BETWEEN
        x = picture.frames[-1].x + head.width + BETWEEN
    return y + height


def _width(count: int) -> int:
    return count * COLUMN + (count - 1) * BETWEEN


def _counts(groups: Sequence[Group]) -> list[int]:
    """Over how many columns each group of a row stands: the lowest row with the fewest columns."""
    counts = [1] * len(groups)
    tried = []
    while True:
        heights = [_height(group, count) for group, count in zip(groups, counts, strict=True)]
        tried.append((max(heights), sum(counts), list(counts)))
        if sum(counts) == COLUMNS:
            return min(tried)[2]
        counts[heights.index(max(heights))] += 1


def _column(picture: Picture, nodes: Sequence[Node], x: int, y: int) -> None:
    for node in nodes:
        y = _tree(picture, node, x, y, 0) + APART


def _tree(picture: Picture, node: Node, x: int, y: int, depth: int) -> int:
    """A box with those of its parts below it, each tied to it by a line; answers where the next one begins."""
    box = _box(node, x, y, depth)
    picture.boxes.append(box)
    y = box.bottom + GAP
    for part in node.parts:
        deeper = min(depth + 1, DEEPEST)
        child = _box(part, x, y, deeper)
        if child.x > box.x:
            picture.lines.append(f"M{box.x + INDENT // 2} {box.bottom}V{y + child.height // 2}H{child.x}")
        y = _tree(picture, part, x, y, deeper)
    return y


def _box(node: Node, x: int, y: int, depth: int) -> Box:
    x, width = x + depth * INDENT, COLUMN - 2 * PAD - depth * INDENT
    return box_of(x, y, width, node.name, node.kind, url=node.url)


def _height(group: Group, count: int) -> int:
    """How high a group is when its organisations stand in so many columns."""
    head = box_of(0, 0, _width(count), group.title, "principal", letter=BOLD).height
    return head + max((sum(map(_tree_height, nodes)) for nodes in _columns(group.nodes, count)), default=0) + GAP


@lru_cache(maxsize=2048)
def _tree_height(node: Node) -> int:
    return _tree(Picture(), node, 0, 0, 0) + APART


def _columns(nodes: Sequence[Node], count: int) -> list[list[Node]]:
    """The nodes in their order in at most so many columns, the highest as low as can be."""
    heights = [_tree_height(node) for node in nodes]
    low, high = max(heights, default=0), sum(heights)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_filled(nodes, heights, middle)) <= count else (middle + 1, high)
    return _filled(nodes, heights, low)


def _filled(nodes: Sequence[Node], heights: Sequence[int], limit: int) -> list[list[Node]]:
    columns: list[list[Node]] = []
    used = limit
    for node, height in zip(nodes, heights, strict=True):
        if used + height > limit or not columns:
            columns.append([])
            used = 0
        columns[-1].append(node)
        used += height
    return columns


# The ways between the bodies


def lay_out_ways(levels: Sequence[tuple[str, Sequence[Place]]], ways: Sequence[Way]) -> Picture:
    """The bodies beside each other, level by level, each with a line downwards; each way an arrow in a row of its own."""
    picture = Picture()
    x, middles = 0, {}
    for title, places in levels:
        widths = _widths(title, places)
        right = x + PAD
        for place, width in zip(places, widths, strict=True):
            picture.boxes.append(box_of(right, BAND_HEAD, width, place.name, "body", url=place.url, letter=BOLD))
            middles[place.key] = right + width // 2
            right += width + PAD
        picture.bands.append(Box(x, 0, right - x, 0, "band", ((23, title),)))
        x = right + GAP
    order = {key: number for number, key in enumerate(middles)}
    drawn = sorted((way for way in ways if {way.source, way.target} <= order.keys()), key=lambda way: _rank(way, order))
    widest = max((_width_of(way.words) for way in drawn), default=0)
    picture.width = max(x - GAP, widest + 2 * PAD, 0)
    top = max((box.bottom for box in picture.boxes), default=BAND_HEAD)
    picture.height = top + ROW * len(drawn) + 2 * PAD
    picture.bands = [Box(b.x, b.y, b.width, picture.height, b.kind, b.lines) for b in picture.bands]
    picture.boxes = [Box(b.x, b.y, b.width, top - b.y, b.kind, b.lines, b.url) for b in picture.boxes]
    picture.lines = [f"M{middle} {top}V{picture.height - PAD}" for middle in middles.values()]
    for number, way in enumerate(drawn, start=1):
        picture.arrows.append(_arrow(way, middles, top + ROW * number, picture.width))
    return picture


def _widths(title: str, places: Sequence[Place]) -> list[int]:
    """For each body of a level, room for its longest word; together room for the level's title."""
    words = [max((len(word) for word in place.name.split()), default=0) for place in places]
    widths = [min(max(NARROWEST, int(word * BOLD) + 2 * PAD + 1), WIDEST) for word in words]
    missing = _width_of(title) - sum(widths) - PAD * (len(widths) - 1)
    if widths and missing > 0:
        widths[-1] += missing
    return widths


def _width_of(words: str) -> int:
    return int(len(words) * CHARACTER) + 1


def _rank(way: Way, order: dict[int, int]) -> tuple[bool, int, int, int]:
    """Ways before offices, from the left, what goes both ways together."""
    first, last = sorted((order[way.source], order[way.target]))
    return way.is_derived, first, last, order[way.source]


def _arrow(way: Way, middles: dict[int, int], y: int, width: int) -> Arrow:
    x, to_x = middles[way.source], middles[way.target]
    half = _width_of(way.words) // 2 + 2
    words_x = min(max((x + to_x) // 2, half), max(width - half, half))
    return Arrow(x, to_x, y, way.words, words_x, way.is_derived)
