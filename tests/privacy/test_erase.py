"""Somebody is erased: nothing that is theirs is anywhere, the pair's map is whole, and a restored backup obeys the list again."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from elearn.actions import erase, erasure_list, own_data, release
from elearn.actions import mark as marking
from elearn.actions.verify import verify
from elearn.domain import folding
from elearn.domain.errors import NotAllowed
from elearn.store import erasures, log, people, sittings
from elearn.store.db import Base, db
from elearn.store.personal import FATES, Fate
from tests.privacy.seeded import ALONE, EMAIL, LEFT, NAME, a_seeded_site
from tests.site import NOW
from tests.web.marked import a_marked_site


@pytest.fixture
def seeded(tmp_path, database):
    return a_seeded_site(tmp_path, database)


def erased(seeded, tmp_path, **more):
    with seeded.site.app.app_context():
        lists = [tmp_path / "erasures.jsonl"]
        erase.erase(seeded.person, NOW, lists=lists, exports_dir=tmp_path / "exports", by=seeded.site.people["ada"], **more)


def everything(tmp_path, database: str) -> dict[str, bytes]:
    """Every byte that is kept: the database as it lies on the disk or is dumped, and all files of the instance."""
    if database.startswith("sqlite"):
        return {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    url = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    files = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    return files | {"dump": subprocess.run(["pg_dump", url], check=True, capture_output=True).stdout}


def found(kept: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(word, Path(name).name) for name, data in kept.items() for word in LEFT if word.encode() in data.lower()]


def test_nothing_of_somebody_erased_is_in_the_database_or_its_folder(seeded, tmp_path, database):
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "left.zip").write_text(NAME)
    with seeded.site.app.app_context(), erase.saving() as session:
        session.execute(Base.metadata.tables["export_job"].update().values(file="left.zip"))
    assert {word for word, _ in found(everything(tmp_path, database))} == set(LEFT)
    erased(seeded, tmp_path)
    with seeded.site.app.app_context():
        assert erase.clear_space()
    assert found(everything(tmp_path, database)) == []


def test_before_it_goes_all_of_it_stands_in_what_is_kept_of_them(seeded):
    with seeded.site.app.app_context():
        told = {table.name: list(rows) for table, rows in own_data.tables(people.by_id(seeded.person))}
    assert [name for name, rows in told.items() if not rows] == []
    assert {word for word in LEFT if word in str(told).lower()} == set(LEFT)


def test_every_row_that_is_somebodys_own_goes_and_no_other(seeded, tmp_path):
    with seeded.site.app.app_context():
        assert all(_own_rows(seeded.person).values())
        before = _own_rows(seeded.site.people["mira"])
    erased(seeded, tmp_path)
    with seeded.site.app.app_context():
        assert not any(_own_rows(seeded.person).values())
        after = _own_rows(seeded.site.people["mira"])
        assert {name: count for name, count in before.items() if after[name] != count} == {}


def _own_rows(person: int) -> dict[str, int]:
    """table → how many rows of it are this person's, of those that go; what names two people is left out."""
    counted = {}
    for name, fates in FATES.items():
        table = Base.metadata.tables[name]
        for column, fate in fates.items():
            numbered = any(key.target_fullname == "person.id" for key in table.c[column].foreign_keys)
            if fate is Fate.GOES and numbered and name != "kept_apart":
                counted[name] = len(db.session.execute(select(table).where(table.c[column] == person)).all())
    return counted


def test_the_pairs_map_is_whole_and_replay_equals_what_is_kept(seeded, tmp_path):
    key = (seeded.site.cohort, seeded.marked.sitting)
    with seeded.site.app.app_context():
        before = sittings.with_seats(*key).table
    erased(seeded, tmp_path)
    with seeded.site.app.app_context():
        after = sittings.with_seats(*key).table
        assert verify().amiss == ()
        assert folding.replay(log.entries(*key)) == after
    assert (after.causes.keys(), after.links.keys(), after.actions.keys()) == (
        before.causes.keys(),
        before.links.keys(),
        before.actions.keys(),
    )


def test_joint_words_stay_and_a_name_in_them_does_not(seeded, tmp_path):
    erased(seeded, tmp_path)
    with seeded.site.app.app_context():
        said = [entry.move.words for entry in log.entries(*seeded.working) if entry.name == "ProfessionIntroduced"]
    assert said == ["I work with former member, or former member for short", "joint-canary-77aa: I ask who owes what"]


def test_joint_words_go_too_where_that_is_asked(seeded, tmp_path, database):
    erased(seeded, tmp_path, words=True)
    with seeded.site.app.app_context():
        assert erase.clear_space()
        assert verify().amiss == ()
    assert not any(b"joint-canary-77aa" in data for data in everything(tmp_path, database).values())


def test_no_hash_of_words_that_were_changed_is_left_to_guess_at(seeded, tmp_path):
    erased(seeded, tmp_path)
    with seeded.site.app.app_context():
        rows = db.session.scalars(select(log.LogEntry).where(log.LogEntry.sitting_id == seeded.working[1])).all()
        changed = [row for row in rows if "former member" in str(row.body)]
    assert changed
    assert {row.body_sha for row in changed} == {""}


