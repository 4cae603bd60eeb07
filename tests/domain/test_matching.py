"""Words against the panel's vocabulary: what counts, what is only suggested, and what the pair's own answers change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.matching import SUGGESTIONS, Match, MatchKind, Vocabulary, finding_shows, vocabulary_of
from elearn.domain.panel import Panel, PanelCause, Weak
from elearn.domain.passage import Passage
from elearn.domain.typeahead import type_ahead
from elearn.domain.vocabulary import Layer
from elearn.domain.wording import normalise
from tests.domain.panel_cases import LETTER, a_case_with, a_compared_case, a_panel, passage


def a_panel_cause(id: str, says: str, layer: str = "exposure", **more: object) -> PanelCause:
    return PanelCause.model_validate({"id": id, "layer": layer, "says": says, "seen_from": "both", **more})


def a_weak_one(id: str, says: str, **more: object) -> Weak:
    return Weak.model_validate({"id": id, "layer": "social", "says": says, "why": "It does not hold.", **more})


def knowing(*causes: PanelCause, weak: tuple[Weak, ...] = ()) -> Vocabulary:
    return Vocabulary(Panel(voices=(), causes=causes, links=(), weak=weak))


MOULD = a_panel_cause("mould", "Mould and damp air where he sleeps", also=["black mould by the cot", "damp bedroom"], near=["damp home"])
REPAIR = a_panel_cause("repair", "Landlord past the repair deadlines", "legal", also=["landlord has not repaired"])
HOLD = a_panel_cause("hold", "Repairs on hold while a claim is live", "system")
BLAME = a_weak_one("blame", "The parents do not open the windows", also=["poor ventilation by tenants"], near=["lifestyle"])
FLAT = knowing(MOULD, REPAIR, HOLD, weak=(BLAME,))


# --- words made comparable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Landlord’s repairs", "landlord repair"),
        ("Black  mould,\nby the cot!", "black mould by cot"),
        ("DAMP BEDROOM", "damp-bedrooms"),
        ("ﬁve families & a child", "five family and children"),
        ("Unauthorized charges", "unauthorised charge"),
        ("shoe\u00adbox flat", "shoebox flat"),
        ("rashes, headaches, illnesses", "rash headache illness"),
    ],
)
def test_spelling_case_punctuation_and_plurals_do_not_matter(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("not repaired", "repaired"),
        ("landlord ignored tenant", "tenant ignored landlord"),
        ("glucose 2.1", "glucose 21"),
        ("hepatitis A", "hepatitis"),
        ("asthma", "asthmatic"),
        ("no heating", "heating"),
    ],
)
def test_what_changes_the_meaning_is_kept(one, other):
    assert normalise(one) != normalise(other)


@given(st.text(max_size=80))
def test_normalising_is_safe_for_any_text_a_person_can_type(text):
    told = normalise(text)
    assert told == " ".join(told.split())
    assert FLAT.match(text).kind in MatchKind


# --- what counts


def test_the_panels_own_words_are_exact_and_its_synonyms_count_as_much():
    exact, synonym = FLAT.match("mould and damp air where he sleeps"), FLAT.match("Black mould by the cot")
    assert (exact.kind, exact.panel, exact.credit) == (MatchKind.EXACT, "mould", 1)
    assert (synonym.kind, synonym.panel, synonym.credit) == (MatchKind.SYNONYM, "mould", 1)


def test_broader_words_count_half():
    near = FLAT.match("a damp home")
    assert (near.kind, near.panel, near.credit) == (MatchKind.NEAR, "mould", 0.5)


def test_weak_causes_are_known_and_earn_nothing():
    weak = FLAT.match("Poor ventilation by tenants")
    assert (weak.kind, weak.panel, weak.credit, weak.counts) == (MatchKind.WEAK, "blame", 0, False)


@pytest.mark.parametrize("words", ["mould in the nursery", "landlord was slow to repair", "They never open their windows"])
def test_anything_fuzzier_is_pending_however_like_it_is(words):
    assert FLAT.match(words).kind is MatchKind.PENDING


def test_what_fits_two_causes_stays_pending_and_both_are_suggested():
    two = knowing(
        a_panel_cause("cold", "Cold bedroom", also=["no heating"]), a_panel_cause("money", "Too poor to heat", also=["no heating"])
    )
    assert two.match("No heating") == Match(kind=MatchKind.PENDING, suggestions=("cold", "money"))


def test_what_fits_a_cause_and_a_weak_one_stays_pending():
    smoke = knowing(
        a_panel_cause("smoke", "Smoke on clothes", also=["smoking"]), weak=(a_weak_one("father", "His smoking", near=["smoking"]),)
    )
    assert smoke.match("smoking") == Match(kind=MatchKind.PENDING, suggestions=("smoke", "father"))


def test_a_near_word_of_one_cause_does_not_contest_the_own_name_of_another():
    both = knowing(MOULD, a_panel_cause("home", "Damp home"))
    assert both.match("Damp home").panel == "home"


# --- suggestions


def test_a_pending_cause_brings_the_likeliest_first_and_never_more_than_three():
    many = knowing(*(a_panel_cause(f"c{i}", f"damp wall number {i}") for i in range(6)), MOULD)
    found = many.match("damp bedroom walls")
    assert len(found.suggestions) == SUGGESTIONS
    assert FLAT.match("mould in the nursery").suggestions[0] == "mould"


def test_a_suggestion_needs_shared_words_and_not_only_shared_letters():
    assert "hold" not in FLAT.match("He is holding back", layer=Layer.EXPOSURE).suggestions


def test_weak_causes_are_suggested_too_so_that_blame_is_not_taken_for_insight():
    assert FLAT.match("parents never open windows").suggestions[0] == "blame"


def test_evidence_and_column_help_to_suggest_and_never_decide():
    found = FLAT.match("Nobody mended it", layer=Layer.LEGAL, evidence={"repair"})
    assert found == Match(kind=MatchKind.PENDING, suggestions=("repair",))


def test_where_nothing_is_like_it_the_nearest_of_its_column_is_asked_about_so_that_the_pair_says_beyond():
    assert FLAT.match("An aunt nearby", layer=Layer.SYSTEM).suggestions == ("hold",)


def test_suggestions_come_in_the_same_order_every_time_and_for_equals_in_the_panels():
    twins = knowing(a_panel_cause("one", "cold room east"), a_panel_cause("two", "cold room west"))
    assert {twins.match("a cold room somewhere").suggestions for _ in range(5)} == {("one", "two")}


# --- the pair's own answers


def test_same_makes_it_the_panels_cause_for_this_pair():
    assert FLAT.match("mould in the nursery", answers={"mould": True}) == Match(kind=MatchKind.SYNONYM, panel="mould")
    assert FLAT.match("mould in the nursery").kind is MatchKind.PENDING


def test_not_the_same_takes_that_suggestion_away_and_brings_no_other():
    words = "landlord puts repairs on hold"
    first, *rest = FLAT.match(words).suggestions
    assert FLAT.match(words, answers={first: False}).suggestions == tuple(rest)


def test_when_all_are_refused_nothing_is_left_to_suggest():
    words = "mould in the nursery"
    refused = dict.fromkeys(FLAT.match(words).suggestions, False)
    assert FLAT.match(words, answers=refused) == Match(kind=MatchKind.PENDING)


def test_refusing_one_of_two_that_the_words_fit_settles_it():
    two = knowing(
        a_panel_cause("cold", "Cold bedroom", also=["no heating"]), a_panel_cause("money", "Too poor to heat", also=["no heating"])
    )
    assert two.match("No heating", answers={"cold": False}) == Match(kind=MatchKind.SYNONYM, panel="money")


def test_the_pair_may_say_that_even_the_panels_own_words_mean_something_else_to_them():
    assert FLAT.match("damp bedroom", answers={"mould": False}) == Match(kind=MatchKind.PENDING)


def test_same_as_two_causes_is_two_causes_and_stays_pending():
    found = FLAT.match("mould in the nursery", answers={"mould": True, "repair": True})
    assert found == Match(kind=MatchKind.PENDING, suggestions=("mould", "repair"))


def test_same_as_a_weak_cause_is_weak():
    assert FLAT.match("They never air the flat", answers={"blame": True}) == Match(kind=MatchKind.WEAK, panel="blame")


# --- once for a case


def test_a_vocabulary_is_built_once_for_the_same_content():
    assert vocabulary_of(a_compared_case()) is vocabulary_of(a_case_with(a_panel()))
    assert vocabulary_of(a_compared_case()) is not vocabulary_of(a_case_with(a_panel(weak=[])))


# --- findings


def test_a_finding_has_found_what_a_fact_under_its_words_shows():
    assert finding_shows(a_compared_case(), passage("letter", "was told in August. Support ended")) == {"repair", "support"}
    assert finding_shows(a_compared_case(), passage("clinic", "black mould")) == {"damp", "asthma"}


def test_words_beside_a_fact_show_nothing():
    end = LETTER.index("told")
    assert finding_shows(a_compared_case(), Passage(paper="letter", start=0, end=end)) == frozenset()
    assert finding_shows(a_compared_case(), Passage(paper="nowhere", start=0, end=9)) == frozenset()


# --- type-ahead

SHARED = ("Damp or cold home", "Debt", "Debt and money advice", "Repair and fitness of the home", "Housing: repair and fitness")


def test_type_ahead_waits_for_the_third_letter():
    assert type_ahead("de", SHARED) == ()
    assert type_ahead(" d-e ", SHARED) == ()
    assert type_ahead("deb", SHARED) == ("Debt", "Debt and money advice")


def test_terms_that_begin_so_come_before_those_that_hold_it():
    assert type_ahead("repair", SHARED) == ("Repair and fitness of the home", "Housing: repair and fitness")
    assert type_ahead("fit rep", SHARED) == ("Housing: repair and fitness", "Repair and fitness of the home")


def test_type_ahead_shows_a_few_of_a_long_list():
    assert len(type_ahead("damp", [f"damp wall {i}" for i in range(100)])) == 8
