"""Whatever a browser, or somebody with a worse tool, sends: it gets a sentence, nothing is stored, and nothing typed is lost."""

import re
from time import sleep

import pytest

from elearn.actions import sit
from elearn.actions.publish import publish
from elearn.domain import move as m
from elearn.domain.entry import read_move
from elearn.domain.errors import Malformed
from elearn.domain.person import Discipline, Role
from elearn.store import cohorts, people, sittings
from elearn.store.cohorts import Cohort, CohortCase, Enrolment
from elearn.store.db import saving
from elearn.store.people import HelpCall
from tests.content_builders import a_case
from tests.mapping import at_map, page
from tests.site import NOW, a_site
from tests.store.test_both import at_once
from tests.web.marked import a_marked_site

AS_SCRIPT = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("field", "sent"),
    [("version", [1]), ("version", None), ("version", float("inf")), ("level", {"a": 1}), ("comment", "a\0b"), ("comment", "\ud800")],
)
def test_levels_and_words_that_no_page_sends_are_refused_in_words_and_not_kept(tmp_path, database, field, sent):
    marked = a_marked_site(tmp_path, database=database)
    name = ".".join(marked.keys()[0])
    body = {f"version.{name}": 0, f"level.{name}": 2, f"comment.{name}": "Seen."} | {f"{field}.{name}": sent}
    answer = marked.site.client("tam").post(marked.path, json=body, headers=AS_SCRIPT)
    assert (answer.status_code, bool(answer.json["sentence"])) == (400, True)
    assert "0 of 13 given" in marked.site.client("tam").get(marked.path).text


def test_a_page_of_the_queue_past_its_end_is_the_last_one(tmp_path):
    marked = a_marked_site(tmp_path)
    shown = marked.site.client("tam").get(f"/classes/{marked.site.cohort}/marking?page=7").text
    assert marked.path in shown
    assert "Nothing waits for you" not in shown


def a_call_elsewhere(site, archived_at=None) -> int:
    """Mira learns in a second class too, where nobody has seen to her call."""
    with site.app.app_context(), saving() as session:
        other = Cohort(name="Spring", created_at=NOW, archived_at=archived_at)
        session.add(other)
        session.flush()
        session.add(Enrolment(cohort_id=other.id, person_id=site.people["mira"], role=Role.LEARNER, discipline=Discipline.MEDICINE))
        session.add(HelpCall(cohort_id=other.id, person_id=site.people["mira"], at=NOW))
        return other.id


@pytest.mark.parametrize("archived_at", [None, NOW])
def test_a_call_that_nobody_answered_in_another_class_keeps_nobody_from_asking_in_this_one(tmp_path, archived_at):
    site = a_site(tmp_path)
    other, mira = a_call_elsewhere(site, archived_at), site.client("mira")
    assert "Ask a tutor to find me" in mira.get("/pause").text
    mira.post("/pause", data={"for": site.people["mira"]})
    assert "Your tutors were told on" in mira.get("/pause").text
    with site.app.app_context():
        assert [len(people.open_calls(each)) for each in (site.cohort, other)] == [1, 1]


def test_whoever_learns_in_archived_classes_only_is_told_that_nobody_would_see_it(tmp_path):
    site = a_site(tmp_path)
    with site.app.app_context(), saving():
        cohorts.by_id(site.cohort).archived_at = NOW
    mira = site.client("mira")
    assert "no tutor to tell" in mira.get("/pause").text
    mira.post("/pause", data={"for": site.people["mira"]})
    with site.app.app_context():
        assert people.open_calls(site.cohort) == []


def test_two_presses_at_one_moment_are_one_call(tmp_path, database, monkeypatch):
    site = a_site(tmp_path, database=database)

    def slowly(person_id):
        found = people.open_calls_of(person_id)
        sleep(0.1)
        return found

    monkeypatch.setattr(sit, "open_calls_of", slowly)

    def ask(_):
        with site.app.app_context():
            sit.want_help(site.cohort, site.people["mira"], None, NOW)

    at_once(ask, 3)
    with site.app.app_context():
        assert len(people.open_calls(site.cohort)) == 1


DEEP = '{"body": ' + "[" * 50_000 + "]" * 50_000 + "}"


@pytest.mark.parametrize("post", ["moves", "here", "drafts"])
@pytest.mark.parametrize("sent", ["[1]", '"words"', DEEP])
def test_json_that_is_no_object_or_nested_without_end_is_refused_in_words(tmp_path, post, sent):
    site = a_site(tmp_path)
    answer = site.client("mira").post(f"{site.path}/{post}", data=sent, content_type="application/json", headers=AS_SCRIPT)
    assert (answer.status_code, bool(answer.json["sentence"])) in [(400, True), (409, True)]


def test_a_form_whose_field_is_both_words_and_fields_is_refused_in_words(tmp_path):
    site = a_site(tmp_path)
    form = {"as": site.members["mira"], "op": "b" * 16, "move": "ProfessionIntroduced", "words": "I look", "words.more": "at this"}
    answer = site.client("mira").post(f"{site.path}/moves", data=form)
    assert (answer.status_code, "could not be read" in answer.text) == (400, True)


