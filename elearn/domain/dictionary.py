"""What an export holds, said once: every table and column with what it means. The header of a file, the dictionary beside it and the page
of the manual (docs/data-dictionary.md) are all made of this.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    MOMENT = "moment, UTC"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `spoken`: it holds somebody's own words, in which names are hidden as long as their people go by numbers."""

    name: str
    about: str
    kind: Kind = Kind.TEXT
    spoken: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of an export: a file of its own in a zip, a sheet of its own in a workbook."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        return (*(each.name for each in self.columns), ALTERED.name)


ALTERED = Column(
    name="altered",
    about="What had to be changed so that a spreadsheet can hold the row: “control” where control characters were taken out, “cut” where a "
    "text is longer than a cell of a workbook holds; the CSV has the whole. Empty in nearly every row.",
)
"""the last column of every table"""

_PAIR = (
    Column(name="pair", about="The number by which the class knows the pair; empty while the pair goes by its script.", kind=Kind.WHOLE),
    Column(name="script", about="The number by which the pair's work is marked; empty before it is put up.", kind=Kind.WHOLE),
    Column(name="case", about="The case's name in the library."),
)
_PERSON = (
    Column(
        name="person",
        about="Who, within this pair: the number by which markers know them, or a letter before there is one. Empty for the house, and for "
        "what the pair did together.",
    ),
    Column(name="name", about="Their name; empty until their marks are released in a class that marks anonymously."),
    Column(name="discipline", about="medicine or law."),
)
_STUDENT_NUMBER = Column(name="student_number", about="The institution's number for them; empty where the name is.")
_THING = Column(name="thing", about="The id by which moves and other rows speak of it.")
_BY = tuple(Column(name=each.name, about=f"Of whoever made it. {each.about}", kind=each.kind) for each in _PERSON)