def test_a_partner_who_was_left_goes_on(seeded, tmp_path):
    erased(seeded, tmp_path)
    with seeded.site.app.app_context():
        sitting = sittings.with_seats(*seeded.working)
        [mira] = sitting.table.active
        gone = next(seat for seat in sitting.seats if seat.person_id is None)
    assert (mira.discipline, gone.left_at, sitting.table.packs_opened) == ("medicine", NOW, ("law",))


def test_every_page_still_opens_for_those_who_are_left(tmp_path, database):
    seeded = a_seeded_site(tmp_path, database, every_table=False)
    erased(seeded, tmp_path)
    site, wrong, opened = seeded.site, [], 0
    keys = [{"cohort": site.cohort, "sitting": id} for id in (seeded.marked.sitting, seeded.working[1])]
    for rule in site.app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments <= {"cohort", "sitting", "number", "person"} and rule.endpoint != "live.stream":
            for key in keys:
                values = {**key, "number": seeded.marked.number, "person": seeded.person}
                with site.app.test_request_context():
                    path = site.app.url_map.bind("localhost").build(rule.endpoint, {each: values[each] for each in rule.arguments})
                for name in ("mira", "tam", "lea", "ada"):
                    answer = site.client(name).get(path)
                    opened += answer.status_code == 200
                    wrong += [(name, path, answer.status_code)] if answer.status_code >= 500 else []
                    wrong += [(name, path, word) for word in LEFT if word.encode() in answer.data.lower()]
    assert (wrong, opened > 100) == ([], True)


def test_who_was_erased_cannot_come_in_and_is_not_erased_twice(seeded, tmp_path):
    browser = seeded.site.client("lew")
    erased(seeded, tmp_path)
    assert browser.get("/home").status_code == 303
    with seeded.site.app.app_context():
        assert people.by_email(EMAIL) is None
    with pytest.raises(NotAllowed):
        erased(seeded, tmp_path)


def test_a_marker_leaves_levels_and_letters_and_no_name(tmp_path, database):
    marked = a_marked_site(tmp_path, database=database)
    tam, site = marked.site.people["tam"], marked.site
    with site.app.app_context(), erase.saving():
        people.by_id(tam).name = NAME
    words = [
        marking.GivenWords(about="", kind="letter", words=f"Yours, {NAME}", version=0),
        marking.GivenWords(about="", kind="note", words=ALONE, version=0),
    ]
    with site.app.app_context():
        marking.save(site.cohort, marked.number, tam, [], words, NOW)
    marked.marks("tam", 3, comment="Well asked")
    with site.app.app_context():
        release.release(site.cohort, [marked.number], site.people["lea"], NOW)
        erase.erase(tam, NOW, lists=[], exports_dir=tmp_path)
        assert erase.clear_space()
    assert found(everything(tmp_path, database)) == []
    page = site.client("mira").get(marked.feedback).get_data(as_text=True)
    assert all(each in page for each in ("Yours, former member", "Well asked"))


def test_nobody_erases_themselves_or_the_last_admin(seeded, tmp_path):
    ada = seeded.site.people["ada"]
    with seeded.site.app.app_context():
        for by in (ada, None):
            with pytest.raises(NotAllowed):
                erase.erase(ada, NOW, lists=[], exports_dir=tmp_path, by=by)


def test_a_preview_says_what_will_go_and_stay_and_changes_nothing(seeded):
    with seeded.site.app.app_context():
        before = erase.preview(seeded.person)
        assert erase.preview(seeded.person) == before
    assert (before.pairs, before.working, before.leads_alone) == (2 + 1, 2, ())
    assert before.own_moves > before.alone > 0
    assert before.named == 2


def test_the_list_names_nobody_and_a_database_from_before_obeys_it(seeded, tmp_path):
    with seeded.site.app.app_context():
        made_at = people.by_id(seeded.person).created_at
        lines = [erasure_list.Erased(person=seeded.person, made_at=made_at, names=True, words=False, at=NOW)]
        assert erase.reapply(lines, NOW, exports_dir=tmp_path) == (1, 0)
        assert erase.reapply(lines, NOW, exports_dir=tmp_path) == (0, 0)
        assert erasures.is_erased(people.by_id(seeded.person))
        erasure_list.write(tmp_path / "list", erasure_list.of_database())
    assert erasure_list.read(tmp_path / "list") == lines
    assert found(everything(tmp_path / "list", "sqlite")) == []


def test_a_line_means_nobody_else_who_was_given_the_same_number_since(seeded, tmp_path):
    with seeded.site.app.app_context():
        other = people.by_id(seeded.person).created_at + timedelta(seconds=1)
        line = erasure_list.Erased(person=seeded.person, made_at=other, names=True, words=False, at=NOW)
        assert erase.reapply([line], NOW, exports_dir=tmp_path) == (0, 0)
        assert people.by_id(seeded.person).name == NAME
