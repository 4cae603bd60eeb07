"""Taking things out of a class: nobody's name before its time, no formula, no half file, and only for whoever asked."""

import csv
import io
import time
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from elearn.actions import export as deeds
from elearn.actions import release
from elearn.actions.export import Wish
from elearn.domain import dictionary as d
from elearn.domain import move as m
from elearn.domain.moderation import Part
from elearn.domain.sight import WATCHER, Sight
from elearn.domain.workspace import Workspace
from elearn.store import answers, exports, library, log, looks
from elearn.store.db import saving
from elearn.web.tutor.export import begin
from tests.site import NOW, a_site
from tests.web.marked import a_marked_site, finished

EVERYTHING = [each.name for each in d.TABLES]
NAMED = ("Mira", "Lew")


def page(site) -> str:
    return f"/classes/{site.cohort}/exports"


def taken(site, *tables, form="csv", **more):
    """What the lead is given."""
    return site.client("lea").post(page(site), data={"table": list(tables), "form": form, **more})


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def marked(tmp_path):
    made = a_marked_site(tmp_path)
    made.marks("tam", 3, comment="Mira and Lew saw it")
    return made


def test_every_table_has_the_header_that_the_dictionary_promises(marked):
    whole = zipfile.ZipFile(io.BytesIO(taken(marked.site, *EVERYTHING).data))
    for table in d.TABLES:
        assert next(csv.reader(io.TextIOWrapper(whole.open(f"{table.name}.csv"), "utf-8-sig"))) == list(table.header)
    assert "dictionary.csv" in whole.namelist()


def test_before_release_a_class_that_marks_anonymously_goes_by_number(marked):
    moves = rows(taken(marked.site, "moves"))
    scripted = [each for each in moves if each["script"]]
    assert {each["person"] for each in scripted} == {"", *map(str, marked.numbers().values())}
    assert {each["pair"] for each in scripted} == {""}
    for table in EVERYTHING:
        data = taken(marked.site, table).data.decode()
        assert not any(name in data for name in (*NAMED, *marked.members.values())), table


def test_names_inside_words_are_hidden_with_the_rest(marked):
    said = {each["comment"] for each in rows(taken(marked.site, "levels"))}
    numbers = marked.numbers()
    assert said == {f"[{numbers['mira']}] and [{numbers['lew']}] saw it"}


def test_after_release_names_are_there_with_the_marks(marked):
    with marked.site.app.app_context():
        release.release(marked.site.cohort, [marked.number], marked.site.people["lea"], NOW)
    found = {each["name"]: each for each in rows(taken(marked.site, "marks"))}
    assert {name: (each["mark"], bool(each["released_at"])) for name, each in found.items()} == dict.fromkeys(NAMED, ("75.0", True))


def test_a_lead_who_marks_second_learns_the_first_levels_only_when_finished(marked):
    marked.give("lea", Part.SECOND)
    assert rows(taken(marked.site, "levels")) == []
    assert {each["first_mark"] for each in rows(taken(marked.site, "marks"))} == {""}
    assert all(not each["script"] for each in rows(taken(marked.site, "comparison")))
    marked.marks("lea", 2)
    assert {each["part"] for each in rows(taken(marked.site, "levels"))} == {"first", "second"}


def test_moves_are_those_that_a_tutor_sees_and_no_desk(marked):
    with marked.site.app.app_context():
        lanes = log.lanes(marked.site.cohort, marked.sitting)
        case = library.case(exports.pairs(marked.site.cohort, [marked.sitting])[marked.sitting].case_sha)
    table = marked_table(marked)
    sight = Sight(table=table, case=case, viewer=WATCHER)
    seen = [each for lane in lanes.values() for each in lane if sight.entry(each) == each]
    told = [each for each in rows(taken(marked.site, "moves")) if each["script"]]
    assert (len(told), len(lanes) > 1) == (len(seen), True)


def marked_table(marked):
    with marked.site.app.app_context():
        [(_, snapshot)] = exports.tables(marked.site.cohort, [marked.sitting])
    return Workspace.model_validate_json(snapshot)


def test_maps_hold_every_cause_link_and_action(marked):
    table = marked_table(marked)
    for name, things in (("map_causes", table.causes), ("map_links", table.links), ("plan", table.actions)):
        assert {each["thing"] for each in rows(taken(marked.site, name)) if each["script"]} == set(things)


def a_formula(tmp_path):
    site = a_site(tmp_path)
    site.does("mira", m.ProfessionIntroduced(words='=HYPERLINK("http://x.test","Click")'))
    site.does("lew", m.ProfessionIntroduced(words="I mind\x0b rules"))
    return site


def test_a_formula_in_somebodys_words_is_text_in_csv_and_the_rest_is_as_written(tmp_path):
    found = rows(taken(a_formula(tmp_path), "moves"))
    words = [(each["words"], each["altered"]) for each in found if each["move"] == "ProfessionIntroduced"]
    assert words == [('\'=HYPERLINK("http://x.test","Click")', ""), ("I mind rules", "control")]


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(taken(a_formula(tmp_path), "moves", form="xlsx").data))
    header, *found = book["moves"].iter_rows()
    at = {cell.value: index for index, cell in enumerate(header)}
    said = next(row for row in found if str(row[at["words"]].value).startswith("="))
    assert (said[at["words"]].data_type, said[at["number"]].data_type) == ("s", "n")
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert book.sheetnames == ["moves", "dictionary"]


def test_more_rows_than_a_workbook_holds_well_come_as_csv_in_a_zip():
    wish = Wish(tables=("moves",), form="xlsx")
    assert (deeds.ending(wish, deeds.SHEET_ROWS), deeds.ending(wish, deeds.SHEET_ROWS + 1)) == ("xlsx", "zip")


