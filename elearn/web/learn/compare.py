"""Compare: the pair's map beside the panel's, in words and never in figures; then what the pair says of each difference."""

from typing import Any

from elearn.domain.beside import beside_panel
from elearn.domain.comparison import CauseLine, Chain, Comparison, Standing
from elearn.domain.content import Layer, StepKind, Tension, Voice
from elearn.domain.desk import Desk
from elearn.domain.differences import Difference, DifferenceKind, Reason
from elearn.domain.errors import Refusal
from elearn.domain.links import LinkLine
from elearn.domain.move import SameAnswered, Verdict
from elearn.domain.pooling import HeldFact, LostFinding
from elearn.domain.rules import DIFFERENCES_TO_JUDGE, may
from elearn.web.doors import Place
from elearn.web.filters import initials, said
from elearn.web.learn import panel_plan, papers
from elearn.web.learn.act import page_url
from elearn.web.learn.going_on import going_on

OURS = frozenset({DifferenceKind.WEAK, DifferenceKind.BEYOND, DifferenceKind.REVERSED, DifferenceKind.SKIPPED})
"""What stands on the pair's map: it can be taken back, and cannot have been missed."""


def view(here: Place) -> dict[str, Any]:
    """What Compare shows, for whoever may see the panel."""
    common = {"map_url": page_url(here, StepKind.MAP), "plan_url": page_url(here, StepKind.ACT)}
    if not here.sight.panel():
        return {**common, "open": False, "go": going_on(here, StepKind.COMPARE)}
    beside = beside_panel(here.table, here.case)
    all_differences = [_difference(here, each) for each in beside.differences]
    wanted = min(DIFFERENCES_TO_JUDGE, len(all_differences))
    return {
        **common,
        "open": True,
        "layers": [{"layer": layer.value, "lines": [_line(each) for each in beside.in_layer(layer)]} for layer in Layer],
        "to_answer": [_question(here, each) for each in beside.standing(Standing.NOT_YET_COMPARED)],
        "answered": _answered(here),
        "chains": [_chain(each) for each in beside.chains],
        "first": all_differences[:DIFFERENCES_TO_JUDGE],
        "more": all_differences[DIFFERENCES_TO_JUDGE:],
        "settled": _settled(here, beside),
        "divided": [_divided(here, each) for each in beside.links if each.divided],
        "beyond_links": [_own_link(here, each) for each in beside.beyond_links],
        "held": [_held(here, each) for each in beside.held_back],
        "lost": [_lost(here, each) for each in beside.lost],
        "showing": [{"side": side.value, "how": how.value} for side, how in beside.showing.items()],
        "slips": [said(each.reason) for each in beside.slips],
        "tensions": [_tension(here, each) for each in here.case.tensions],
        "voices": [_voice(each) for each in here.case.panel.voices],
        "panel_actions": panel_plan.actions(here.case),
        "panel_changes": panel_plan.changes(here.case),
        "unreviewed": not here.case.reviewed_by,
        "go": going_on(here, StepKind.COMPARE, left=max(0, wanted - len(here.table.judged))),
    }


def _line(line: CauseLine) -> dict[str, Any]:
    """One line of a column. The pair's own words stand beside the panel's where the two differ."""
    own = [each for each in line.own_words if each.casefold() != line.says.casefold()]
    return {"standing": line.standing.value, "says": line.says, "own_words": own, "near": line.near}


def _question(here: Place, line: CauseLine) -> dict[str, Any]:
    named = _named(here)
    return {
        "id": line.own[0],
        "words": line.says,
        "layer": line.layer.value,
        "suggestions": [{"id": each, "says": named[each], "answerable": _answerable(here, line.own[0], each)} for each in line.suggestions],
    }


def _answerable(here: Place, cause: str, panel: str) -> bool:
    """Whether the rules would take an answer now, so that no button stands there that is refused."""
    try:
        may(here.table, Desk(), here.case, here.me, SameAnswered(cause=cause, panel=panel, same=True))
    except Refusal:
        return False
    return True


def _named(here: Place) -> dict[str, str]:
    """What the panel calls its causes and its weak ones."""
    panel = here.case.panel
    return {each.id: each.says for each in panel.causes} | {each.id: each.says for each in panel.weak}


def _answered(here: Place) -> list[dict[str, Any]]:
    """The pair's own answers, so that one given by mistake can be turned round."""
    named = _named(here)
    found = []
    for key, same in here.table.same.items():
        cause, _, panel = key.partition("|")
        if cause in here.table.causes and panel in named:
            found.append({"id": cause, "panel": panel, "words": here.table.causes[cause].words, "says": named[panel], "same": same})
    return found


def _chain(chain: Chain) -> dict[str, Any]:
    """A chain as its causes, each with the link that leads on from it (none from the last)."""
    links = [*(each.value for each in chain.links), ""]
    steps = [{"says": cause.says, "standing": cause.standing.value, "link": link} for cause, link in zip(chain.causes, links, strict=True)]
    return {"id": chain.id, "says": chain.says, "shape": chain.shape.value, "steps": steps}


