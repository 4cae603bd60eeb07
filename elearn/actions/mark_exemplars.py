"""Three exemplars of a case, to calibrate markers on: played by nobody, thin, sound and strong, each with the levels that it shows and why.

The moves go through the rules like anybody's. The sittings are closed, so no list of pairs shows them, and nobody sits at them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise

from elearn.actions.mark import members, put_up
from elearn.actions.moderate import keep_reference
from elearn.actions.play import Player
from elearn.actions.sit import open_sitting
from elearn.domain import move as m
from elearn.domain.assessment import PAIR, Key
from elearn.domain.content import StepKind, Weight
from elearn.domain.errors import NotThere
from elearn.domain.person import Discipline
from elearn.domain.vocabulary import How, Layer
from elearn.store import library, marks_asked, sittings
from elearn.store.db import saving


class Quality(Enum):
    """How good an exemplar is meant to be."""

    THIN = "thin"
    SOUND = "sound"
    STRONG = "strong"


@dataclass(frozen=True, kw_only=True)
class Shows:
    """What an exemplar shows of one criterion."""

    level: int
    why: str


THIN = {
    "legal_need": Shows(level=1, why="Two findings each, without a reason: trouble is named, and no duty or entitlement."),
    "root_causes": Shows(level=1, why="A handful of causes in one line, none with a paper behind it."),
    "evidence": Shows(level=1, why="The causes cite nothing, and the links say only that one follows from the other."),
    "communication": Shows(level=1, why="Every finding of the partner’s was waved through; nobody asked anything."),
    "plan": Shows(level=2, why="One action with an owner and a time, on one cause; what it would take is not looked at."),
    "system_change": Shows(level=0, why="No change of a rule or a practice was proposed."),
    "values": Shows(level=2, why="Respectful; the person’s wish is written beside the action and changes nothing in it."),
}
SOUND = {
    "legal_need": Shows(
        level=3, why="The main issues are tied to facts in the papers, decisive ones first, and each asks who knew and had to act."
    ),
    "root_causes": Shows(level=3, why="Several chains run from a rule to harm, with a source for most causes."),
    "evidence": Shows(level=2, why="Passages are cited, and how they support the claim is mostly left to the reader."),
    "communication": Shows(level=2, why="Findings were said back, fairly; the one question on the map was left without an answer."),
    "plan": Shows(level=3, why="Actions have owners, times, barriers and ways round them, and the urgent ones come first."),
    "system_change": Shows(level=3, why="A practice, who could change it, and a first step that could be taken."),
    "values": Shows(level=3, why="The person’s wish stands beside each action and fits it; the language is specific and blames nobody."),
}
STRONG = SOUND | {
    "root_causes": Shows(level=4, why="Whole chains, and a loop that says what keeps the trouble going; a rival explanation was tested."),
    "evidence": Shows(level=3, why="Claims have a passage and a reason, and sureness was changed when the new papers came."),
    "communication": Shows(
        level=4, why="The partner’s question was answered from the papers, the map was changed because of it, and credit was given."
    ),
}
LEVELS = {Quality.THIN: THIN, Quality.SOUND: SOUND, Quality.STRONG: STRONG}


class Exemplary(Player):
    """A pair that works as well as its exemplar is meant to be."""

    def __init__(self, cohort_id: int, sitting_id: int, start: datetime, quality: Quality) -> None:
        super().__init__(cohort_id, sitting_id, start)
        self.quality = quality

    def _work(self, kind: StepKind, *, whole: bool = True) -> None:
        thin = {
            StepKind.SPOT: lambda: self._spot(2),
            StepKind.SHARE: self._waved_through,
            StepKind.MAP: self._one_line,
            StepKind.ACT: self._one_action,
        }
        if self.quality is Quality.THIN and kind in thin:
            thin[kind]()
            return
        super()._work(kind, whole=whole)
        if self.quality is Quality.STRONG and kind is StepKind.MAP:
            self._answered()
            self._closed_a_loop()

    def _waved_through(self) -> None:
        for finding in tuple(self.table.findings.values()):
            self.does(self.table.other_side(finding.by)[0].id, m.WavedThrough(on=finding.id))

    def _one_line(self) -> None:
        causes = [each for each in self.case.panel.causes if each.weight is Weight.CORE][:4]
        ops = [self.does(self._who(each), m.CauseAdded(words=each.says, layer=each.layer, sure=50)) for each in causes]
        for source, target in pairwise(ops):
            self.does(self.members()[0], m.LinkDrawn(source=source, target=target, how=How.CAUSES, words="One follows from the other."))

    def _one_action(self) -> None:
        action = next(each for each in self.case.panel.actions if each.kind == "sound")
        words = m.ActionWords(
            does=action.does, owner=action.owner, when=action.when, works_on=(next(iter(self.table.causes)),),
            wish=self.case.person.wishes[:190],
        )  # fmt: skip
        self.does(self.members()[0], m.ActionPlanned(action=words))

    def _answered(self) -> None:
        """Questions on the map are answered by the other side, who points to a passage and changes the cause."""
        for question in self.table.open_questions():
            other = self.table.other_side(question.by)[0].id
            finding = next((each for each in self.table.findings.values() if each.by == other), None)
            passages = (finding.passage,) if finding else ()
            words = "You were right to ask: it was not in your papers. It is in mine, and I have made the cause say so."
            self.does(other, m.Answered(to=question.id, words=words, passages=passages))
            cause = self.table.causes.get(question.on)
            if cause is not None:
                self.does(other, m.CauseReworded(of=cause.id, words=f"{cause.words[:150]}, as the papers show", base=cause.version))

    def _closed_a_loop(self) -> None:
        causes = list(self.table.causes.values())
        upstream = next((each for each in causes if each.layer is Layer.SOCIAL), causes[0])
        downstream = next((each for each in reversed(causes) if each.layer is Layer.HEALTH), causes[-1])
        drawn = {(each.source, each.target) for each in self.table.links.values()}
        if upstream.id != downstream.id and (downstream.id, upstream.id) not in drawn:
            words = "Being ill takes the time and the strength that getting out of it would need."
            self.does(self.members()[0], m.LinkDrawn(source=downstream.id, target=upstream.id, how=How.KEEPS_GOING, words=words))


def make(cohort_id: int, case_slug: str, by_id: int | None, now: datetime) -> list[int]:
    """Play the three, close them, and put them up with what they show. Returns the scripts. Raises NotThere without such a case."""
    version = library.latest(case_slug)
    if version is None:
        raise NotThere("case.unknown", "There is no such case.")
    made = []
    for quality in Quality:
        start = now - timedelta(hours=2)
        opened = open_sitting(cohort_id, version.sha, [(None, Discipline.MEDICINE), (None, Discipline.LAW)], start)
        Exemplary(*opened, start, quality).to(None)
        made += put_up(cohort_id, [opened[1]], by_id, now, exemplar=True)
        with saving():
            sitting = sittings.with_seats(*opened)
            if sitting is not None:
                sitting.closed_at = now
        keep_reference(cohort_id, made[-1], _levels(cohort_id, made[-1], quality))
    return made


def _levels(cohort_id: int, script: int, quality: Quality) -> dict[Key, tuple[int, str]]:
    found = marks_asked.script(cohort_id, script)
    people = [seat.member_id for seat in members(found.sitting)] if found is not None else []
    shows = LEVELS[quality]
    asked_of_each = ("legal_need", "root_causes", "evidence", "communication", "values")
    levels = {(member, each): (shows[each].level, shows[each].why) for member in people for each in asked_of_each}
    return levels | {(PAIR, each): (shows[each].level, shows[each].why) for each in ("root_causes", "plan", "system_change")}
