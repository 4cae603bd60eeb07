"""Words taken out of a pair's log on request: gone everywhere, for good, and nothing else with them."""

import pytest
from sqlalchemy import select

from elearn.actions import erase, play, redact, sit
from elearn.actions.verify import verify
from elearn.domain import move as m
from elearn.domain.content import Layer, StepKind
from elearn.domain.entry import REDACTED
from elearn.domain.errors import Conflict
from elearn.store import erasures, log, words
from elearn.store.db import Base, db
from tests.privacy.test_erase import everything
from tests.site import NOW, a_site
from tests.web.marked import finished

SAID = "My mother is Dr Zwickelbrand of Aldmouth"


@pytest.fixture
def site(tmp_path, database):
    made = a_site(tmp_path, database=database)
    made.does("lew", m.ProfessionIntroduced(words=SAID))
    made.does("mira", m.ProfessionIntroduced(words="I ask Lew what is owed"))
    return made


def page(site):
    return f"/classes/{site.cohort}/pairs/{site.sitting}/words"


def line(site, words=SAID):
    with site.app.app_context():
        [found] = [each.seq for each in redact.spoken(log.entries(site.cohort, site.sitting)) if words in str(each.move)]
    return found


def takes_out(site, *lines, by="lea", **form):
    return site.client(by).post(page(site), data={"line": list(lines), **form})


def said(site):
    with site.app.app_context():
        return [each.move.words for each in log.entries(site.cohort, site.sitting) if each.name == "ProfessionIntroduced"]


def test_words_that_are_taken_out_are_gone_from_every_byte_and_replay_stands(site, tmp_path, database):
    assert takes_out(site, line(site), sure="yes").status_code == 303
    with site.app.app_context():
        assert erase.clear_space()
        assert (verify().amiss, said(site)) == ((), [REDACTED, "I ask Lew what is owed"])
    assert not any(b"Zwickelbrand" in data for data in everything(tmp_path, database).values())


def test_a_page_that_was_looked_at_before_shows_them_to_nobody_after(tmp_path):
    site = a_site(tmp_path)
    with site.app.app_context():
        play.Player(site.cohort, site.sitting, NOW).to(StepKind.MAP)
    site.does("mira", m.CauseAdded(layer=Layer.SOCIAL, words="Dr Zwickelbrand said no"))
    pages = [(site.client("mira"), f"{site.path}/map"), (site.client("tam"), f"/classes/{site.cohort}/pairs/{site.sitting}")]
    assert all("Zwickelbrand" in reader.get(path).text for reader, path in pages)
    takes_out(site, line(site, "Zwickelbrand"), sure="yes")
    assert not any("Zwickelbrand" in reader.get(path).text for reader, path in pages)


def test_words_that_the_log_alone_still_has_go_from_a_replay_that_was_looked_at(tmp_path):
    site = a_site(tmp_path)
    with site.app.app_context():
        play.Player(site.cohort, site.sitting, NOW).to(StepKind.MAP)
    cause = site.does("mira", m.CauseAdded(layer=Layer.SOCIAL, words="Dr Zwickelbrand said no"))
    site.does("mira", m.CauseReworded(of=cause, words="The practice said no", base=1))
    own = f"/classes/{site.cohort}/pairs/{site.sitting}"
    pages = [(site.client("mira"), f"{site.path}/replay"), (site.client("tam"), f"{own}/replay"), (site.client("lea"), f"{own}/words")]
    assert all("Zwickelbrand" in reader.get(path).text for reader, path in pages)
    takes_out(site, line(site, "Zwickelbrand"), sure="yes")
    assert not any("Zwickelbrand" in reader.get(path).text for reader, path in pages)


