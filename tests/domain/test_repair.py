"""A pair is put right: nothing of anybody's work is lost, a newcomer seals alone first, and the log replays to the same table."""

import pytest

from elearn.domain import folding, repair
from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.domain.desk import Desk
from elearn.domain.errors import MoveRefused, Refusal
from elearn.domain.move import Joining, Leaving
from elearn.domain.person import Discipline
from elearn.domain.sight import Sight, open_to_all
from elearn.domain.steps import place, turn
from elearn.domain.telling import tell
from tests.builders import LEW, MIRA, NOOR, Table, a_finding

REN, IDA = "ren00000", "ida00000"
THREE_AND_ONE = {
    MIRA: Discipline.MEDICINE, NOOR: Discipline.MEDICINE, IDA: Discipline.MEDICINE, LEW: Discipline.LAW,
}  # fmt: skip


def house(table: Table, *moves: m.Move) -> Table:
    for each in moves:
        table.house(each)
    assert folding.replay(entry for entry in table.log if not entry.lane) == table.workspace
    return table


def refusal(deed, *args) -> str:
    with pytest.raises(Refusal) as refused:
        deed(*args)
    return refused.value.id


def law_papers(table: Table) -> set[str]:
    return {paper.id for paper in table.case.papers if paper.pack.value == "law" and table.workspace.step_index(paper.opens) <= 1}


def reads(table: Table, who: str) -> set[str]:
    return {paper.id for paper in Sight(table=table.workspace, case=table.case, viewer=who).papers()}


def test_a_place_is_taken_and_the_pair_does_not_go_on_by_itself_meanwhile():
    table = Table().at_map()
    cause, effect = table.cause("Mould"), table.cause("Wheeze")
    table.does(MIRA, m.LinkDrawn(source=cause, target=effect, how="causes", words="Better away"))
    table.does(MIRA, m.AgreedToGoOn(step=table.workspace.step.id))
    house(table, *repair.is_replaced(table.workspace, LEW, REN, Discipline.LAW, Leaving.LEFT))
    assert table.workspace.step.kind is StepKind.MAP
    assert (place(table.workspace, REN), place(table.workspace, MIRA)) == ("spot", "map")
    assert {each.by for each in table.workspace.findings.values()} == {MIRA, LEW}


def test_a_newcomer_sees_the_pairs_work_only_once_sealed_and_holds_no_evidence_up():
    table = Table().at_map()
    cause = table.cause("Mould")
    house(table, repair.comes(table.workspace, REN, Discipline.LAW))
    sight = Sight(table=table.workspace, case=table.case, viewer=REN)
    assert (sight.joint_work(), sight.findings()) == (False, ())
    passage = table.workspace.findings[next(iter(table.workspace.findings))].passage
    assert open_to_all(table.workspace, table.case, passage)
    table.does(MIRA, m.EvidencePointed(on=cause, passage=passage))
    table.does(REN, m.FindingNoted(passage=table.passage(REN), finding=a_finding()))
    table.does(REN, m.FindingsSealed())
    assert Sight(table=table.workspace, case=table.case, viewer=REN).joint_work()


def test_the_papers_of_a_profession_that_is_gone_open_only_after_ones_own_seal():
    table = Table().past_meet()
    house(table, *repair.go_on_alone(table.workspace, table.case, LEW, Leaving.ABSENT))
    assert not reads(table, MIRA) & law_papers(table)
    table.does(MIRA, m.FindingNoted(passage=table.passage(MIRA), finding=a_finding()))
    table.does(MIRA, m.FindingsSealed())
    assert law_papers(table) <= reads(table, MIRA)
    assert table.workspace.packs_opened == (Discipline.LAW,)


def test_one_who_goes_on_alone_can_do_every_step_to_the_end():
    table = Table().at_map()
    theirs = table.cause("A partner's", by=LEW)
    house(table, *repair.go_on_alone(table.workspace, table.case, LEW, Leaving.ABSENT))
    table.does(MIRA, m.Removed(of=theirs))
    cause, effect = table.cause("Mould", by=MIRA), table.cause("Wheeze", by=MIRA)
    table.does(MIRA, m.LinkDrawn(source=cause, target=effect, how="causes", words="Better away"))
    table.agree()
    link = next(iter(table.workspace.links))
    table.does(MIRA, m.LinkJudged(link=link, effect="more", words="The survey says so"))
    table.does(MIRA, m.NewsSealed(step=table.workspace.step.id))
    table.agree()
    assert table.workspace.step.kind is StepKind.ACT


