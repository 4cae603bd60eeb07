"""The author's pages: the library on disk, both sides of a step, versions, words from use, and the audit."""

import re
from datetime import date

import pytest

from elearn.authoring.library import compile_case
from elearn.domain.content import StepKind
from elearn.domain.due import due
from elearn.store import library, sittings, versions, words
from elearn.store.db import db, saving
from elearn.store.log import LogEntry
from elearn.store.words import UnmatchedWords
from elearn.web.author import alone
from tests.content_builders import SLUG, a_case, a_folder
from tests.module_builders import MODULE_SLUG, a_module_file
from tests.site import NOW, a_site
from tests.web.test_every_page import Reader

CASE = f"/library/cases/{SLUG}"
MISSPELT = ("panel.yaml", "weight: supporting", "weigth: supporting")
RETITLED = ("case.yaml", "title: The cold room", "title: The colder room")
STEPS = [each.value for each in StepKind]


def a_desk(tmp_path, *swaps, **more):
    """A site whose library is the small case's folder, and Priya's browser."""
    folder = a_folder(tmp_path, *swaps)
    site = a_site(tmp_path, content_dir=folder.parent.parent, **more)
    return site, site.client("priya"), folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return a_desk(tmp_path_factory.mktemp("desk"))


def faults(html: str) -> tuple[list[str], list[str], set[str], int]:
    reader = Reader()
    reader.feed(html)
    return reader.wrong, reader.open, {each for each in reader.ids if reader.ids.count(each) > 1}, reader.heads


# --- the library


def test_the_list_shows_dates_reviewers_versions_and_who_is_at_work(desk):
    page = desk[1].get("/library").text
    assert "1 case</h1>" in page
    assert "24 May 2027" in page
    assert "not yet reviewed" in page
    assert "Autumn: 1 pair, version 1" in page


def test_a_problem_is_shown_with_its_line_and_how_to_mend_it(tmp_path):
    _, priya, _ = a_desk(tmp_path, MISSPELT)
    assert "1 case, 1 with something to mend" in priya.get("/library").text
    page = priya.get(CASE).text
    assert "<span>11</span>      <b>weigth: supporting</b>" in page
    assert "Did you mean <code>weight</code>?" in page
    assert "Version 1 stays published until it is mended." in page


@pytest.mark.parametrize(
    ("day", "state"), [((2026, 11, 23), "overdue"), ((2026, 11, 24), "soon"), ((2027, 1, 23), "soon"), ((2027, 1, 24), "in_order")]
)
def test_a_review_is_due_soon_sixty_days_before(day, state):
    assert due(date(*day), date(2026, 11, 24)) == state


def test_every_page_of_the_author_is_well_formed(desk):
    pages = ["/library", "/library/audit", CASE, f"{CASE}/words", f"{CASE}/changes/1/1", *(f"{CASE}/steps/{each}" for each in STEPS)]
    assert {page: faults(desk[1].get(page).text) for page in pages} == dict.fromkeys(pages, ([], [], set(), 1))


# --- both sides of a step


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("side", ["medicine", "law"])
def test_each_side_of_each_step_is_the_learners_own_page(desk, step, side):
    answer = desk[1].get(f"{CASE}/steps/{step}/{side}/{step}?facts=yes")
    assert (answer.status_code, faults(answer.text)) == (200, ([], [], set(), 1))
    assert "/sittings/" not in answer.text
    assert "live.js" not in answer.text


def test_facts_are_marked_in_the_papers_and_only_when_asked(desk):
    path = f"{CASE}/steps/spot/medicine/spot?paper=told&v=1"
    marked, plain = desk[1].get(f"{path}&facts=yes").text, desk[1].get(path).text
    assert 'aria-label="told-twice: repair-duty">3</a>' in marked
    assert "told-twice" not in plain


