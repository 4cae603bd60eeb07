"""Words that pairs used and their case does not know, with what tutors decided; and the lines that teach them to it."""

from collections import defaultdict
from typing import Any

from elearn.authoring import snippet
from elearn.authoring.library import CASES
from elearn.domain.content import Case
from elearn.domain.unmatched import LEAST_PAIRS, Group, learned, unmatched
from elearn.store import word_decisions, words
from elearn.web.author import desk


def view(slug: str, chosen: list[str]) -> dict[str, Any]:
    """What the page of a case's words shows. `chosen`: `cause|words` that the author ticked, for which the lines are shown to paste."""
    case, as_on_disk = desk.to_show(slug)
    found = unmatched(case, words.of_case(slug)) if case else None
    return {
        "slug": slug,
        "title": case.title if case else slug,
        "groups": [_group(case, each) for each in found.groups] if case and found else [],
        "kept_back": found.kept_back if found else 0,
        "pairs": found.pairs if found else 0,
        "least": LEAST_PAIRS,
        "decided": _decided(case, slug) if case else [],
        "snippets": _snippets(case, chosen) if case else [],
        "chosen": chosen,
        "writable": as_on_disk and snippet.is_writable(desk.config().content_dir / CASES / slug),
        "causes": _named(case) if case else {},
    }


def _group(case: Case, group: Group) -> dict[str, Any]:
    return {
        "nearest": group.nearest,
        "says": _named(case).get(group.nearest or "", ""),
        "layer": group.layer.value,
        "pairs": group.pairs,
        "agreed": group.agreed,
        "wordings": [{"words": each.words, "pairs": each.pairs} for each in group.wordings],
    }


def _decided(case: Case, slug: str) -> list[dict[str, Any]]:
    """What tutors said is the same while they marked, cause by cause, as far as the case has not learned it."""
    said: dict[str, list[str]] = defaultdict(list)
    for each in word_decisions.of_case(slug):
        if each.same:
            said[each.cause_id].append(each.words)
    named = _named(case)
    return [
        {"cause": cause, "says": named[cause], "words": new}
        for cause, told in said.items()
        if cause in named and (new := learned(told, known(case), cause))
    ]


def _snippets(case: Case, chosen: list[str]) -> list[dict[str, str]]:
    """For every cause that was chosen, its `also` with the new words."""
    found = []
    for cause, new in by_cause(chosen).items():
        if cause in _named(case):
            has = known(case)[cause][1:]
            found.append({"cause": cause, "lines": snippet.lines(learned(new, known(case), cause), has)})
    return found


def by_cause(chosen: list[str]) -> dict[str, list[str]]:
    """`cause|words` as cause → words."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in chosen:
        cause, _, told = each.partition("|")
        if told.strip():
            found[cause].append(told[: words.MOST_WORDS])
    return found


def known(case: Case) -> dict[str, tuple[str, ...]]:
    """Cause, or weak one → all that the panel calls it."""
    panel = case.panel
    return {each.id: (each.says, *each.also) for each in panel.causes} | {each.id: (each.says, *each.also) for each in panel.weak}


def _named(case: Case) -> dict[str, str]:
    panel = case.panel
    return {each.id: each.says for each in panel.causes} | {each.id: each.says for each in panel.weak}