def sends(site, name: str, move: str, **fields: str):
    """Post a plain form, as a browser without a script does."""
    form = {"as": site.members[name], "for": site.people[name], "op": sit.new_op(), "move": move, "page": "map"}
    return site.client(name).post(f"{site.path}/moves", data=form | fields)


def test_a_form_about_one_cause_comes_back_about_it_with_its_words(tmp_path):
    site = at_map(a_site(tmp_path))
    cause = site.does("mira", m.CauseAdded(words="Mould", layer="exposure"))
    answer = sends(site, "mira", "CauseReworded", of=cause, base="1", draft=f"words-{cause}", words="long words " * 40)
    form = answer.text.partition(f'id="words-{cause}"')[2].partition("</form>")[0]
    assert (answer.status_code, f'name="of" value="{cause}"' in form, "long words" in form) == (400, True, True)


@pytest.mark.parametrize(("move", "at"), [("Asked", "map"), ("ReflectionWritten", "map"), ("ActionPlanned", "act")])
def test_words_whose_form_the_page_has_not_any_more_are_shown_to_be_copied(tmp_path, move, at):
    site = at_map(a_site(tmp_path))
    cause = site.does("mira", m.CauseAdded(words="Mould", layer="exposure"))
    site.does("mira", m.Removed(of=cause))
    fields = {"Asked": {"on": cause}, "ReflectionWritten": {"question": "0"}, "ActionPlanned": {"action.owner": "person"}}[move]
    words = "action.does" if move == "ActionPlanned" else "words"
    answer = sends(site, "mira", move, draft="somewhere", **fields, **{"page": at, words: "what I have thought of"})
    assert answer.status_code in (400, 422)
    assert ">what I have thought of</textarea>" in answer.text


@pytest.mark.parametrize(("csrf", "whose", "status"), [(False, "lew", 409), (True, "mira", 400)])
def test_words_of_a_page_made_for_somebody_else_or_too_old_are_shown_to_be_copied(tmp_path, csrf, whose, status):
    site = a_site(tmp_path, csrf=csrf)
    answer = sends(site, "mira", "ProfessionIntroduced", words="I look for what can be done", **{"as": site.members[whose]})
    assert (answer.status_code, ">I look for what can be done</textarea>" in answer.text) == (status, True)


def test_words_that_another_sites_page_has_sent_are_not_shown(tmp_path):
    site = a_site(tmp_path, csrf=True)
    form = {"as": site.members["mira"], "words": "Send your password to"}
    answer = site.client("mira").post(f"{site.path}/moves", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, "Send your password" in answer.text) == (400, False)


def test_what_was_chosen_in_a_refused_form_is_chosen_when_it_comes_back(tmp_path):
    site = at_map(a_site(tmp_path))
    cause = site.does("mira", m.CauseAdded(words="Mould", layer="exposure"))
    chosen = {"source": cause, "target": cause, "how": "protects", "sure": "65", "idea": "both"}
    answer = sends(site, "mira", "LinkDrawn", draft="draw-link", words="because of itself", **chosen)
    form = answer.text.partition('id="draw-link"')[2].partition("</form>")[0]
    assert re.findall(r'<option value="(\w+)" selected', form) == [cause, "protects", cause, "both"]
    assert 'name="sure" min="0" max="100" step="1" value="65"' in form
    sends(
        site,
        "mira",
        "LinkDrawn",
        draft="draw-link",
        words="because",
        **chosen | {"source": site.does("mira", m.CauseAdded(words="Cold", layer="exposure"))},
    )
    assert 'value="65"' not in page(site, "mira", "map").partition('id="draw-link"')[2].partition("</form>")[0]


def test_a_finding_that_was_refused_keeps_its_passage_its_place_and_how_sure_one_was(tmp_path):
    site = a_site(tmp_path)
    for step in ("introduced", "agreed"):
        for name in ("mira", "lew"):
            site.does(name, m.ProfessionIntroduced(words="I look") if step == "introduced" else m.AgreedToGoOn(step="meet"))
    shown = page(site, "mira", "spot")
    passage = re.search(r'name="passage" id="note-passage".*?<option value="([^"]+)"', shown.replace('<option value="">', ""), re.DOTALL)[1]
    fields = {"page": "spot", "passage": passage, "finding.says": "long " * 80, "finding.layer": "health", "finding.sure": "70"}
    form = sends(site, "mira", "FindingNoted", draft="note", **fields).text.partition('id="note"')[2].partition("</form>")[0]
    assert f'<option value="{passage}" selected' in form
    assert 'value="health" required checked' in form
    assert '<option value="70" selected' in form