def test_neither_side_shows_what_the_other_holds(desk):
    def side(name: str) -> str:
        return "".join(desk[1].get(f"{CASE}/steps/spot/{name}/spot?paper={paper}").text for paper in ("clinic-letter", "repairs-log"))

    law_only, medicine_only = "black mould in the small bedroom", "the third winter in a row"
    assert [(law_only in side(name), medicine_only in side(name)) for name in ("medicine", "law")] == [(False, True), (True, False)]


def test_the_panel_lies_over_the_map(desk):
    page = desk[1].get(f"{CASE}/steps/map").text
    assert "The panel over this map" in page
    assert re.search(r'<li class="missed">.*?Mould where he sleeps|<li class="found">', page, re.DOTALL)
    assert 'class="over"' not in desk[1].get(f"{CASE}/steps/map?panel=no").text


def test_frames_are_let_in_by_the_preview_and_nowhere_else(desk):
    policies = [desk[1].get(f"{CASE}{path}").headers["Content-Security-Policy"] for path in ("", "/steps/spot", "/steps/spot/law/spot")]
    framed = [("frame-src 'self'" in policy, "frame-ancestors 'self'" in policy) for policy in policies]
    assert framed == [(False, False), (True, False), (False, True)]


def test_a_rehearsal_is_stored_nowhere(desk):
    site, priya, _ = desk

    def rows():
        with site.app.app_context():
            return len(sittings.of_cohort(site.cohort)), db.session.query(LogEntry).count()

    before = rows()
    for step in STEPS:
        priya.get(f"{CASE}/steps/{step}")
    answer = priya.post(f"{CASE}/steps/map/law/moves", data={"move": "CauseAdded", "words": "x"})
    assert "nothing is kept" in answer.text
    assert rows() == before


def test_links_that_leave_the_preview_leave_the_frame(desk):
    page = desk[1].get(f"{CASE}/steps/map/law/map").text
    assert '<a target="_parent" class="brand" href="/">' in page
    assert f'href="{CASE}/steps/map/law/outline"' in page
    assert f'_parent" class="btn" href="{CASE}' not in page


def test_a_case_that_cannot_be_played_to_a_step_says_how_far_and_why(tmp_path):
    _, priya, _ = a_desk(tmp_path, ("panel.yaml", "  links:\n", "  links: []\n  links_:\n"))
    assert "It stopped at Map:" in priya.get(f"{CASE}/steps/act").text


@pytest.mark.parametrize(
    "swap",
    [
        ("panel.yaml", "from: mould-air, to: wheeze", "from: mould-ai, to: wheeze"),
        ("panel.yaml", "through: [no-budget, repair-duty", "through: [no-budge, repair-duty"),
        ("panel.yaml", "works_on: [repair-duty, mould-air]", "works_on: [repair]"),
        ("panel.yaml", "voice: lived", "voice: nobody"),
        ("panel.yaml", "why: {gp: Three winters.}", "why: {doctor: Three winters.}"),
        ("panel.yaml", "- id: fear", "- id: no-budget"),
        ("case.yaml", "shows: [wheeze]", "shows: [weeze]"),
        ("case.yaml", "opens: news", "opens: later"),
        ("case.yaml", "  - {id: news, kind: news, minutes: 12, ask: Does this change any link?}\n", ""),
        ("case.yaml", "  - {id: spot, kind: spot", "  - {id: spot, kind: share"),
        ("case.yaml", "text: papers/law/survey.md", "text: papers/law/gone.md"),
    ],
)
def test_a_case_with_a_mistake_is_shown_as_far_as_it_goes(swap, tmp_path):
    _, priya, folder = a_desk(tmp_path, swap)
    assert compile_case(folder).errors
    steps = re.findall(rf'href="{CASE}/steps/([a-z]+)"', priya.get(f"{CASE}/steps/meet").text)
    pages = [f"{CASE}/steps/{at}{side}" for at in dict.fromkeys(steps) for side in ("", f"/law/{at}")]
    assert {priya.get(page).status_code for page in pages} <= {200, 403}


def test_files_that_cannot_be_shown_leave_the_published_version_on_view(tmp_path):
    _, priya, folder = a_desk(tmp_path)
    (folder / "panel.yaml").write_text("panel: [")
    page = priya.get(f"{CASE}/steps/spot").text
    assert "this is what is published" in page
    assert priya.get(f"{CASE}/steps/spot/law/spot").status_code == 200


