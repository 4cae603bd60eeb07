"""Every table that names a person or holds words is spoken of: what becomes of it when somebody is erased."""

import importlib
import pkgutil

import pytest
from sqlalchemy import JSON, Column, LargeBinary, String

from elearn import store
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
