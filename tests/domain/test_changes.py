"""What changed between two versions of a case, in words."""

from typing import Any

import pytest

from elearn.domain.changes import Part, changes
from elearn.domain.content import Case, Weight
from tests.content_builders import a_case


def told(old: Case, new: Case) -> list[str]:
    return [str(each) for each in changes(old, new)]


def with_panel(**lists: Any) -> Case:
    case = a_case()
    return a_case(panel=case.panel.model_copy(update=lists))


def altered(kind: str, place: int, **fields: Any) -> Case:
    """The small case with one thing of its panel changed."""
    things = list(getattr(a_case().panel, kind))
    things[place] = things[place].model_copy(update=fields)
    return with_panel(**{kind: tuple(things)})


def paper(place: int, **fields: Any) -> Case:
    papers = list(a_case().papers)
    papers[place] = papers[place].model_copy(update=fields)
    return a_case(papers=tuple(papers))


def test_the_same_case_has_no_changes():
    assert changes(a_case(), a_case()) == ()


def test_wordings_gained_and_lost_are_named():
    new = altered("causes", 3, also=("black mould", "spores in the air", "wet wall"))
    assert told(a_case(), new) == [
        "Cause “Mould where he sleeps” gained 2 other wordings: “spores in the air”; “wet wall”.",
        "Cause “Mould where he sleeps” lost one other wording: “damp bedroom”.",
    ]


def test_a_link_that_became_core_is_named_by_its_ends():
    new = altered("links", 1, weight=Weight.CORE)
    assert told(a_case(), new) == [
        "The link from “Fear of losing the home” to “The landlord's duty to repair is not met” became core; it was supporting."
    ]


def test_changed_new_and_missing_paragraphs_are_counted():
    plain = "One.\nTwo, altered.\nThree.\nFour."
    old = paper(1, plain="One.\nTwo.\nThree.", blocks=((0, 4), (5, 9), (10, 16)))
    new = paper(1, plain=plain, blocks=((0, 4), (5, 18), (19, 25), (26, 31)))
    assert told(old, new) == ["Paper “Clinic letter” has one changed paragraph and one new paragraph."]
    assert told(new, old) == ["Paper “Clinic letter” has one changed paragraph and one paragraph fewer."]


def test_other_markup_over_the_same_words_is_said_to_be_that():
    assert told(a_case(), paper(1, html="<p>x</p>")) == ["Paper “Clinic letter” is laid out otherwise; its words are the same."]


def test_things_that_came_and_went_are_named():
    case = a_case()
    without = with_panel(causes=case.panel.causes[1:])
    assert "The cause “No money set aside for ventilation” is gone." in told(case, without)
    assert "There is a new cause, “No money set aside for ventilation”." in told(without, case)


def test_a_fact_that_is_no_longer_decisive_is_quoted():
    facts = a_case().papers[1].facts
    new = paper(1, facts=(facts[0].model_copy(update={"decisive": False}), *facts[1:]))
    assert told(a_case(), new) == ["The fact “settled within two days when they stayed with his aunt” is no longer decisive."]


def test_a_review_is_told_with_the_reviewers_name():
    assert told(a_case(), a_case(reviewed_by=("Dr A. Example, GP",))) == ["Dr A. Example, GP has reviewed it."]


@pytest.mark.parametrize(
    ("field", "value", "part"), [("title", "Another", Part.CASE), ("minutes", 99, Part.STEPS), ("tensions", (), Part.REST)]
)
def test_each_change_stands_under_its_part(field: str, value: Any, part: Part):
    [found] = changes(a_case(), a_case(**{field: value}))
    assert found.part is part


@pytest.mark.parametrize("field", sorted(set(Case.model_fields) - {"case", "afterwards", "panel", "steps", "papers", "person", "outcomes"}))
def test_no_field_of_a_case_changes_in_silence(field: str):
    """A change that no sentence tells would let a reviewer think that nothing happened."""
    other = {"law_stated_at": a_case().review_by, "review_by": a_case().law_stated_at, "minutes": 55}
    value = other.get(field, () if isinstance(getattr(a_case(), field), tuple) and getattr(a_case(), field) else None)
    if value is None:
        value = ("x",) if field in ("reviewed_by", "people", "images") else "Something else"
    assert told(a_case(), a_case().model_copy(update={field: value})) not in ([], ["Only the order of things has changed."])


def test_order_alone_is_told_as_such():
    case = a_case()
    assert told(case, with_panel(causes=tuple(reversed(case.panel.causes)))) == ["Only the order of things has changed."]
