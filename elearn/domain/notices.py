"""What waits for somebody: which kinds of notice there are, what each says, and which of them a letter is worth.

A notice says that something waits and where. It has no place for anybody's name or words, so that none can stand in a letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from elearn.domain.person import MARKERS, TEACHERS, Role
from elearn.domain.steps import Said

SOON = timedelta(days=7)
"""what ends or opens later than this is nobody's news yet"""
LAST = timedelta(days=2)
"""before an end it is told once more"""
OVER = timedelta(days=3)
"""so long tutors are told that the time of a step was over"""
AGAIN = timedelta(days=7)
"""what waits unchanged is not written about again before this"""


class Kind(StrEnum):
    """What a notice is about. Each can be turned off."""

    DEADLINE = "deadline"
    TURN = "turn"
    QUESTION = "question"
    OPENS = "opens"
    QUESTIONNAIRE = "questionnaire"
    FEEDBACK = "feedback"
    ANSWER = "answer"
    TIMES = "times"
    MODULE = "module"
    CALL = "call"
    CARD = "card"
    OVER = "over"
    QUERY = "query"
    MARK = "mark"
    SECOND = "second"
    STORIES = "stories"
    WORDS = "words"
    UNPAIRED = "unpaired"


LETTER = "letter"
"""among what somebody does not want: the letter"""
FOR_LEARNERS: dict[Kind, str] = {
    Kind.DEADLINE: "A step of mine ends within a week",
    Kind.TURN: "It is my turn at a case",
    Kind.QUESTION: "A question of my partner’s waits for an answer",
    Kind.OPENS: "A case opens within a week",
    Kind.QUESTIONNAIRE: "Questions before or after a case are open",
    Kind.FEEDBACK: "Feedback that I have not read",
    Kind.ANSWER: "An answer to a question of mine about feedback",
    Kind.TIMES: "I have not said when I have time for a partner",
    Kind.MODULE: "A module that I have begun",
}
FOR_STAFF: dict[Kind, str] = {
    Kind.CALL: "Somebody wants help",
    Kind.CARD: "Pairs need a look while a class is live",
    Kind.OVER: "A step’s time was over",
    Kind.QUERY: "Students ask about their feedback",
    Kind.MARK: "Work that is mine to mark",
    Kind.SECOND: "Work that is mine to mark a second or third time",
    Kind.STORIES: "Short stories that nobody has marked",
    Kind.WORDS: "Words that wait for “same or not” in what I am marking",
    Kind.UNPAIRED: "Students without a pair",
}
"""Kind → what the account page calls it. In the order in which notices stand where no date orders them."""
ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something that waits. `about` is a case, a module or a class by its title; `key` tells it from every other one."""

    kind: Kind
    key: str
    about: str
    says: Said
    cohort: int
    sitting: int | None = None
    name: str = ""
    """of the thing within the class: a module's slug, an occasion's word"""
    at: datetime | None = None
    """when it ends or opens"""
    zone: str = "UTC"
    """of the clock by which that is said"""
    count: int = 1
    """how many things it stands for"""


# --- what is known of a learner


@dataclass(frozen=True, kw_only=True)
class Seated:
    """A case at which somebody sits and that is not finished."""

    cohort: int
    sitting: int
    title: str
    step: str
    kind: str
    mine: bool
    """whether the pair waits for them, perhaps among others"""
    asked: str = ""
    """the id of the oldest question of a partner's that nobody has answered"""
    ends_at: datetime | None = None
    """when the time of the step is over for them"""
    firm: bool = False
    opens_at: datetime | None = None
    zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Given:
    """Feedback on a case."""

    cohort: int
    sitting: int
    title: str
    released_at: datetime
    read: bool
    answered: int = 0
    """the newest question of theirs whose answer they have not read; 0: none"""


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class in which somebody learns."""

    cohort: int
    name: str
    open_questions: tuple[str, ...] = ()
    """occasions of its questionnaire that are open and not handed in"""
    said_when: bool = True
    seated: bool = True


@dataclass(frozen=True, kw_only=True)
class Path:
    """A module that is open for somebody."""

    cohort: int
    slug: str
    title: str
    done: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Learner:
    """What is known of somebody who learns."""

    seats: tuple[Seated, ...] = ()
    given: tuple[Given, ...] = ()
    classes: tuple[Class, ...] = ()
    paths: tuple[Path, ...] = ()


def for_learner(known: Learner, quiet: Iterable[str], now: datetime) -> tuple[Notice, ...]:
    """What waits for somebody who learns, what ends or opens first standing first. `quiet`: the kinds that they turned off."""
    off = frozenset(quiet)
    found = [
        *(notice for seat in known.seats for notice in _of_seat(seat, off, now)),
        *(notice for given in known.given for notice in _of_given(given)),
        *(notice for each in known.classes for notice in _of_class(each)),
        *(_of_path(each) for each in known.paths if 0 < each.done < each.of),
    ]
    return _in_order(each for each in found if each.kind not in off)


def _of_seat(seat: Seated, off: frozenset[str], now: datetime) -> list[Notice]:
    """A step that ends soon is told as such, and not as a turn besides, unless ends are turned off."""
    if seat.opens_at is not None and seat.opens_at > now:
        soon = seat.opens_at - now <= SOON
        return [_at(seat, Kind.OPENS, "", Said(id="notice.opens", sentence="Opens then."), seat.opens_at)] if soon else []
    found = []
    ends = seat.ends_at if seat.ends_at is not None and now < seat.ends_at <= now + SOON and Kind.DEADLINE not in off else None
    if ends is not None:
        last = "-last" if ends - now <= LAST else ""
        found.append(_at(seat, Kind.DEADLINE, f"{seat.step}-{ends:%Y%m%d%H%M}{last}", _ending(seat), ends))
    elif seat.mine:
        mine = Said(id="notice.turn", sentence="Your turn, at {step}.", values={"step": seat.kind.capitalize()})
        found.append(_at(seat, Kind.TURN, seat.step, mine))
    if seat.asked:
        found.append(_at(seat, Kind.QUESTION, seat.asked, Said(id="notice.question", sentence="A question waits for your answer.")))
    return found


def _ending(seat: Seated) -> Said:
    values = {"step": seat.kind.capitalize()}
    if not seat.mine:
        return Said(id="notice.ends.others", sentence="{step} ends then. You have done your part.", values=values)
    if seat.firm:
        return Said(
            id="notice.ends.firm", sentence="{step} ends then, and your part is missing. It goes on with what is there.", values=values
        )
    return Said(id="notice.ends", sentence="{step} should be done by then, and your part is missing.", values=values)


def _at(seat: Seated, kind: Kind, occasion: str, says: Said, at: datetime | None = None) -> Notice:
    return Notice(
        kind=kind, key=f"{kind}-{seat.cohort}-{seat.sitting}-{occasion}", about=seat.title, says=says, cohort=seat.cohort,
        sitting=seat.sitting, at=at, zone=seat.zone,
    )  # fmt: skip


def _of_given(given: Given) -> list[Notice]:
    """What was not read. An answer stands on the same page, and is told by itself once the feedback was read."""
    if not given.read:
        kind, occasion = Kind.FEEDBACK, f"{given.released_at:%Y%m%d%H%M%S}"
        says = Said(id="notice.feedback", sentence="Your feedback is there to read.")
    elif given.answered:
        kind, occasion = Kind.ANSWER, str(given.answered)
        says = Said(id="notice.answer", sentence="Your question about your feedback has been answered.")
    else:
        return []
    key = f"{kind}-{given.cohort}-{given.sitting}-{occasion}"
    return [Notice(kind=kind, key=key, about=given.title, says=says, cohort=given.cohort, sitting=given.sitting)]


QUESTIONS = {
    "before": "Questions before the case are open, until you seal what you found.",
    "after": "Questions after the case are open.",
    "later": "One more short story is open.",
}


def _of_class(each: Class) -> list[Notice]:
    found = [
        Notice(
            kind=Kind.QUESTIONNAIRE, key=f"{Kind.QUESTIONNAIRE}-{each.cohort}-{occasion}", about=each.name, cohort=each.cohort,
            name=occasion, says=Said(id=f"notice.questions.{occasion}", sentence=QUESTIONS[occasion]),
        )
        for occasion in each.open_questions
    ]  # fmt: skip
    if not each.said_when and not each.seated:
        says = Said(id="notice.times", sentence="Say when you have time, before pairs are made.")
        found.append(Notice(kind=Kind.TIMES, key=f"{Kind.TIMES}-{each.cohort}", about=each.name, says=says, cohort=each.cohort))
    return found


def _of_path(path: Path) -> Notice:
    says = Said(id="notice.module", sentence="Begun: {done} of {of} done.", values={"done": path.done, "of": path.of})
    key = f"{Kind.MODULE}-{path.cohort}-{path.slug}-{path.done}"
    return Notice(kind=Kind.MODULE, key=key, about=path.title, says=says, cohort=path.cohort, name=path.slug)


# --- what is known of a class, for its staff


@dataclass(frozen=True, kw_only=True)
class Taught:
    """A class on whose staff somebody is, in counts. `over`: (case, its title, step, when its time was over)."""

    cohort: int
    name: str
    role: Role
    zone: str = "UTC"
    calls: int = 0
    cards: int = 0
    over: tuple[tuple[str, str, str, datetime], ...] = ()
    queries: int = 0
    first: int = 0
    """of theirs to mark"""
    again: int = 0
    """of theirs to mark as second or third"""
    stories: int = 0
    words: int = 0
    unpaired: int = 0


COUNTED: tuple[tuple[Kind, str, frozenset[Role], str, str], ...] = (
    (Kind.CALL, "calls", TEACHERS, "One call for help is open.", "{count} calls for help are open."),
    (Kind.CARD, "cards", TEACHERS, "Live now: one card needs a look.", "Live now: {count} cards need a look."),
    (Kind.QUERY, "queries", TEACHERS, "One question about feedback is open.", "{count} questions about feedback are open."),
    (Kind.MARK, "first", MARKERS, "The work of one pair is yours to mark.", "The work of {count} pairs is yours to mark."),
    (
        Kind.SECOND,
        "again",
        MARKERS,
        "The work of one pair is yours to mark again, blind.",
        "The work of {count} pairs is yours to mark again, blind.",
    ),
    (Kind.STORIES, "stories", MARKERS, "One short story is not marked yet.", "{count} short stories are not marked yet."),
    (Kind.WORDS, "words", MARKERS, "One wording waits for “same or not”.", "{count} wordings wait for “same or not”."),
    (Kind.UNPAIRED, "unpaired", TEACHERS, "One student has no pair.", "{count} students have no pair."),
)
"""kind, which count, whose business it is, and what it says of one and of several"""


def for_staff(known: Iterable[Taught], quiet: Iterable[str], now: datetime) -> tuple[Notice, ...]:
    """What needs a tutor, class by class in the order given; within a class calls for help first."""
    off = frozenset(quiet)
    found: list[Notice] = []
    for each in known:
        of_class = [*_counted(each), *(_over(each, *over) for over in each.over if each.role in TEACHERS and now - over[3] <= OVER)]
        found += sorted((notice for notice in of_class if notice.kind not in off), key=lambda notice: ORDER[notice.kind])
    return tuple(sorted(found, key=lambda notice: notice.kind is not Kind.CALL))


def _counted(each: Taught) -> list[Notice]:
    found = []
    for kind, field, roles, one, many in COUNTED:
        count: int = getattr(each, field)
        if count and each.role in roles:
            says = Said(id=f"notice.{kind}", sentence=one if count == 1 else many, values={"count": count})
            found.append(Notice(kind=kind, key=f"{kind}-{each.cohort}", about=each.name, says=says, cohort=each.cohort, count=count))
    return found


def _over(each: Taught, slug: str, title: str, step: str, at: datetime) -> Notice:
    says = Said(
        id="notice.over", sentence="The time for {step} of “{title}” was over. See whose part was missing.",
        values={"step": step.capitalize(), "title": title},
    )  # fmt: skip
    key = f"{Kind.OVER}-{each.cohort}-{slug}-{step}-{at:%Y%m%d%H%M}"
    return Notice(kind=Kind.OVER, key=key, about=each.name, says=says, cohort=each.cohort, name=slug, zone=each.zone)


def _in_order(found: Iterable[Notice]) -> tuple[Notice, ...]:
    return tuple(sorted(found, key=lambda each: (each.at is None, each.at.timestamp() if each.at else 0, ORDER[each.kind])))


# --- the letter


def is_worth_a_letter(waiting: Sequence[Notice], told: Mapping[str, int], told_on: date | None, today: date) -> bool:
    """Whether to write: something waits that the last letter did not tell, or it is a week old. Nothing waits: no letter.

    `told`: key → how many things the last letter said there were, less what was done since.
    """
    return bool(waiting) and (told_on is None or today - told_on >= AGAIN or any(each.count > told.get(each.key, 0) for each in waiting))


def still_told(waiting: Iterable[Notice], told: Mapping[str, int]) -> dict[str, int]:
    """What of the last letter still holds: what is done may come again another day, and is news then."""
    return {each.key: min(each.count, told[each.key]) for each in waiting if each.key in told}