def _difference(here: Place, difference: Difference) -> dict[str, Any]:
    judged = here.table.judged.get(difference.key)
    return {
        "key": difference.key,
        "id": difference.key.replace(":", "-").replace(">", "-to-"),
        "kind": difference.kind.value,
        "layer": difference.layer.value,
        "says": difference.says,
        "to": difference.to,
        "reasons": [_reason(each) for each in difference.reasons],
        "places": [
            {
                **papers.quote(here, each.passage),
                "pack": each.held_by.value,
                "held_by": _holders(here, each.held_by.value),
                "why": each.fact.why,
            }
            for each in difference.places
        ],
        "own_words": _own_words(here, difference),
        "own_quotes": [papers.quote(here, each) for each in difference.passages],
        "lost": [_lost(here, each) for each in difference.lost],
        "reviewed": difference.checked is None or not here.case.not_yet_reviewed(difference.checked),
        "verdicts": [each.value for each in _verdicts(difference.kind)],
        "judged": {"verdict": judged.verdict.value, "words": judged.words, "by": here.names.get(judged.by, "")} if judged else None,
    }


def _verdicts(kind: DifferenceKind) -> tuple[Verdict, ...]:
    """What can be said of a difference: what is on our map was not missed, what is not cannot be taken back."""
    if kind is DifferenceKind.CONTESTED:
        return tuple(Verdict)
    first = Verdict.TAKE_BACK if kind in OURS else Verdict.MISSED
    return first, Verdict.DISAGREE, Verdict.OTHER_WORDS


def _own_words(here: Place, difference: Difference) -> list[str]:
    links, causes = here.table.links, here.table.causes
    return [
        f"{causes[links[each].source].words} → {causes[links[each].target].words}" if each in links else causes[each].words
        for each in difference.own
        if each in links or each in causes
    ]


def _settled(here: Place, beside: Comparison) -> list[dict[str, str]]:
    """What was judged and is no difference any more, since an answer *same* settled it. The judgement stays."""
    live = {each.key for each in beside.differences}
    named = _named(here) | {each.id: each.words for each in here.table.causes.values()}
    return [
        {
            "about": " → ".join(named.get(id, "") for id in key.partition(":")[2].split(">")),
            "verdict": judged.verdict.value,
            "words": judged.words,
        }
        for key, judged in here.table.judged.items()
        if key not in live
    ]


def _reason(reason: Reason) -> dict[str, Any]:
    return {"words": reason.words, "voice": _voice(reason.voice) if reason.voice else None}


def _voice(voice: Voice) -> dict[str, Any]:
    """A voice of the panel, drawn like a person; one that belongs to neither profession stands for both."""
    discipline = voice.discipline.value if voice.discipline else "both"
    return {"name": voice.name, "initials": initials(voice.name), "discipline": discipline, "invented": voice.invented}


def _divided(here: Place, line: LinkLine) -> dict[str, Any]:
    link, panel = line.link, here.case.panel
    source, target = panel.cause(link.source), panel.cause(link.target)
    voices = [{"words": words, "voice": _voice(voice)} for id, words in link.voices.items() if (voice := panel.voice(id))]
    return {
        "source": source.says if source else "",
        "target": target.says if target else "",
        "how": link.how.value,
        "grade": link.grade.value,
        "why": link.why,
        "voices": voices,
        "state": line.state.value,
        "reviewed": not here.case.not_yet_reviewed(link.checked),
    }


def _own_link(here: Place, id: str) -> dict[str, str]:
    link = here.table.links[id]
    causes = here.table.causes
    return {"source": causes[link.source].words, "target": causes[link.target].words, "how": link.says.how.value, "why": link.says.words}


def _holders(here: Place, pack: str) -> list[str]:
    return [here.names.get(each.id, "") for each in here.table.members.values() if each.discipline.value == pack]


def _held(here: Place, held: HeldFact) -> dict[str, Any]:
    text = here.case.passage_text(held.paper.id, held.fact.start, held.fact.end).replace("\n", " ")
    return {
        "text": text,
        "title": held.paper.title,
        "pack": held.paper.pack.value,
        "held_by": _holders(here, held.paper.pack.value),
        "why": held.fact.why,
        "reviewed": not here.case.not_yet_reviewed(held.fact.checked),
    }


def _lost(here: Place, lost: LostFinding) -> dict[str, Any]:
    cause = here.case.panel.cause(lost.panel)
    member = lost.finding.member
    return {"name": here.names.get(member, ""), "me": member == here.me, "says": lost.finding.says, "panel": cause.says if cause else ""}


def _tension(here: Place, tension: Tension) -> dict[str, Any]:
    sources = [{"title": each.title, "url": each.url} for each in here.case.sources if each.id in tension.sources]
    return {
        "question": tension.question,
        "medicine": tension.medicine,
        "law": tension.law,
        "sources": sources,
        "reviewed": not here.case.not_yet_reviewed(tension.checked),
    }
