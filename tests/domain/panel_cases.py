"""The worked example of pedagogy D.4 as a case: a child's asthma, a damp home, a duty not met; with papers, facts, voices and a plan."""

from datetime import date
from functools import cache
from typing import Any

from elearn.domain.content import Case, Fact, Paper
from elearn.domain.pairmap import PairAction, PairCause, PairLink, PairMap, SealedFinding
from elearn.domain.panel import Panel
from elearn.domain.passage import Passage
from elearn.domain.person import Discipline
from elearn.domain.vocabulary import How, Layer, Owner, StepKind, When

CAUSES = (
    ("damp", "exposure", "core", "both", "Damp home", ["mould on the walls"], ["poor housing"]),
    ("income", "social", "supporting", "medicine", "Insecure income", ["hours that change weekly"], []),
    ("repair", "legal", "core", "law", "Repair duty not met", ["landlord has not repaired"], []),
    ("support", "legal", "core", "law", "Housing support wrongly cut", ["benefit stopped by mistake"], []),
    ("asthma", "health", "core", "both", "The child's asthma attacks", ["he keeps wheezing"], []),
    ("mood", "health", "supporting", "medicine", "The mother's low mood", [], []),
    ("eviction", "social", "supporting", "law", "Fear of eviction", [], ["housing insecurity"]),
    ("advice", "system", "optional", "joint", "Shortage of advice", [], ["poor housing"]),
)
LINKS = (
    ("damp", "repair", "core", "established"),
    ("repair", "asthma", "core", "probable"),
    ("income", "support", "core", "probable"),
    ("support", "mood", "supporting", "probable"),
    ("eviction", "repair", "supporting", "probable"),
    ("damp", "asthma", "supporting", "probable"),
    ("asthma", "income", "supporting", "probable"),
)
CLINIC = "Four attacks since October. He sleeps under black mould. His mother is low and her hours change weekly."
LETTER = "The landlord was told in August. Support ended on 3 October. She fears eviction if she complains."
NEWS = "A surveyor found the extractor dead in June."


def passage(paper: str, words: str) -> Passage:
    """These words of this paper."""
    start = {"clinic": CLINIC, "letter": LETTER, "survey": NEWS}[paper].index(words)
    return Passage(paper=paper, start=start, end=start + len(words))


def a_fact(id: str, paper: str, words: str, shows: list[str], *, decisive: bool = True) -> Fact:
    at = passage(paper, words)
    return Fact(id=id, quote=words, shows=tuple(shows), decisive=decisive, why="It tells.", start=at.start, end=at.end)


def a_paper(id: str, plain: str, pack: str, opens: str, *facts: Fact) -> Paper:
    head = {"id": id, "title": id.title(), "pack": pack, "opens": opens, "text": f"{id}.md", "html": ""}
    return Paper.model_validate({**head, "plain": plain, "facts": facts})


def a_panel(**changed: Any) -> Panel:
    """The panel of the worked example; whatever is named replaces its part."""
    why = {"gp": "The child is well elsewhere.", "solicitor": "They knew since August."}
    keys = ("id", "layer", "weight", "seen_from", "says", "also", "near")
    link_keys = ("from", "to", "weight", "grade")
    weak = {
        "id": "smokes",
        "layer": "social",
        "says": "The mother smokes",
        "also": ["parental smoking"],
        "why": "Nobody smokes.",
        "voice": "gp",
    }
    limit = {"from": date(2026, 11, 2), "working_days": 10, "what": "the landlord must look"}
    parts = {
        "voices": [{"id": "solicitor", "name": "A solicitor", "discipline": "law"}, {"id": "gp", "name": "A GP"}],
        "causes": [{**dict(zip(keys, each, strict=True)), "why": why} for each in CAUSES],
        "links": [{**dict(zip(link_keys, each, strict=True)), "how": "causes", "why": "It does"} for each in LINKS],
        "paths": [
            {"id": "duty", "through": ["damp", "repair", "asthma"], "says": "The duty"},
            {"id": "money", "through": ["income", "support", "mood"]},
        ],
        "weak": [weak],
        "actions": [
            {"id": "notice", "does": "Write", "owner": "lawyer", "when": "48h", "works_on": ["repair"], "deadline": limit},
            {"id": "inhaler", "does": "Treat", "owner": "clinician", "when": "now", "works_on": ["asthma"]},
        ],
    }
    return Panel.model_validate({**parts, **changed})


