"""The table and the desks: what the log comes to, and that it always comes to the same."""

import pytest

from elearn.domain import desk as desks
from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.domain.entry import redacted
from elearn.domain.errors import MoveRefused
from elearn.domain.person import Discipline
from tests.builders import LEW, MIRA, NOOR, Table, a_finding

THREE_AND_ONE = {MIRA: Discipline.MEDICINE, NOOR: Discipline.MEDICINE, "0mar0000": Discipline.MEDICINE, LEW: Discipline.LAW}
GROUPS = [None, THREE_AND_ONE]


@pytest.mark.parametrize("members", GROUPS)
def test_a_pair_of_two_and_of_four_goes_from_meet_to_compare_by_the_same_rules(members):
    table = Table(members=members).at_compare()
    assert table.workspace.step.kind is StepKind.COMPARE


@pytest.mark.parametrize("members", GROUPS)
def test_replaying_the_log_gives_the_table_and_every_desk(members):
    table = Table(members=members).at_compare()
    assert folding.replay(entry for entry in table.log if not entry.lane) == table.workspace
    for member, desk in table.desks.items():
        assert desks.replay(entry for entry in table.log if entry.lane == member) == desk


def test_numbers_have_no_gaps_within_a_lane():
    table = Table().at_compare()
    for lane in {entry.lane for entry in table.log}:
        assert [entry.seq for entry in table.log if entry.lane == lane] == list(range(1, 1 + sum(e.lane == lane for e in table.log)))


def test_the_step_opens_only_when_all_have_sealed():
    table = Table().past_meet()
    table.does(MIRA, m.FindingNoted(passage=table.passage(MIRA), finding=a_finding()))
    table.does(MIRA, m.FindingsSealed())
    assert table.workspace.step.kind is StepKind.SPOT


def test_a_seal_keeps_the_findings_of_the_desk_whatever_the_browser_sends():
    table = Table().past_meet()
    table.does(MIRA, m.FindingNoted(passage=table.passage(MIRA), finding=a_finding("Better away")))
    forged = m.Sealed(id="f0rged00", passage=table.passage(MIRA), finding=a_finding("Forged"))
    table.does(MIRA, m.FindingsSealed(findings=(forged,)))
    assert [each.finding.says for each in table.workspace.findings.values()] == ["Better away"]


def test_two_people_changing_the_same_words_keep_both_to_choose_from():
    table = Table().at_map()
    cause = table.cause("Mould")
    table.does(MIRA, m.CauseReworded(of=cause, words="Mould above the cot", base=1))
    table.does(LEW, m.CauseReworded(of=cause, words="Damp the landlord knew of", base=1))
    held = table.workspace.causes[cause]
    assert (held.words, [each.words for each in held.rivals]) == ("Mould above the cot", ["Damp the landlord knew of"])


def test_choosing_a_wording_settles_it():
    table = Table().at_map()
    cause = table.cause("Mould")
    table.does(MIRA, m.CauseReworded(of=cause, words="Mould above the cot", base=1))
    rival = table.does(LEW, m.CauseReworded(of=cause, words="Known damp", base=1))
    table.does(MIRA, m.WordingChosen(of=cause, wording=rival))
    held = table.workspace.causes[cause]
    assert (held.words, held.rivals) == ("Known damp", ())


def test_a_cause_takes_its_links_with_it_and_the_log_keeps_them():
    table = Table().past_map()
    source = next(iter(table.workspace.links.values())).source
    table.does(MIRA, m.Removed(of=source))
    assert not table.workspace.links
    assert any(entry.name == "LinkDrawn" for entry in table.log)


def test_who_agreed_is_asked_again_when_the_other_changes_the_map():
    table = Table().at_map()
    one, other = table.cause("Mould"), table.cause("Wheeze")
    table.does(MIRA, m.LinkDrawn(source=one, target=other, how="causes", words="Better away"))
    table.does(MIRA, m.AgreedToGoOn(step="map"))
    table.cause("Nobody answered", by=LEW)
    assert MIRA not in table.workspace.agreed["map"]


def test_somebody_who_leaves_is_waited_for_no_more():
    table = Table(members=THREE_AND_ONE).past_meet()
    for member in (MIRA, LEW, "0mar0000"):
        table.does(member, m.FindingNoted(passage=table.passage(member), finding=a_finding()))
        table.does(member, m.FindingsSealed())
    table.house(m.MemberLeft(member=NOOR))
    assert table.workspace.step.kind is StepKind.SHARE


def test_redacted_words_are_gone_and_the_replay_still_stands():
    table = Table().past_map()
    blanked = [entry.model_copy(update={"move": redacted(entry.move)}) if entry.by == MIRA else entry for entry in table.log]
    after = folding.replay(entry for entry in blanked if not entry.lane)
    assert "Mould" not in after.model_dump_json()
    assert (after.last, list(after.links)) == (table.workspace.last, list(table.workspace.links))


def test_a_finished_map_closes_for_good_when_compare_opens():
    table = Table().at_compare()
    with pytest.raises(MoveRefused, match="closed when you began to compare"):
        table.cause("Too late")