def test_of_three_and_one_a_third_may_go_and_the_one_may_not_without_more():
    table = Table(members=THREE_AND_ONE).past_spot()
    assert refusal(repair.goes, table.workspace, LEW, Leaving.LEFT) == "repair.profession_gone"
    house(table, *repair.goes(table.workspace, NOOR, Leaving.LEFT))
    assert [each.id for each in table.workspace.active] == [MIRA, IDA, LEW]
    assert refusal(repair.is_replaced, table.workspace, LEW, REN, Discipline.MEDICINE, Leaving.LEFT) == "repair.wrong_side"
    house(table, *repair.go_on_alone(table.workspace, table.case, LEW, Leaving.LEFT))
    assert law_papers(table) <= reads(table, MIRA) & reads(table, IDA)


def test_whoever_comes_back_has_what_they_had():
    table = Table(members=THREE_AND_ONE).past_spot()
    house(table, *repair.goes(table.workspace, NOOR, Leaving.ABSENT))
    with pytest.raises(MoveRefused):
        table.does(NOOR, m.AgreedToGoOn(step=table.workspace.step.id))
    house(table, repair.comes_back(table.workspace, NOOR))
    assert table.workspace.members[NOOR].sealed
    assert place(table.workspace, NOOR) == "share"


def test_a_newcomer_who_has_not_sealed_reads_no_opinion_on_the_news_even_when_its_time_has_run_out():
    table = Table().past_map()
    news = table.workspace.step.id
    table.does(MIRA, m.LinkJudged(link=next(iter(table.workspace.links)), effect="more", words="The survey says so"))
    table.does(MIRA, m.NewsSealed(step=news))
    house(table, m.MemberJoined(member=NOOR, discipline=Discipline.LAW, how=Joining.NEW))
    house(table, *(m.NewsSealedByTime(step=news, member=each) for each in (LEW, NOOR)), m.TimeRanOut(step=news, without=(MIRA, LEW, NOOR)))
    seen = {who: [Sight(table=table.workspace, case=table.case, viewer=who).entry(each) for each in table.log] for who in (NOOR, LEW)}
    told = {who: "The survey says so" in "".join(each.move.model_dump_json() for each in given if each) for who, given in seen.items()}
    assert told == {NOOR: False, LEW: True}


def test_a_newcomer_who_has_not_sealed_is_asked_nothing_of_the_pairs_work():
    table = Table().at_map()
    cause = table.cause("Mould above the cot", by=MIRA)
    table.does(MIRA, m.Asked(on=cause, words="Who was told of the mould?"))
    house(table, m.MemberJoined(member=NOOR, discipline=Discipline.LAW, how=Joining.NEW))
    turns = {who: turn(table.workspace, Desk(), table.case, who, {MIRA: "Mira"}) for who in (LEW, NOOR)}
    assert {who: any(said.id == "turn.answer" for said in each.mine) for who, each in turns.items()} == {LEW: True, NOOR: False}


def test_nobody_new_comes_once_the_panel_lies_open():
    table = Table().at_compare()
    assert refusal(repair.comes, table.workspace, REN, Discipline.LAW) == "repair.panel_open"
    house(table, *repair.go_on_alone(table.workspace, table.case, LEW, Leaving.ABSENT))
    assert [each.id for each in table.workspace.active] == [MIRA]


def test_a_sixth_is_refused():
    table = Table(members={**THREE_AND_ONE, "five0000": Discipline.LAW})
    assert refusal(repair.comes, table.workspace, REN, Discipline.LAW) == "repair.full"
    one = Table()
    assert refusal(repair.can_merge, one.workspace, table.workspace) == "repair.full"


def test_merging_says_what_becomes_of_both():
    share, map, meet = Table().past_spot().workspace, Table().at_map().workspace, Table().workspace
    assert repair.what_merging_does(share, map, 4).id == "merge.apart"
    assert "This pair is at Share, pair 4 at Map." in str(repair.what_merging_does(share, map, 4))
    assert repair.what_merging_does(map, map, 4).id == "merge.same"
    assert repair.what_merging_does(map, meet, 4).id == "merge.early"


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (m.MemberJoined(member=REN, discipline=Discipline.LAW, how=Joining.NEW), "Your tutor seated Ren here."),
        (m.MemberJoined(member=REN, discipline=Discipline.LAW, how=Joining.MERGED, pair=7), "Ren came here from pair 7"),
        (m.MemberLeft(member=REN, why=Leaving.MOVED, pair=3), "Ren goes on in pair 3. What they wrote here stays"),
        (m.MemberLeft(member=REN), "Ren left"),
        (m.PackOpened(pack=Discipline.LAW, papers=()), "The papers of law were opened by the house"),
    ],
)
def test_each_has_a_sentence(move, words):
    table = Table()
    table.house(m.MemberJoined(member=REN, discipline=Discipline.LAW))
    table.house(move)
    assert str(tell(table.log[-1], table.workspace, {REN: "Ren"})).startswith(words)