def test_no_hash_is_left_to_guess_the_words_by_and_a_retry_is_still_known(site):
    site.does("lew", m.AgreementWorded(words="We meet at the Quornley Arms"), op="a1b2c3d4e5")
    takes_out(site, line(site, "Quornley"), sure="yes")
    with site.app.app_context():
        row = log.earlier(site.cohort, site.sitting, "a1b2c3d4e5")
        again = sit.make_move(site.cohort, site.sitting, site.members["lew"], "a1b2c3d4e5", m.AgreementWorded(words="We meet"), NOW)
        assert (row.body_sha, again.seq, again.again) == ("", row.seq, True)
        with pytest.raises(Conflict):
            sit.make_move(site.cohort, site.sitting, site.members["mira"], "a1b2c3d4e5", m.AgreementWorded(words="We meet"), NOW)


def test_a_finding_goes_from_the_desk_too_on_which_it_was_noted(tmp_path, database):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        play.Player(site.cohort, site.sitting, NOW).to(StepKind.MAP)
        sealed = next(each for each in log.entries(site.cohort, site.sitting) if each.name == "FindingsSealed")
        words_sealed = [each.finding.says for each in sealed.move.findings]
        redact.redact(site.cohort, site.sitting, [sealed.seq], NOW, lists=[], by=None)
        left = str([each.move for each in log.lanes(site.cohort, site.sitting)[sealed.by]])
        assert (verify().amiss, [each for each in words_sealed if each in left]) == ((), [])


def test_words_that_authors_would_learn_from_are_left_alone(tmp_path, database):
    site = a_site(tmp_path, database=database)
    sitting, _ = finished(site)
    with site.app.app_context(), redact.saving():
        words.keep(site.cohort, sitting, "x", [words.Wrote(cause="c1", words="Quornley", layer="exposure", same_as=None)])
    with site.app.app_context():
        redact.redact(site.cohort, sitting, [redact.spoken(log.entries(site.cohort, sitting))[0].seq], NOW, lists=[], by=None)
        assert db.session.execute(select(Base.metadata.tables["unmatched_words"])).all() == []


def test_the_page_marks_lines_in_which_a_members_name_stands(site):
    shown = site.client("lea").get(page(site)).get_data(as_text=True)
    assert (SAID in shown, shown.count("a member’s name stands in it")) == (True, 1)


def test_what_somebody_judged_alone_is_not_shown_before_all_have(tmp_path, database):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        player = play.Player(site.cohort, site.sitting, NOW)
        player.to(StepKind.NEWS)
        link = next(iter(player.table.links))
        for name in ("lew", "mira"):
            player.does(site.members[name], m.LinkJudged(link=link, effect="more", words="alone-canary"))
        player.does(site.members["lew"], m.NewsSealed(step=player.table.step.id))
    before = site.client("lea").get(page(site)).get_data(as_text=True)
    site.does("mira", m.NewsSealed(step=site.table().step.id))
    after = site.client("lea").get(page(site)).get_data(as_text=True)
    assert ("alone-canary" in before, "alone-canary" in after) == (False, True)


@pytest.mark.parametrize(("form", "says"), [({}, "cannot be brought back"), ({"sure": "yes", "line": []}, "Choose the lines")])
def test_nothing_goes_without_a_choice_and_a_yes(site, form, says):
    answer = site.client("lea").post(page(site), data={"line": [line(site)], **form})
    assert (answer.status_code >= 400, says in answer.get_data(as_text=True), said(site)[0]) == (True, True, SAID)


def test_an_admin_may_and_it_stands_on_the_list_without_words(site):
    assert takes_out(site, line(site), by="ada", sure="yes").status_code == 303
    listed = site.client("ada").get("/admin/erasures").get_data(as_text=True)
    with site.app.app_context():
        [row] = erasures.redactions()
    assert (row.sitting_id, row.by_id, "Zwickelbrand" in listed) == (site.sitting, site.people["ada"], False)


def test_of_a_pair_that_is_not_there_an_admin_learns_just_that(site):
    for by in ("ada", "lea"):
        assert site.client(by).get(f"/classes/{site.cohort}/pairs/9999/words").status_code == 404
        assert site.client(by).post(f"/classes/{site.cohort}/pairs/9999/words").status_code == 404


def test_lines_of_another_pair_or_none_change_nothing(site):
    assert takes_out(site, 9999, sure="yes").status_code >= 400
    assert said(site)[0] == SAID
