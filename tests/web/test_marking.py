"""Marking through its pages: what is given, who sees what, and that nothing is written over."""

import pytest

from elearn.actions import redact
from elearn.domain import move as m
from elearn.domain.moderation import Part
from elearn.store import log, marks_asked, word_decisions
from tests.site import NOW
from tests.web.marked import a_marked_site, finished, put_up
from tests.web.test_every_page import Reader
from tests.web.test_queries import queries


@pytest.fixture
def marked(tmp_path):
    return a_marked_site(tmp_path)


def well_formed(text: str) -> None:
    reader = Reader()
    reader.feed(text)
    twice = {each for each in reader.ids if reader.ids.count(each) > 1}
    assert (reader.wrong, reader.open, twice, reader.heads) == ([], [], set(), 1)


def test_the_pages_of_marking_are_well_formed(marked):
    marked.marks("tam")
    tam, lea, root = marked.site.client("tam"), marked.site.client("lea"), f"/classes/{marked.site.cohort}/marking"
    for client, path in (
        (tam, root),
        (tam, marked.path),
        (tam, f"{marked.path}/replay"),
        (lea, f"{root}?show=all"),
        (lea, f"{root}/record"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        well_formed(answer.text)


def test_thirteen_levels_are_asked_of_a_pair(marked):
    page = marked.site.client("tam").get(marked.path).text
    assert page.count("data-judgement=") == 13
    assert "0 of 13 given" in page


def test_the_form_without_a_script_keeps_every_level_and_finishes(marked):
    client = marked.site.client("tam")
    client.post(marked.path, data=marked.form())
    assert "13 of 13 given" in client.get(marked.path).text
    client.post(f"{marked.path}/done", data=marked.form())
    with marked.site.app.app_context():
        [marking] = marks_asked.script(marked.site.cohort, marked.number).markings
        assert marking.done_at is not None


def test_levels_one_and_four_want_a_word_before_one_has_finished(marked):
    client, (about, criterion) = marked.site.client("tam"), marked.keys()[0]
    form = marked.form(**{f"level.{about}.{criterion}": 4})
    answer = client.post(f"{marked.path}/done", data=form, follow_redirects=True)
    assert "want a word of explanation" in answer.text
    with marked.site.app.app_context():
        assert marks_asked.script(marked.site.cohort, marked.number).markings[0].done_at is None


def test_an_older_page_writes_nothing_over_a_newer_one(marked):
    client, (about, criterion) = marked.site.client("tam"), marked.keys()[0]
    field = f"{about}.{criterion}"
    one = {f"version.{field}": 0, f"level.{field}": 3}
    headers = {"Accept": "application/json"}
    assert client.post(marked.path, json=one, headers=headers).json["versions"] == {field: 1}
    answer = client.post(marked.path, json={**one, f"level.{field}": 1}, headers=headers).json
    assert (answer["older"], "newer version stands" in answer["sentence"]) == ([field], True)
    with marked.site.app.app_context():
        [row] = marks_asked.given(marked.site.cohort, [marked.number])[marked.number, marked.site.people["tam"]].values()
        assert (row.level, row.version) == (3, 1)


def test_two_markers_of_one_script_never_write_over_one_another(marked):
    marked.give("sam", Part.SECOND)
    for name, level in (("tam", 3), ("sam", 2)):
        marked.marks(name, level, done=False)
    with marked.site.app.app_context():
        given = marks_asked.given(marked.site.cohort, [marked.number])
        levels = {marker: {row.level for row in rows.values()} for (_, marker), rows in given.items()}
    assert levels == {marked.site.people["tam"]: {3}, marked.site.people["sam"]: {2}}


def test_a_second_marker_sees_nothing_of_the_first_until_both_have_finished(marked):
    marked.give("sam", Part.SECOND)
    marked.marks("tam", comment="canary-comment", done=True)
    sam = marked.site.client("sam")
    assert "canary-comment" not in sam.get(marked.path).text
    marked.marks("sam", done=True)
    assert "canary-comment" in sam.get(marked.path).text


def test_a_second_marker_has_only_what_was_given_to_them(marked):
    sam, root = marked.site.client("sam"), f"/classes/{marked.site.cohort}/marking"
    assert sam.get(marked.path).status_code == 404
    assert sam.get(f"{marked.path}/replay").status_code == 404
    assert str(marked.number) not in sam.get(f"{root}?show=all").text
    assert sam.get(f"{root}/record").status_code == 404
    marked.give("sam", Part.SECOND)
    assert sam.get(marked.path).status_code == 200


def test_the_panel_opens_when_every_level_has_been_given(marked):
    client, secret = marked.site.client("tam"), "It informs; it is not the mark"
    assert secret not in client.get(marked.path).text
    assert client.post(f"{marked.path}/words", data={"cause": "x", "panel": "y", "same": "yes"}).status_code == 403
    marked.marks("tam", done=False)
    assert secret in client.get(marked.path).text


def test_people_go_by_numbers_in_queue_evidence_and_replay(marked):
    client, root = marked.site.client("tam"), f"/classes/{marked.site.cohort}/marking"
    for path in (root, f"{root}?show=all", marked.path, f"{marked.path}/replay", f"{root}/record"):
        page = client.get(path).text
        assert "Mira" not in page and "Lew" not in page, path
    page = client.get(marked.path).text
    assert all(str(number) in page for number in marked.numbers().values())


def test_names_inside_students_own_words_are_hidden_too(tmp_path):
    marked = a_marked_site(tmp_path, marker=None)
    with marked.site.app.app_context():
        from elearn.actions import sit
        from elearn.actions.play import Player
        from elearn.domain.content import StepKind
        from elearn.domain.person import Discipline
        from elearn.store import library, sittings
        from tests.content_builders import a_case
        from tests.site import NOW

        people = [(marked.site.people["mira"], Discipline.MEDICINE), (marked.site.people["lew"], Discipline.LAW)]
        cohort, sitting = sit.open_sitting(marked.site.cohort, library.latest(a_case().case).sha, people, NOW)
        player = Player(cohort, sitting, NOW)
        player.to(StepKind.MAP)
        player.does(player.members()[0], m.CauseAdded(words="MIRA’s idea, and lew agreed", layer="health"))
        player.agree()
        player.to(None)
        assert sittings.with_seats(cohort, sitting).table.finished
    number = put_up(marked.site, sitting)
    page = marked.site.client("tam").get(f"/classes/{marked.site.cohort}/marking/{number}").text
    assert "’s idea, and [" in page and "MIRA" not in page and "lew agreed" not in page
    assert "MIRA" not in marked.site.client("tam").get(f"/classes/{marked.site.cohort}/marking/{number}/replay").text


def test_words_that_are_taken_out_go_from_a_script_that_was_open_before(marked):
    tam, key = marked.site.client("tam"), (marked.site.cohort, marked.sitting)
    with marked.site.app.app_context():
        cause = next(each for each in log.entries(*key) if each.name == "CauseAdded")
    pages = (marked.path, f"{marked.path}/replay")
    assert all(cause.move.words in tam.get(path).text for path in pages)
    with marked.site.app.app_context():
        redact.redact(*key, [cause.seq], NOW, lists=[], by=None)
    assert not any(cause.move.words in tam.get(path).text for path in pages)


def test_where_a_class_does_not_mark_anonymously_names_show_and_the_record_says_so(marked):
    lea, root = marked.site.client("lea"), f"/classes/{marked.site.cohort}/marking"
    lea.post(f"{root}/settings", data={"pass_mark": "50"})
    assert "Mira" in marked.site.client("tam").get(marked.path).text
    assert "names shown to markers" in lea.get(f"{root}/record").text


def test_a_tutors_word_on_a_pending_cause_is_kept_for_the_case(marked):
    marked.marks("tam", done=False)
    client = marked.site.client("tam")
    with marked.site.app.app_context():
        from elearn.store import library, sittings

        sitting = sittings.with_seats(marked.site.cohort, marked.sitting)
        case, cause = library.case(sitting.case_sha), next(iter(sitting.table.causes.values()))
        panel = case.panel.causes[0].id
    client.post(f"{marked.path}/words", data={"cause": cause.id, "panel": panel, "same": "yes"})
    client.post(f"{marked.path}/words", data={"cause": cause.id, "panel": panel, "same": "no"})
    with marked.site.app.app_context():
        [kept] = word_decisions.of_case(case.case)
        assert (kept.words, kept.cause_id, kept.same, kept.by_id) == (cause.words, panel, False, marked.site.people["tam"])


def test_next_unmarked_goes_round_and_then_back_to_the_queue(marked):
    site, root = marked.site, f"/classes/{marked.site.cohort}/marking"
    other = put_up(site, finished(site)[0])
    tam = site.client("tam")
    assert tam.get(f"{root}/next?after={marked.number}").location.endswith(f"/{other}")
    assert tam.get(f"{root}/next?after={other}").location.endswith(f"/{marked.number}")
    marked.marks("tam")
    assert tam.get(f"{root}/next?after={other}").location.endswith("/marking")


def test_the_rubric_may_stand_on_the_left_and_single_keys_be_switched_off(marked):
    client = marked.site.client("tam")
    client.post(f"/classes/{marked.site.cohort}/marking/choices", data={"rubric_left": "1", "script": str(marked.number)})
    page = client.get(marked.path).text
    assert page.index('id="rubric"') < page.index('id="evidence"')
    assert 'data-keys="off"' in page


def test_a_comment_kept_in_the_bank_is_there_for_every_marker(marked):
    about, criterion = marked.keys()[0]
    field = f"{about}.{criterion}"
    marked.site.client("tam").post(marked.path, data=marked.form(**{f"comment.{field}": "Well seen.", "keep": field}))
    marked.give("sam", Part.SECOND)
    assert "Well seen." in marked.site.client("sam").get(marked.path).text


def test_a_private_note_is_its_writers_alone(marked):
    marked.give("sam", Part.SECOND)
    marked.site.client("tam").post(marked.path, data={"version.pair.note": "0", "words.pair.note": "canary-note"})
    for name in ("tam", "sam"):
        marked.marks(name)
    assert "canary-note" in marked.site.client("tam").get(marked.path).text
    for name in ("sam", "lea"):
        assert "canary-note" not in marked.site.client(name).get(marked.path).text


def test_what_is_finished_goes_up_for_marking_and_is_shared_out(tmp_path):
    marked = a_marked_site(tmp_path, marker=None)
    site, root = marked.site, f"/classes/{marked.site.cohort}/marking"
    for _ in range(3):
        finished(site)
    chosen = [site.people["tam"], site.people["lea"]]
    site.client("tam").post(f"{root}/put-up", data={"marker": chosen})
    with site.app.app_context():
        assert marks_asked.load(site.cohort) == dict.fromkeys(chosen, 2)
        assert marks_asked.to_put_up(site.cohort) == []


def test_the_queue_asks_the_same_of_the_database_however_many_scripts_there_are(marked):
    path = f"/classes/{marked.site.cohort}/marking?show=all"
    before = queries(marked.site, "lea", path)
    for _ in range(4):
        put_up(marked.site, finished(marked.site)[0])
    assert queries(marked.site, "lea", path) == before <= 8
