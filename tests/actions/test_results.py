"""Results are kept as each step closes, and working them out again from the logs comes to the same."""

import pytest

from elearn.actions.play import Player
from elearn.actions.results import recompute
from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.domain.results import RULE, Outcome, outcome
from elearn.store import debrief, log, results
from elearn.store.db import saving
from tests.builders import LEW, MIRA, Table, a_finding, an_action
from tests.content_builders import SLUG, a_case
from tests.site import NOW, a_site


def of(table: Table) -> Outcome:
    return outcome(table.case, [entry for entry in table.log if not entry.lane])


def cause(table: Table, id: str):
    return next(each for each in of(table).causes if each.cause == id)


def noted(table: Table, member: str, paper: str, fact: str) -> None:
    found = next(each for each in table.case.paper(paper).facts if each.id == fact)
    table.does(member, m.FindingNoted(passage={"paper": paper, "start": found.start, "end": found.end}, finding=a_finding()))


def spotted() -> Table:
    """Mira noted that the landlord was told, Lew noted the fear and that the report was closed."""
    table = Table().past_meet()
    noted(table, MIRA, "clinic-letter", "told-twice")
    noted(table, LEW, "repairs-log", "afraid")
    noted(table, LEW, "repairs-log", "closed")
    for member in (MIRA, LEW):
        table.does(member, m.FindingsSealed())
    return table


def mapped() -> Table:
    table = spotted()
    for finding in tuple(table.workspace.findings.values()):
        table.does(table.workspace.other_side(finding.by)[0].id, m.Restated(on=finding.id, words="So you say"))
    table.agree()
    return table


def test_who_came_upon_a_cause_first_is_told_by_findings_and_then_by_the_map():
    table = mapped()
    table.does(MIRA, m.CauseAdded(words="black mould", layer="exposure", idea="partner"))
    assert (cause(table, "repair-duty").said_first, cause(table, "repair-duty").said_at) == ("both", "spot")
    assert (cause(table, "fear").said_first, cause(table, "fear").spotted_by) == ("law", "law")
    assert (cause(table, "mould-air").said_first, cause(table, "mould-air").said_at) == ("law", "map")
    assert (cause(table, "wheeze").said_first, cause(table, "wheeze").standing) == ("", "missed")


def test_whether_the_house_opened_a_pack_is_kept_with_the_figures():
    table = mapped()
    assert not of(table).pack_opened
    table.house(m.PackOpened(pack="law", papers=("repairs-log",)))
    assert of(table).pack_opened


def test_what_was_said_back_has_been_talked_of_and_what_was_waved_through_has_not():
    table = spotted()
    by_lew = next(each for each in table.workspace.findings.values() if each.by == LEW)
    table.does(MIRA, m.WavedThrough(on=by_lew.id))
    assert not cause(table, "fear").talked
    assert cause(mapped(), "fear").talked


def test_the_figures_of_a_map_are_those_of_the_comparison():
    table = mapped()
    table.cause("disrepair", layer="legal")
    table.cause("damp home")
    table.cause("The family does not open the windows", layer="social")
    table.cause("Something that nobody has thought of")
    found = of(table)
    assert (found.found, found.owed, found.weak, found.beyond) == (2, 5, 1, 1)
    assert cause(table, "mould-air").near and cause(table, "not-ventilating").standing == "weak"
    assert found.joint == pytest.approx(0.75) and found.law == 0


def test_a_link_that_was_questioned_and_taken_out_is_still_spoken_of():
    table = mapped()
    smoke, chest = table.cause("lifestyle", layer="social"), table.cause("recurrent wheeze", layer="health")
    link = table.does(MIRA, m.LinkDrawn(source=smoke, target=chest, how="causes", words="It may be the family"))
    table.does(LEW, m.Challenged(on=link, words="The fan is dead"))
    table.does(MIRA, m.Removed(of=link))
    [said] = of(table).links_spoken_of
    assert (said.source, said.target, said.stands, said.questioned) == ("not-ventilating", "wheeze", False, True)


def test_what_the_news_did_and_which_causes_the_plan_leaves_out():
    table = mapped()
    duty, mould = table.cause("disrepair", layer="legal"), table.cause("black mould")
    link = table.does(MIRA, m.LinkDrawn(source=duty, target=mould, how="causes", words="Nobody came"))
    table.agree()
    for member, effect in ((MIRA, "more"), (LEW, "same")):
        table.does(member, m.LinkJudged(link=link, effect=effect, words="The wall is wet"))
        table.does(member, m.NewsSealed(step="news"))
    table.does(MIRA, m.LinkWeighed(of=link, sure=90, words="The wall is wet"))
    table.cause("no repair budget", layer="system")
    table.agree()
    table.does(MIRA, m.ActionPlanned(action=an_action(works_on=(duty,))))
    found = of(table)
    assert (found.news_added, found.news_weighed, found.links_spoken_of[0].more) == (1, 1, 1)
    assert [each.cause for each in found.causes if each.standing == "found" and not each.planned] == ["mould-air", "no-budget"]


def test_they_are_kept_as_steps_close_and_come_to_the_same_when_worked_out_again(tmp_path, database):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        player = Player(site.cohort, site.sitting, NOW)
        for kind in (StepKind.SHARE, StepKind.NEWS, None):
            player.to(kind, begin=False)
            kept = results.kept(site.cohort, site.sitting)
            entries = [each for each in log.entries(site.cohort, site.sitting) if each.seq <= kept.upto]
            assert kept == outcome(a_case(), entries) and kept.upto == site.table().last
        assert kept.finished and kept.closed == "reflect"
        assert list(recompute(NOW)) == [1] and results.kept(site.cohort, site.sitting) == kept


def test_rows_of_another_rule_are_found_and_written_anew(tmp_path):
    site = a_site(tmp_path)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(StepKind.NEWS)
        with saving() as session:
            session.get(results.Result, (site.cohort, site.sitting)).rule = RULE - 1
        assert results.stale() == [(site.cohort, site.sitting)]
        list(recompute(NOW))
        assert results.stale() == []


def test_a_class_is_counted_by_the_database(tmp_path, database):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(None)
        by_cause, kept = debrief.by_cause(site.cohort, SLUG), results.kept(site.cohort, site.sitting)
        assert sum(each.found for each in by_cause.values()) == sum(each.standing == "found" for each in kept.causes)
        counted = debrief.debriefed(site.cohort, SLUG)
        assert (counted.maps, counted.plans, counted.news.pairs, debrief.debriefed(site.cohort, "no-such").maps) == (1, 1, 1, 0)
        assert len(debrief.by_link(site.cohort, SLUG)) == len(kept.links_spoken_of)


def test_a_step_that_closes_writes_no_words_of_anybodys(tmp_path):
    site = a_site(tmp_path)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(None)
        kept = results.kept(site.cohort, site.sitting)
        words = {each.words for each in site.table().causes.values()}
        assert not any(said in kept.model_dump_json() for said in words)
