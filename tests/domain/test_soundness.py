"""Rules across a whole case, asked without a file: what a tutor would say of it."""

from datetime import date
from typing import Any

from elearn.authoring.markup import render
from elearn.authoring.reading import read_yaml
from elearn.domain.content import PanelFile, Resource, Source, WrittenCase
from elearn.domain.near import alike, closest
from elearn.domain.problem import Problem
from elearn.domain.quotation import places
from elearn.domain.soundness import Dossier, PaperText, Shelf, unsound
from tests.content_builders import CASE, PANEL, PAPERS, RESOURCES, SLUG, SOURCES


def a_dossier(case: str = CASE, panel: str = PANEL, **changes: Any) -> Dossier:
    written = WrittenCase.model_validate(read_yaml(case, "case.yaml").value, by_alias=True)
    dossier = Dossier(
        case=written,
        panel=PanelFile.model_validate(read_yaml(panel, "panel.yaml").value, by_alias=True).panel,
        texts={
            each.id: PaperText(file=each.text, markdown=PAPERS[each.text], plain=render(PAPERS[each.text]).plain) for each in written.papers
        },
        shelf=Shelf(
            sources={each["id"]: Source.model_validate(each) for each in read_yaml(SOURCES, "sources.yaml").value["sources"]},
            resources={each["id"]: Resource.model_validate(each) for each in read_yaml(RESOURCES, "resources.yaml").value["resources"]},
        ),
        folder=SLUG,
        today=date(2026, 11, 24),
    )
    return dossier._replace(**changes)


def said(found: list[Problem], code: str) -> str:
    [one] = [each for each in found if each.code == code]
    return one.message


def test_a_sound_case_has_no_problems() -> None:
    assert unsound(a_dossier()) == []


def test_the_share_of_a_pack_is_said_in_per_cent() -> None:
    case = CASE.replace("        decisive: true\n        why: The cough", "        why: The cough").replace(
        "decisive: true\n        why: It", "why: It"
    )
    found = unsound(a_dossier(case))
    assert said(found, "E403") == "The law papers hold 75 % of the decisive facts; 65 % is the most."
    assert said(found, "E401") == "The medicine papers have 1 decisive facts; three are the least."


def test_a_joint_cause_without_evidence_in_both_packs_does_not_count() -> None:
    found = unsound(a_dossier(CASE.replace("shows: [mould-air]\n        decisive", "shows: [wheeze]\n        decisive", 1)))
    assert said(found, "E402").startswith("Causes with evidence in both packs: 1;")
    assert "`mould-air` says `seen_from: joint`; its facts stand in the law papers." in said(found, "W406")


def test_reading_is_counted_for_each_student_and_together_in_the_news() -> None:
    long = PaperText(file="x.md", markdown="", plain="The fan has not run since April " + "word " * 1700)
    dossier = a_dossier()
    found = unsound(dossier._replace(texts={**dossier.texts, "survey": long}))
    assert said(found, "W303") == "Both read 1707 words at `news`, about 9 minutes of its 12."


def test_counting_rules_are_silent_where_something_could_not_be_read() -> None:
    found = unsound(a_dossier(CASE.replace("decisive: true", "decisive: false"), whole=False))
    assert found == []


def test_what_could_not_be_read_may_still_be_spoken_of() -> None:
    panel = PANEL.replace("works_on: [wheeze]", "works_on: [lost-cause]")
    assert unsound(a_dossier(panel=panel, whole=False, ghosts=frozenset({"lost-cause"}))) == []


def test_words_are_the_same_whatever_their_signs_and_size() -> None:
    found = unsound(a_dossier(panel=PANEL.replace("[no repair budget]", '["DAMP  bedroom!"]')))
    assert "stands for `no-budget` and for `mould-air`" in said(found, "E503")


def test_a_harmful_action_does_not_reach_a_core_cause() -> None:
    panel = PANEL.replace("works_on: [wheeze], kind: sound", "works_on: [wheeze], kind: harmful")
    assert "`wheeze`" in said(unsound(a_dossier(panel=panel)), "E506")


def test_a_source_that_is_overdue_is_told_once() -> None:
    found = unsound(a_dossier(today=date(2027, 6, 1)))
    assert said(found, "W603") == "The source `lta-11` was to be looked at again by Monday 24 May 2027."


def test_the_step_that_comes_too_early_is_named() -> None:
    case = CASE.replace("{id: share, kind: share,", "{id: share, kind: act,")
    assert "`news` comes after" not in str(found := [each.message for each in unsound(a_dossier(case)) if each.code == "E301"])
    assert found == ["`map` comes after `act`.", "A case has one step of the kind `act`; this is the second."]


def test_a_quotation_is_found_over_lines() -> None:
    assert places("a  b\nc", "x a b c, a b\nc") == [(2, 7), (9, 14)]
    assert places("a b", "a   b") == [(0, 5)]
    assert places(" ", "anything") == []


def test_likeness_has_its_limits() -> None:
    assert closest("mould-ai", ["mould-air", "wheeze"]) == "mould-air"
    assert closest("xyz", ["mould-air", "wheeze"]) is None
    found = alike("two ED visits", "Third wheeze. Two ED visits in six weeks.")
    assert found is not None
    assert "Third wheeze. Two ED visits in six weeks."[found.start : found.end] == "Two ED visits"
