"""How every letter of the portal looks: a heading, a few sentences, one button, and why the reader got it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string


class Item(NamedTuple):
    """One of several things that a letter tells of, each with its own link."""

    heading: str
    text: str
    address: str


class Group(NamedTuple):
    """Some of the things of a letter, under a heading."""

    heading: str
    items: Sequence[Item]


class Letter(NamedTuple):
    """The same letter as text and as HTML."""

    text: str
    html: str


def write(
    heading: str,
    paragraphs: Sequence[str],
    *,
    address: str = "",
    button: str = "",
    groups: Sequence[Group] = (),
    why: str,
    sender: str,
) -> Letter:
    """A letter in both forms, with lists of things after its paragraphs when it has some.

    `address` is a local page (beginning with "/"); `why` tells the reader why she got it.
    """
    context = {
        "heading": heading,
        "paragraphs": paragraphs,
        "url": f"{settings.SITE_URL}{address}" if address else "",
        "button": button,
        "groups": groups,
        "site": settings.SITE_URL,
        "why": why,
        "sender": sender,
    }
    return Letter(
        render_to_string("outbox/mail.txt", context).strip() + "\n",
        render_to_string("outbox/mail.html", context),
    )
