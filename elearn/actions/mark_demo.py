"""Marking in the demo's class: finished pairs for Dr Mensah, three exemplars, and one pair that has its feedback already."""

from datetime import datetime

from elearn.actions.mark import GivenLevel, GivenWords, finish, give, members, put_up, save
from elearn.actions.mark_exemplars import make
from elearn.actions.moderate import set_up
from elearn.actions.release import release
from elearn.domain.assessment import PAIR
from elearn.domain.assessment_feedback import WordsFor
from elearn.domain.moderation import Part
from elearn.store import marks_asked

OF_EACH = {
    "legal_need": (3, ""),
    "root_causes": (3, ""),
    "evidence": (2, "You cite the paper and leave the reader to guess how it helps. Write the because before you draw the link."),
    "communication": (3, ""),
    "values": (3, ""),
}
OF_THE_PAIR = {
    "root_causes": (4, "A whole chain from a rule to a body, and you asked of each link how you knew."),
    "plan": (3, ""),
    "system_change": (2, ""),
}
OF_EXTREMES = {1: "I could not find it in what you handed in. Let us look together.", 4: "This goes past the papers, and shows how."}
LETTER = (
    "The moment I liked best was when one of you asked how the other knew, and the answer was looked up and not made up. That is what "
    "evidence is for.\n"
    "You each noticed alone what nobody else could have seen, and some of it had gone by the map. Hold on to what only you can see."
)
NEXT_STEP = "In your next case, give each link a paper and a because before you draw the next."
NOTE = "Talk to them about how they shared out the writing."


def seed(cohort_id: int, marker: int, case_slug: str, to_release: int, now: datetime) -> None:
    """Put up what is finished, all of it this marker's, and release the sitting named."""
    set_up(cohort_id, anonymous=True, show_mark=True, pass_mark=50, answer_by="within two weeks of the last step", by_id=marker, now=now)
    for script in put_up(cohort_id, marks_asked.to_put_up(cohort_id), marker, now):
        give(cohort_id, script, marker, Part.FIRST, marker, now)
    make(cohort_id, case_slug, marker, now)
    done = marks_asked.of_sitting(cohort_id, to_release)
    if done is not None:
        mark(cohort_id, done, marker, now)
        release(cohort_id, [done], marker, now)


def mark(cohort_id: int, script: int, marker: int, now: datetime, *, turn: int = 0) -> None:
    """Give a script its levels and words, and finish it. `turn` tells scripts apart: the levels of most are one higher or lower."""
    found = marks_asked.script(cohort_id, script)
    people = [seat.member_id for seat in members(found.sitting)] if found is not None else []
    given = [(about, of) for about in people for of in OF_EACH.items()] + [(PAIR, of) for of in OF_THE_PAIR.items()]
    levels = [
        _level(about, criterion, *said, turn and (turn * 2 + place * turn) % 4 - 1)
        for place, (about, (criterion, said)) in enumerate(given)
    ]
    words = [
        GivenWords(about=PAIR, kind=WordsFor.LETTER, words=LETTER, version=0),
        GivenWords(about=PAIR, kind=WordsFor.NOTE, words=NOTE, version=0),
    ]
    words += [GivenWords(about=each, kind=WordsFor.NEXT_STEP, words=NEXT_STEP, version=0) for each in people]
    save(cohort_id, script, marker, levels, words, now)
    finish(cohort_id, script, marker, now)


def _level(about: str, criterion: str, level: int, comment: str, better: int) -> GivenLevel:
    level = max(1, min(4, level + better))
    return GivenLevel(about=about, criterion=criterion, level=level, comment=comment or OF_EXTREMES.get(level, ""), version=0)
