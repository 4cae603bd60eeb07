"""Where a member stands, what is theirs to do, and whom the pair waits for.

A newcomer who joins after the seal works at Spot alone until they have sealed; the others go on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from elearn.domain.content import Case, StepKind
from elearn.domain.desk import Desk
from elearn.domain.sight import Sight
from elearn.domain.things import Member
from elearn.domain.timetable import Ends
from elearn.domain.workspace import Workspace

HELD = "Nothing: your tutor opens the next step. Until then the case file stays open to read, and what you share can still change."


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence with an id, its values and its English, so that the web can say it in another language."""

    id: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What is mine to do now, and whom we wait for."""

    mine: tuple[Said, ...] = ()
    waiting: tuple[Said, ...] = ()
    until: Said | None = None
    """by when this step ends, and what happens then"""


def place(table: Workspace, member: str) -> str:
    """The id of the step at which this member works now."""
    who = table.members.get(member)
    if who is not None and not who.sealed and table.has_passed(StepKind.SPOT):
        return next(each.id for each in table.steps if each.kind is StepKind.SPOT)
    return table.step.id


def awaited(table: Workspace) -> tuple[Member, ...]:
    """The active members whose part is missing before the pair can go on."""
    if table.finished or table.waits_for_tutor:
        return ()
    step = table.step
    match step.kind:
        case StepKind.SPOT:
            return tuple(each for each in table.active if not each.sealed)
        case StepKind.REFLECT:
            return tuple(each for each in table.active if each.id not in table.handed_in)
        case StepKind.NEWS if any(each.id not in table.news for each in table.active):
            return tuple(each for each in table.active if each.id not in table.news)
        case _:
            agreed = table.agreed.get(step.id, {})
            return tuple(each for each in table.active if each.id not in agreed)


def turn(
    table: Workspace,
    desk: Desk,
    case: Case,
    member: str,
    names: Mapping[str, str],
    *,
    differences: int = 0,
    ends: Ends | None = None,
    say: Callable[[datetime], str] = datetime.isoformat,
) -> Turn:
    """What a page always says. `names`: member id → the name by which the pair knows them. `differences`: how many there are to judge at
    Compare. `ends`: when the time of this member's step is over; `say` puts a moment into words, by the clock of the class.
    """
    if table.finished:
        return Turn(mine=(Said(id="turn.finished", sentence="You have finished this case. You can read it all, and replay your map."),))
    mine = tuple(_questions(table, member, names)) + tuple(_task(table, desk, case, member, differences))
    if mine and len(mine) > 1 and mine[-1].id == "turn.wait":
        mine = mine[:-1]
    return Turn(mine=mine, waiting=tuple(_waiting(table, member, names)), until=_until(table, ends, say))


def _until(table: Workspace, ends: Ends | None, say: Callable[[datetime], str]) -> Said | None:
    if ends is None or table.waits_for_tutor:
        return None
    if not ends.firm:
        return Said(id="until.planned", sentence="Planned until {time}. Nothing is cut off then.", values={"time": say(ends.at)})
    if table.step.kind is StepKind.SPOT:
        text = "Until {time}. Then findings are sealed as they stand."
    elif table.step.kind is StepKind.REFLECT:
        text = "Until {time}. Then what you have written is handed in as it stands."
    else:
        text = "Until {time}. Then your pair goes on with what there is."
    return Said(id=f"until.{table.step.kind.value}", sentence=text, values={"time": say(ends.at)})


def _questions(table: Workspace, member: str, names: Mapping[str, str]) -> list[Said]:
    """What partners ask of this member: nothing of a newcomer who has not sealed, since a question tells of the pair's work."""
    if not table.members[member].sealed or not table.has_passed(StepKind.SPOT) or table.has_reached(StepKind.COMPARE):
        return []
    asked = [each for each in table.open_questions() if each.by != member and member in {who.id for who in table.other_side(each.by)}]
    return [
        Said(id="turn.answer", sentence="Answer {name}: “{words}”", values={"name": names.get(each.by, ""), "words": each.words})
        for each in asked[:2]
    ]


