"""What differs between two notices, in sentences: only what was frozen is compared, never what a table says today."""

import datetime as dt
from collections.abc import Collection, Iterable
from copy import deepcopy
from typing import Any

from meetings.workflow import ItemKind
from samla.formats import date_text, times_text, weekday

type Content = dict[str, Any]
type Item = dict[str, Any]

HIDDEN_ITEM, HIDDEN_PAPER = "Ärende med sekretess", "Handling med sekretess"
MANY = 4  # so many items that move together are one sentence


def masked(content: Content, secret: Iterable[int], *, open_to: Collection[int] = ()) -> Content:
    """The same content without anything that a case or document marked secret says; `secret`: keys of such cases.

    `open_to` are the cases that the reader may read all the same, with their documents; letters and PDF have no such reader.
    """
    hidden, shown = set(secret), deepcopy(content)
    for item in shown["items"]:
        if item["case_key"] and item["case_key"] in open_to:
            continue
        if item["is_secret"] or item["case_key"] in hidden:
            item |= {"title": HIDDEN_ITEM, "proposal": "", "presenter": "", "unready_reason": "", "is_secret": True}
            item |= {"change": None, "documents": []}
        for paper in item["documents"]:
            if paper["is_secret"]:
                paper |= {"title": HIDDEN_PAPER, "filename": ""}
    return shown


def changes_between(old: Content, new: Content) -> list[str]:
    """Sentences, the meeting itself first, then its items in the new order. Empty when nothing differs."""
    before = {item["item"]: item for item in old["items"]}
    after = {item["item"]: item for item in new["items"]}
    said = _of_meeting(old["meeting"], new["meeting"])
    for key, item in after.items():
        said += _of_item(before[key], item) if key in before else [_added(item)]
    said += [f"Punkten {_named(item)} har utgått." for key, item in before.items() if key not in after]
    return said + _moved(old, new)


def when_text(head: dict[str, Any]) -> str:
    """”onsdag 3 december 2026 kl. 13.00–16.00”, of the head of a content."""
    starts, ends = dt.datetime.fromisoformat(head["starts_at"]), dt.datetime.fromisoformat(head["ends_at"])
    return f"{weekday(starts)} {date_text(starts)} kl. {times_text(starts, ends)}"


def _of_meeting(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    said = []
    if (old["starts_at"], old["ends_at"]) != (new["starts_at"], new["ends_at"]):
        said.append(f"Ny tid: {when_text(new)}. Tidigare: {when_text(old)}.")
    if old["name"] != new["name"]:
        said.append(f"Mötet heter nu {new['name']}.")
    if old["bodies"] != new["bodies"]:
        said.append(f"Mötet hålls nu av {', '.join(new['bodies'])}.")
    if old["place"] != new["place"]:
        said.append(f"Ny plats: {new['place']}." if new["place"] else f"Platsen {old['place']} gäller inte längre.")
    if old["link"] != new["link"]:
        said.append(f"Ny länk: {new['link']}" if new["link"] else "Mötet har ingen länk längre.")
    if old["views_by"] != new["views_by"]:
        said.append(f"Synpunkter lämnas senast {date_text(dt.date.fromisoformat(new['views_by']))}.")
    if old["practical"] != new["practical"]:
        said.append("Det praktiska är ändrat.")
    return said


def _added(item: Item) -> str:
    kind = ItemKind(item["kind"]).label.lower()
    return f"Ny punkt {item['number']}: {item['title']} ({kind}, kl. {item['starts']})."


def _of_item(old: Item, new: Item) -> list[str]:
    what, said = f"Punkt {new['number']}, {_named(new)}", []
    if old["title"] != new["title"]:
        said.append(f"Punkten {_named(old)} heter nu {_named(new)}.")
    if old["kind"] != new["kind"]:
        was, now = ItemKind(old["kind"]).label.lower(), ItemKind(new["kind"]).label.lower()
        said.append(f"{what}: slaget är nu {now}, tidigare {was}.")
    if old["presenter"] != new["presenter"]:
        words = f"föredras nu av {new['presenter']}" if new["presenter"] else "har ingen föredragande längre"
        said.append(f"{what}: {words}.")
    if old["proposal"] != new["proposal"]:
        state = "ändrat" if old["proposal"] and new["proposal"] else "tillagt" if new["proposal"] else "borttaget"
        said.append(f"{what}: förslaget till beslut är {state}.")
    if old["minutes"] != new["minutes"]:
        said.append(f"{what}: {new['minutes']} minuter, tidigare {old['minutes']}.")
    if old["change"] != new["change"]:
        said.append(f"{what}: uppgifterna om förändringen är ändrade.")
    people = {one["user"]: one["name"] for one in new["people"]}
    were = {one["user"]: one["name"] for one in old["people"]}
    said += [f"{what}: {name} är adjungerad." for key, name in people.items() if key not in were]
    said += [f"{what}: {name} är inte längre adjungerad." for key, name in were.items() if key not in people]
    return said + _of_papers(what, old["documents"], new["documents"])


def _of_papers(what: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[str]:
    before, after = {one["document"]: one for one in old}, {one["document"]: one for one in new}
    said = [f"{what}: ny handling, {one['title']}." for key, one in after.items() if key not in before]
    said += [
        f"{what}: ny version av {one['title']}."
        for key, one in after.items()
        if key in before and one["version"] != before[key]["version"]
    ]
    return said + [f"{what}: {one['title']} är borttagen." for key, one in before.items() if key not in after]


def _moved(old: Content, new: Content) -> list[str]:
    """Items that begin earlier or later than before, seen from when the meeting begins; those that move together once."""
    before, now = _offsets(old), _offsets(new)
    runs: list[list[tuple[Item, Item, int]]] = []
    was = {item["item"]: item for item in old["items"]}
    for item in new["items"]:
        key = item["item"]
        if key not in before or not (shift := now[key] - before[key]):
            continue
        if runs and runs[-1][-1][2] == shift and runs[-1][-1][1]["number"] == item["number"] - 1:
            runs[-1].append((was[key], item, shift))
        else:
            runs.append([(was[key], item, shift)])
    return [sentence for run in runs for sentence in _of_run(run)]


def _of_run(run: list[tuple[Item, Item, int]]) -> list[str]:
    if len(run) < MANY:
        return [f"Punkten {_named(new)} har flyttats från {old['starts']} till {new['starts']}." for old, new, _ in run]
    (_, first, shift), (_, last, _) = run[0], run[-1]
    word = "senare" if shift > 0 else "tidigare"
    return [f"Punkterna {first['number']}–{last['number']} börjar {abs(shift)} minuter {word}."]


def _offsets(content: Content) -> dict[int, int]:
    """By item, how many minutes after the meeting's beginning it starts."""
    passed, found = 0, {}
    for item in content["items"]:
        found[item["item"]] = passed
        passed += item["minutes"]
    return found


def _named(item: Item) -> str:
    return f"”{item['title']}”"
