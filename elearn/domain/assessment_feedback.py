"""What a student is given: levels with words, frozen when they are released; and what the map itself shows, beside the panel.

Strengths and gaps are the software's, from the comparison, and say *what, where in the papers, why it matters, what to do next* (pedagogy
P3.18). Levels, comments and letters are the markers'. There is no rank in it and nobody else's levels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from elearn.domain.assessment import PAIR, Key, Levels, Rubric, mark, shares
from elearn.domain.comparison import ChainShape, Comparison, Standing
from elearn.domain.differences import Difference, DifferenceKind
from elearn.domain.move import Verdict
from elearn.domain.things import Value
from elearn.domain.vocabulary import Weight
from elearn.domain.workspace import Workspace

GAPS = 3
STRENGTHS = 3


class WordsFor(StrEnum):
    """What a marker's words are for. A note is the marker's own."""

    LETTER = "letter"
    NEXT_STEP = "next_step"
    NOTE = "note"


class Line(Value):
    """One line of the criterion profile."""

    criterion: str
    pair: bool
    level: int
    comment: str = ""


class Letter(Value):
    """What one marker wrote: to the pair, or to this student."""

    by: str
    to_pair: bool
    words: str
    at: datetime


class Released(Value):
    """All that a student was given, as it stood at release."""

    rubric: Rubric
    rubric_number: int
    lines: tuple[Line, ...]
    letters: tuple[Letter, ...] = ()
    next_step: str = ""
    mark: float
    markers: int


def released(
    rubric: Rubric,
    rubric_number: int,
    member: str,
    levels: Levels,
    comments: Mapping[Key, str],
    letters: Sequence[Letter],
    next_step: str,
    markers: int,
) -> Released | None:
    """A member's feedback from the levels that count; none while one is missing."""
    total = mark(rubric, member, levels)
    if total is None:
        return None
    lines = tuple(
        Line(
            criterion=each.criterion.id,
            pair=each.about == PAIR,
            level=each.level,
            comment=comments.get((each.about, each.criterion.id), ""),
        )
        for each in shares(rubric, member, levels)
    )
    return Released(
        rubric=rubric, rubric_number=rubric_number, lines=lines, letters=tuple(letters), next_step=next_step, mark=total, markers=markers
    )


# --- what the map shows


class StrengthKind(StrEnum):
    """What a map does well."""

    WHOLE_CHAIN = "whole_chain"
    LOOP = "loop"
    BEYOND = "beyond"
    EVIDENCED = "evidenced"
    QUESTION = "question"


@dataclass(frozen=True, kw_only=True)
class Strength:
    """One thing done well: its kind, and the words of the causes concerned."""

    kind: StrengthKind
    words: tuple[str, ...]


def strengths(comparison: Comparison, table: Workspace) -> tuple[Strength, ...]:
    """Up to three things that the map shows well, the most telling first."""
    found = [
        Strength(kind=StrengthKind.WHOLE_CHAIN, words=tuple(cause.says for cause in chain.causes))
        for chain in comparison.chains
        if chain.shape is ChainShape.WHOLE
    ][:1]
    found += [Strength(kind=StrengthKind.LOOP, words=_loop(table))] if _loop(table) else []
    beyond = [each for line in comparison.standing(Standing.BEYOND) for each in line.own_words]
    found += [Strength(kind=StrengthKind.BEYOND, words=tuple(beyond[:2]))] if beyond else []
    asked = [each for each in table.remarks.values() if each.kind in ("ask", "challenge") and each.answered]
    found += [Strength(kind=StrengthKind.QUESTION, words=(asked[0].words,))] if asked else []
    evidenced = [each for each in table.causes.values() if any(not point.against for point in each.evidence)]
    if 2 * len(evidenced) >= len(table.causes) > 0:
        found.append(Strength(kind=StrengthKind.EVIDENCED, words=tuple(each.words for each in evidenced[:2])))
    return tuple(found[:STRENGTHS])


def _loop(table: Workspace) -> tuple[str, ...]:
    """The causes of the shortest loop on the map, in order; none where nothing leads back to itself."""
    leads: dict[str, list[str]] = {}
    for link in table.links.values():
        leads.setdefault(link.source, []).append(link.target)
    shortest: tuple[str, ...] = ()
    for start in leads:
        ways: list[tuple[str, ...]] = [(start,)]
        seen: set[str] = set()
        while ways and not (shortest and len(ways[0]) >= len(shortest)):
            way = ways.pop(0)
            for target in leads.get(way[-1], ()):
                if target == start:
                    shortest, ways = way, []
                    break
                if target not in seen:
                    seen.add(target)
                    ways.append((*way, target))
    return tuple(table.causes[each].words for each in shortest if each in table.causes)


def gaps(comparison: Comparison, table: Workspace) -> tuple[Difference, ...]:
    """The three gaps that most matter. What the pair disputed with a reason is no gap, and what lies beyond the panel is a strength."""
    disputed = {key for key, judged in table.judged.items() if judged.verdict in (Verdict.DISAGREE, Verdict.OTHER_WORDS)}
    return tuple(
        each
        for each in comparison.differences
        if each.key not in disputed
        and each.kind not in (DifferenceKind.BEYOND, DifferenceKind.CONTESTED)
        and each.weight is not Weight.OPTIONAL
    )[:GAPS]
