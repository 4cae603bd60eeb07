"""Why a file cannot be read as YAML, in the words of somebody who types it: PyYAML names a place, and the line there shows the slip."""

import re
from typing import Any, NamedTuple

from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Where


class Said(NamedTuple):
    """What is wrong, how to mend it, and the line and column (from 0) to mend it at."""

    what: str
    how: str
    line: int
    column: int


BREAK = re.compile("[\n\x85\u2028\u2029]")
"""What PyYAML counts as the end of a line, once `\\r` is gone."""
MOST_LOOKED_AT = 2_000
"""characters of a line; nobody types more into one, and a hundred thousand spaces would keep an expression busy for seconds"""

CURLY_MARKS = "“”„‘’«"
CURLY = re.compile(r"(?:^\s*(?:- +)?|[:{\[,-] +)[" + CURLY_MARKS + "]")
"""A text that begins with a quotation mark of a word processor."""

ODD_SPACE = re.compile(r"[ \t]*[\u00a0\u2000-\u200a\u202f\u3000]")
DASH = re.compile(r"\s*[–—−•·]")
STUCK_HYPHEN = re.compile(r"\s*-[^\s-]")
STUCK_COLON = re.compile(r"\s*(?:- +)?([a-z_]+):[^\s/]")
NOTE = re.compile(r"\s+#.*\Z")
LEFT_OPEN = re.compile(r"""\s*(?:- +)?[\w-]+: +(?:'[^']*|"[^"]*)\Z""")
"""A text whose quotation mark is not closed in its line."""

SEVERAL = re.compile(r"\s*(?:- +)?\(?((?:[a-z_]+: [^:,{}]+, )+[a-z_]+: [^:,{}]+?)\)?\s*\Z")
"""Keys one after the other, as between braces, and no braces."""

KEY_FIRST = re.compile(r"\s*(?:- +)?[\w-]+\Z")
ENTRY = re.compile(r"\s*(?:- +)?([\w-]+): +(.+?)\s*\Z")

MOST_SHOWN = 80
"""Characters of a text that are shown as they should stand."""

SAME_LEVEL = "Give keys of one level the same number of spaces."
STRAIGHT = 'Type straight ones round the whole text: "…". The curly ones of a word processor may stand inside it.'
WHOLE = "Put the whole text in quotes, from its first word to its last."

SIGNS = (
    ("cannot start any token", "a text may not begin with this character", "Put the text in quotes."),
    ("unexpected end of stream", "a quotation mark is opened and not closed",
     "Close it. In single quotes an apostrophe is written twice: ''."),
    ("did not find expected ',' or", "a bracket is opened and not closed, or a comma is missing", "Close it, or put the text in quotes."),
    ("block sequence entries are not allowed",
     "a list begins in the line of its key", "Begin the list in the next line, indented."),
    ("did not find expected key", "this line is indented further or less than the lines it belongs to", SAME_LEVEL),
    ("did not find expected '-'", "a line stands at the level of a list and does not begin with a hyphen",
     "Begin it with - or indent it further. If no list is meant, delete the hyphen in the lines above."),
    ("expected alphabetic or numeric", "a text may not begin with this character", "Put the text in quotes."),
    ("expected comment or line break", "a text may not begin with | or >",
     "Put the text in quotes. Markdown belongs into a paper's own file."),
    ("mapping keys are not allowed", "a text may not begin with a question mark and a space", "Put the text in quotes."),
    ("expected node content", "a text may not begin with this character", "Put the text in quotes."),
    ("could not find expected ':'", "a key lacks its colon",
     "Write key: value, with a space after the colon. If the line goes on with the text above it, indent it further."),
    ("hexdecimal number", "a backslash stands in double quotes", "Use single quotes, or write the backslash twice."),
    ("found unknown escape", "a backslash stands in double quotes", "Use single quotes, or write the backslash twice."),
)  # fmt: skip
"""What PyYAML says, and what that is to an author where the line itself shows no more."""


