"""The moderation record: what was done to which script, how far markers agree, how strict each is. For tutors and an external examiner."""

from typing import Any

from elearn.domain.agreement import FEWEST, Agreement, agreement, icc
from elearn.domain.assessment import Key, Rubric, mark
from elearn.domain.estimate import Estimate
from elearn.domain.moderation import WIDE, Part, gaps
from elearn.store import marks_asked, rubrics
from elearn.store.marks import ModerationEntry
from elearn.store.rubrics import RubricVersion

MARKER_FEWEST = 20
"""A marker's own mean is shown from so many scripts on: fewer say more about the scripts than about the marker."""


def view(cohort: int) -> dict[str, Any]:
    """All that the page shows. Scripts go by number throughout."""
    versions = rubrics.versions(cohort)
    twice = marks_asked.levels_by_part(cohort, twice_only=True)
    return {
        "counts": marks_asked.counts(cohort),
        "settings": marks_asked.settings(cohort),
        "versions": versions,
        "rubric": versions[0].rubric if versions else None,
        "criteria": _criteria(versions[0].rubric, twice) if versions else [],
        "totals": _totals(versions[0].rubric, twice) if versions else None,
        "doubled": len(twice),
        "fewest": FEWEST,
        "apart": _apart(twice),
        "entries": [_entry(*each) for each in marks_asked.record_with_names(cohort)],
        "markers": _markers(cohort, versions),
    }


def _criteria(rubric: Rubric, twice: dict[int, dict[Part, dict[Key, int]]]) -> list[dict[str, Any]]:
    """Criterion by criterion: of each member and of the pair are different judgements, and stand apart."""
    found = []
    for each in rubric.asked:
        for pair, weight in ((False, each.each), (True, each.pair)):
            if weight:
                pairs = [
                    (level, levels[Part.SECOND][key])
                    for levels in twice.values()
                    for key, level in levels.get(Part.FIRST, {}).items()
                    if key[1] == each.id and (key[0] == "") is pair and key in levels[Part.SECOND]
                ]
                found.append({"says": each.name, "pair": pair, "agreement": _shown(agreement(pairs))})
    return found


def _shown(found: Agreement) -> dict[str, Any]:
    return {
        "count": found.count,
        "shown": found.shown,
        "exact": _figure(found.exact, 100),
        "adjacent": _figure(found.adjacent, 100),
        "kappa": _figure(found.kappa),
        "alpha": _figure(found.alpha),
    }


def _figure(found: Estimate | None, times: int = 1) -> str:
    if found is None:
        return ""
    if found.value is None:
        return "–"
    places = 0 if times > 1 else 2
    value = f"{found.value * times:.{places}f}"
    if found.low is None or found.high is None:
        return value
    return f"{value} ({found.low * times:.{places}f} to {found.high * times:.{places}f})"


def _totals(rubric: Rubric, twice: dict[int, dict[Part, dict[Key, int]]]) -> dict[str, Any]:
    marks = []
    for levels in twice.values():
        first, second = levels.get(Part.FIRST, {}), levels.get(Part.SECOND, {})
        for member in {about for about, _ in first if about}:
            both = mark(rubric, member, first), mark(rubric, member, second)
            if both[0] is not None and both[1] is not None:
                marks.append((both[0], both[1]))
    return {"count": len(marks), "icc": _figure(icc(marks))}


def _apart(twice: dict[int, dict[Part, dict[Key, int]]]) -> list[dict[str, Any]]:
    """Scripts with differences of two levels or more, and how many."""
    found = []
    for number, levels in sorted(twice.items()):
        wide = [each for each in gaps(levels.get(Part.FIRST, {}), levels[Part.SECOND]) if each.wide]
        if wide:
            found.append({"script": number, "count": len(wide), "most": max(abs(each.first - each.second) for each in wide)})
    return [{**each, "wide": WIDE} for each in found]


def _markers(cohort: int, versions: list[RubricVersion]) -> list[dict[str, Any]]:
    """How strict each marker is: the mean level given, for whoever has marked twenty scripts or more."""
    return [
        {
            "name": name,
            "scripts": scripts,
            "mean": f"{total / levels:.2f}" if scripts >= MARKER_FEWEST and levels else "",
        }
        for name, scripts, levels, total in marks_asked.severity(cohort)
        if versions
    ]


def _entry(entry: ModerationEntry, marker: str) -> dict[str, Any]:
    facts = {**entry.facts, "marker": marker} if "marker" in entry.facts else entry.facts
    return {"script": entry.script, "by": entry.by.name if entry.by else "", "at": entry.at, "kind": entry.kind, "facts": facts}