MARKS = Table(
    name="marks",
    title="Marks",
    about="One row for each person whose work was put up for marking. A mark is Σ weight × level ÷ 4. Marks stay empty where the asker may "
    "not see the levels yet: a second marker's before the asker's own marking of the script is finished.",
    columns=(
        *_PAIR,
        *_PERSON,
        _STUDENT_NUMBER,
        Column(name="rubric", about="The version of the class's rubric.", kind=Kind.WHOLE),
        Column(name="first_mark", about="By the first marker's levels, out of 100.", kind=Kind.NUMBER),
        Column(name="second_mark", about="By the second marker's levels.", kind=Kind.NUMBER),
        Column(name="mark", about="By the levels that count: settled, else a third marker's where two stood wide apart, else the first's.",
               kind=Kind.NUMBER),
        Column(name="released_at", about="When the person was given their feedback; empty before.", kind=Kind.MOMENT),
    ),
)  # fmt: skip
LEVELS = Table(
    name="levels",
    title="Levels",
    about="One row for each level that a marker gave and finished, of a person or of the pair.",
    columns=(
        *_PAIR,
        *_PERSON,
        Column(name="criterion", about="The criterion's id in the rubric."),
        Column(name="criterion_name", about="What it is called."),
        Column(name="weight", about="How much it counts, of 100.", kind=Kind.WHOLE),
        Column(name="part", about="first, second or third: in what turn the marker marked the script."),
        Column(name="marker", about="The marker's name."),
        Column(name="level", about="0 nothing in the record, 1 starting, 2 developing, 3 secure, 4 strong.", kind=Kind.WHOLE),
        Column(name="comment", about="What the marker wrote beside it.", spoken=True),
    ),
)
MOVES = Table(
    name="moves",
    title="Moves",
    about="One row for each move on a pair's table, in the order of its log. What lies on a person's own desk is not in it: findings "
    "appear with the move that sealed them, and reflections are nobody's but their writer's and the tutor's.",
    columns=(
        *_PAIR,
        *_PERSON,
        Column(name="number", about="The move's place in the pair's log, from 1, without gaps.", kind=Kind.WHOLE),
        Column(name="at", about="When it was made.", kind=Kind.MOMENT),
        Column(name="move", about="What was done, by the name that it has in the log: CauseAdded."),
        Column(name="words", about="The mover's own words, the parts of a longer move each on a line.", spoken=True),
        Column(name="details", about="All else that the move says, as JSON: what it is about, layer, sureness, passages."),
    ),
)
CAUSES = Table(
    name="map_causes",
    title="Maps: causes",
    about="One row for each cause that stands on a pair's map at the time of the export.",
    columns=(
        *_PAIR,
        _THING,
        Column(name="words", about="The cause as it reads.", spoken=True),
        Column(name="layer", about="The column of the map in which it stands."),
        Column(name="sure", about="How sure the pair is of it, in per cent.", kind=Kind.WHOLE),
        *_BY,
        Column(name="idea", about="Whose idea it was, as its writer said: mine, partner or both."),
        Column(name="version", about="How often its words changed, counted from 1.", kind=Kind.WHOLE),
        Column(name="passages_for", about="Passages that speak for it.", kind=Kind.WHOLE),
        Column(name="passages_against", about="Passages that speak against it.", kind=Kind.WHOLE),
    ),
)
LINKS = Table(
    name="map_links",
    title="Maps: links",
    about="One row for each link that stands on a pair's map at the time of the export.",
    columns=(
        *_PAIR,
        _THING,
        Column(name="source", about="The cause from which it leads, by id."),
        Column(name="target", about="The cause to which it leads, by id."),
        Column(name="how", about="The kind of link."),
        Column(name="words", about="Why, as it reads.", spoken=True),
        Column(name="sure", about="How sure the pair is of it, in per cent.", kind=Kind.WHOLE),
        *_BY,
        Column(name="passages_for", about="Passages that speak for it.", kind=Kind.WHOLE),
        Column(name="passages_against", about="Passages that speak against it.", kind=Kind.WHOLE),
    ),
)
PLAN = Table(
    name="plan",
    title="Plans",
    about="One row for each action that stands in a pair's plan at the time of the export.",
    columns=(
        *_PAIR,
        _THING,
        Column(name="does", about="What is to be done.", spoken=True),
        Column(name="owner", about="By whom."),
        Column(name="when", about="How soon."),
        Column(name="works_on", about="The causes on which it works, by id, with spaces between."),
        Column(name="resource", about="With what.", spoken=True),
        Column(name="barrier", about="What may stop it.", spoken=True),
        Column(name="way_round", about="The way round that.", spoken=True),
        Column(name="wish", about="What the person wants of it.", spoken=True),
        *_BY,
    ),
)
_SHARE = "from 0 to 1; empty where nothing is owed. Never a mark."
COMPARISON = Table(
    name="comparison",
    title="Comparison",
    about="One row for each pair: its map beside the panel's, as it was when a step last closed. None of these figures is a mark, and "
    "agreement with the panel is not the same as being right.",
    columns=(
        *_PAIR,
        Column(name="closed", about="The kind of step that closed last."),
        Column(name="finished", about="Whether the pair has come to the end.", kind=Kind.YES_NO),
        Column(name="found", about="Core and supporting causes of the panel's that stand on the map.", kind=Kind.WHOLE),
        Column(name="owed", about="How many of those there are.", kind=Kind.WHOLE),
        Column(name="missed", about="How many of those are missing.", kind=Kind.WHOLE),
        Column(name="weak", about="Causes on the map that the panel holds to be weak.", kind=Kind.WHOLE),
        Column(name="beyond", about="Causes of the pair's that no wording of the panel's fits.", kind=Kind.WHOLE),
        Column(name="chains", about="Chains of the panel's that stand whole.", kind=Kind.WHOLE),
        Column(name="chains_owed", about="How many chains there are.", kind=Kind.WHOLE),
        Column(name="pooled_medicine", about=f"How much of what only the medical papers show is on the map, {_SHARE}", kind=Kind.NUMBER),
        Column(name="pooled_law", about=f"The same of what only the legal papers show, {_SHARE}", kind=Kind.NUMBER),
        Column(name="pooled_joint", about=f"The same of what only both together show, {_SHARE}", kind=Kind.NUMBER),
        Column(name="links", about="Links on the map.", kind=Kind.WHOLE),
        Column(name="evidenced", about="Links with a passage behind them.", kind=Kind.WHOLE),
        Column(name="actions", about="Actions in the plan.", kind=Kind.WHOLE),
        Column(
            name="pack_opened",
            about="Yes where the house opened papers whose holder was missing: leave the pair out where packs or professions are compared.",
            kind=Kind.YES_NO,
        ),
        Column(name="news_added", about="Causes and links that came during News.", kind=Kind.WHOLE),
        Column(name="news_removed", about="Causes and links that went during News.", kind=Kind.WHOLE),
        Column(name="news_weighed", about="Things whose sureness was changed during News.", kind=Kind.WHOLE),
        Column(name="rule", about="The version of the rule by which the row was worked out.", kind=Kind.WHOLE),
        Column(name="content", about="The hash of the case's version on which it rests."),
    ),
)
COMPARISON_CAUSES = Table(
    name="comparison_causes",
    title="Comparison: causes",
    about="One row for each cause of the panel's and each pair.",
    columns=(
        *_PAIR,
        Column(name="cause", about="The cause's id in the case."),
        Column(name="says", about="The panel's wording."),
        Column(name="standing", about="found, missed, may_be_yours, or weak: a weak cause that stands on the map."),
        Column(name="near", about="Whether it was found by broader or narrower words only.", kind=Kind.YES_NO),
        Column(name="spotted_by", about="Whose sealed findings show it: medicine, law, both or nobody's."),
        Column(name="talked", about="Whether it was said back, or a paper that shows it opened.", kind=Kind.YES_NO),
        Column(name="said_first", about="Which profession came upon it first."),
        Column(name="said_at", about="The kind of step at which that was."),
        Column(name="planned", about="Whether an action of the plan works on it.", kind=Kind.YES_NO),
    ),
)
QUESTIONNAIRE = Table(
    name="questionnaire",
    title="Questionnaire",
    about="One row for each occasion, group and question: how many answered what. Groups of fewer than ten are left out. What one person "
    "answered is that person's, and in no export but the research export of those who allow it.",
    columns=(
        Column(name="occasion", about="before, after or later."),
        Column(name="group", about="medicine, law or all."),
        Column(name="question", about="The question's id in the questionnaire; “.then” ends what looks back to before the case."),
        Column(name="count", about="How many answered it with a number.", kind=Kind.WHOLE),
        Column(name="median", about="The middle answer.", kind=Kind.NUMBER),
        Column(name="mean", about="The mean of the answers.", kind=Kind.NUMBER),
    ),
)
TABLES = (MARKS, LEVELS, MOVES, CAUSES, LINKS, PLAN, COMPARISON, COMPARISON_CAUSES, QUESTIONNAIRE)
"""what whoever leads a class may take out of it"""

