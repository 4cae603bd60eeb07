"""What becomes of every column that names a person or holds somebody's words, when a person is erased. A test walks all tables and fails
where a column is not spoken of here; `erase_rows` obeys it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Table, and_, delete, false, or_, select, tuple_, update

from elearn.store import answers, own_data
from elearn.store.db import Base, db
from elearn.store.exports import ExportJob
from elearn.store.outbox import Letter
from elearn.store.people import Person, SignInAttempt
from elearn.store.rosters import RosterDraft
from elearn.store.sittings import Seat
from elearn.store.tries import Try

Say = Callable[[str], str]


class Fate(StrEnum):
    """What becomes of a column, or of its row."""

    GOES = "goes"
    """rows in which it is this person go"""
    GOES_WITH = "goes with"
    """goes with its row"""
    EMPTIED = "emptied"
    """the row stays, what it says of the person does not"""
    NUMBER = "number"
    """stays: the number of an account of which only “Former member” is left, so that a record still tells two people apart"""
    MASKED = "masked"
    """words of others, or written together: stay, the person's name in them does not; more is taken out on request"""
    MEMBER = "member"
    """stays: the random id of a seat, which nothing ties to a person once the seat names nobody"""
    NO_WORDS = "no words"
    """stays: ids, kinds and figures that nobody types"""
    OF_THE_CLASS = "of the class"
    """stays: what staff and authors write for a class or a library, about nobody who uses the site"""


