"""What the rules refuse, each with a sentence that a student can act on."""

import pytest

from elearn.domain import move as m
from elearn.domain.entry import read_move
from elearn.domain.errors import Malformed, MoveRefused
from tests.builders import LEW, MIRA, Table, a_finding


def refused(table: Table, member: str, move: m.Move) -> str:
    with pytest.raises(MoveRefused) as caught:
        table.does(member, move)
    return str(caught.value)


def test_a_cause_before_the_map_is_out_of_turn():
    said = refused(Table().past_meet(), MIRA, m.CauseAdded(words="Mould", layer="exposure"))
    assert said == "That belongs to another step. Your pair is at Spot now."


def test_a_link_to_itself_is_refused():
    table = Table().at_map()
    cause = table.cause("Mould")
    assert "cannot lead to itself" in refused(table, MIRA, m.LinkDrawn(source=cause, target=cause, how="causes", words="x"))


def test_a_move_on_a_removed_cause_says_that_it_was_removed():
    table = Table().at_map()
    cause = table.cause("Mould")
    table.does(MIRA, m.Removed(of=cause))
    assert "has been removed" in refused(table, LEW, m.CauseReworded(of=cause, words="Damp", base=1))


def test_a_partners_cause_is_removed_only_by_proposal():
    table = Table().at_map()
    cause = table.cause("Mould")
    assert "Propose to remove it" in refused(table, LEW, m.Removed(of=cause))
    table.does(LEW, m.RemovalProposed(of=cause, words="It is the same as damp"))
    assert "The one who put it there decides" in refused(table, LEW, m.RemovalAccepted(of=cause))
    table.does(MIRA, m.RemovalAccepted(of=cause))
    assert not table.workspace.causes


def test_only_the_other_profession_says_a_finding_back():
    table = Table().past_spot()
    own = next(each for each in table.workspace.findings.values() if each.by == MIRA)
    assert "other profession" in refused(table, MIRA, m.Restated(on=own.id, words="So it follows the home"))
    table.does(LEW, m.Restated(on=own.id, words="So it follows the home"))
    assert table.workspace.answered_for(own)


def test_nobody_goes_on_from_share_while_a_finding_waits():
    assert refused(Table().past_spot(), MIRA, m.AgreedToGoOn(step="share")).startswith("2 of your findings still wait")


def test_a_passage_of_the_partners_pack_cannot_be_a_finding():
    table = Table().past_meet()
    said = refused(table, MIRA, m.FindingNoted(passage=table.passage(LEW), finding=a_finding()))
    assert said == "Those words are not in a paper that you hold."


def test_evidence_must_be_open_to_both_until_its_paper_is_opened():
    table = Table().at_map()
    paper = next(each for each in table.case.papers if each.pack == "medicine" and each.opens == "spot")
    end = len(paper.plain)
    passage = m.Passage(paper=paper.id, start=end - 10, end=end)
    assert "Open the paper to them first" in refused(table, MIRA, m.CauseAdded(words="Mould", layer="exposure", passages=(passage,)))
    table.does(MIRA, m.PaperOpened(paper=paper.id, words="It says when he is well"))
    table.cause("Mould", passages=(passage,))


def test_an_empty_seal_and_a_second_seal_are_refused():
    table = Table().past_meet()
    assert "at least one finding" in refused(table, MIRA, m.FindingsSealed())
    table.does(MIRA, m.FindingNoted(passage=table.passage(MIRA), finding=a_finding()))
    table.does(MIRA, m.FindingsSealed())
    assert "You have sealed" in refused(table, MIRA, m.FindingNoted(passage=table.passage(MIRA), finding=a_finding()))


def test_words_over_the_limit_are_refused_with_the_limit():
    with pytest.raises(Malformed) as caught:
        read_move("CauseAdded", {"words": "x" * 201, "layer": "exposure"})
    assert str(caught.value).startswith("Words: please keep it under 200 characters")


def test_an_unknown_move_is_refused_in_words():
    with pytest.raises(Malformed, match="Reload the page"):
        read_move("CauseExploded", {})