_PSEUDONYMS = (
    Column(name="pair", about="A name for the pair in this export alone."),
    Column(name="person", about="A name for the person in this export alone; nobody can work back from it, or from one export to another."),
)
_RESEARCHED = (
    Column(name="case", about="The case's name in the library."),
    Column(name="discipline", about="medicine or law; “withheld” where fewer than ten of it are in the export."),
)
RESEARCH_PEOPLE = Table(
    name="research_people",
    title="Research: people",
    about="One row for each person who allows research and each case they worked. A case of fewer than ten such people is left out.",
    columns=(
        *_PSEUDONYMS,
        *_RESEARCHED,
        Column(name="month", about="The month in which the pair began, so that no day names a class."),
        Column(name="whole_team", about="Whether everybody of the pair allows research.", kind=Kind.YES_NO),
    ),
)
RESEARCH_MOVES = Table(
    name="research_moves",
    title="Research: moves",
    about="One row for each move of a person who allows research. Who else was concerned is not told.",
    columns=(
        *_PSEUDONYMS,
        *_RESEARCHED,
        Column(name="order", about="Its place among all moves of the pair.", kind=Kind.WHOLE),
        Column(name="minute", about="Minutes since the pair began, in steps of five.", kind=Kind.WHOLE),
        Column(name="move", about="What was done, by the name that it has in the log."),
        Column(name="characters", about="How long the mover's own words are.", kind=Kind.WHOLE),
        Column(name="words", spoken=True,
               about="The words, names hidden: only where they were asked for and everybody of the pair allows research; else empty. "
               "Somebody must read them before they leave the institution."),
    ),
)  # fmt: skip
RESEARCH_COMPARISON = Table(
    name="research_comparison",
    title="Research: comparison",
    about="One row for each pair of which everybody allows research: its map beside the panel's.",
    columns=(_PSEUDONYMS[0], _RESEARCHED[0], *COMPARISON.columns[3:]),
)
RESEARCH_ANSWERS = Table(
    name="research_answers",
    title="Research: answers",
    about="One row for each answer in numbers of a person who allows research. Answers in words are not in it.",
    columns=(
        _PSEUDONYMS[1],
        _RESEARCHED[1],
        Column(name="occasion", about="before, after or later."),
        Column(name="question", about="The question's id in the questionnaire."),
        Column(name="answer", about="The number chosen; empty for “no chance to judge”.", kind=Kind.WHOLE),
    ),
)
RESEARCH = (RESEARCH_PEOPLE, RESEARCH_MOVES, RESEARCH_COMPARISON, RESEARCH_ANSWERS)
BY_NAME = {each.name: each for each in (*TABLES, *RESEARCH)}

