"""Every table that names a person or holds words is spoken of: what becomes of it when somebody is erased."""

import importlib
import pkgutil

import pytest
from sqlalchemy import JSON, Column, LargeBinary, String

from elearn import store
from elearn.domain.dictionary_own import OWN
from elearn.store.db import Base
from elearn.store.personal import BY_HAND, FATES, Fate

for each in pkgutil.iter_modules(store.__path__):
    if not each.ispkg:
        importlib.import_module(f"elearn.store.{each.name}")

TABLES = {table.name: table for table in Base.metadata.sorted_tables}
MEMBERS = {"member_id", "by", "lane", "about"}


def people_of(column: Column) -> bool:
    """Whether a column leads to a person, at whatever remove."""
    return (column.table.name == "person" and column.name == "id") or any(people_of(key.column) for key in column.foreign_keys)


def is_personal(column: Column) -> bool:
    """Whether it may name somebody or hold their words. A kind of few words is text to a database too."""
    if column.table.name == "person" and column.name == "id":
        return False
    return isinstance(column.type, String | JSON | LargeBinary) or column.name in MEMBERS or people_of(column)


def personal(table):
    return {column.name for column in table.columns if is_personal(column)}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_column_that_may_name_somebody_or_hold_words_has_its_fate(name):
    spoken_of = set(FATES.get(name, {})) | {key.parent.name for key in TABLES[name].foreign_keys if key.column.table.name != "person"}
    missing = personal(TABLES[name]) - spoken_of
    assert not missing, f"say in elearn/store/personal.py what becomes of {name}.{missing} when somebody is erased, and test it"


def test_nothing_is_spoken_of_that_is_not_there():
    assert not {(name, column) for name, columns in FATES.items() for column in columns if column not in TABLES[name].columns}


def test_a_column_that_leads_to_a_person_is_never_called_wordless():
    for name, columns in FATES.items():
        for column, fate in columns.items():
            if people_of(TABLES[name].c[column]):
                assert fate in (Fate.GOES, Fate.EMPTIED, Fate.NUMBER, Fate.MEMBER), (name, column)


def test_rows_that_go_are_found_by_a_person_or_by_a_line_of_their_own():
    for name, columns in FATES.items():
        going = [column for column, fate in columns.items() if fate is Fate.GOES]
        assert not going or name in BY_HAND or any(people_of(TABLES[name].c[each]) for each in going), name
        assert going or Fate.GOES_WITH not in columns.values(), name


TOLD = {
    "person": "account", "recovery_code": "account", "second_factor": "account", "signed_in": "sign_ins",
    "sign_in_attempt": "sign_in_attempts", "try": "sign_in_attempts", "single_use": "links", "letter": "letters", "digest_told": "notices",
    "account_deed": "account_record", "enrolment": "classes", "allowance": "classes", "availability": "classes", "kept_apart": "classes",
    "research_consent": "classes", "seat": "pairs", "candidate": "pairs", "log_entry": "moves", "sitting": "maps", "draft": "drafts",
    "message": "messages", "message_read": "messages", "mark_release": "feedback", "mark_query": "questions_about_feedback",
    "card_said": "cards", "module_done": "modules", "module_answer": "modules", "module_reflection": "modules",
    "answer_sheet": "questionnaire", "vignette_mark": "vignette_points", "poll_answer": "polls", "help_call": "calls_for_help",
    "look": "who_looked", "marking": "marked_by_you", "level_given": "marked_by_you", "words_given": "marked_by_you",
    **dict.fromkeys(
        ("moderation_entry", "settled_level", "mark_phrase", "rubric_version", "class_instrument", "export_job", "roster_draft",
         "word_decision"),
        "staff_record",
    ),
}  # fmt: skip
"""table → where its rows stand in *What is kept of me*"""
NOT_TOLD = {
    "marker_choice": "how a page is laid out",
    "pairing_draft": "groups that are proposed, and not theirs before they are seated",
    "erasure": "of who did it; whoever was erased is nobody",
    "redaction": "of who did it; by number",
    "reference_level": "what an exemplar is agreed to show",
}


def test_everybody_is_told_of_every_table_that_holds_anything_of_theirs():
    concern = {Fate.GOES, Fate.EMPTIED, Fate.NUMBER, Fate.MEMBER}
    theirs = {name for name, columns in FATES.items() if concern & set(columns.values())}
    assert theirs - TOLD.keys() - NOT_TOLD.keys() == set()
    assert set(TOLD.values()) <= {table.name for table in OWN}