# --- versions


def test_a_case_is_published_from_its_page_and_the_changes_are_told(tmp_path):
    site, priya, _ = a_desk(tmp_path, RETITLED)
    sha = re.search(r'name="sha" value="(\w+)"', priya.get(CASE).text)[1]
    assert "The title has changed." in priya.get(f"{CASE}/changes/1/disk").text
    answer = priya.post(f"{CASE}/publish", data={"sha": sha}, follow_redirects=True)
    assert "Version 2 is published." in answer.text
    assert "The title has changed." in priya.get(f"{CASE}/changes/1/2").text
    with site.app.app_context():
        assert [each.number for each in versions.of_case(SLUG)] == [2, 1]


def test_a_broken_edit_is_not_published_and_the_page_says_why(tmp_path):
    site, priya, _ = a_desk(tmp_path, MISSPELT)
    answer = priya.post(f"{CASE}/publish", data={"sha": "x"})
    assert answer.status_code == 422
    assert "`weigth` is not a key here" in answer.text
    with site.app.app_context():
        assert library.latest(SLUG).sha == a_case().sha


# --- words from use


def use(site, *wordings: tuple[str, int]) -> None:
    """Have so many pairs write words: rows as they are kept at Compare, of sittings of their own."""
    every = [told for told, pairs in wordings for _ in range(pairs)]
    with site.app.app_context():
        sha = library.latest(SLUG).sha
        with saving() as session:
            for number, told in enumerate(every, start=1001):
                key = {"cohort_id": site.cohort, "id": number, "number": number}
                session.add(sittings.Sitting(**key, case_sha=sha, snapshot="{}", digest={}, opened_at=NOW, moved_at=NOW))
                session.flush()
                words.keep(site.cohort, number, SLUG, [words.Wrote(cause="c1", words=told, layer="exposure", same_as=None)])


def test_words_of_five_pairs_are_shown_with_the_nearest_cause_and_those_of_four_are_not(tmp_path):
    site, priya, _ = a_desk(tmp_path)
    use(site, ("Fungus on the bedroom wall", 5), ("Noise from the road at night", 4))
    page = priya.get(f"{CASE}/words").text
    assert "Nearest: “Mould where he sleeps”" in page
    assert "Fungus on the bedroom wall" in page
    assert "Noise from the road" not in page
    assert "1 more wording is not shown, since fewer than 5 pairs are behind it." in page


def test_chosen_words_are_lines_to_paste(tmp_path):
    _, priya, _ = a_desk(tmp_path)
    page = priya.get(f"{CASE}/words", query_string={"word": ["mould-air|Fungus on the wall", "gone|x"]}).text
    assert "also: [black mould, damp bedroom, Fungus on the wall]" in page


def test_chosen_words_are_written_into_the_authors_file(tmp_path):
    _, priya, folder = a_desk(tmp_path)
    answer = priya.post(f"{CASE}/words", data={"word": ["mould-air|Fungus on the wall"]}, follow_redirects=True)
    assert "Added: Fungus on the wall." in answer.text
    assert "also: [black mould, damp bedroom, Fungus on the wall]" in (folder / "panel.yaml").read_text()


def test_words_that_would_break_the_case_are_refused_and_the_file_stays(tmp_path):
    _, priya, folder = a_desk(tmp_path)
    before = (folder / "panel.yaml").read_text()
    answer = priya.post(f"{CASE}/words", data={"word": ["mould-air|recurrent wheeze"]})
    assert (answer.status_code, (folder / "panel.yaml").read_text()) == (422, before)
    assert "Nothing was changed." in answer.text


def test_no_row_of_words_outlives_its_sitting(tmp_path):
    site, _, _ = a_desk(tmp_path)
    use(site, ("Fungus on the bedroom wall", 1))
    with site.app.app_context():
        with saving() as session:
            session.delete(session.get(sittings.Sitting, (site.cohort, 1001)))
        assert db.session.query(UnmatchedWords).count() == 0