DICTIONARY_HEADER = ("table", "column", "kind", "meaning")


def entries(tables: Sequence[Table]) -> Iterator[tuple[str, str, str, str]]:
    """The dictionary that goes with these tables, a row for each column, after a row for each table."""
    for table in tables:
        yield table.name, "", "", table.about
        for column in (*table.columns, ALTERED):
            yield table.name, column.name, column.kind.value, column.about


INTRODUCTION = """# What the exports hold

Made from `elearn/domain/dictionary.py` by `python -m elearn.domain.dictionary > docs/data-dictionary.md`. Every file has these headers, and
brings this dictionary along: as a sheet of a workbook, as `dictionary.csv` in a zip.

CSV is UTF-8 with a mark at its head, every cell in quotes. A text that a spreadsheet would take for a formula begins with an apostrophe,
and so does a text that begins with an apostrophe itself: taking one away gives the text back. Numbers are never changed. In a workbook all
text is text.
"""
_COLUMNS = ("", "| column | kind | meaning |", "|---|---|---|")


def manual() -> str:
    """The page of the manual: docs/data-dictionary.md is this, and a test holds it to it."""
    lines = [INTRODUCTION.rstrip()]
    for heading, tables in (("Of a class", TABLES), ("For research", RESEARCH)):
        lines += ["", f"## {heading}", *pages(tables, level=3)]
    return "\n".join([*lines, "", "## At the end of every table", *_COLUMNS, _line(ALTERED), ""])


def pages(tables: Sequence[Table], *, level: int) -> Iterator[str]:
    """Tables as the manual shows them, under headings of this level."""
    for table in tables:
        yield from ("", f"{'#' * level} {table.title}: `{table.name}`", "", table.about, *_COLUMNS, *map(_line, table.columns))


def _line(column: Column) -> str:
    return f"| `{column.name}` | {column.kind.value} | {column.about} |"


if __name__ == "__main__":
    sys.stdout.write(manual())
