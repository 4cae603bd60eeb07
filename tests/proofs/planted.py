"""A sitting in memory in which every word that anybody writes carries a canary, and a ledger of who may see each: worked out from what the
course promises (product: *What opens when*), not asked of `sight`.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from elearn.actions.rehearse import Rehearsal
from elearn.domain import move as m
from elearn.domain.content import Case, Pack, Paper, StepKind
from elearn.domain.errors import Refusal
from elearn.domain.move import Move
from elearn.domain.person import Discipline
from elearn.domain.sight import WATCHER, Sight
from tests.content_builders import a_case

CANARY = re.compile(r"canary[a-z]+\d*z")
FREE_WORDS = {
    "words",
    "says",
    "because",
    "needs",
    "would_change",
    "does",
    "resource",
    "barrier",
    "way_round",
    "wish",
    "what",
    "why",
    "first_step",
}
ALONE = {m.FindingNoted: "finding", m.FindingReworded: "finding", m.LinkJudged: "news", m.ReflectionWritten: "reflection",
         m.PartnerThanked: "reflection"}  # fmt: skip
SPOT, NEWS, COMPARE = StepKind.SPOT, StepKind.NEWS, StepKind.COMPARE


def canaries(text: str) -> frozenset[str]:
    """The canaries in a text."""
    return frozenset(CANARY.findall(text))


@cache
def planted_case() -> Case:
    """The small case with a canary in each paper, in the panel, in what happened afterwards, and in the notes for staff."""
    case = a_case().model_dump(by_alias=True)
    for paper in case["papers"]:
        word = f" canarypaper{[each['id'] for each in case['papers']].index(paper['id'])}z"
        paper["plain"], paper["html"] = paper["plain"] + word, f"{paper['html']}<p>{word}</p>"
    panel = case["panel"]
    for each in panel["causes"]:
        each["why"] = {voice: f"{words} canarypanelz" for voice, words in each["why"].items()}
    for each in (*panel["links"], *panel["weak"], *panel["actions"]):
        each["why"] = f"{each['why']} canarypanelz"
    return Case.model_validate({**case, "afterwards_html": "<p>canaryafterz</p>", "staff_notes": "Ask who knew. canarystaffz"})


@cache
def _words_of(paper: Paper) -> frozenset[str]:
    return canaries(paper.plain + paper.html)


@dataclass
class Secret:
    """What is known of one canary."""

    kind: str
    by: str
    sealed: bool = False
    lay_open: bool = False
    """for opinions on the news: whether all had sealed theirs at some moment"""


@dataclass
class Stage(Rehearsal):
    """A sitting whose words are planted, and the ledger of its canaries."""

    cast: Mapping[str, Discipline]
    secrets: dict[str, Secret] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    handed_in: set[str] = field(default_factory=set)
    judged: dict[str, set[str]] = field(default_factory=dict)
    parted: dict[str, frozenset[str]] = field(default_factory=dict)
    """who left → all that lay open to them then"""
    shown: Case = field(default_factory=planted_case)
    in_entry: dict[str, frozenset[str]] = field(default_factory=dict)
    """op → the canaries of the whole entry"""
    logged: frozenset[str] = frozenset()
    """the canaries of moves that were made, and not refused"""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """to whom what was said when a move was refused"""
    count: int = 0

    def __post_init__(self) -> None:
        super().__init__(a_case(), self.cast)

    def does(self, member: str, move: Move) -> str:
        """Make a move with a canary in each of its words. What the rules refuse is not made."""
        try:
            return super().does(member, self._planted(member, move))
        except Refusal as refusal:
            self.refused.append((member, str(refusal)))
            return "refused00"

    def goes_on(self) -> None:
        """Both sides do what the step still asks for, as far as they can, and go on."""
        kind = self.table.step.kind
        for go in (self._work, self._leave):
            with suppress(
                Refusal, LookupError, ArithmeticError, StopIteration
            ):  # in the middle of a step, or with one side gone, not all of it can be done
                go(kind)

    def house(self, moves: Iterable[Move]) -> None:
        for move in moves:
            self._keep("", "", move)

    def _planted(self, member: str, move: Move) -> Move:
        kind = ALONE.get(type(move), "meet" if isinstance(move, m.ProfessionIntroduced | m.AgreementWorded) else "joint")

        def plant(value: Any) -> Any:
            if not isinstance(value, dict):
                return value
            return {key: mark(each) if key in FREE_WORDS and isinstance(each, str) and each else plant(each) for key, each in value.items()}

        def mark(words: str) -> str:
            self.count += 1
            word = f"canary{kind}{self.count}z"
            self.secrets[word] = Secret(kind=kind, by=member)
            return f"{words[:120]} {word}"

        return type(move).model_validate(plant(move.model_dump()))

    # --- what each entry changes in the ledger

    def _keep(self, lane: str, by: str, move: Move) -> str:
        if isinstance(move, m.MemberLeft):
            self.parted[move.member] = self.allowed(move.member)
        op = super()._keep(lane, by, move)
        said = self.in_entry[op] = canaries(self.log[-1].move.model_dump_json())
        self.logged |= said
        match move:
            case m.FindingsSealed() | m.SealedByTime():
                self._seal(said)
            case m.NewsSealed(step=step) | m.NewsSealedByTime(step=step):
                self._seal(said)
                self.judged.setdefault(step, set()).add(by or getattr(move, "member", ""))
            case m.ReflectionHandedIn() | m.ReflectionTakenByTime():
                self.handed_in.add(by or getattr(move, "member", ""))
            case m.PaperOpened(paper=paper):
                self.opened.add(paper)
            case m.PackOpened(papers=papers):
                self.opened.update(papers)
            case _:
                pass
        self._news_lies_open()
        return op

    def _seal(self, said: Iterable[str]) -> None:
        for word in said:
            if word in self.secrets:
                self.secrets[word].sealed = True

    def _news_lies_open(self) -> None:
        active = {each.id for each in self.table.active}
        if active and any(active <= judged for judged in self.judged.values()):
            for secret in self.secrets.values():
                secret.lay_open = secret.lay_open or (secret.kind == "news" and secret.sealed)

    # --- who sees what

    def seen(self, viewer: str) -> frozenset[str]:
        """Every canary in what `sight` gives this viewer: entries as the feed has them, findings, papers, panel, the end of the story."""
        sight = Sight(table=self.table, case=self.shown, viewer=viewer)
        found: set[str] = set()
        for entry in self.log:
            if (given := sight.entry(entry)) is not None:
                found |= self.in_entry[entry.op] if given is entry else canaries(given.move.model_dump_json())
        for finding in sight.findings():
            found |= self.in_finding(finding)
        found |= {word for paper in sight.papers() for word in _words_of(paper)}
        found |= {"canarypanelz"} if sight.panel() else set()
        found |= {"canaryafterz"} if sight.afterwards() else set()
        return frozenset(found)

    def in_finding(self, finding: Any) -> frozenset[str]:
        return canaries(finding.finding.model_dump_json())

    def own(self, viewer: str) -> frozenset[str]:
        """What this viewer must see: their own words, whatever else is hidden."""
        return frozenset(word for word, secret in self.secrets.items() if secret.by == viewer and word in self.logged)

    # --- who may see what

    def allowed(self, viewer: str) -> frozenset[str]:
        """Every canary that this viewer may see now."""
        if viewer in self.parted and all(each.id != viewer for each in self.table.active):
            return self.parted[viewer] | {word for word, secret in self.secrets.items() if secret.by == viewer}
        own = frozenset(word for word, secret in self.secrets.items() if self._may(viewer, secret))
        return own | self._of_the_case(viewer)

    def _works_together(self, viewer: str) -> bool:
        """Sealed themselves, and so have all others, or the pair was past Spot already."""
        table = self.table
        me = table.members.get(viewer)
        return me is not None and me.sealed and (all(each.sealed for each in table.active) or table.has_passed(SPOT))

    def _may(self, viewer: str, secret: Secret) -> bool:
        if secret.by == viewer:
            return True
        watches = viewer == WATCHER
        match secret.kind:
            case "finding":
                return secret.sealed and (watches or self._works_together(viewer))
            case "news":
                return secret.sealed and (watches or (secret.lay_open and self._works_together(viewer)))
            case "reflection":
                return watches and secret.by in self.handed_in
            case "joint":
                return watches or self._works_together(viewer)
            case "draft":
                return False
            case _:
                return watches or viewer in self.table.members

    def _of_the_case(self, viewer: str) -> frozenset[str]:
        watches, table = viewer == WATCHER, self.table
        compares = watches or (self._works_together(viewer) and table.has_reached(COMPARE))
        found = {
            f"canarypaper{number}z" for number, paper in enumerate(self.shown.papers) if self._may_read(viewer, paper, compares=compares)
        }
        found |= {"canarypanelz"} if compares else set()
        found |= {"canaryafterz"} if watches or viewer in self.handed_in else set()
        return frozenset(found | ({"canarystaffz"} if watches else set()))

    def _may_read(self, viewer: str, paper: Any, *, compares: bool) -> bool:
        table = self.table
        if not 0 <= table.step_index(paper.opens) <= table.at_step:
            return False
        mine = table.discipline(viewer)
        news = next(each.kind for each in self.shown.steps if each.id == paper.opens) is NEWS
        held = paper.pack is Pack.SHARED or (mine is not None and paper.pack.value == mine.value)
        return compares or held or (self._works_together(viewer) and (news or paper.id in self.opened))
