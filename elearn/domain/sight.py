"""Who may see what of a sitting: one place, asked by every page, feed, stream and export.

Until the seal each sees the own pack and the own findings. When all have sealed, findings open with the passages they quote; the rest of a
pack stays with its holder, who may open a paper to the others. Papers of a News step are open to everybody. At Compare everything opens,
the panel too. A tutor reads what is sealed, never what is on a desk. (Product: *What opens when*; pedagogy P3.4.)
"""

from dataclasses import dataclass

from elearn.domain import move as m
from elearn.domain.content import Case, Pack, Paper, StepKind
from elearn.domain.entry import Entry
from elearn.domain.passage import Passage
from elearn.domain.things import Finding
from elearn.domain.workspace import Workspace

WATCHER = "*"
"""The viewer who is no member: a tutor of the cohort."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What `viewer` (a member id, or WATCHER) may see of one sitting at this moment."""

    table: Workspace
    case: Case
    viewer: str

    @property
    def watches(self) -> bool:
        return self.viewer == WATCHER

    @property
    def _sealed(self) -> bool:
        member = self.table.members.get(self.viewer)
        return self.watches or (member is not None and member.sealed)

    def joint_work(self) -> bool:
        """The map, the plan and what is said between partners: for whoever has sealed, once the pair is past Spot."""
        return self._sealed and self.findings_open()

    def findings_open(self) -> bool:
        """Whether findings lie open between partners: all have sealed, or did before a newcomer joined."""
        return self.table.all_sealed() or self.table.has_passed(StepKind.SPOT)

    def panel(self) -> bool:
        """The experts' reference opens with Compare. A tutor has it from the start."""
        return self.watches or (self._sealed and self.table.has_reached(StepKind.COMPARE))

    def afterwards(self) -> bool:
        """What happened next: for whoever has handed in the reflection."""
        return self.watches or self.viewer in self.table.handed_in

    def finding(self, finding: Finding) -> bool:
        return finding.by == self.viewer or self.watches or (self._sealed and self.findings_open())

    def findings(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.table.findings.values() if self.finding(each))

    def paper(self, paper: Paper) -> bool:
        """Whether the viewer may read the whole of a paper now."""
        if not self._has_opened(paper):
            return False
        if self.watches or paper.pack is Pack.SHARED or self.panel():
            return True
        mine = self.table.discipline(self.viewer)
        if mine is not None and paper.pack.value == mine.value:
            return True
        return self.joint_work() and (paper.id in self.table.opened or self._is_news(paper))

    def papers(self) -> tuple[Paper, ...]:
        return tuple(each for each in self.case.papers if self.paper(each))

    def passage(self, passage: Passage) -> bool:
        """Whether the viewer may read these words: in an open paper, or quoted by a finding that lies open."""
        paper = self.case.paper(passage.paper)
        if paper is None or passage.end > len(paper.plain):
            return False
        return self.paper(paper) or any(_within(passage, each.passage) for each in self.findings())

    def _has_opened(self, paper: Paper) -> bool:
        return 0 <= self.table.step_index(paper.opens) <= self.table.at_step

    def _is_news(self, paper: Paper) -> bool:
        step = self.case.step(paper.opens)
        return step is not None and step.kind is StepKind.NEWS

    def entry(self, entry: Entry) -> Entry | None:
        """The entry as this viewer may have it: whole, emptied of what is still sealed, or not at all."""
        if entry.lane:
            return entry if entry.lane == self.viewer else None
        if entry.by == self.viewer:
            return entry
        match entry.move:
            case m.FindingsSealed() if not (self.watches or (self._sealed and self.findings_open())):
                return entry.model_copy(update={"move": m.FindingsSealed()})
            case m.SealedByTime(member=member) if not (self.watches or member == self.viewer or (self._sealed and self.findings_open())):
                return entry.model_copy(update={"move": m.SealedByTime(member=member)})
            case m.NewsSealedByTime(step=step, member=member) if not (self.watches or member == self.viewer or self.news_open()):
                return entry.model_copy(update={"move": m.NewsSealedByTime(step=step, member=member)})
            case m.NewsSealed(step=step) if not (self.watches or self.news_open()):
                return entry.model_copy(update={"move": m.NewsSealed(step=step)})
            case m.SittingOpened() | m.MemberJoined() | m.MemberLeft() | m.ProfessionIntroduced() | m.AgreementWorded():
                return entry
            case (
                m.AgreedToGoOn()
                | m.TookBackAgreement()
                | m.Nudged()
                | m.SpokeAloud()
                | m.ReflectionHandedIn()
                | m.FindingsSealed()
                | m.NewsSealed()
                | m.PackOpened()
                | m.StepOpened()
                | m.StepHeld()
                | m.TimeRanOut()
                | m.SealedByTime()
                | m.NewsSealedByTime()
                | m.ReflectionTakenByTime()
            ):
                return entry
            case _:
                return entry if self.joint_work() else None

    def news_open(self) -> bool:
        """Whether the opinions formed alone on the news lie open: all active members have sealed theirs. To a newcomer who has not sealed
        findings yet they do not, even where the time for the news has run out meanwhile.
        """
        return self._sealed and bool(self.table.active) and all(each.id in self.table.news for each in self.table.active)


def open_to_all(table: Workspace, case: Case, passage: Passage) -> bool:
    """Whether every active member may read these words, so that they can stand as evidence on the map. A newcomer who has not sealed yet
    does not see the map, and holds nobody up.
    """
    return all(each.passage(passage) for each in at_work(table, case))


def at_work(table: Workspace, case: Case) -> list[Sight]:
    """What each of those sees who work together: all active members, once past the seal without newcomers who have not sealed yet."""
    sights = [Sight(table=table, case=case, viewer=each.id) for each in table.active]
    return [each for each in sights if each.joint_work()] or sights


def _within(inner: Passage, outer: Passage) -> bool:
    return inner.paper == outer.paper and outer.start <= inner.start and inner.end <= outer.end
