"""Names in students' own words are hidden from markers, and ordinary words are not."""

import pytest

from elearn.domain import move as m
from elearn.domain.masking import Mask, mask_entry
from tests.builders import MIRA, Table, a_finding

MASK = Mask(
    names={
        "Ștefan Ionescu": "[1]",
        "Grace Owusu": "[2]",
        "Jo Okafor": "[3]",
        "Will May": "[4]",
        "Anne-Marie O’Neill": "[5]",
        "Łukasz de la Cruz": "[6]",
        "أمينة خالد": "[7]",
    }
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ștefan asked", "[1] asked"),
        ("STEFAN asked, and stefan answered", "[1] asked, and [1] answered"),
        ("Stefan’s map, and Ionescu's", "[1]’s map, and [1]'s"),
        ("Ștefan Ionescu’s point", "[1]’s point"),
        ("Ionescu, Ștefan", "[1], [1]"),
        ("lukasz said so; Łukasz de la Cruz too", "[6] said so; [6] too"),
        ("Anne-Marie, anne marie, Annemarie, Oneill, O'Neill's", "[5], [5], [5], [5], [5]'s"),
        ("jo told me", "[3] told me"),
        ("سألت أمينة", "سألت [7]"),
    ],
)
def test_a_name_is_hidden_whatever_its_accents_case_and_ending(said, shown):
    assert MASK.said(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("by the grace of God", "by the grace of God"),
        ("I asked Grace why", "I asked [2] why"),
        ("Grace: no.", "[2]: no."),
        ("Will the landlord answer? He will, and may.", "Will the landlord answer? He will, and may."),
        ("Will said so. May I ask?", "[4] said so. May I ask?"),
        ("It was Will’s idea", "It was [4]’s idea"),
        ("the report of May 2026", "the report of [4] 2026"),  # odd, and nobody is known by it
    ],
)
def test_a_name_that_is_a_word_is_hidden_only_where_it_is_written_as_a_name(said, shown):
    assert MASK.said(said) == shown


@pytest.mark.parametrize("said", ["Joan did not", "a joker", "the cruise", "de la carte", "", "stefania", "graceful"])
def test_words_that_only_hold_a_name_stand(said):
    assert MASK.said(said) == said


def test_folding_masked_entries_makes_a_table_without_the_name():
    table = Table().at_map()
    cause = table.does(MIRA, m.CauseAdded(words="Mira says mould", layer="exposure"))
    mask = Mask(names={"Mira Sund": "[11]"})
    hidden = [mask_entry(each, mask) for each in table.log]
    [words] = [each.move.words for each in hidden if each.op == cause]
    assert words == "[11] says mould"
    assert [each.op for each in hidden] == [each.op for each in table.log]


def test_the_words_inside_a_finding_are_hidden_and_its_numbers_stand():
    finding = m.FindingNoted(passage=m.Passage(paper="p", start=0, end=3), finding=a_finding("Mira saw it", sure=40))
    table = Table().past_meet()
    entry = table.log[-1].model_copy(update={"move": finding})
    hidden = mask_entry(entry, Mask(names={"Mira": "[11]"})).move
    assert (hidden.finding.says, hidden.finding.sure, hidden.passage) == ("[11] saw it", 40, finding.passage)