# --- the library as a whole, and alone


def test_the_audit_names_who_is_shown_blamed_helping_and_helped(tmp_path):
    people = "people:\n  - {name: Aunt May, who: two streets away, part: helps}\noutcomes:\n"
    _, priya, _ = a_desk(
        tmp_path,
        ("case.yaml", "  strengths:", "  identity: [boy]\n  condition: [wheeze]\n  strengths:"),
        ("case.yaml", "outcomes:\n", people),
    )
    page = priya.get("/library/audit").text
    for told in (
        "boy",
        "wheeze",
        "“The family does not open the windows”",
        "Aunt May (two streets away)",
        "Ben Hale",
        "a clinician: 1 action",
    ):
        assert told in page


def test_a_case_that_says_nothing_of_its_person_is_named(desk):
    assert "add identity and condition under person: The cold room." in desk[1].get("/library/audit").text


def test_the_stream_of_the_library_is_for_authors(desk):
    site, priya, _ = desk
    assert priya.get("/live/library").json == {"cohort": 0, "sitting": 0, "member": None}
    assert site.client("tam").get("/live/library").status_code == 404


def test_alone_the_authors_pages_need_no_sign_in_and_nothing_else_is_there(tmp_path):
    site, _, _ = a_desk(tmp_path)
    alone.register(site.app, site.people["priya"])
    anybody = site.app.test_client()
    assert anybody.get("/library").status_code == 200
    assert anybody.get("/home").status_code == 404
    assert anybody.post(f"{CASE}/publish", data={"sha": a_case().sha}).status_code == 403


# --- modules


@pytest.fixture
def modules_desk(tmp_path):
    """Priya's browser before a library with the small module in it, and the module's file."""
    file = a_module_file(tmp_path / "library")
    return a_site(tmp_path, content_dir=file.parents[1]).client("priya"), file


def test_a_module_has_a_page_with_its_dates_and_its_path(modules_desk):
    priya, _ = modules_desk
    assert f'href="/library/modules/{MODULE_SLUG}/"' in priya.get("/library").text
    page = priya.get(f"/library/modules/{MODULE_SLUG}/").text
    assert "The check finds nothing to mend." in page
    assert "not yet reviewed" in page
    assert f"/library/modules/{MODULE_SLUG}/next-week" in page


@pytest.mark.parametrize("part", ["", "begin", "what-is-it", "cold-room", "next-week"])
def test_every_page_of_a_module_is_well_formed_for_its_author(modules_desk, part):
    answer = modules_desk[0].get(f"/library/modules/{MODULE_SLUG}/{part}")
    assert answer.status_code == 200
    assert faults(answer.text) == ([], [], set(), 1)
    assert "<form" not in answer.text.partition("<main")[2].partition("</main>")[0]


def test_an_author_reads_every_answer_with_its_reason_as_the_file_stands_now(modules_desk):
    priya, file = modules_desk
    file.write_text(file.read_text().replace("id: who\n", "id: who\n      sources: [lta-11]\n"))
    shown = priya.get(f"/library/modules/{MODULE_SLUG}/who").text
    assert "Then nobody has." in shown and "Where this can be looked up" in shown
    file.write_text(file.read_text().replace("Then nobody has.", "Then nobody ever has."))
    assert "Then nobody ever has." in priya.get(f"/library/modules/{MODULE_SLUG}/who").text


def test_a_module_that_cannot_be_read_says_why_and_shows_no_path(modules_desk):
    priya, file = modules_desk
    file.write_text(file.read_text().replace("minutes: 12", "minuets: 12"))
    page = priya.get(f"/library/modules/{MODULE_SLUG}/").text
    assert "Did you mean <code>minutes</code>?" in page
    assert "See what learners will see" not in page
    assert priya.get(f"/library/modules/{MODULE_SLUG}/who").status_code == 404
    assert priya.get("/library/modules/nothing-of-this-name/").status_code == 404
