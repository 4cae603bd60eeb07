"""A quick poll at the debrief: asked by a tutor, answered by students on their own pages, its counts shown when the tutor says."""

from collections.abc import Sequence
from datetime import datetime

from elearn.actions.sit import Wake, nobody
from elearn.domain.errors import Refusal
from elearn.store import polls, sittings
from elearn.store.db import saving
from elearn.store.polls import Poll, PollAnswer

MOST_CHOICES = 6
LONGEST_QUESTION, LONGEST_CHOICE = 300, 120


def ask(cohort_id: int, slug: str, question: str, choices: Sequence[str], now: datetime, wake: Wake = nobody) -> None:
    """Put a question to everybody who works on a case. One that is still open is closed by it."""
    asked = question.replace("\0", "").strip()[:LONGEST_QUESTION]
    given = [each for choice in choices if (each := choice.replace("\0", "").strip()[:LONGEST_CHOICE])]
    if not asked:
        raise Refusal("poll.empty", "Write the question first.")
    if not 1 < len(given) <= MOST_CHOICES or len(set(given)) != len(given):
        raise Refusal("poll.choices", "Give two to {most} different answers, each on its own line.", most=MOST_CHOICES)
    with saving() as session:
        before = polls.latest(cohort_id, slug)
        if before is not None:
            before.closed_at = before.closed_at or now
        session.add(Poll(cohort_id=cohort_id, case_slug=slug, question=asked, body={"choices": given}, opened_at=now))
        reached = sittings.tell(cohort_id, slug=slug)
    _wake(cohort_id, reached, wake)


def show(cohort_id: int, slug: str, now: datetime, wake: Wake = nobody) -> None:
    """Close the newest poll and show everybody its counts."""
    with saving():
        poll = polls.latest(cohort_id, slug)
        if poll is None:
            raise Refusal("poll.none", "There is no poll yet. Ask something first.")
        poll.closed_at, poll.shown_at = poll.closed_at or now, now
        reached = sittings.tell(cohort_id, slug=slug)
    _wake(cohort_id, reached, wake)


def answer(cohort_id: int, poll_id: int, person_id: int, choice: int, now: datetime) -> None:
    """Somebody's answer; they may change it until the poll is closed."""
    with saving() as session:
        poll = polls.by_id(cohort_id, poll_id)
        if poll is None or poll.closed_at:
            raise Refusal("poll.closed", "That poll is closed.")
        if not 0 <= choice < len(poll.choices):
            raise Refusal("poll.choice", "Choose one of the answers.")
        session.merge(PollAnswer(poll_id=poll_id, person_id=person_id, choice=choice, at=now))


def _wake(cohort_id: int, reached: Sequence[int], wake: Wake) -> None:
    for each in reached:
        wake(cohort_id, each)