def test_a_large_export_is_made_in_the_background_followed_and_fetched_by_its_asker_alone(marked, monkeypatch):
    monkeypatch.setattr(deeds, "SMALL_ROWS", 0)
    answer = taken(marked.site, "moves", "levels")
    job = answer.location
    for _ in range(100):
        if b"Download" in marked.site.client("lea").get(job).data:
            break
        time.sleep(0.1)
    with marked.site.client("lea").get(f"{job}/file") as file:
        names = sorted(zipfile.ZipFile(io.BytesIO(file.data)).namelist())
    assert (answer.status_code, names) == (303, ["dictionary.csv", "levels.csv", "moves.csv"])
    with marked.site.app.app_context(), saving() as session:
        session.get_one(exports.ExportJob, (marked.site.cohort, job.rsplit("/", 1)[1])).asked_by = marked.site.people["tam"]
    assert marked.site.client("lea").get(f"{job}/file").status_code == 404


def test_an_export_that_breaks_says_so_and_leaves_no_file(marked, monkeypatch, caplog):
    with marked.site.app.app_context():
        id = deeds.ask(marked.site.cohort, Wish(tables=("moves",)), marked.site.people["lea"], datetime.now(UTC))
    monkeypatch.setattr(exports, "moves", lambda *args: 1 / 0)
    begin(marked.site.app, marked.site.cohort, id).join()
    assert "did not come about" in marked.site.client("lea").get(f"{page(marked.site)}/{id}").text
    assert list(marked.site.app.extensions["elearn"].exports_dir.iterdir()) == []
    assert "was not made" in caplog.text


def test_one_who_asks_twice_waits_for_the_first_and_a_dead_one_is_told_of(marked):
    now = datetime.now(UTC)
    with marked.site.app.app_context():
        id = deeds.ask(marked.site.cohort, Wish(tables=("moves",)), marked.site.people["lea"], now)
        with pytest.raises(deeds.Conflict):
            deeds.ask(marked.site.cohort, Wish(tables=("moves",)), marked.site.people["lea"], now)
        with saving():
            exports.job(marked.site.cohort, id).beat_at = now - timedelta(minutes=5)
    assert "stopped half-way" in marked.site.client("lea").get(f"{page(marked.site)}/{id}").text


def test_after_a_day_a_file_is_gone(marked):
    folder = marked.site.app.extensions["elearn"].exports_dir
    with marked.site.app.app_context():
        id = deeds.ask(marked.site.cohort, Wish(tables=("moves",)), marked.site.people["lea"], NOW)
        deeds.make(marked.site.cohort, id, folder)
        made = [each.name for each in folder.iterdir()]
        deeds.sweep(folder, NOW + timedelta(hours=25))
        assert (made, list(folder.iterdir()), exports.job(marked.site.cohort, id)) == ([f"{id}.csv"], [], None)


def test_whose_work_was_taken_out_is_noted_once_an_hour(marked):
    taken(marked.site, "moves")
    taken(marked.site, "map_causes")
    taken(marked.site, "questionnaire")
    with marked.site.app.app_context():
        noted = [(each.person_id, each.at_what) for each in looks.newest(50) if each.sitting_id == marked.sitting]
    assert noted == [(marked.site.people["lea"], looks.At.EXPORT)]


def test_nothing_chosen_is_said_on_the_page(marked):
    answer = taken(marked.site)
    assert (answer.status_code, "Choose at least one table" in answer.text) == (400, True)


# --- for research


def allow(site, *names):
    with site.app.app_context(), saving() as session:
        for name in names:
            session.merge(answers.ResearchConsent(cohort_id=site.cohort, person_id=site.people[name], allows=True, said_at=NOW))


def archived(site):
    with site.app.app_context(), saving() as session:
        session.get_one(answers.Cohort, site.cohort).archived_at = NOW


def researched(site, **more):
    wish = Wish(tables=tuple(each.name for each in d.RESEARCH), research=True, **more)
    with site.app.app_context():
        who = deeds.asker(site.cohort, site.people["lea"])
        return {table.name: list(found) for table, found in deeds.filled(site.cohort, wish, who)}


def test_who_allows_research_stays_hidden_until_marks_are_final(marked):
    allow(marked.site, "mira", "lew")
    answer = taken(marked.site, "research_moves", for_research="yes")
    assert (answer.status_code, "stays hidden until" in answer.text) == (403, True)


def test_a_research_export_tells_of_nobody_in_a_group_of_fewer_than_ten(marked):
    allow(marked.site, "mira", "lew")
    archived(marked.site)
    assert set(map(len, researched(marked.site).values())) == {0}


def test_of_ten_and_more_only_those_who_allow_it_and_words_only_of_whole_pairs(tmp_path, monkeypatch):
    monkeypatch.setattr("elearn.domain.pseudonym.SMALLEST", 1)
    monkeypatch.setattr("elearn.domain.pseudonym.large", lambda groups, smallest=1: frozenset(groups))
    site = a_site(tmp_path)
    finished(site)
    allow(site, "mira")
    archived(site)
    found = researched(site, words=True)
    assert {row[1] for row in found["research_people"]} == {row[1] for row in found["research_moves"]}
    assert len({row[1] for row in found["research_people"]}) == 1
    assert ({row[-1] for row in found["research_moves"]}, found["research_comparison"]) == ({""}, [])
    allow(site, "lew")
    whole = researched(site, words=True)
    assert any(row[-1] for row in whole["research_moves"])
    assert whole["research_comparison"]
    assert not {row[1] for row in whole["research_people"]} & {row[1] for row in found["research_people"]}, "another export, other names"


def test_exports_are_for_whoever_leads(marked):
    assert [marked.site.client(name).get(page(marked.site)).status_code for name in ("lea", "tam", "ola")] == [200, 404, 404]
