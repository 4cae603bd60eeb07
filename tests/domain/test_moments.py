"""Key moments in the growth of a map."""

from elearn.domain import move as m
from elearn.domain.moments import MomentKind, moments, stages
from tests.builders import LEW, MIRA, Table


def kinds(table):
    return [each.kind for each in moments(list(stages(each for each in table.log if not each.lane)))]


def test_only_the_first_cause_is_a_moment():
    table = Table().at_map()
    table.cause("Mould")
    table.cause("Wheeze", layer="health")
    assert kinds(table) == [MomentKind.FIRST_CAUSE]


def test_a_chain_is_whole_when_links_lead_from_a_right_to_health_in_any_order_of_drawing():
    table = Table().at_map()
    duty, mould, wheeze = (
        table.cause(words, layer=layer) for words, layer in (("Duty", "legal"), ("Mould", "exposure"), ("Wheeze", "health"))
    )
    table.does(MIRA, m.LinkDrawn(source=mould, target=wheeze, how="causes", words="Away"))
    assert MomentKind.FIRST_CHAIN not in kinds(table)
    table.does(LEW, m.LinkDrawn(source=duty, target=mould, how="causes", words="Since June"))
    assert kinds(table)[-1] is MomentKind.FIRST_CHAIN


def test_a_link_that_leads_back_makes_a_loop():
    table = Table().at_map()
    ill, work = table.cause("Ill", layer="health"), table.cause("No work", layer="social")
    table.does(MIRA, m.LinkDrawn(source=ill, target=work, how="causes", words="Shifts lost"))
    table.does(LEW, m.LinkDrawn(source=work, target=ill, how="keeps_going", words="No heat"))
    assert kinds(table)[-1] is MomentKind.LOOP


def test_a_question_counts_once_at_the_change_that_follows_it():
    table = Table().at_map()
    cause = table.cause("Cold")
    table.does(LEW, m.Asked(on=cause, words="Which room?"))
    table.does(MIRA, m.CauseReworded(of=cause, words="One room is cold", base=1))
    table.does(MIRA, m.CauseWeighed(of=cause, sure=90))
    assert kinds(table).count(MomentKind.QUESTION_CHANGED) == 1