def unreadable(error: Exception, text: str, file: str) -> Problem:
    """The problem that an error of PyYAML's is to an author."""
    said = str(getattr(error, "problem", None) or error)
    at, opened = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    lines = [line[:MOST_LOOKED_AT] for line in BREAK.split(text)]
    found = _anywhere(lines) or _at_sight(at, lines) or _by_sign(said, at, opened, lines)
    return problem("E004", Where(file=file, line=found.line + 1, column=found.column + 1), what=found.what, how=found.how)


def _anywhere(lines: list[str]) -> Said | None:
    """The first line that is indented with what only looks like a space, or left over from a merge; the error may come lines later."""
    for number, line in enumerate(lines):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            return Said("two people's versions stand here side by side", "Keep one of them, and delete the lines of <, = and >.", number, 0)
        if ODD_SPACE.match(line):
            what = "this line begins with a no-break space, which looks like a space and is none"
            return Said(what, "Delete what stands before the first letter, and type the spaces anew.", number, 0)
    return None


def _at_sight(mark: Any, lines: list[str]) -> Said | None:
    """What the line at a mark shows by itself."""
    line = _line(mark, lines)
    curly = CURLY.search(line)
    if curly and curly.end() <= mark.column:
        sign = curly[0][-1]
        return Said(f"a text begins with {sign}, which is no quotation mark here", STRAIGHT, mark.line, curly.end() - 1)
    if mark is None:
        return None
    if line[mark.column : mark.column + 1] in ("}", "]"):
        sign = line[mark.column]
        return Said(f"{sign} stands here, and nothing is open that it could close", f"Delete this {sign}.", mark.line, mark.column)
    if line[mark.column : mark.column + 1] == "," and line[: mark.column].rstrip()[-1:] in (",", "{", "["):
        return Said("a comma stands here with nothing before it", "Delete it.", mark.line, mark.column)
    return _no_item(mark.line, line)


def _no_item(number: int, line: str) -> Said | None:
    """What keeps a line from being an item of a list."""
    start = len(line) - len(line.lstrip())
    if DASH.match(line):
        return Said(f"this line begins with {line[start]}, which is no hyphen", "Begin it with a hyphen and a space: - ", number, start)
    if STUCK_HYPHEN.match(line):
        return Said("no space stands after the hyphen", f"Write: - {line[start + 1 :].rstrip()}", number, start)
    return None


def _by_sign(said: str, at: Any, opened: Any, lines: list[str]) -> Said:
    """What the error says, with what stands before its place in the line."""
    line = _line(at, lines)
    before = line[: at.column] if at is not None else ""
    if "mapping values are not allowed" in said:
        return _colon(before, at, lines)
    if "',' or" in said and at.line == opened.line and line[len(before) : len(before) + 2] == ": ":
        return Said("a colon and a space stand inside a text between brackets", _or_comma(before), at.line, at.column)
    if (begun := _left_open(before, at, lines)) is not None:
        how = "Close it where the text ends, in this line if it is one line long. Inside it write the other kind of mark: 'a \"word\"'."
        return Said("a quotation mark is opened here and not closed where the text ends", how, *begun)
    if "expected key" in said and not before.strip() and line[len(before) :].startswith("- "):
        what = "an item of a list stands here, and what stands above it at the same level does not begin with a hyphen"
        how = "Begin every item with a hyphen and a space, the first too. A list that belongs to a key above is indented further."
        return Said(what, how, at.line, at.column)
    if "expected '-'" in said and (slip := _spaces(at.line, lines)):
        return slip
    if ("expected key" in said or "',' or" in said) and before.rstrip()[-1:] in ("'", '"') and before.rstrip() != before:
        return Said("a text goes on after its closing quotation mark", _quoted(line, WHOLE), at.line, at.column)
    if "expected key" in said and before.rstrip()[-1:] in ("]", "}"):
        what = "a text that begins with a bracket is taken for a list, and goes on behind it"
        return Said(what, _quoted(line, WHOLE), at.line, at.column)
    if "expected key" in said and before.strip():
        how = _quoted(line, f"{WHOLE} In single quotes an apostrophe is written twice: ''.")
        return Said("a text goes on after its closing quotation mark", how, at.line, at.column)
    if "expected ':'" in said and (slip := _stuck(opened.line, _line(opened, lines))):
        return slip
    if opened is not None and any(sign in said for sign in ("end of stream", "',' or", "expected ':'")):
        at = opened  # the place to mend is where it was opened, not where the file ended
    what, how = next(
        ((what, how) for sign, what, how in SIGNS if sign in said), (said.partition("\n")[0], "Look at this line and the one before it.")
    )
    return Said(what, how, *((at.line, at.column) if at is not None else (0, 0)))


