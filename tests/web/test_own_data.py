"""What is kept of me: all of it, and nothing that is a partner's alone; on a page, and in a file that says what it means."""

import csv
import io
import zipfile

import pytest

from elearn.actions import release, repair, sit
from elearn.actions.play import Player
from elearn.domain import dictionary_own as d
from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.domain.move import Leaving
from elearn.store import library, log
from tests.builders import Table, a_finding
from tests.content_builders import a_case
from tests.site import CAST, NOW, ROOT, a_site
from tests.web.marked import a_marked_site
from tests.web.test_pairing import enrol
from tests.web.test_queries import more_pairs, queries

PAGE, FILE = "/account/data", "/account/data/file"


@pytest.fixture
def site(tmp_path, database):
    return a_site(tmp_path, database=database)


def tables(site, name) -> dict[str, list[dict[str, str]]]:
    """The file of somebody, table by table."""
    with zipfile.ZipFile(io.BytesIO(site.client(name).get(FILE).data)) as whole:
        read = {each: whole.read(each).decode("utf-8-sig") for each in whole.namelist()}
    return {each.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text, newline=""))) for each, text in read.items()}


def at_spot(site):
    """Both past Meet, each with a finding on their own desk."""
    case = library_case(site)
    for name in ("mira", "lew"):
        site.does(name, m.ProfessionIntroduced(words=f"introduced by {name}"))
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step=case.steps[0].id))
    for name in ("mira", "lew"):
        site.does(name, m.FindingNoted(passage=passage(site, name), finding=a_finding(f"alone by {name}")))
        with site.app.app_context():
            sit.keep_draft(site.cohort, site.sitting, site.members[name], {"note": f"typed by {name}"}, NOW)


def library_case(site):
    with site.app.app_context():
        return library.case(library.latest(a_case().case).sha)


def passage(site, name):
    """The first sentence of this person's first paper."""
    return Table(library_case(site), {site.members[each]: CAST[each] for each in site.members}).passage(site.members[name])


def test_the_page_of_the_manual_is_made_of_the_definition():
    assert (ROOT / "docs" / "own-data.md").read_text(encoding="utf-8") == d.manual(), "run python -m elearn.domain.dictionary_own"


def test_the_file_has_every_table_with_its_header_and_what_the_columns_mean(site):
    found = zipfile.ZipFile(io.BytesIO(site.client("mira").get(FILE).data))
    for table in d.OWN:
        assert next(csv.reader(io.TextIOWrapper(found.open(f"{table.name}.csv"), "utf-8-sig"))) == list(table.header)
    explained = {(each["table"], each["column"]) for each in tables(site, "mira")["READ-ME-FIRST"]}
    assert all((table.name, column.name) in explained for table in d.OWN for column in table.columns)


def test_my_own_words_are_there_and_my_partners_private_ones_are_not(site):
    at_spot(site)
    page, file = site.client("mira").get(PAGE).get_data(as_text=True), str(tables(site, "mira"))
    for held in (page, file):
        assert all(f"{what} by mira" in held for what in ("introduced", "alone", "typed"))
        assert not any(f"{what} by lew" in held for what in ("introduced", "alone", "typed"))
        assert "lew@x.test" not in held


def test_what_i_did_alone_is_told_apart_from_what_my_pair_saw(site):
    at_spot(site)
    moves = {each["move"]: each for each in tables(site, "mira")["moves"]}
    assert [(name, moves[name]["where"]) for name in ("ProfessionIntroduced", "FindingNoted")] == [
        ("ProfessionIntroduced", "table"), ("FindingNoted", "desk"),
    ]  # fmt: skip
    assert moves["FindingNoted"]["words"].startswith("alone by mira")


def test_feedback_is_there_once_it_is_released(tmp_path):
    marked = a_marked_site(tmp_path)
    marked.marks("tam", 3, comment="You asked well")
    before = tables(marked.site, "mira")["feedback"]
    with marked.site.app.app_context():
        release.release(marked.site.cohort, [marked.number], marked.site.people["lea"], NOW)
    given = tables(marked.site, "mira")["feedback"]
    assert (before, {each["words"] for each in given if each["part"] == "level"}, given[-1]["figure"]) == ([], {"You asked well"}, "75.0")


def test_the_whole_map_is_there_with_what_i_put_on_it(tmp_path):
    marked = a_marked_site(tmp_path)
    on_the_map = tables(marked.site, "mira")["maps"]
    with marked.site.app.app_context():
        table = log.lanes(marked.site.cohort, marked.sitting)[""]
    drawn = {each.op for each in table if each.name == "CauseAdded"}
    assert {each["thing"] for each in on_the_map if each["kind"] == "cause"} <= drawn
    assert {each["yours"] for each in on_the_map} == {"yes", "no"}


def test_of_a_map_that_one_does_not_see_yet_or_any_more_nothing_new_is_told(tmp_path):
    site = a_site(tmp_path)
    enrol(site, 0, 1)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(StepKind.NEWS)
        repair.join(site.cohort, site.sitting, site.people["L1"], NOW)
        repair.leave(site.cohort, site.sitting, site.members["lew"], Leaving.LEFT, NOW)
    before = tables(site, "lew")["maps"]
    site.does("mira", m.CauseAdded(words="Said when he had gone", layer="social"))
    assert tables(site, "L1")["maps"] == []
    assert before == tables(site, "lew")["maps"] != []
    assert "Said when he had gone" in str(tables(site, "mira")["maps"])


def test_a_marker_finds_what_they_gave(tmp_path):
    marked = a_marked_site(tmp_path)
    marked.marks("tam", 3, comment="=1+1 seen")
    mine = tables(marked.site, "tam")["marked_by_you"]
    assert (len(mine), {each["words"] for each in mine}) == (len(marked.keys()), {"'=1+1 seen"})


def test_my_page_costs_the_same_however_much_there_is(site):
    at_spot(site)
    before = queries(site, "mira", PAGE)
    more_pairs(site, 20)
    assert (queries(site, "mira", PAGE), before <= 36) == (before, True)


def test_nobody_else_has_a_way_to_my_data(site):
    assert site.client().get(PAGE).status_code == 303
    assert "mira@x.test" not in site.client("ada").get(PAGE).get_data(as_text=True)
