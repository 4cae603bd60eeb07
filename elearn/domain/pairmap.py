"""What a pair brings to Compare, as plain values: its causes, links and actions, what its members had sealed, which papers they opened.

The comparison asks for no more than this, so that an old sitting, an imported map or a test can be compared like a live one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.domain.move import Idea
from elearn.domain.passage import Passage
from elearn.domain.person import Discipline
from elearn.domain.things import Evidence
from elearn.domain.vocabulary import How, Layer, Owner, When
from elearn.domain.workspace import Workspace

Answers = Mapping[tuple[str, str], bool]
"""(the pair's cause, the panel's cause) → the pair said *same* or *not the same*, for its own page."""


@dataclass(frozen=True, kw_only=True)
class PairCause:
    """A cause on the pair's map; `passages` support it, `sure` is in per cent."""

    id: str
    text: str
    layer: Layer
    passages: tuple[Passage, ...] = ()
    sure: int = 50


@dataclass(frozen=True, kw_only=True)
class PairLink:
    """A link on the pair's map. `by` is the writer's discipline; `partners_idea`: the writer says that it was the partner's."""

    id: str
    source: str
    target: str
    how: How
    reason: str = ""
    passages: tuple[Passage, ...] = ()
    by: Discipline | None = None
    partners_idea: bool = False


@dataclass(frozen=True, kw_only=True)
class PairAction:
    """An action of the pair's plan, by what a rule can look at: the causes it works on, whose it is, how soon."""

    id: str
    works_on: tuple[str, ...]
    owner: Owner
    when: When | None = None


@dataclass(frozen=True, kw_only=True)
class SealedFinding:
    """What one member had found alone, as it was sealed."""

    member: str
    discipline: Discipline
    passage: Passage
    layer: Layer
    says: str


@dataclass(frozen=True, kw_only=True)
class PairMap:
    """The whole. `opened` holds the ids of papers that their holder opened to the partner."""

    causes: tuple[PairCause, ...] = ()
    links: tuple[PairLink, ...] = ()
    actions: tuple[PairAction, ...] = ()
    findings: tuple[SealedFinding, ...] = ()
    opened: frozenset[str] = frozenset()


def pair_map(table: Workspace) -> PairMap:
    """What lies on a pair's table, as the comparison takes it. Evidence against a cause or a link does not support it."""
    return PairMap(
        causes=tuple(
            PairCause(id=each.id, text=each.words, layer=each.layer, passages=_supporting(each.evidence), sure=each.sure)
            for each in table.causes.values()
        ),
        links=tuple(
            PairLink(
                id=each.id,
                source=each.source,
                target=each.target,
                how=each.says.how,
                reason=each.says.words,
                passages=_supporting(each.evidence),
                by=table.discipline(each.by),
                partners_idea=each.idea is Idea.PARTNER,
            )
            for each in table.links.values()
        ),
        actions=tuple(
            PairAction(id=each.id, works_on=each.words.works_on, owner=each.words.owner, when=each.words.when)
            for each in table.actions.values()
        ),
        findings=tuple(
            SealedFinding(member=each.by, discipline=who.discipline, passage=each.passage, layer=each.finding.layer, says=each.finding.says)
            for each in table.findings.values()
            if (who := table.members.get(each.by))
        ),
        opened=frozenset(table.opened),
    )


def answers(table: Workspace) -> Answers:
    """The pair's own answers, *same* or *not the same*."""
    return {(cause, panel): same for key, same in table.same.items() for cause, _, panel in [key.partition("|")]}


def _supporting(evidence: tuple[Evidence, ...]) -> tuple[Passage, ...]:
    return tuple(each.passage for each in evidence if not each.against)