LINK = {"source": "a" * 16, "how": "causes", "words": "because"}
CAUSE = {"words": "Mould", "layer": "exposure"}
ACTION = {"does": "Ring them", "owner": "person", "when": "now", "works_on": []}


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("LinkDrawn", LINK, "The cause that it leads to: nothing is chosen or written there yet."),
        ("CauseAdded", CAUSE | {"sure": 140}, "How sure: write 100 at most."),
        ("CauseAdded", CAUSE | {"sure": "lots"}, "How sure: write a whole number."),
        ("ActionPlanned", {"action": ACTION}, "The causes that it works on: choose one at least."),
    ],
)
def test_a_field_that_was_left_out_or_cannot_be_is_named_as_the_page_calls_it(kind, body, told):
    with pytest.raises(Malformed, match=re.escape(told)):
        read_move(kind, body)


def test_words_sent_after_one_was_signed_out_are_shown_to_be_copied_and_a_script_waits(tmp_path):
    site = a_site(tmp_path)
    form = {"as": site.members["mira"], "move": "ProfessionIntroduced", "words": "I look for what can be done"}
    answer = site.client().post(f"{site.path}/moves", data=form)
    assert (answer.status_code, ">I look for what can be done</textarea>" in answer.text) == (403, True)
    answer = site.client().post(f"{site.path}/moves", data=form, headers=AS_SCRIPT)
    assert (answer.status_code, answer.location) == (303, "/sign-in?back=live.post_move")


def test_a_line_end_of_a_plain_form_is_one_character_as_its_page_counts_it(tmp_path):
    site = a_site(tmp_path)
    words = "\r\n".join(["Who we are"] * 15) + "\r\n" + "x" * 30
    answer = sends(site, "mira", "ProfessionIntroduced", page="meet", words=words)
    assert (answer.status_code, len(words) > 200) == (303, True)
    assert site.table().members[site.members["mira"]].introduction == words.replace("\r\n", "\n")


def test_a_question_about_feedback_that_is_too_long_is_refused_whole_and_shown_again(tmp_path):
    marked = a_marked_site(tmp_path)
    answer = marked.site.client("mira").post(marked.feedback, data={"words": "why so low " * 200})
    assert (answer.status_code, "under 2000 characters" in answer.text, "why so low" in answer.text) == (400, True, True)


def test_a_tutors_word_that_is_refused_is_shown_again(tmp_path):
    site = a_site(tmp_path)
    answer = site.client("tam").post(f"/classes/{site.cohort}/live/messages", data={"words": "look again " * 60})
    assert (answer.status_code, ">look again look again" in answer.text) == (422, True)


def fields(html: str, form: str) -> dict[str, str]:
    """What stands in a form's fields, by name; of choices what is ticked."""
    inputs = re.findall(r"<input[^>]*>", html.partition(f'action="{form}"')[2].partition("</form>")[0])
    told = [(re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each), each) for each in inputs]
    return {name[1]: value[1] for name, value, each in told if name and value and ('type="radio"' not in each or " checked" in each)}


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("staff", {"email": "no address", "name": "Ann Lee", "role": "observer"}),
        ("allowances", {"email": "typo@x.test", "percent": "50", "minutes": "10", "days": "2"}),
        ("live/rules", {"rule": "quiet", "events": "many", "minutes": "12", "share": "0.5"}),
    ],
)
def test_a_class_form_that_is_refused_comes_back_as_it_was_filled_in(tmp_path, address, sent):
    site = a_site(tmp_path)
    path = f"/classes/{site.cohort}/{address}"
    answer = site.client("lea").post(path, data=sent)
    shown = answer.text.partition(f'id="rule-{sent["rule"]}"')[2] if "rule" in sent else answer.text
    assert answer.status_code == 422
    assert fields(shown, path).items() >= sent.items()


def with_two_cases(site):
    """The class has another case too, which nobody has begun."""
    with site.app.app_context():
        publish([a_case(case="second-room")], NOW)
        with saving() as session:
            session.add(CohortCase(cohort_id=site.cohort, case_slug="second-room"))
    return site


def test_words_sent_to_a_case_that_the_pair_has_given_back_are_not_stored_and_shown_to_be_copied(tmp_path):
    site = with_two_cases(a_site(tmp_path))
    assert site.client("lew").post(f"{site.path}/another-case").status_code == 303
    answer = sends(site, "mira", "ProfessionIntroduced", page="meet", draft="introduce", words="I look for what can be done")
    assert (answer.status_code, ">I look for what can be done</textarea>" in answer.text) == (422, True)
    assert not site.table().members[site.members["mira"]].introduction


def test_partners_who_ask_for_another_case_in_the_same_instant_get_one(tmp_path, database, monkeypatch):
    site = with_two_cases(a_site(tmp_path, database=database))
    tried = sittings.slugs_of_people
    monkeypatch.setattr(sittings, "slugs_of_people", lambda *args: sleep(0.1) or tried(*args))

    def ask(number):
        return site.client(("mira", "lew")[number % 2]).post(f"{site.path}/another-case").status_code

    assert sorted(at_once(ask, 2)) == [303, 422]


@pytest.mark.parametrize("path", ["/", "/home", "/no/such"])
def test_a_site_asked_for_by_a_name_that_is_not_its_own_says_so(tmp_path, path):
    answer = a_site(tmp_path).client("mira").get(path, base_url="http://elsewhere.example")
    assert (answer.status_code, "Use the address that you were given" in answer.text) == (400, True)