G, W, E, N, K, M, X, C = (
    Fate.GOES, Fate.GOES_WITH, Fate.EMPTIED, Fate.NUMBER, Fate.MASKED, Fate.MEMBER, Fate.NO_WORDS, Fate.OF_THE_CLASS,
)  # fmt: skip
FATES: dict[str, dict[str, Fate]] = {
    "account_deed": {"by_id": N, "person_id": N, "what": X},
    "allowance": {"person_id": G},
    "answer_sheet": {"person_id": G, "occasion": W, "answers": W, "vignette": W},
    "availability": {"person_id": G},
    "candidate": {"member_id": M},
    "card_said": {"rule": X, "occasion": X, "said": X, "by_id": N},
    "case_version": {"sha": X, "slug": X, "title": C, "body": C},
    "class_instrument": {"body": C, "added_by": N},
    "class_time": {"case_slug": X, "step": X},
    "cohort": {"name": C, "time_zone": X, "pace": X, "join_code": X},
    "cohort_case": {"case_slug": X},
    "cohort_module": {"module_slug": X},
    "digest_told": {"person_id": G, "told": W},
    "draft": {"member_id": G, "field": W, "words": K},
    "enrolment": {"person_id": G, "role": W, "discipline": W, "student_number": W},
    "erasure": {"by_id": N},
    "export_job": {"id": X, "asked_by": G, "wish": W, "state": W, "file": W},
    "help_call": {"person_id": G},
    "kept_apart": {"one_id": G, "other_id": G},
    "kept_evidence": {"made_from": X, "whole": X, "research": X},
    "letter": {"kind": X, "to": G, "values": K, "state": X, "trouble": W},
    "level_given": {"marker_id": N, "about": M, "criterion": X, "comment": K},
    "library_read": {"root": X, "stamp": X},
    "log_entry": {"lane": G, "op": X, "by": M, "move": X, "body": K, "body_sha": E},
    "look": {"person_id": N, "at_what": X},
    "mark_phrase": {"criterion": X, "words": K, "made_by": N},
    "mark_query": {"member_id": G, "words": K, "answer": K, "answered_by": N},
    "mark_release": {"member_id": G, "body": K, "by_id": N},
    "marker_choice": {"person_id": G},
    "marking": {"marker_id": N, "part": X},
    "marking_settings": {"answer_by": K},
    "message": {"by_id": N, "words": K},
    "message_read": {"person_id": G},
    "moderation_entry": {"by_id": N, "kind": X, "facts": K},
    "module_answer": {"person_id": G, "module_slug": W, "part": W, "first": W, "last": W},
    "module_done": {"person_id": G, "module_slug": W, "part": W},
    "module_reflection": {"person_id": G, "module_slug": W, "part": W, "words": W, "draft": W},
    "module_version": {"sha": X, "slug": X, "title": C, "body": C},
    "pair_time": {"step": X},
    "pairing_draft": {"case_slug": X, "groups": G, "to_look_at": G},
    "person": {"name": E, "email": E, "password_hash": E, "discipline": E, "quiet": E},
    "picture": {"sha": X, "media_type": X, "body": C},
    "poll": {"case_slug": X, "question": K, "body": C},
    "poll_answer": {"person_id": G},
    "recovery_code": {"person_id": G, "hash": W},
    "redaction": {"op": X, "by_id": N},
    "reference_level": {"about": M, "criterion": X, "why": K},
    "reference_version": {"sha": X, "body": C},
    "research_consent": {"person_id": G},
    "result": {"case_slug": X, "case_sha": X, "closed": X},
    "result_cause": {"cause": X, "standing": X, "spotted_by": X, "said_first": X, "said_at": X},
    "result_link": {"source": X, "target": X},
    "roster_draft": {"person_id": G, "name": W, "sheet": G, "choices": W},
    "rubric_version": {"body": C, "why": K, "made_by": N},
    "rule_tuned": {"rule": X, "values": X},
    "schema_release": {"revision": X},
    "script": {"sampled": X},
    "seat": {"member_id": M, "person_id": E, "discipline": X, "desk": E},
    "second_factor": {"person_id": G, "salt": W},
    "settled_level": {"about": M, "criterion": X, "reason": K, "by_id": N},
    "sign_in_attempt": {"email": G, "address": W},
    "signed_in": {"hash": W, "person_id": G, "device": W},
    "single_use": {"hash": W, "purpose": W, "person_id": G},
    "sitting": {"case_sha": X, "snapshot": K, "digest": X},
    "try": {"at_what": X, "about": G, "address": W},
    "unmatched_words": {"cause": X, "case_slug": X, "words": K, "layer": X, "same_as": X},
    "vignette_mark": {"marker_id": N, "points": X},
    "word_decision": {"case_slug": X, "words": C, "cause_id": X, "by_id": N},
    "words_given": {"marker_id": N, "about": G, "kind": X, "words": K},
}
BY_HAND = {"draft", "letter", "log_entry", "mark_query", "mark_release", "pairing_draft", "sign_in_attempt", "try", "words_given"}
"""tables of which rows go that are not found by the number of a person: `erase_rows` has a line for each"""
IN_A_LOG = {"log_entry", "sitting"}
"""what is written together: actions/rewrite.py makes it anew from the log"""
WORDS_OF_JSON = frozenset({"reason", "why", "by", "words", "comment", "next_step", "lines"})
"""keys under which kept JSON holds words that people read"""


def erase_rows(person: Person, seats: Sequence[Seat], cohorts: Sequence[int]) -> list[str]:
    """Take away every row that is this person's alone, and what rows that stay say of them. Returns files of exports to take away."""
    files = _forget_exports(person.id, cohorts)
    answers.forget(person.id)  # with the points that were given to their stories
    for name, columns in FATES.items():
        numbered = [each for column, fate in columns.items() if fate is G and _is_person(each := _table(name).c[column])]
        if numbered:
            db.session.execute(delete(_table(name)).where(or_(*(each == person.id for each in numbered))))
    db.session.execute(delete(Letter).where(Letter.to == person.email))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.email == person.email[:254]))
    db.session.execute(delete(Try).where(own_data.about(person)))
    for name in ("draft", "mark_query", "mark_release"):
        table = _table(name)
        db.session.execute(delete(table).where(_at(seats, table.c.cohort_id, table.c.sitting_id, table.c.member_id)))
    _forget_marking(seats)
    _forget_pairing(person.id, cohorts)
    return files


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _is_person(column: Column[Any]) -> bool:
    return any(key.target_fullname == "person.id" for key in column.foreign_keys)


