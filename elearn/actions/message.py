"""A tutor's words to a pair or to a class: shown on their pages as they come, and no part of what the pair has reasoned."""

from datetime import datetime

from elearn.actions.sit import Wake, nobody
from elearn.domain.errors import Refusal
from elearn.store import messages, sittings
from elearn.store.db import saving
from elearn.store.messages import Message, MessageRead

LONGEST = 600


def say(cohort_id: int, sitting_id: int | None, by_id: int, words: str, now: datetime, wake: Wake = nobody) -> None:
    """Say something to one pair, or to everybody without one."""
    said = words.replace("\0", "").replace("\r\n", "\n").strip()
    if not said:
        raise Refusal("message.empty", "Write a few words first.")
    if len(said) > LONGEST:
        raise Refusal("message.long", "Please keep it under {most} characters: a pair is at work when it reads this.", most=LONGEST)
    with saving() as session:
        reached = sittings.tell(cohort_id, sitting_id=sitting_id)
        if not reached:
            raise Refusal("message.nobody", "There is no pair to say it to.")
        session.add(Message(cohort_id=cohort_id, sitting_id=sitting_id, by_id=by_id, words=said, at=now))
    for each in reached:
        wake(cohort_id, each)


def put_away(cohort_id: int, message_id: int, person_id: int, now: datetime) -> None:
    """Somebody has read a message and need not see it any more."""
    with saving() as session:
        if messages.by_id(cohort_id, message_id) is None:
            raise Refusal("message.unknown", "That message is not there any more.")
        session.merge(MessageRead(message_id=message_id, person_id=person_id, at=now))
