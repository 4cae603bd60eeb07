"""Authors' Markdown: what it becomes, where its words stand, and what never gets through."""

import sys
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.authoring.markup import ATTRIBUTES, TAGS, Hostile, effort, other_addresses, raw_html, render

VOID = {"br", "hr", "img"}


class Blocks(HTMLParser):
    """Reads HTML as a browser would: the text of every element that carries data-at, and all tags and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int | None]] = []
        self.found: dict[int, str] = {}
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str, str | None]] = set()
        self.loose = ""
        self.nested = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name, value) for name, value in attrs}
        at = dict(attrs).get("data-at")
        if at is not None:
            self.nested = self.nested or any(place is not None for _, place in self.open)
            self.found[int(at)] = ""
        if tag not in VOID:
            self.open.append((tag, int(at) if at is not None else None))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        at = next((place for _, place in reversed(self.open) if place is not None), None)
        if at is None:
            self.loose += data.strip()
        else:
            self.found[at] += data


def check_places(text: str) -> Blocks:
    """Every block's text in the HTML is exactly its part of the plain text, and no text stands outside a block."""
    laid = render(text)
    read = Blocks(laid.html)
    assert read.loose == ""
    assert not read.nested
    assert read.found == {start: laid.plain[start:end] for start, end in laid.blocks}
    assert "\n".join(read.found.values()) == laid.plain
    return read


LETTER = """\
# Clinic *letter*

Dear   Dr Ncube,
Flat 14, Tern House
Eastmere

- coughs at **night**
- wheezes

    - more at home
    - less at his aunt's
- well grown

> She said: "it smells".
>
> > Twice.

| Date | Peak |
|------|-----:|
| 2 June | 91 % |
|  | 5 < 6 & 7 |

Term
:   what it means

    a second thought

1. one
2. two

        21:50  arrives
        22:10  seen

![A black stain](images/stain.png) See [the guidance](https://www.nice.org.uk/guidance/ng149).
""".replace("Dr Ncube,\n", "Dr Ncube,  \n").replace("House\n", "House  \n")


def test_the_text_of_each_block_is_its_part_of_the_plain_text() -> None:
    read = check_places(LETTER)
    assert {"h2", "p", "li", "td", "th", "dt", "dd", "pre", "blockquote", "img", "a"} <= read.tags


def test_white_space_is_folded_and_markup_is_not_there() -> None:
    plain = render(LETTER).plain
    assert "Dear Dr Ncube, Flat 14, Tern House Eastmere" in plain
    assert "Clinic letter\n" in plain
    assert "coughs at night" in plain


def test_preformatted_text_keeps_its_lines() -> None:
    laid = render("    21:50  arrives\n    22:10  seen\n")
    assert laid.plain == "21:50  arrives\n22:10  seen"
    assert laid.blocks == ((0, len(laid.plain)),)


def test_the_highest_heading_is_an_h2_and_no_level_is_skipped() -> None:
    assert [tag for tag in ("h1", "h2", "h3", "h4", "h5", "h6") if tag in Blocks(render("# A\n\n#### B\n\n###### C\n\n# D").html).tags] == [
        "h2", "h3", "h4",
    ]  # fmt: skip
    assert "<h2" in render("### Only").html


def test_a_column_that_is_set_to_the_right_says_so_without_a_style() -> None:
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |\n").html
    assert 'data-align="right"' in html
    assert "style=" not in html
    assert html.count('scope="col"') == 2


def test_a_draft_has_the_same_words_in_the_same_places() -> None:
    draft, final = render(LETTER, draft=True), render(LETTER)
    assert (draft.plain, draft.blocks, draft.pictures) == (final.plain, final.blocks, final.pictures)
    assert draft.html == ""


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "a <b onclick=x>b</b>", "<!-- x -->",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))", "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,x)", "[x](vbscript:x)", "[x](//evil.example/x)", "[x](http://a.example)", "[x](/admin)", "[x](#top)",
        "![x](https://a.example/track.png)", "![x](//a.example/x.png)", "![x](images/../../x.png)", "![x](data:image/svg+xml,x)",
        "![x](images/x.svg)", "<javascript:alert(1)>", "<a@example.org>", '[x](https://a.example "t")', "[x]: javascript:alert(1)\n\n[x]",
        "![x](images/x.png\"onerror=\"alert(1))", "`<script>`", "&lt;script&gt;", "    <script>alert(1)</script>", "\x02wzxhzdk:0\x03",
    ],
)  # fmt: skip
def test_nothing_that_acts_or_calls_another_host_gets_through(text: str) -> None:
    check_harmless(text)


def check_harmless(text: str) -> None:
    read = check_places(text)
    allowed = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    assert read.tags <= TAGS - {"h1", "h5", "h6"}
    for tag, name, value in read.attributes:
        assert name in allowed.get(tag, set()) | {"data-at", "data-align", "rel", "scope"}
        if name == "href":
            assert str(value).startswith("https://")
        if name == "src":
            assert str(value).startswith("images/")


PIECES = st.sampled_from([
    "*", "**", "_", "`", "#", ">", "- ", "1. ", "|", "\n", "\n\n", "    ", "[", "](", ")", "!", "<", "b>", "&", "&amp;", "<script>", ": ",
    "https://a.org", "images/a.png", "word", " ", "  \n", "é", "\u00a0", "😀", "---", "|---|", '"', "\\", "\t", "Ł", "'",
])  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_whatever_is_written_the_places_are_right_and_the_html_is_harmless(text: str) -> None:
    try:
        check_harmless(text)
    except Hostile:
        assert effort(text) > 0.1


def test_a_paper_as_long_as_ten_pages_costs_little_effort() -> None:
    assert effort(LETTER * 40) < 0.2


def test_papers_rendered_in_several_threads_do_not_end_in_each_other() -> None:
    papers = [f"# Paper {number}\n\n" + f"Line **{number}** of *many*.\n\n" * 8 for number in range(8)]
    alone = [render(paper) for paper in papers]
    usual = sys.getswitchinterval()
    try:
        sys.setswitchinterval(1e-5)
        with ThreadPoolExecutor(8) as pool:
            together = [*pool.map(render, papers * 10)]
    finally:
        sys.setswitchinterval(usual)
    assert together == alone * 10


def test_html_is_found_where_it_was_written() -> None:
    assert list(raw_html("a <b>c</b> <https://a.org> 3 < 4 > 2")) == [(2, "<b>"), (6, "</b>")]


def test_links_to_anything_but_https_are_found() -> None:
    text = "[a](http://x.org) [b](https://x.org) ![c](images/c.png) <mailto:a@b.org> [d](tel:112)"
    assert [href for _, href in other_addresses(text)] == ["http://x.org", "mailto:a@b.org", "tel:112"]
