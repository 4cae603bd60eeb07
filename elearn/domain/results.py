"""What became of a pair's map beside the panel's, as figures for a class: found, missed, said first by whom, left out of the plan.

Worked out from the log of the pair's table alone, so that it can be worked out again at any time and come to the same. The pair's own
*same* and *not the same* are left out: they are for its own page, and figures that compare pairs rest on the vocabulary only.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from elearn.domain import move as m
from elearn.domain.alignment import Alignment, align
from elearn.domain.comparison import Standing
from elearn.domain.content import Case
from elearn.domain.entry import Entry
from elearn.domain.links import LinkState, panel_links
from elearn.domain.matching import MatchKind, finding_shows, vocabulary_of
from elearn.domain.measures import pooled
from elearn.domain.moments import Stage, stages
from elearn.domain.pairmap import pair_map
from elearn.domain.things import Finding, Value
from elearn.domain.vocabulary import SeenFrom, StepKind, Weight
from elearn.domain.workspace import Workspace

RULE = 2
"""Raise it when the same log would give other figures; `elearn recompute` then writes every row anew."""


class CauseResult(Value):
    """What became of one cause of the panel's, or of a weak one that stands on the map (store/results.py says what each means)."""

    cause: str
    standing: str
    near: bool = False
    spotted_by: str = ""
    talked: bool = False
    said_first: str = ""
    said_at: str = ""
    planned: bool = False


class LinkResult(Value):
    """What a pair made of a link between two causes that the panel knows."""

    source: str
    target: str
    stands: bool
    questioned: bool = False
    more: int = 0
    less: int = 0
    same: int = 0


class Outcome(Value):
    """A sitting's results (store/results.py says what each figure means)."""

    case_slug: str
    upto: int
    closed: str
    finished: bool
    found: int
    owed: int
    missed: int
    weak: int
    beyond: int
    chains: int
    chains_owed: int
    medicine: float | None
    law: float | None
    joint: float | None
    links: int
    evidenced: int
    actions: int
    pack_opened: bool = False
    """the house opened a pack whose holder was missing"""
    news_added: int = 0
    news_removed: int = 0
    news_weighed: int = 0
    causes: tuple[CauseResult, ...] = ()
    links_spoken_of: tuple[LinkResult, ...] = ()


def outcome(case: Case, entries: Iterable[Entry]) -> Outcome:
    """The results of a sitting, from the log of its table."""
    trail, table = Trail(case), Workspace()
    for stage in stages(entries):
        trail.see(stage)
        table = stage.after
    beside = align(case, pair_map(table))
    owed = [each for each in case.panel.causes if each.weight is not Weight.OPTIONAL]
    states = panel_links(beside)
    whole = [path for path in case.panel.paths if all(states[ends].state is LinkState.FOUND for ends in _ends(path.through))]
    return Outcome(
        case_slug=case.case,
        upto=table.last,
        closed=_closed(table),
        finished=table.finished,
        found=sum(each.id in beside.found for each in owed),
        owed=len(owed),
        missed=sum(each.id in beside.missed for each in owed),
        weak=len(beside.weak),
        beyond=sum(match.kind is MatchKind.PENDING for match in beside.matches.values()),
        chains=len(whole),
        chains_owed=len(case.panel.paths),
        medicine=pooled(beside, SeenFrom.MEDICINE),
        law=pooled(beside, SeenFrom.LAW),
        joint=pooled(beside, SeenFrom.JOINT),
        links=len(table.links),
        evidenced=sum(bool(each.evidence) for each in table.links.values()),
        actions=len(table.actions),
        pack_opened=bool(table.packs_opened),
        news_added=trail.news["added"],
        news_removed=trail.news["removed"],
        news_weighed=trail.news["weighed"],
        causes=_causes(beside, table, trail),
        links_spoken_of=trail.links(table),
    )


def _closed(table: Workspace) -> str:
    return table.steps[table.at_step - 1].kind.value if table.at_step else ""


