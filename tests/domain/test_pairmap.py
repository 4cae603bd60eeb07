"""What lies on a pair's table, as the comparison takes it."""

from elearn.domain.comparison import differences_to_judge
from elearn.domain.move import ActionWords, FindingWords, Idea
from elearn.domain.pairmap import PairAction, answers, pair_map
from elearn.domain.person import Discipline
from elearn.domain.things import Action, Cause, Evidence, Finding, Link, LinkWords, Member, Opened
from elearn.domain.vocabulary import How, Layer, Owner, When
from elearn.domain.workspace import Workspace
from tests.domain.panel_cases import a_compared_case, passage

MIRA, LEW = "m1ra0000", "lew00000"
HERE, THERE = passage("clinic", "black mould"), passage("letter", "told in August")


def a_table() -> Workspace:
    doing = ActionWords.model_validate({"does": "Write", "owner": "lawyer", "when": "48h", "works_on": ["cause000"]})
    said = FindingWords.model_validate({"says": "It follows the home", "layer": "exposure", "sure": 70})
    return Workspace(
        members={MIRA: Member(id=MIRA, discipline=Discipline.MEDICINE), LEW: Member(id=LEW, discipline=Discipline.LAW, active=False)},
        causes={
            "cause000": Cause(
                id="cause000", by=MIRA, seq=1, words="Support cut after one letter", layer=Layer.LEGAL, sure=60,
                evidence=(Evidence(passage=HERE, by=MIRA), Evidence(passage=THERE, by=LEW, against=True)),
            ),
            "cause001": Cause(id="cause001", by=LEW, seq=2, words="Damp home", layer=Layer.EXPOSURE, sure=90),
        },
        links={
            "link0000": Link(
                id="link0000", by=MIRA, seq=3, source="cause001", target="cause000", sure=50, idea=Idea.PARTNER,
                says=LinkWords(how=How.WORSENS, words="It wears her down"),
            )
        },
        actions={"act00000": Action(id="act00000", by=LEW, seq=4, words=doing)},
        findings={"find0000": Finding(id="find0000", by=LEW, passage=THERE, finding=said)},
        opened={"letter": Opened(by=LEW, words="You need the dates")},
        same={"cause000|support": False},
    )  # fmt: skip


def test_causes_bring_what_supports_them_and_not_what_counts_against_them():
    first, _ = pair_map(a_table()).causes
    assert (first.id, first.text, first.layer, first.passages, first.sure) == (
        "cause000",
        "Support cut after one letter",
        Layer.LEGAL,
        (HERE,),
        60,
    )


def test_links_bring_their_writers_profession_and_whose_idea_it_was():
    (link,) = pair_map(a_table()).links
    assert (link.source, link.target, link.how, link.reason) == ("cause001", "cause000", How.WORSENS, "It wears her down")
    assert (link.by, link.partners_idea) == (Discipline.MEDICINE, True)


def test_the_plan_the_findings_of_those_who_left_and_the_opened_papers_come_along():
    map = pair_map(a_table())
    assert map.actions == (PairAction(id="act00000", works_on=("cause000",), owner=Owner.LAWYER, when=When.HOURS_48),)
    assert [(each.member, each.discipline, each.passage) for each in map.findings] == [(LEW, Discipline.LAW, THERE)]
    assert map.opened == {"letter"}


def test_a_live_table_has_its_differences_with_the_pairs_own_answers():
    assert answers(a_table()) == {("cause000", "support"): False}
    found = [each.key for each in differences_to_judge(a_table(), a_compared_case())]
    assert "missed:support" in found
    assert "beyond:cause000" in found
