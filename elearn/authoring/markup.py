"""Authors' Markdown becomes HTML here and nowhere else: Python-Markdown with raw HTML off, then bleach's allow-list, and nh3 last.

Learners' words never come here; they are plain text. Nothing here is called while a page is made: papers are compiled once.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from threading import local

import markdown
import nh3
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import InlineProcessor

from elearn.authoring.passages import ADDRESS, Laid, lay_out

TAGS = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td",
    "pre", "code", "hr", "br", "strong", "em", "del", "sub", "sup", "a", "img",
})  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
SCHEMES = frozenset({"https"})
NOT_OURS = ("html", "automail", "reference", "short_reference", "image_reference", "short_image_ref")
"""Inline patterns that papers do without: raw HTML, mail addresses, and links whose address stands elsewhere."""

MOST_EFFORT = 0.25
"""Seconds, estimated, that one paper may take to turn into HTML; a paper of ten pages is estimated at 0.01."""

RAW_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>\n]*)?/?>|<!--")
NESTED = re.compile(r"^(?:[ \t]*(?:>|[*+-][ \t]|[0-9]{1,9}\.[ \t])){13}", re.MULTILINE)
COSTLY = "*_`\\<&!|"
LINK = r"(?i)(?<!!)\[[^\[\]\n]{0,300}\]\(\s*<?([^)\s>]{1,300})|<([a-z][a-z0-9+.-]{1,20}:[^<>\s]{1,300})>"
"""Compiled where there is one: most papers have none."""
BLANK = re.compile(r"\n[ \t]*\n")


class Hostile(Exception):
    """Text that is built to keep a reader busy; the sentence says by what."""


_kept = local()


class _PlainWordsFirst(InlineProcessor):
    """Python-Markdown's inline processor, which does not look for emphasis in words that hold no sign of any: most cells of a table."""

    SIGN = re.compile(r"[`\\\[!<&*_\x02\x03]|  \n")

    # Its private name; should a later release call it otherwise, this is never asked and nothing changes but the time.
    def _InlineProcessor__handleInline(self, data: str, pattern_index: int = 0) -> str:  # noqa: N802
        if self.SIGN.search(data) is None:
            return data
        return str(super()._InlineProcessor__handleInline(data, pattern_index))  # type: ignore[misc]  # as above


def render(text: str, *, draft: bool = False) -> Laid:
    """Markdown as safe HTML. Raises Hostile.

    A draft is read by the check and thrown away: bleach, which takes as long as all the rest, and writing the HTML are left out for it. The
    plain text and its places are the same.
    """
    if effort(text) > MOST_EFFORT:
        raise Hostile("The paper is made of brackets and signs, or its lines are built into each other, as no letter is.")
    html = _to_html(text) if draft else _shaper()(_to_html(text))
    return lay_out(_last_word().clean(html), draft=draft)


def raw_html(text: str) -> Iterator[tuple[int, str]]:
    """Where HTML was written, which is shown as it stands: place and tag."""
    return ((found.start(), found[0]) for found in RAW_HTML.finditer(text))


def other_addresses(text: str) -> Iterator[tuple[int, str]]:
    """Links to something else than an https address, which lose their address: place and what was written."""
    if "](" not in text and ":" not in text.partition("<")[2]:
        return
    for found in re.finditer(LINK, text):
        href = found[1] or found[2]
        if not ADDRESS.match(href):
            yield found.start(), href


def effort(text: str) -> float:
    """About how many seconds Python-Markdown needs for a text.

    Measured on hostile texts of 64 kB: an open bracket searches the rest of its paragraph for its end (0.3 µs a character), and so does a
    backtick (0.1 µs), a line that opens a block moves what follows it (0.05 µs a character), an inline sign costs about 15 µs. Nested
    quotes and lists are counted as far too much.
    """
    if NESTED.search(text):
        return 60.0
    blocks = BLANK.split(text)
    reach = sum(len(block) * (0.3 * block.count("[") + 0.1 * block.count("`") + 0.05 * block.count("\n")) for block in blocks)
    return (reach + 15 * sum(map(text.count, COSTLY)) + 25 * text.count("\n")) / 1_000_000


def _to_html(text: str) -> str:
    converter = getattr(_kept, "converter", None)
    if converter is None:
        # One for each thread: a Markdown object holds the text that it is working on.
        # Extensions by name would be looked up in the metadata of every installed package. Fenced code would bring a highlighter along.
        extensions = [TableExtension(use_align_attribute=True), SaneListExtension(), DefListExtension()]
        converter = markdown.Markdown(extensions=extensions, output_format="html")
        converter.preprocessors.deregister("html_block")
        converter.parser.blockprocessors.deregister("reference")
        converter.treeprocessors.deregister("prettify")
        converter.treeprocessors.register(_PlainWordsFirst(converter), "inline", 20)
        for pattern in NOT_OURS:
            converter.inlinePatterns.deregister(pattern)
        _kept.converter = converter
    try:
        return str(converter.reset().convert(text))
    except RecursionError as error:
        raise Hostile("The paper's lists or quotations are nested more deeply than anybody can read.") from error


@cache
def _last_word() -> nh3.Cleaner:
    attributes = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    return nh3.Cleaner(tags=set(TAGS), attributes=attributes, url_schemes=set(SCHEMES), link_rel="noopener noreferrer")


def _shaper() -> Callable[[str], str]:
    """This thread's own: bleach's cleaner is not made for several."""
    kept: Callable[[str], str] | None = getattr(_kept, "shaper", None)
    if kept is None:
        kept = _kept.shaper = _new_shaper()
    return kept


def _new_shaper() -> Callable[[str], str]:
    import bleach.sanitizer  # noqa: PLC0415  # takes 40 ms to load, and the check works without it

    return bleach.sanitizer.Cleaner(
        tags=TAGS,
        attributes={tag: sorted(names) for tag, names in ATTRIBUTES.items()},
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
    ).clean