def _stuck(number: int, line: str) -> Said | None:
    """A key whose colon has no space behind it."""
    stuck = STUCK_COLON.match(line)
    if stuck is None:
        return None
    return Said(f"no space stands after `{stuck[1]}:`", "Write key: value, with a space after the colon.", number, stuck.start(1))


def _or_comma(before: str) -> str:
    """How to mend a colon between brackets: the text wants quotes, or the word before the colon is a key and wants a comma."""
    word = re.search(r"[;\s]([a-z_]+)\Z", before)
    return f"{WHOLE} If `{word[1]}` is a key, a comma stands before it, and nothing else." if word else WHOLE


def _left_open(before: str, at: Any, lines: list[str]) -> tuple[int, int] | None:
    """The line and column of a quotation mark that was closed by one which opens another text, lines below; None where none was."""
    mark = before.rstrip()[-1:]
    if mark not in ("'", '"') or not mark or before.count(mark) % 2 == 0:
        return None
    above = ((number, lines[number]) for number in range(at.line - 1, -1, -1))
    return next(((number, line.index(mark)) for number, line in above if mark in line and LEFT_OPEN.match(line)), None)


def _spaces(number: int, lines: list[str]) -> Said | None:
    """A line of keys that begins with fewer spaces than the one above it, by less than a level."""
    above = next((lines[each] for each in range(number - 1, -1, -1) if lines[each].strip()), "")
    here, there = (len(each) - len(each.lstrip()) for each in (lines[number], above))
    if not 0 < there - here < 2:
        return None
    what = f"this line begins with {here} spaces and the one above it with {there}"
    return Said(what, SAME_LEVEL, number, here)


def _colon(before: str, at: Any, lines: list[str]) -> Said:
    """A colon where none may stand: behind a key that is indented too far, or inside a text."""
    if KEY_FIRST.match(before):
        above = next((number for number in range(at.line - 1, -1, -1) if lines[number].strip()), None)
        if above is not None and (slip := _no_item(above, lines[above]) or _stuck(above, lines[above])):
            return slip
        what = "this line is indented further than the one above it allows"
        how = f"{SAME_LEVEL} If it belongs below the line above, that one is a key and ends in a colon."
        return Said(what, how, at.line, len(before) - len(before.lstrip()))
    if several := SEVERAL.match(_line(at, lines)):
        how = f"Put them between braces: {{{several[1]}}}"
        return Said("several keys stand in one line", how, at.line, several.start(1))
    return Said("a colon and a space stand inside a text", _quoted(_line(at, lines), WHOLE), at.line, at.column)


def _quoted(line: str, otherwise: str) -> str:
    """How the text of a line `key: text` is put in quotes, ready to copy; `otherwise` where it is too long or not such a line."""
    entry = ENTRY.match(NOTE.sub("", line))
    if entry is None or len(entry[2]) > MOST_SHOWN or entry[2][-1] in "}]":
        return otherwise
    words = entry[2]
    if words[0] == words[-1] == "'":
        words = words[1:-1].replace("''", "'")
    quoted = "'" + words.replace("'", "''") + "'" if '"' in words or "\\" in words else f'"{words}"'
    return f"Put the whole text in quotes: {entry[1]}: {quoted}"


def _line(mark: Any, lines: list[str]) -> str:
    return lines[mark.line] if mark is not None and mark.line < len(lines) else ""