def _task(table: Workspace, desk: Desk, case: Case, member: str, differences: int) -> list[Said]:  # noqa: C901  # one case a kind of step, read as a table
    who = table.members[member]
    here = place(table, member)
    step = next(each for each in table.steps if each.id == here)
    agreed = member in table.agreed.get(step.id, {})
    match step.kind:
        case StepKind.MEET:
            if not who.introduction:
                return [Said(id="turn.introduce", sentence="Say in one line what your profession does.")]
            text = "Read how you want to work together, then say yes."
        case StepKind.SPOT:
            if table.waits_for_tutor:
                return [Said(id="turn.held", sentence=HELD)]
            if who.sealed:
                return [Said(id="turn.wait", sentence="Nothing: you have sealed. Your papers stay open to read.")]
            if not desk.findings:
                return [Said(id="turn.spot", sentence="Read your papers. Select a passage that matters and say why.")]
            return [
                Said(id="turn.seal", sentence="You have {count} findings. Note more, or seal them.", values={"count": len(desk.findings)})
            ]
        case StepKind.SHARE:
            left = sum(1 for each in table.findings.values() if _mine_to_answer(table, each.by, member) and not table.answered_for(each))
            if left:
                return [
                    Said(
                        id="turn.share",
                        sentence="Say back {count} findings in your own words, or wave them through.",
                        values={"count": left},
                    )
                ]
            text = "When every finding is answered for, say that you can go on to the map."
        case StepKind.MAP:
            text = "Add causes upstream from the harm, link them, and say how you know. Agree when the map says what you both think."
        case StepKind.NEWS:
            if member not in table.news:
                return [Said(id="turn.news", sentence="Read the new papers alone. Say which links they make more or less likely.")]
            if not Sight(table=table, case=case, viewer=member).news_open():
                return [Said(id="turn.wait", sentence="Nothing: you have judged. Your partner is still reading the new papers.")]
            text = "Look at where you differ, change the map with a reason, then agree."
        case StepKind.ACT:
            text = "Plan actions on your causes, and one change of a rule or a service. Agree when the plan would stand."
        case StepKind.COMPARE:
            left = max(0, differences - len(table.judged))
            text = "Judge {count} more differences from the panel." if left else "Read what differs, then agree to go on."
            if left:
                return [Said(id="turn.compare", sentence=text, values={"count": left})]
        case _:
            if member in table.handed_in:
                return [Said(id="turn.wait", sentence="Nothing: you have handed in your reflection.")]
            return [Said(id="turn.reflect", sentence="Write what changed in your thinking, and hand it in.")]
    if table.waits_for_tutor:
        return [Said(id="turn.held", sentence=HELD)]
    if agreed:
        return [
            Said(
                id="turn.wait",
                sentence="Nothing: you have said yes. If something changes, you are asked again. The case file stays open to read.",
            )
        ]
    return [Said(id=f"turn.{step.kind.value}", sentence=text)]


def _mine_to_answer(table: Workspace, by: str, member: str) -> bool:
    return any(each.id == member for each in table.other_side(by))


def _waiting(table: Workspace, member: str, names: Mapping[str, str]) -> list[Said]:
    sentences = {
        StepKind.SPOT: "{name} is still reading. You see each other's findings when all have sealed.",
        StepKind.NEWS: "{name} has not agreed yet.",
        StepKind.REFLECT: "{name} is still writing. You need not wait.",
    }
    step = table.step
    text = sentences.get(step.kind, "{name} has not said yes yet.")
    if step.kind is StepKind.NEWS and any(each.id not in table.news for each in table.active):
        text = "{name} is reading the new papers."
    return [
        Said(id=f"wait.{step.kind.value}", sentence=text, values={"name": names.get(each.id, "")})
        for each in awaited(table)
        if each.id != member
    ]