@cache
def a_compared_case() -> Case:
    """The worked example with its own panel."""
    return a_case_with(a_panel())


def a_case_with(panel: Panel) -> Case:
    clinic = a_paper(
        "clinic",
        CLINIC,
        "medicine",
        "spot",
        a_fact("attacks", "clinic", "Four attacks since October", ["asthma"]),
        a_fact("mould", "clinic", "black mould", ["damp", "asthma"]),
        a_fact("hours", "clinic", "her hours change weekly", ["income"], decisive=False),
        a_fact("low", "clinic", "mother is low", ["mood"]),
    )
    letter = a_paper(
        "letter",
        LETTER,
        "law",
        "spot",
        a_fact("told", "letter", "told in August", ["repair"]),
        a_fact("ended", "letter", "Support ended", ["support"]),
        a_fact("fears", "letter", "fears eviction", ["eviction"], decisive=False),
    )
    survey = a_paper("survey", NEWS, "law", "news", a_fact("dead", "survey", "extractor dead", ["repair"]))
    words = {
        "case": "asthma",
        "title": "Two rooms",
        "summary": "A child, a flat.",
        "jurisdiction": "England",
        "content_note": "A sick child.",
    }
    return Case.model_validate(
        {
            **words,
            "minutes": 40,
            "law_stated_at": date(2026, 11, 24),
            "review_by": date(2027, 5, 24),
            "person": {"name": "Ms R", "about": "A mother"},
            "steps": [{"id": kind, "kind": kind, "minutes": 5} for kind in StepKind],
            "papers": [clinic, letter, survey],
            "panel": panel,
        }
    )


def cause(id: str, text: str, layer: str = "exposure", *passages: Passage) -> PairCause:
    return PairCause(id=id, text=text, layer=Layer(layer), passages=passages)


def link(source: str, target: str, **more: Any) -> PairLink:
    return PairLink(id=f"{source}-{target}", source=source, target=target, **{"how": How.CAUSES, "reason": "It does", **more})


def action(*works_on: str, owner: str = "lawyer", when: str = "48h") -> PairAction:
    return PairAction(id=f"{owner}-{when}", works_on=works_on, owner=Owner(owner), when=When(when))


def finding(paper: str, words: str, member: str = "mira", discipline: str = "medicine", layer: str = "health") -> SealedFinding:
    return SealedFinding(
        member=member, discipline=Discipline(discipline), passage=passage(paper, words), layer=Layer(layer), says="This matters"
    )


def whole_map(panel: Panel | None = None) -> PairMap:
    """The panel's own map, drawn by a pair."""
    panel = panel or a_panel()
    return PairMap(
        causes=tuple(cause(f"own-{each.id}", each.says, each.layer) for each in panel.causes),
        links=tuple(link(f"own-{each.source}", f"own-{each.target}") for each in panel.links),
    )


def the_teams_map() -> PairMap:
    """The map of the worked example: a step skipped, a link turned round, a near word, a weak cause, and one the panel never heard of."""
    return PairMap(
        causes=(
            cause("a", "Damp home"),
            cause("b", "insecure income", "social"),
            cause("c", "Landlord has not repaired", "legal"),
            cause("d", "he keeps wheezing", "health"),
            cause("e", "the mother’s low mood", "health"),
            cause("f", "housing insecurity", "social"),
            cause("g", "Overcrowding", "exposure"),
            cause("h", "The mother smokes", "social"),
        ),
        links=tuple(link(*ends) for ends in ("ac", "cd", "be", "da", "fc", "hd", "gd")),
    )