def _ends(through: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(pairwise(through))


def _causes(beside: Alignment, table: Workspace, trail: "Trail") -> tuple[CauseResult, ...]:
    planned = {cause for action in table.actions.values() for cause in action.words.works_on}
    standing = dict.fromkeys(beside.found, Standing.FOUND) | dict.fromkeys(beside.maybe, Standing.MAY_BE_YOURS)
    known = [(each.id, standing.get(each.id, Standing.MISSED)) for each in beside.panel.causes]
    weak = [(id, Standing.WEAK) for id in beside.weak]
    own = {**beside.found, **beside.weak}
    found = [
        CauseResult(
            cause=id,
            standing=stands.value,
            near=bool(own.get(id)) and all(beside.matches[each].kind is MatchKind.NEAR for each in own[id]),
            spotted_by=trail.spotted.get(id, ""),
            talked=id in trail.talked,
            said_first=trail.first.get(id, ("", ""))[0],
            said_at=trail.first.get(id, ("", ""))[1],
            planned=any(each in planned for each in own.get(id, ())),
        )
        for id, stands in (*known, *weak)
    ]
    return tuple(sorted(found, key=lambda each: each.cause))


def both(one: str, other: str) -> str:
    """Two professions as one word: "medicine", "law" or "both"."""
    return other if not one or one == other else one if not other else "both"


def whose_idea(table: Workspace, by: str, idea: m.Idea) -> str:
    """The profession of whoever had an idea, as its writer says."""
    mine = table.discipline(by)
    theirs = next((each.discipline for each in table.other_side(by)), None)
    said = {m.Idea.MINE: [mine], m.Idea.PARTNER: [theirs], m.Idea.BOTH: [mine, theirs]}[idea]
    whole = ""
    for each in said:
        whole = both(whole, each.value if each else "")
    return whole


@dataclass
class Trail:
    """What a log leaves behind as it is gone through: who came upon what first, what was talked of, what happened to each link."""

    case: Case
    spotted: dict[str, str] = field(default_factory=dict)
    talked: set[str] = field(default_factory=set)
    first: dict[str, tuple[str, str]] = field(default_factory=dict)
    """panel cause → profession and kind of step"""
    news: Counter[str] = field(default_factory=Counter)
    _words: dict[str, str] = field(default_factory=dict)
    _ends: dict[str, tuple[str, str]] = field(default_factory=dict)
    _questioned: set[str] = field(default_factory=set)
    _judged: dict[str, Counter[str]] = field(default_factory=dict)

    def see(self, stage: Stage) -> None:
        """One more entry."""
        before, entry, after = stage.before, stage.entry, stage.after
        self._words |= {id: each.words for id, each in after.causes.items()}
        self._ends |= {id: (each.source, each.target) for id, each in after.links.items()}
        match entry.move:
            case m.FindingsSealed(findings=findings):
                self._sealed(after, entry.by, findings)
            case m.SealedByTime(member=member, findings=findings):
                self._sealed(after, member, findings)
            case m.Restated(on=on) if isinstance(finding := before.thing(on), Finding):
                self.talked |= finding_shows(self.case, finding.passage)
            case m.PaperOpened(paper=id) if paper := self.case.paper(id):
                shown = {each for fact in paper.facts for each in fact.shows}
                self.talked |= shown
                self._came_upon(shown, self._side(after, entry.by), before)
            case m.CauseAdded(words=words, idea=idea):
                self._came_upon(self._known(words), whose_idea(after, entry.by, idea), before)
            case m.CauseReworded(of=of) | m.WordingChosen(of=of) if of in after.causes:
                self._came_upon(self._known(after.causes[of].words), self._side(after, entry.by), before)
            case m.Asked(on=on) | m.Challenged(on=on) | m.RemovalProposed(of=on) if on in before.links:
                self._questioned.add(on)
            case m.NewsSealed(judgements=judgements) | m.NewsSealedByTime(judgements=judgements):
                for each in judgements:
                    self._judged.setdefault(each.link, Counter())[each.effect.value] += 1
            case _:
                pass
        if before.steps and before.step.kind is StepKind.NEWS:
            self._in_news(stage)

    def _in_news(self, stage: Stage) -> None:
        self.news["added"] += isinstance(stage.entry.move, m.CauseAdded | m.LinkDrawn)
        self.news["weighed"] += isinstance(stage.entry.move, m.CauseWeighed | m.LinkWeighed)
        self.news["removed"] += len(stage.after.gone) - len(stage.before.gone)

    def _sealed(self, table: Workspace, by: str, findings: Iterable[m.Sealed]) -> None:
        side = self._side(table, by)
        for id in {id for each in findings for id in finding_shows(self.case, each.passage)}:
            self.spotted[id] = both(self.spotted.get(id, ""), side)
            if self.first.get(id, ("", StepKind.SPOT.value))[1] == StepKind.SPOT.value:
                self.first[id] = (self.spotted[id], StepKind.SPOT.value)

    def _came_upon(self, ids: Iterable[str], side: str, table: Workspace) -> None:
        for id in ids:
            self.first.setdefault(id, (side, table.step.kind.value))

    def _known(self, words: str) -> list[str]:
        """The cause of the panel's, weak ones too, that these words are."""
        match = vocabulary_of(self.case).match(words)
        return [match.panel] if match.panel and (match.counts or match.kind is MatchKind.WEAK) else []

    def _side(self, table: Workspace, member: str) -> str:
        discipline = table.discipline(member)
        return discipline.value if discipline else ""

    def links(self, table: Workspace) -> tuple[LinkResult, ...]:
        """Every link that was ever drawn between two causes that the panel knows, several of the same as one."""
        found: dict[tuple[str, str], LinkResult] = {}
        for id, (source, target) in self._ends.items():
            ends = [self._known(self._words.get(each, "")) for each in (source, target)]
            if not all(ends) or ends[0] == ends[1]:
                continue
            key = (ends[0][0], ends[1][0])
            old = found.get(key) or LinkResult(source=key[0], target=key[1], stands=False)
            judged = self._judged.get(id, Counter())
            found[key] = LinkResult(
                source=key[0],
                target=key[1],
                stands=old.stands or id in table.links,
                questioned=old.questioned or id in self._questioned,
                more=old.more + judged["more"],
                less=old.less + judged["less"],
                same=old.same + judged["same"],
            )
        return tuple(found[key] for key in sorted(found))
