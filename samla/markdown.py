"""Markdown to clean HTML: one parser, whose token stream feeds pages and PDFs alike."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

# h1 is the page's and h2 the section's, so a text's own headings begin at h3; at h2 where the text is the whole page.
HEADING_SHIFT = 2
LOWEST_HEADING = 6
TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}

LONGEST_KEPT = 2000  # characters: some megabytes in all

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes={"https", "http", "mailto"},
    link_rel="noopener",
)


def tokens(text: str, shift: int = HEADING_SHIFT) -> list[Token]:
    """The text as a token stream with its headings shifted down, to h3 and lower, and column heads marked as such."""
    stream = _parser.parse(text)
    for token in stream:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + shift, LOWEST_HEADING)}"
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
    return stream


def render(text: str, shift: int = HEADING_SHIFT) -> SafeString:
    """Clean HTML: no raw HTML, no images, links only to https, http and mailto, rel="noopener".

    This is the one place that declares a text safe, because it has just been cleaned. The HTML of shorter texts is kept by
    the process: those of a case are read by many, and making them is a tenth of its page.
    """
    return _kept(text, shift) if len(text) <= LONGEST_KEPT else _rendered(text, shift)


def _rendered(text: str, shift: int) -> SafeString:
    return SafeString(_cleaner.clean(_parser.renderer.render(tokens(text, shift), _parser.options, {})))


_kept = lru_cache(maxsize=2048)(_rendered)
