"""Playing a pair through a case with believable work, from the case's own panel: for the demo, the bench and journeys.

Nothing is written past the rules: every move goes through `make_move`, as a student's would.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle

from elearn.actions.sit import make_move, new_op
from elearn.domain import move as m
from elearn.domain.comparison import differences_to_judge
from elearn.domain.content import Case, Fact, Layer, Pack, PanelCause, Paper, StepKind, Weight
from elearn.domain.passage import Passage
from elearn.domain.person import Discipline
from elearn.domain.workspace import Workspace
from elearn.store import library, sittings

PACE = timedelta(seconds=35)
INTRODUCTIONS = {
    Discipline.MEDICINE: "I look for what makes somebody ill, and what helps them get well.",
    Discipline.LAW: "I look for what somebody is owed, by whom, and by when.",
}
AGREEMENT = "We say when we do not understand. We disagree about causes, not about each other. If one goes quiet, the other asks."
REFLECTION = "I would have stopped at what my own papers showed. The other half of the file changed what I thought was urgent."
THANKS = "My partner asked me how I knew, and I had to go back to the paper."


class Player:
    """Both sides of one sitting, moving at a believable pace up to `now`."""

    def __init__(self, cohort_id: int, sitting_id: int, start: datetime) -> None:
        self.cohort_id, self.sitting_id, self.at = cohort_id, sitting_id, start
        self.case: Case = library.case(sittings.snapshot(cohort_id, sitting_id)[1])

    @property
    def table(self) -> Workspace:
        return sittings.read_table(sittings.snapshot(self.cohort_id, self.sitting_id)[0])

    def members(self, discipline: Discipline | None = None) -> list[str]:
        return [each.id for each in self.table.active if discipline in (None, each.discipline)]

    def does(self, member: str, move: m.Move) -> str:
        op = new_op()
        self.at += PACE
        make_move(self.cohort_id, self.sitting_id, member, op, move, self.at)
        return op

    def agree(self) -> None:
        step = self.table.step.id
        for member in self.members():
            self.does(member, m.AgreedToGoOn(step=step))

    # --- to a step, and into it

    def to(self, kind: StepKind | None, *, begin: bool = True) -> None:
        """Work through every step before one of this kind (none: to the end), and begin on that one unless told not to."""
        while not self.table.finished and self.table.step.kind is not kind:
            self._work(self.table.step.kind)
            self._leave(self.table.step.kind)
        if kind is not None and begin:
            self._work(kind, whole=False)

    def _work(self, kind: StepKind, *, whole: bool = True) -> None:
        match kind:
            case StepKind.MEET if whole:
                self._meet()
            case StepKind.SPOT:
                self._spot(6 if whole else 2)
            case StepKind.SHARE:
                self._share(whole=whole)
            case StepKind.MAP:
                self._map()
            case StepKind.NEWS if whole:
                self._news()
            case StepKind.ACT:
                self._act(whole=whole)
            case StepKind.COMPARE:
                self._compare(3 if whole else 1)
            case StepKind.REFLECT if whole:
                self._reflect()
            case _:
                pass

    def _leave(self, kind: StepKind) -> None:
        if kind is StepKind.SPOT:
            for member in self.members():
                self.does(member, m.FindingsSealed())
        elif kind is not StepKind.REFLECT:
            self.agree()

    def _meet(self) -> None:
        for member in self.members():
            discipline = self.table.discipline(member)
            if discipline:
                self.does(member, m.ProfessionIntroduced(words=INTRODUCTIONS[discipline]))
        self.does(self.members()[0], m.AgreementWorded(words=AGREEMENT))

    def _spot(self, most: int) -> None:
        for discipline in Discipline:
            facts = list(self._facts(Pack(discipline.value)))
            for member, share in self._shared_out(discipline, facts[: most * len(self.members(discipline))]):
                paper, fact = share
                cause = self.case.cause(fact.shows[0])
                words = m.FindingWords(
                    says=_line(fact.why), layer=cause.layer if cause else Layer.HEALTH, sure=80 if fact.decisive else 50,
                    needs="Who knew of this, and what had to happen then?" if fact.decisive else "",
                )  # fmt: skip
                self.does(member, m.FindingNoted(passage=Passage(paper=paper.id, start=fact.start, end=fact.end), finding=words))

    def _shared_out(self, discipline: Discipline, facts: list[tuple[Paper, Fact]]) -> Iterator[tuple[str, tuple[Paper, Fact]]]:
        return zip(cycle(self.members(discipline)), facts, strict=False)

    def _facts(self, pack: Pack) -> Iterator[tuple[Paper, Fact]]:
        """The pack's facts that a student would note, decisive ones first."""
        spot = next(each.id for each in self.case.steps if each.kind is StepKind.SPOT)
        found = [(paper, fact) for paper in self.case.papers_of(pack) if paper.opens == spot for fact in paper.facts if fact.shows]
        return iter(sorted(found, key=lambda each: not each[1].decisive))

    def _share(self, *, whole: bool) -> None:
        table = self.table
        findings = list(table.findings.values())
        for number, finding in enumerate(findings if whole else findings[: len(findings) // 2]):
            other = table.other_side(finding.by)[0].id
            if number % 3 == 2:
                self.does(other, m.WavedThrough(on=finding.id))
            else:
                self.does(
                    other,
                    m.Restated(
                        on=finding.id, words=f"So what you are saying is: {finding.finding.says[0].lower()}{finding.finding.says[1:]}"
                    ),
                )

    def _map(self) -> None:
        """Most of what the panel has, in the words of its students; not all, and one weak cause."""
        wanted = [each for each in self.case.panel.causes if each.weight is not Weight.OPTIONAL]
        wanted = [each for number, each in enumerate(wanted) if number % 5 != 4]
        own = {each.id: self._cause(each) for each in wanted}
        for link in self.case.panel.links:
            if link.source in own and link.target in own:
                by = self._who(self.case.cause(link.source))
                self.does(by, m.LinkDrawn(source=own[link.source], target=own[link.target], how=link.how, words=_words(link.why)))
        if self.case.panel.weak:
            weak = self.case.panel.weak[-1]
            self.does(self.members()[0], m.CauseAdded(words=_line(weak.says), layer=weak.layer, sure=30))
        asked = next((each for each in self.table.causes.values() if not each.evidence), None) or next(iter(self.table.causes.values()))
        asker = self.table.other_side(asked.by)[0].id
        self.does(asker, m.Asked(on=asked.id, words="How do you know? Nothing in my papers says so."))

    def _cause(self, cause: PanelCause) -> str:
        cited = tuple(
            finding.passage
            for finding in self.table.findings.values()
            if any(cause.id in fact.shows for fact in self._facts_at(finding.passage))
        )
        words = cause.also[0] if cause.also and len(cause.says) > 60 else cause.says
        return self.does(self._who(cause), m.CauseAdded(words=_line(words), layer=cause.layer, sure=70, passages=cited[:3]))

    def _facts_at(self, passage: Passage) -> list[Fact]:
        paper = self.case.paper(passage.paper)
        return [fact for fact in paper.facts if fact.start < passage.end and passage.start < fact.end] if paper else []

    def _who(self, cause: PanelCause | None) -> str:
        side = Discipline.MEDICINE if cause is not None and cause.seen_from in ("medicine", "both") else Discipline.LAW
        return self.members(side)[0]

    def _news(self) -> None:
        link = next(iter(self.table.links))
        for member in self.members():
            self.does(
                member, m.LinkJudged(link=link, effect=m.Effect.MORE, words="The new papers show it happening again, in the same place.")
            )
            self.does(member, m.NewsSealed(step=self.table.step.id))

    def _act(self, *, whole: bool) -> None:
        table = self.table
        causes = list(table.causes)
        sound = [each for each in self.case.panel.actions if each.kind == "sound"][: 6 if whole else 4]
        for number, action in enumerate(sound):
            by = self.members()[number % len(self.members())]
            planned = m.ActionWords(
                does=_line(action.does), owner=action.owner, when=action.when, works_on=(causes[number % len(causes)],),
                resource=_line(action.needs) if action.needs else "", barrier=", ".join(action.barriers).replace("_", " "),
                way_round=_line(action.way_round) if action.way_round else "", wish=_line(self.case.person.wishes),
            )  # fmt: skip
            self.does(by, m.ActionPlanned(action=planned))
        if whole and self.case.panel.system_change:
            change = self.case.panel.system_change[0]
            words = m.ChangeWords(
                what=_line(change.ask), who=_line(change.who), first_step=_line(change.first_step or "Bring three cases to their meeting.")
            )
            self.does(self.members()[0], m.ChangeProposed(change=words))

    def _compare(self, most: int) -> None:
        for number, difference in enumerate(differences_to_judge(self.table, self.case)[:most]):
            by = self.members()[number % len(self.members())]
            words = "We had it in our papers and lost it on the way to the map."
            self.does(by, m.DifferenceJudged(difference=difference.key, verdict=m.Verdict.MISSED, words=words))

    def _reflect(self) -> None:
        for member in self.members():
            self.does(member, m.ReflectionWritten(question=0, words=REFLECTION))
            self.does(member, m.PartnerThanked(words=THANKS))
            self.does(member, m.ReflectionHandedIn(step=self.table.step.id))


def _line(words: str) -> str:
    """At most a line: the first sentence, cut at a word."""
    first = words.strip().split(". ")[0].rstrip(".")
    return first if len(first) <= 190 else first[:190].rsplit(" ", 1)[0] + "…"


def _words(words: str) -> str:
    return words.strip()[:1990] or "It follows from the papers."
