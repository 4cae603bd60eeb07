"""What was erased is not found in what a process keeps in its memory: there at once, in other processes within two of their rounds."""

import gc
import sys
import types
from functools import _lru_cache_wrapper

import pytest
from flask import Flask

from elearn.actions import erase, redact
from elearn.store import log
from elearn.store.db import db
from elearn.store.kept import Kept
from tests.privacy.seeded import LEFT, a_seeded_site
from tests.site import NOW

JOINT = "joint-canary-77aa"
NOT_KEPT = (types.ModuleType, types.FunctionType, types.CodeType, types.FrameType, type, Flask)
"""what leads from a cache to everything there is"""


def kept_in_memory(site) -> set[str]:
    """Which of the canaries lie in any cache of ours, and what hangs on it, or in the database library's of statements."""
    ours = [each for name, module in sys.modules.items() if name.startswith("elearn.") for each in vars(module).values()]
    caches = [each for each in ours if isinstance(each, Kept | _lru_cache_wrapper)]
    with site.app.app_context():
        waiting = [*caches, db.engine._compiled_cache]
    seen, found = set(), set()
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, NOT_KEPT):
            continue
        seen.add(id(each))
        if isinstance(each, str):
            found |= {word for word in (*LEFT, JOINT) if word in each.lower()}
        waiting += gc.get_referents(each)
    return found


@pytest.fixture
def seeded(tmp_path):
    """Pages that hold the canaries have been looked at by all who may."""
    made = a_seeded_site(tmp_path, "", every_table=False)
    working, done = (f"/sittings/{made.site.cohort}/{number}" for number in (made.working[1], made.marked.sitting))
    for name, pages in {
        "mira": (f"{working}/meet", f"{working}/spot", f"{done}/map", f"{done}/compare"),
        "lew": (f"{working}/meet", f"{working}/spot", f"{done}/map"),
        "tam": (f"/classes/{made.site.cohort}/pairs/{made.working[1]}", f"/classes/{made.site.cohort}/live"),
    }.items():
        assert {made.site.client(name).get(page).status_code for page in pages} == {200}, name
    assert kept_in_memory(made.site) >= {"zwickelbrand", "alone-canary-5f1c", JOINT}
    return made


def erased(seeded, tmp_path):
    with seeded.site.app.app_context():
        erase.erase(seeded.person, NOW, lists=[], exports_dir=tmp_path, by=seeded.site.people["ada"], words=True)


def test_whoever_is_erased_is_in_no_cache_of_this_process(seeded, tmp_path):
    erased(seeded, tmp_path)
    assert kept_in_memory(seeded.site) == set()


def test_words_that_are_taken_out_are_in_no_cache_of_this_process(seeded):
    with seeded.site.app.app_context():
        lines = [each.seq for each in log.entries(*seeded.working) if JOINT in str(each.move)]
        redact.redact(*seeded.working, lines, NOW, lists=[], by=None)
    assert JOINT not in kept_in_memory(seeded.site)


def test_another_process_forgets_at_its_next_round_and_once_more_at_the_one_after(seeded, tmp_path, monkeypatch):
    keeper = seeded.site.app.extensions["timekeeper"]
    assert [keeper.forget() for _ in range(3)] == [True, True, False]  # it has just begun
    monkeypatch.setattr(erase, "forget", lambda: None)  # the erasure is another process's
    seeded.site.client("mira").get(f"/sittings/{seeded.site.cohort}/{seeded.marked.sitting}/map")
    erased(seeded, tmp_path)
    assert "zwickelbrand" in kept_in_memory(seeded.site)
    assert keeper.forget() is True
    assert kept_in_memory(seeded.site) == set()
    assert [keeper.forget() for _ in range(2)] == [True, False]
