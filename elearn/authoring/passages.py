"""Where the words of a paper stand: its plain text, and `data-at` on every element that holds some of it.

Takes clean HTML as nh3 writes it (every tag closed, every attribute in double quotes). White space inside a block becomes one space, in the
HTML as in the plain text, so that a browser's `textContent` of a block is exactly `plain[start:end]`; in `pre` it stays as it is. Where a
list item or cell holds text beside further blocks, that text is put in a paragraph of its own, so that no block lies in another.
"""

import re
from html import escape, unescape
from typing import NamedTuple

LEAVES = frozenset({"p", "li", "h2", "h3", "h4", "td", "th", "pre", "dt", "dd", "figcaption"})
"""Elements that may carry `data-at`."""

HOLDERS = frozenset({"blockquote", "ul", "ol", "dl", "table", "thead", "tbody", "tr", "hr"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = LEAVES | HOLDERS | HEADINGS
SEPARATED = LEAVES | HOLDERS | {""}
VOID = frozenset({"br", "hr", "img"})
PLACE = frozenset({"data-at"})
"""The only attribute of most elements."""

TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>|([^<]+)')
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
SPACE = re.compile(r"[ \t\n\r\f]+")
PICTURE = re.compile(r"images/[A-Za-z0-9][A-Za-z0-9_-]*\.(?:png|jpe?g|webp)\Z")
ADDRESS = re.compile(r"https://[^/\s]+\.[^/\s]+")


class Node:
    """An element: its tag, its attributes, what is in it, and whether a block is among that."""

    __slots__ = ("attributes", "holds_blocks", "inside", "tag")

    def __init__(self, *, tag: str, attributes: dict[str, str] | None = None, inside: "list[Node | str] | None" = None) -> None:
        self.tag, self.attributes, self.inside = tag, attributes or {}, inside or []
        self.holds_blocks = False


class Picture(NamedTuple):
    """A picture that a paper shows: where the file is said to be, and the words for those who do not see it."""

    src: str
    alt: str


class Laid(NamedTuple):
    """HTML with its places laid out, its plain text, and its pictures."""

    html: str
    plain: str
    blocks: tuple[tuple[int, int], ...]
    pictures: tuple[Picture, ...]


def lay_out(html: str, *, draft: bool = False) -> Laid:
    """Lay out clean HTML. Raises ValueError for anything that nh3 would not have written.

    Of a draft only the words, their places and the pictures are wanted; its HTML comes out empty.
    """
    nodes = _nodes(html)
    _headings(nodes)
    _separate(nodes)
    writer = _Writer(draft=draft)
    for node in nodes[0].inside:
        writer.block(node)
    return Laid(
        html="" if draft else "".join(writer.html).strip(),
        plain="\n".join(writer.texts),
        blocks=tuple(writer.blocks),
        pictures=tuple(writer.pictures),
    )


def _nodes(html: str) -> list[Node]:
    """Every element in the order of the HTML; the first is none, and holds all the others."""
    nodes = [Node(tag="")]
    stack, end = [nodes[0]], 0
    for token in TOKEN.finditer(html):
        if token.start() != end:
            raise ValueError(f"unexpected HTML at {end}")
        end = token.end()
        closing, tag, attributes, text = token.groups()
        if text is not None:
            stack[-1].inside.append(unescape(text) if "&" in text else text)
        elif closing:
            if stack.pop().tag != tag:
                raise ValueError(f"unexpected </{tag}> at {token.start()}")
        else:
            named = {name: unescape(value) for name, value in ATTRIBUTE.findall(attributes)} if attributes else None
            node = Node(tag=tag, attributes=named)
            nodes.append(node)
            stack[-1].inside.append(node)
            if tag in BLOCKS:
                stack[-1].holds_blocks = True
            if tag not in VOID:
                stack.append(node)
    if end != len(html) or len(stack) != 1:
        raise ValueError(f"unexpected HTML at {end}")
    return nodes


def _headings(nodes: list[Node]) -> None:
    """The highest headings of a paper become h2, the next h3, the others h4: the page above them owns the h1, and no level is skipped."""
    found = [node for node in nodes if node.tag in HEADINGS]
    levels = sorted({node.tag for node in found})
    for node in found:
        node.tag = f"h{min(levels.index(node.tag) + 2, 4)}"


def _is_block(each: Node | str) -> bool:
    return isinstance(each, Node) and each.tag in BLOCKS


def _separate(nodes: list[Node]) -> None:
    """Put text that stands beside blocks, or loose in a holder, into paragraphs of its own."""
    for node in nodes:
        if node.tag in SEPARATED and (node.holds_blocks or node.tag not in LEAVES):
            inside: list[Node | str] = []
            for each in node.inside:
                if _is_block(each):
                    inside.append(each)
                elif inside and isinstance(inside[-1], Node) and inside[-1].tag == "":
                    inside[-1].inside.append(each)
                elif not (isinstance(each, str) and not each.strip()):
                    inside.append(Node(tag="", inside=[each]))
            for each in inside:
                if isinstance(each, Node) and each.tag == "":
                    each.tag = "p"
            node.inside = inside


class _Writer:
    """Writes the tree out again, block by block."""

    def __init__(self, *, draft: bool) -> None:
        self.draft = draft
        self.html: list[str] = []
        self.texts: list[str] = []
        self.blocks: list[tuple[int, int]] = []
        self.at = 0
        self.pictures: list[Picture] = []

    def block(self, node: Node | str) -> None:
        """One block and all that is in it."""
        if isinstance(node, str):
            return
        if node.tag == "hr":
            self.html.append("<hr>\n")
        elif node.tag in LEAVES and not node.holds_blocks:
            self._leaf(node)
        elif self.draft:
            for each in node.inside:
                self.block(each)
        else:
            self.html.append(_opening(node))
            for each in node.inside:
                self.block(each)
            self.html.append(f"</{node.tag}>\n")

    def _leaf(self, node: Node) -> None:
        text, html = self._line(node)
        if text:
            node.attributes["data-at"] = str(self.at)
            self.texts.append(text)
            self.blocks.append((self.at, self.at + len(text)))
            self.at += len(text) + 1
        elif node.tag == "p" and not html:
            return
        if self.draft:
            return
        self.html.append(f"{_opening(node)}{html}</{node.tag}>\n")

    def _line(self, node: Node) -> tuple[str, str]:
        """What one block says, as text and as HTML."""
        as_it_stands = node.tag == "pre"
        if len(node.inside) == 1 and isinstance(node.inside[0], str) and not as_it_stands:
            text = SPACE.sub(" ", node.inside[0]).strip(" ")
            return text, "" if self.draft else escape(text, quote=False)
        line = _Line(self, as_it_stands=as_it_stands)
        for each in node.inside:
            line.add(each)
        return line.finish(), "".join(line.html)


class _Line:
    """The inside of one block, its white space folded as it goes by."""

    def __init__(self, writer: _Writer, *, as_it_stands: bool) -> None:
        self.writer, self.as_it_stands = writer, as_it_stands
        self.html: list[str] = []
        self.parts: list[tuple[int, str]] = []
        """texts, each with its place in `html`"""
        self.broken = False

    def add(self, each: Node | str) -> None:
        if isinstance(each, str):
            self._text(each)
        elif each.tag == "br":
            self.html.append("<br>")
            self.broken = True
        elif each.tag == "img":
            self._picture(each)
        else:
            self._inline(each)

    def _inline(self, node: Node) -> None:
        keep = node.tag != "a" or ADDRESS.match(node.attributes.get("href", "")) is not None
        if keep:
            self.html.append(_opening(node))
        for each in node.inside:
            self.add(each)
        if keep:
            self.html.append(f"</{node.tag}>")

    def _picture(self, node: Node) -> None:
        picture = Picture(src=node.attributes.get("src", ""), alt=node.attributes.get("alt", "").strip())
        self.writer.pictures.append(picture)
        if PICTURE.match(picture.src):
            self.html.append(_opening(Node(tag="img", attributes={"src": picture.src, "alt": picture.alt})))

    def _text(self, text: str) -> None:
        if not self.as_it_stands:
            text = SPACE.sub(" ", text)
            before = self.parts[-1][1] if self.parts else " "
            if self.broken and text and text[0] != " " and before[-1] != " ":
                text = f" {text}"  # a line break is no character: without this the last word and the first would run together
            if text[:1] == " " and before[-1] == " ":
                text = text[1:]
        if text:
            self.broken = False
            self.parts.append((len(self.html), text))
            self.html.append(escape(text, quote=False))

    def finish(self) -> str:
        """The whole text; white space at its ends is taken from the HTML too."""
        for strip, order in ((str.lstrip, range(len(self.parts))), (str.rstrip, range(len(self.parts) - 1, -1, -1))):
            for index in order:
                place, text = self.parts[index]
                kept = strip(text, " \t\n\r\f")
                if kept != text:
                    self.parts[index] = (place, kept)
                    self.html[place] = escape(kept, quote=False)
                if kept:
                    break
        return "".join(text for _, text in self.parts)


def _opening(node: Node) -> str:
    if node.tag != "th" and node.attributes.keys() <= PLACE:
        return f'<{node.tag} data-at="{node.attributes["data-at"]}">' if node.attributes else f"<{node.tag}>"
    attributes = dict(node.attributes)
    if "align" in attributes:
        attributes["data-align"] = attributes.pop("align")
    if node.tag == "th":
        attributes["scope"] = "col"
    written = "".join(f' {name}="{escape(value)}"' for name, value in sorted(attributes.items()))
    return f"<{node.tag}{written}>"
