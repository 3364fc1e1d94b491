"""The pictures of the organisation: whatever is drawn, nothing lies on top of anything else and nothing falls outside."""

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as some

from groups.views.chart_layout import (
    BOLD,
    CHARACTER,
    COLUMN,
    PAD,
    ROW,
    Band,
    Group,
    Node,
    Place,
    Way,
    lay_out_parties,
    lay_out_ways,
    wrapped,
)

NAMES = some.text("abcdefghijklmnopqrstuvwxyzåäö ÅÄÖ-&(),", min_size=1, max_size=90)
# Where many are needed at once they are drawn from a few: hypothesis gives up on examples that are too large.
WORDS = [
    "AU",
    "Tandvården",
    "Styrelsen för Regiongemensam hälso- och sjukvård",
    "Vård- och omsorgsnämnden, Alingsås kommun",
    "Närområdessamverkansgruppernas gemensamma beredningsorganisation",
    "x" * 120,
    " ",
    "Å " * 60,
]
LEAVES = [Node(word, kind) for word in WORDS for kind in ("board", "service", "external")]
BRANCHES = [Node(word, "board", parts=tuple(LEAVES[number : number + 3])) for number, word in enumerate(WORDS)]
CHAINS = [reduce(lambda part, _: Node(part.name, "service", parts=(part,)), range(7), leaf) for leaf in LEAVES[:9:3]]
NAMED = some.sampled_from(WORDS)
GROUPS = some.builds(Group, NAMED, some.lists(some.sampled_from(LEAVES + BRANCHES + CHAINS), max_size=12).map(tuple))
BANDS = some.lists(some.builds(Band, NAMED, some.lists(GROUPS, min_size=1, max_size=6).map(tuple)), max_size=3)


def overlapping(boxes):
    """The pairs of boxes that share some of their area."""
    return [
        (one, other)
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.bottom
        and other.y < one.bottom
    ]


def holds(outer, inner):
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.bottom <= outer.bottom
    )


def count_of(node):
    return 1 + sum(map(count_of, node.parts))


@settings(max_examples=40, deadline=None)
@given(BANDS)
def test_whoever_is_part_every_organisation_has_a_box_of_its_own_inside_its_principal_and_side(bands):
    picture = lay_out_parties(bands)

    assert len(picture.boxes) == sum(count_of(node) for band in bands for group in band.groups for node in group.nodes)
    assert len(picture.frames) == sum(len(band.groups) for band in bands)
    for boxes in (picture.boxes, picture.frames, picture.bands):
        assert overlapping(boxes) == []
    for box in picture.boxes:
        assert sum(holds(frame, box) for frame in picture.frames) == 1
    for frame in picture.frames:
        assert sum(holds(band, frame) for band in picture.bands) == 1
    for band in picture.bands:
        assert band.bottom <= picture.height
        assert band.width <= picture.width


@settings(max_examples=40, deadline=None)
@given(BANDS)
def test_the_lines_of_a_box_stay_within_it(bands):
    picture = lay_out_parties(bands)

    for box in picture.boxes:
        for y, line in box.lines:
            assert box.y < y < box.bottom
            assert len(line) * CHARACTER <= box.width - 2 * PAD + CHARACTER
    for frame in picture.frames:
        for y, _ in frame.lines:
            assert not any(box.y < y < box.bottom for box in picture.boxes if holds(frame, box))


def test_three_organisations_make_a_small_picture_and_sixty_a_higher_one_as_wide_as_the_page():
    def picture_of(count):
        nodes = tuple(Node(f"Styrelsen för verksamhet nummer {number}", "board") for number in range(count))
        return lay_out_parties([Band("Regionens sida", (Group("Regionen", nodes),))])

    small, large = picture_of(3), picture_of(60)

    assert small.width == large.width <= 1120
    assert small.height < 250 < large.height < 1200
    assert len({box.x for box in large.boxes}) == 4


def test_a_principal_gets_more_columns_only_when_the_row_becomes_lower():
    def widths(*counts):
        groups = tuple(Group(str(count), tuple(Node("Nämnden", "board") for _ in range(count))) for count in counts)
        return [frame.width // COLUMN for frame in lay_out_parties([Band("Sida", groups)]).frames]

    assert widths(2, 2, 2) == [1, 1, 1]
    assert widths(9, 1) == [3, 1]
    assert widths(1, 9) == [1, 3]
    assert widths(4, 2) == [2, 1]


def test_a_part_is_tied_to_its_whole_by_a_line_and_stands_to_the_right_of_it():
    whole = Node("Sjukhusen", "service", parts=(Node("Lasarettet", "service"),))

    picture = lay_out_parties([Band("Sida", (Group("Regionen", (whole,)),))])

    upper, lower = picture.boxes
    assert lower.x > upper.x
    (line,) = picture.lines
    assert line == f"M{upper.x + 8} {upper.bottom}V{lower.y + lower.height // 2}H{lower.x}"


@given(NAMES, some.integers(min_value=40, max_value=300))
def test_no_line_of_text_is_wider_than_its_box_and_no_letter_is_lost(text, width):
    lines = wrapped(text, width)

    assert all(len(line) <= max(width / CHARACTER, 2) for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace("-", "").replace(" ", "")


PLACES = some.lists(NAMES, min_size=1, max_size=6)
LEVELS = some.lists(some.tuples(some.text("abcdefgh ", min_size=1, max_size=40), PLACES), max_size=4)


@settings(max_examples=40, deadline=None)
@given(LEVELS, some.data())
def test_whatever_ways_there_are_each_has_a_row_of_its_own_between_the_lines_of_its_bodies(names, data):
    keys = iter(range(1000))
    levels = [(title, [Place(next(keys), name) for name in bodies]) for title, bodies in names]
    count = sum(len(bodies) for _, bodies in levels)
    pairs = some.tuples(some.integers(0, max(count - 1, 0)), some.integers(0, max(count - 1, 0)))
    found = data.draw(
        some.lists(some.builds(lambda p, w, d: Way(*p, w, d), pairs, NAMED, some.booleans()), max_size=30)
    )
    ways = [way for way in found if way.source != way.target]

    picture = lay_out_ways(levels, ways)

    assert overlapping(picture.boxes) == []
    assert overlapping(picture.bands) == []
    assert len({arrow.y for arrow in picture.arrows}) == len(picture.arrows) == len(ways)
    middles = {place: box.x + box.width // 2 for place, box in enumerate(picture.boxes)}
    drawn = sorted((arrow.x, arrow.to_x, arrow.words, arrow.is_derived) for arrow in picture.arrows)
    assert drawn == sorted((middles[way.source], middles[way.target], way.words, way.is_derived) for way in ways)
    for arrow in picture.arrows:
        half = len(arrow.words) * CHARACTER / 2
        assert arrow.words_x - half >= 0
        assert arrow.words_x + half <= picture.width
        assert max(box.bottom for box in picture.boxes) + ROW <= arrow.y < picture.height
    for title, box in zip((title for title, _ in levels), picture.bands, strict=True):
        assert box.width >= len(title) * CHARACTER


def test_a_body_is_wide_enough_for_its_longest_word():
    picture = lay_out_ways([("Nivå", [Place(1, "Samordningsgruppen"), Place(2, "AU")])], [])

    wide, narrow = picture.boxes
    assert [line for _, line in wide.lines] == ["Samordningsgruppen"]
    assert wide.width >= len("Samordningsgruppen") * BOLD > narrow.width