def _at(seats: Sequence[Seat], *columns: Any) -> ColumnElement[bool]:
    """Rows of these seats."""
    keys = [(each.cohort_id, each.sitting_id, each.member_id) for each in seats]
    return tuple_(*columns).in_(keys) if keys else false()


def _forget_exports(person_id: int, cohorts: Sequence[int]) -> list[str]:
    """Exports that wait to be fetched hold what was there before."""
    gone = delete(ExportJob).where(or_(ExportJob.asked_by == person_id, ExportJob.cohort_id.in_(cohorts)))
    return [file for file in db.session.scalars(gone.returning(ExportJob.file)) if file]


def _forget_marking(seats: Sequence[Seat]) -> None:
    """Of what markers gave a member the levels stay, as figures about nobody; words to and about them go."""
    words, levels, settled = _table("words_given"), _table("level_given"), _table("settled_level")
    for member in (each.member_id for each in seats):
        db.session.execute(delete(words).where(words.c.about == member))
        db.session.execute(update(levels).where(levels.c.about == member).values(comment=""))
        db.session.execute(update(settled).where(settled.c.about == member).values(reason=""))


def forget_notes(person_id: int) -> None:
    """A marker's private notes are theirs alone."""
    words = _table("words_given")
    db.session.execute(delete(words).where(words.c.marker_id == person_id, words.c.kind == "note"))


def _forget_pairing(person_id: int, cohorts: Sequence[int]) -> None:
    """Proposals of groups in which somebody is, are made again without them."""
    drafts = _table("pairing_draft")
    for row in db.session.execute(select(drafts).where(drafts.c.cohort_id.in_(cohorts))).all():
        if f"{person_id}" in row.groups.replace("[", " ").replace("]", " ").replace(",", " ").split():
            db.session.execute(delete(drafts).where(drafts.c.cohort_id == row.cohort_id, drafts.c.case_slug == row.case_slug))


def forget_lists(mentions: Callable[[str], bool]) -> None:
    """Take away uploaded lists, not imported yet, that name somebody."""
    for draft in db.session.scalars(select(RosterDraft)).all():
        if mentions(draft.sheet) or mentions(draft.choices) or mentions(draft.name):
            db.session.delete(draft)
    db.session.flush()


def say_otherwise(cohorts: Sequence[int], say: Say) -> int:
    """Say every masked column of these classes, and letters, otherwise. Returns how many rows have other words."""
    changed = 0
    for name, columns in FATES.items():
        spoken = [column for column, fate in columns.items() if fate is K]
        if spoken and name not in IN_A_LOG:
            changed += sum(_reworded(_table(name), spoken, cohorts, say))
    return changed


def _reworded(table: Table, columns: Sequence[str], cohorts: Sequence[int], say: Say) -> Iterator[int]:
    key = list(table.primary_key.columns)
    asked = select(*key, *(table.c[each] for each in columns))
    if table.name != "letter":
        asked = asked.where(table.c.cohort_id.in_(cohorts))
    for row in db.session.execute(asked).all():
        said = {column: _said(table.c[column], getattr(row, column), say) for column in columns}
        if other := {column: words for column, words in said.items() if words != getattr(row, column)}:
            which = and_(*(each == getattr(row, each.name) for each in key))
            db.session.execute(update(table).where(which).values(**other))
            yield 1


def _said(column: Column[Any], held: Any, say: Say) -> Any:
    if held is None:
        return None
    if isinstance(column.type, JSON):
        return _in_json(held, say, spoken=False)
    if column.table.name == "mark_release":
        return _of_text(held, say)
    return say(held)


def _of_text(body: str, say: Say) -> str:
    return json.dumps(_in_json(json.loads(body), say, spoken=False), ensure_ascii=False, separators=(",", ":"))


def _in_json(held: Any, say: Say, *, spoken: bool) -> Any:
    """The same JSON with its words said otherwise; keys, ids and kinds stay."""
    if isinstance(held, dict):
        return {key: _in_json(value, say, spoken=key in WORDS_OF_JSON) for key, value in held.items()}
    if isinstance(held, list):
        return [_in_json(value, say, spoken=spoken) for value in held]
    return say(held) if spoken and isinstance(held, str) else held
