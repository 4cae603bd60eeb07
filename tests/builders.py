"""Builders with sensible defaults, and the cast whose parts never change.

Mira studies medicine, Lew studies law; they are a pair. Tam is their tutor. Otto is enrolled elsewhere and must always be kept out.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from elearn.domain import desk as desks
from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.content import Case
from elearn.domain.desk import Desk
from elearn.domain.entry import Entry
from elearn.domain.move import Move
from elearn.domain.passage import Passage
from elearn.domain.person import Discipline
from elearn.domain.rules import may
from elearn.domain.workspace import Workspace
from tests.content_builders import a_case

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MIRA, LEW, NOOR = "m1ra0000", "lew00000", "n00r0000"


class Table:
    """A sitting without a database: `does` asks the rules and folds, as the real one does."""

    def __init__(self, case: Case | None = None, members: dict[str, Discipline] | None = None) -> None:
        self.case = case or a_case()
        self.workspace = Workspace()
        self.desks: dict[str, Desk] = {}
        self.log: list[Entry] = []
        self.count = 0
        steps = tuple(m.StepAt(id=each.id, kind=each.kind) for each in self.case.steps)
        self.house(m.SittingOpened(case=self.case.case, steps=steps))
        for member, discipline in (members or {MIRA: Discipline.MEDICINE, LEW: Discipline.LAW}).items():
            self.house(m.MemberJoined(member=member, discipline=discipline))

    def house(self, move: Move) -> str:
        return self._log("", "", move)

    def does(self, member: str, move: Move, op: str | None = None) -> str:
        """Make a move as the rules allow, and return the op by which its thing is known. Raises MoveRefused."""
        desk = self.desks.get(member, Desk())
        checked = may(self.workspace, desk, self.case, member, move)
        return self._log(member if move.private else "", member, checked, op)

    def _log(self, lane: str, by: str, move: Move, op: str | None = None) -> str:
        self.count += 1
        op = op or f"op{self.count:06d}"
        desk = self.desks.get(lane, Desk())
        seq = (desk.last if lane else self.workspace.last) + 1
        entry = Entry(lane=lane, seq=seq, op=op, by=by, at=NOON + timedelta(seconds=self.count), move=move)
        self.log.append(entry)
        if lane:
            self.desks[lane] = desks.after(desk, entry)
        else:
            self.workspace = folding.after(self.workspace, entry)
        return op

    # --- short cuts through a case

    def everyone(self) -> list[str]:
        return [each.id for each in self.workspace.active]

    def agree(self) -> None:
        step = self.workspace.step.id
        for member in self.everyone():
            self.does(member, m.AgreedToGoOn(step=step))

    def past_meet(self) -> "Table":
        for member in self.everyone():
            self.does(member, m.ProfessionIntroduced(words="I look for what can be done."))
        self.agree()
        return self

    def past_spot(self) -> "Table":
        self.past_meet()
        for member in self.everyone():
            self.does(member, m.FindingNoted(passage=self.passage(member), finding=a_finding()))
            self.does(member, m.FindingsSealed())
        return self

    def at_map(self) -> "Table":
        self.past_spot()
        for finding in tuple(self.workspace.findings.values()):
            self.does(self.workspace.other_side(finding.by)[0].id, m.WavedThrough(on=finding.id))
        self.agree()
        return self

    def past_map(self) -> "Table":
        self.at_map()
        cause, effect = self.cause("Mould above the cot"), self.cause("He wheezes")
        self.does(self.everyone()[0], m.LinkDrawn(source=cause, target=effect, how="causes", words="Better away"))
        self.agree()
        return self

    def at_act(self) -> "Table":
        self.past_map()
        link = next(iter(self.workspace.links))
        for member in self.everyone():
            self.does(member, m.LinkJudged(link=link, effect="more", words="The survey says so"))
            self.does(member, m.NewsSealed(step=self.workspace.step.id))
        self.agree()
        return self

    def at_compare(self) -> "Table":
        self.at_act()
        self.does(self.everyone()[0], m.ActionPlanned(action=an_action(works_on=tuple(self.workspace.causes)[:1])))
        self.agree()
        return self

    def cause(self, words: str, by: str | None = None, **more: Any) -> str:
        return self.does(by or self.everyone()[0], m.CauseAdded(words=words, **{"layer": "exposure", **more}))

    def passage(self, member: str) -> Passage:
        """The first sentence of the first paper of this member's own pack that is open at Spot."""
        discipline = self.workspace.discipline(member)
        spot = next(step.id for step in self.case.steps if step.kind == "spot")
        paper = next(each for each in self.case.papers if each.pack.value == discipline and each.opens == spot)
        return Passage(paper=paper.id, start=0, end=min(20, len(paper.plain)))


def a_finding(says: str = "It follows the home", **more: Any) -> m.FindingWords:
    return m.FindingWords.model_validate({"says": says, "layer": "exposure", "sure": 70, **more})


def an_action(**more: Any) -> m.ActionWords:
    return m.ActionWords.model_validate(
        {"does": "Report the hazard in writing", "owner": "adviser", "when": "48h", "works_on": ("x" * 8,), **more}
    )
