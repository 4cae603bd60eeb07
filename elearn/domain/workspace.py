"""The pair's table: what the log of a sitting has come to, and the questions one asks of it. `folding` says how a move changes it."""

from datetime import datetime

from pydantic import Field

from elearn.domain.content import StepKind
from elearn.domain.move import StepAt
from elearn.domain.person import Discipline
from elearn.domain.things import (
    Action,
    Agreement,
    Cause,
    Change,
    Finding,
    Judged,
    Link,
    Member,
    NewsRead,
    Opened,
    Pulse,
    Remark,
    Thing,
    Value,
)


class Workspace(Value):
    """All that a pair has on its table after `last` moves."""

    case: str = ""
    steps: tuple[StepAt, ...] = ()
    at_step: int = 0
    last: int = 0
    moved_at: datetime | None = None
    members: dict[str, Member] = Field(default_factory=dict)
    agreement: Agreement = Agreement()
    scribe: str | None = None
    agreed: dict[str, dict[str, str]] = Field(default_factory=dict)
    """step id → member id → the dissent that stands beside the yes ("" for none)"""
    reached: dict[str, datetime] = Field(default_factory=dict)
    nudged: dict[str, datetime] = Field(default_factory=dict)
    findings: dict[str, Finding] = Field(default_factory=dict)
    opened: dict[str, Opened] = Field(default_factory=dict)
    packs_opened: tuple[Discipline, ...] = ()
    """professions whose papers the house opened, since nobody of theirs sat here: not the work of two professions from then on"""
    causes: dict[str, Cause] = Field(default_factory=dict)
    links: dict[str, Link] = Field(default_factory=dict)
    actions: dict[str, Action] = Field(default_factory=dict)
    changes: dict[str, Change] = Field(default_factory=dict)
    remarks: dict[str, Remark] = Field(default_factory=dict)
    news: dict[str, NewsRead] = Field(default_factory=dict)
    same: dict[str, bool] = Field(default_factory=dict)
    """"cause|panel cause" → the pair's own answer"""
    judged: dict[str, Judged] = Field(default_factory=dict)
    handed_in: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    """steps that the tutor has not opened yet: nobody goes on into one"""
    ran_out: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """step id → the members whose part was missing when its time was over"""
    pulse: Pulse = Pulse()
    gone: tuple[str, ...] = ()
    """ids of what was removed: a late move on one of these is refused in words, not as unknown"""

    @property
    def finished(self) -> bool:
        return bool(self.steps) and self.at_step >= len(self.steps)

    @property
    def step(self) -> StepAt:
        """The step the pair stands at; the last one when all are done."""
        return self.steps[min(self.at_step, len(self.steps) - 1)]

    def step_index(self, step: str) -> int:
        """Where a step stands in the case, or -1."""
        return next((i for i, each in enumerate(self.steps) if each.id == step), -1)

    def has_reached(self, kind: StepKind) -> bool:
        """Whether the pair stands at a step of this kind, or beyond one."""
        return any(each.kind is kind and i <= self.at_step for i, each in enumerate(self.steps))

    def has_passed(self, kind: StepKind) -> bool:
        """Whether every step of this kind lies behind the pair."""
        places = [i for i, each in enumerate(self.steps) if each.kind is kind]
        return bool(places) and all(i < self.at_step for i in places)

    @property
    def active(self) -> tuple[Member, ...]:
        return tuple(each for each in self.members.values() if each.active)

    def partners(self, member: str) -> tuple[Member, ...]:
        return tuple(each for each in self.active if each.id != member)

    def discipline(self, member: str) -> Discipline | None:
        """The member's discipline; none for the house."""
        found = self.members.get(member)
        return found.discipline if found else None

    def all_sealed(self) -> bool:
        return bool(self.active) and all(each.sealed for each in self.active)

    def other_side(self, member: str) -> tuple[Member, ...]:
        """Active members of another profession; any partner where that profession has nobody here."""
        mine = self.discipline(member)
        others = tuple(each for each in self.partners(member) if each.discipline is not mine)
        return others or self.partners(member)

    def step_done(self) -> bool:
        """Whether nobody's part is missing any more at the pair's step, or its time is over: one rule for two and for five."""
        if not self.active:
            return False
        step = self.step
        match step.kind:
            case StepKind.SPOT:
                return self.all_sealed()
            case StepKind.REFLECT:
                return all(each.id in self.handed_in for each in self.active)
            case _:
                return step.id in self.ran_out or all(each.id in self.agreed.get(step.id, {}) for each in self.active)

    @property
    def next_step(self) -> StepAt | None:
        """The step after the one where the pair stands; none after the last."""
        return self.steps[self.at_step + 1] if self.at_step + 1 < len(self.steps) else None

    @property
    def waits_for_tutor(self) -> bool:
        """Whether the pair is done with its step and the next one is held."""
        ahead = self.next_step
        return not self.finished and ahead is not None and ahead.id in self.held and self.step_done()

    def thing(self, id: str) -> Thing | Finding | None:
        """A cause, link, action, change or finding by its id."""
        for shelf in (self.causes, self.links, self.actions, self.changes, self.findings):
            if id in shelf:
                return shelf[id]
        return None

    def remarks_on(self, id: str) -> tuple[Remark, ...]:
        return tuple(each for each in self.remarks.values() if each.on == id)

    def answered_for(self, finding: Finding) -> bool:
        """Whether somebody of the other profession has said a finding back, or waved it through."""
        other = {each.id for each in self.other_side(finding.by)}
        said = {each.by for each in self.remarks_on(finding.id) if each.kind == "restate"} | set(finding.waved_by)
        return not other or bool(other & said)

    def open_questions(self) -> tuple[Remark, ...]:
        """Questions and challenges nobody has answered yet, oldest first."""
        return tuple(each for each in self.remarks.values() if each.kind in ("ask", "challenge") and not each.answered)
