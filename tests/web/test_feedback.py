"""What a student is given: nothing before release, then their own; a question and its answer."""

import pytest

from bench.scale import grow
from elearn.actions import release as releasing
from elearn.domain.moderation import Part
from elearn.store import marks_asked
from elearn.store.db import db
from tests.site import NOW, a_site
from tests.web.marked import a_marked_site
from tests.web.test_canary import fetch_everything
from tests.web.test_marking import well_formed
from tests.web.test_queries import statements

SECRET = "canary-of-a-marker"


@pytest.fixture
def marked(tmp_path):
    return a_marked_site(tmp_path)


def everything_of_marking(marked, name: str) -> str:
    """All that this person can fetch, feedback and marking with it."""
    client, root = marked.site.client(name), f"/classes/{marked.site.cohort}/marking"
    paths = [
        marked.feedback,
        root,
        f"{root}?show=all",
        f"{root}?show=done",
        marked.path,
        f"{marked.path}/replay",
        f"{root}/record",
        f"{root}/settings",
    ]
    return fetch_everything(marked.site, name) + "\n".join(client.get(path).text for path in paths)


def marked_with_words(marked, level: int = 4) -> None:
    about = marked.members["mira"]
    words = {"version.pair.letter": "0", "words.pair.letter": f"{SECRET}-letter"}
    words |= {f"version.{about}.next_step": "0", f"words.{about}.next_step": f"{SECRET}-step"}
    marked.site.client("tam").post(marked.path, data=words)
    marked.marks("tam", level, f"{SECRET}-comment")


def release(marked) -> None:
    marked.site.client("lea").post(f"/classes/{marked.site.cohort}/marking/release", data={"script": str(marked.number)})


def test_marks_and_words_are_nowhere_before_release_for_anybody_but_their_marker_and_the_lead(marked):
    marked.give("sam", Part.SECOND)
    marked_with_words(marked)
    for name in ("mira", "lew", "otto", "sam", "ola", "olga", "priya", "ada"):
        assert SECRET not in everything_of_marking(marked, name), name
    for name in ("tam", "lea"):
        assert SECRET in everything_of_marking(marked, name), name


def test_releasing_those_ticked_with_none_ticked_says_so(marked):
    path = f"/classes/{marked.site.cohort}/marking/release"
    assert "No script is ticked" in marked.site.client("lea").post(path, follow_redirects=True).text


def test_after_release_members_have_their_own_and_others_still_nothing(marked):
    marked_with_words(marked)
    release(marked)
    mira, lew = (everything_of_marking(marked, name) for name in ("mira", "lew"))
    assert f"{SECRET}-letter" in mira and f"{SECRET}-letter" in lew
    assert f"{SECRET}-step" in mira and f"{SECRET}-step" not in lew
    for name in ("otto", "sam", "ola", "olga", "priya", "ada"):
        assert SECRET not in everything_of_marking(marked, name), name


def test_levels_that_were_given_without_a_word_are_not_said_to_have_words_beside_them(marked):
    marked.marks("tam", 3)
    release(marked)
    page = marked.site.client("mira").get(marked.feedback).text
    assert ("gave levels, and no words with them" in page, "their words beside the levels" in page) == (True, False)


def test_the_page_says_when_to_expect_it_until_then_and_shows_what_the_map_shows(marked):
    marked.site.client("lea").post(
        f"/classes/{marked.site.cohort}/marking/settings", data={"anonymous": "1", "pass_mark": "50", "answer_by": "by 3 March"}
    )
    page = marked.site.client("mira").get(marked.feedback).text
    well_formed(page)
    assert "by 3 March" in page and "What your map shows well" in page
    assert "Where you stand" not in page


def test_released_feedback_has_levels_in_words_voices_and_pointers_and_no_rank(marked):
    marked_with_words(marked)
    release(marked)
    page = marked.site.client("mira").get(marked.feedback).text
    well_formed(page)
    assert page.count(">Strong<") == 8
    assert "Look at" in page and "file?paper=" in page
    assert "of 100" not in page


def test_the_mark_shows_only_where_the_class_says_so_last(marked):
    marked_with_words(marked)
    marked.site.client("lea").post(
        f"/classes/{marked.site.cohort}/marking/settings", data={"anonymous": "1", "show_mark": "1", "pass_mark": "50"}
    )
    release(marked)
    page = marked.site.client("mira").get(marked.feedback).text
    assert "100 of 100" in page
    assert page.index("100 of 100") > page.index("Where you stand")


def test_what_was_given_stays_as_it_was_given_when_the_rubric_changes(marked):
    marked_with_words(marked)
    release(marked)
    with marked.site.app.app_context():
        before = marks_asked.release(marked.site.cohort, marked.sitting, marked.members["mira"]).body
        from elearn.actions import moderate
        from tests.site import NOW

        moderate.reweigh(marked.site.cohort, {"values": (5, 0), "revision": (5, 0)}, "Other weights.", marked.site.people["lea"], NOW)
        assert marks_asked.release(marked.site.cohort, marked.sitting, marked.members["mira"]).body == before


def test_a_question_reaches_the_tutors_by_number_and_its_answer_comes_back(marked):
    client, tam = marked.site.client("mira"), marked.site.client("tam")
    assert client.post(marked.feedback, data={"words": "Why?"}).status_code == 403
    marked_with_words(marked)
    release(marked)
    client.post(marked.feedback, data={"words": "Why a four in evidence?"})
    queue = tam.get(f"/classes/{marked.site.cohort}/marking").text
    assert "Why a four in evidence?" in queue and "Students ask" in queue
    with marked.site.app.app_context():
        [query] = marks_asked.queries(marked.site.cohort)
    tam.post(f"/classes/{marked.site.cohort}/marking/queries/{query.id}", data={"answer": "Because you revised openly."})
    assert "Because you revised openly." in client.get(marked.feedback).text
    assert "Because you revised openly." not in marked.site.client("lew").get(marked.feedback).text


def test_a_script_that_is_not_ready_is_not_released(marked):
    release(marked)
    with marked.site.app.app_context():
        assert not marks_asked.released(marked.site.cohort, [marked.sitting])


def test_the_way_to_marking_and_to_feedback_is_on_the_pages_where_one_begins(marked):
    queue = f"/classes/{marked.site.cohort}/marking"
    for name, page in (("tam", f"/classes/{marked.site.cohort}"), ("tam", "/classes"), ("sam", "/classes"), ("lea", "/classes")):
        assert f'href="{queue}"' in marked.site.client(name).get(page).text, (name, page)
    assert queue not in marked.site.client("ola").get("/classes").text
    assert "What your map shows" in marked.site.client("mira").get("/home").text
    marked_with_words(marked)
    release(marked)
    assert "Read your feedback" in marked.site.client("mira").get("/home").text


def test_releasing_all_asks_no_more_of_the_database_for_ninety_scripts_than_for_ten(tmp_path, database):
    site = a_site(tmp_path, database=database)
    grow(site, 90, moves=40)
    with site.app.app_context():
        waiting = marks_asked.unreleased(site.cohort)
        asked, given = [], []
        for some in (waiting[:10], waiting[10:]):
            with statements(db.engine) as seen:
                given.append(releasing.release(site.cohort, some, None, NOW)[0])
            asked.append(len([each for each in seen if each.startswith("SELECT")]))
        assert (asked[1], given) == (asked[0], [20, 2 * len(waiting[10:])])
        assert asked[0] <= 12
