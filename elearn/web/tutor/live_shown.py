"""What a class's live page shows: who needs the tutor, how the pairs stand, where the class is, and what its pairs have found.

Nothing here asks more for three hundred pairs than for ten.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import attention as card_deeds
from elearn.domain.attention import Card, figures
from elearn.domain.content import Case
from elearn.domain.digest import Digest
from elearn.domain.vocabulary import StepKind, Weight
from elearn.domain.wallclock import on_the_wall
from elearn.store import glimpses, timetable
from elearn.store.cohorts import Cohort
from elearn.store.glimpses import Glimpse, Sitter
from elearn.store.kept import Kept
from elearn.store.messages import Word
from elearn.store.timetable import ClassTime
from elearn.web.filters import until_words
from elearn.web.gate import asked_number
from elearn.web.speaking import catalogue, gettext, ngettext
from elearn.web.tutor.sitters import shown as sitter

TILES_A_PAGE = 24
MOST_CAUSES = 30
STEPS = {
    StepKind.MEET: _l("Meet"), StepKind.SPOT: _l("Spot"), StepKind.SHARE: _l("Share"), StepKind.MAP: _l("Map"), StepKind.NEWS: _l("News"),
    StepKind.ACT: _l("Act"), StepKind.COMPARE: _l("Compare"), StepKind.REFLECT: _l("Reflect"),
}  # fmt: skip
NOTHING: dict[str, Any] = {
    "count": 0, "cards": [], "tiles": [], "page": 1, "pages": 1, "heat": [], "at": None, "elsewhere": 0, "steps": [], "next": None,
}  # fmt: skip
"""of a class without a case"""
_found: Kept[tuple[object, ...], list[dict[str, Any]]] = Kept(20)
"""the reader's language and the pairs of a class → what they have found; a page asks again whenever one of them has moved"""


def shown(cohort: Cohort, case: Case, pairs: Sequence[Glimpse], calls: Sequence[Word], now: datetime) -> dict[str, Any]:
    """A class at a case; `pairs`: those that moved last first."""
    times = timetable.rows(cohort.id, case.case)
    here = current_app.extensions["presence"].in_class(cohort.id)
    found = card_deeds.cards_of(case, pairs, times, calls, card_deeds.told([cohort.id], now)[cohort.id], here, now)
    ordered = sorted(pairs, key=lambda each: each.number)
    pages = max(1, -(-len(ordered) // TILES_A_PAGE))
    page = min(max(1, asked_number("page") or 1), pages)
    part = ordered[(page - 1) * TILES_A_PAGE : page * TILES_A_PAGE]
    by_id = {each.id: each for each in pairs}
    wanted = {each.id: each for each in part} | {card.sitting: by_id[card.sitting] for card in found if card.sitting}
    seated = glimpses.sitters(cohort.id, sorted(wanted))
    names = {kind.value: str(words) for kind, words in STEPS.items()}
    tiles = {id: _tile(cohort.id, each, seated[id], here.get(id, frozenset()), names, now) for id, each in wanted.items()}
    return {
        "count": len(pairs),
        "elsewhere": sum((each.sitting_id or 0) not in by_id for each in calls),
        "cards": [_card(each, tiles) for each in found],
        "tiles": [tiles[each.id] for each in part],
        "page": page,
        "pages": pages,
        "heat": _heat(case, pairs),
        "at": _where(case, times, [each.digest for each in pairs], cohort.time_zone, now),
        "steps": steps(case, times, cohort.time_zone),
        "next": next(
            ({"id": each.id, "name": STEPS[each.kind], "minutes": each.minutes} for each in case.steps if _held(times, each.id)), None
        ),
    }


def _held(times: Mapping[str, ClassTime], step: str) -> bool:
    return step in times and times[step].held


def _card(card: Card, tiles: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    tile = tiles.get(card.sitting)
    names = {who["member"]: who["name"] for who in tile["people"]} if tile else {}
    about = ", ".join(names.get(each, gettext("somebody who has left")) for each in card.reason.about)
    sentence = str(gettext(card.reason.says)).format(**{**card.reason.values, "name": about})
    return {
        "tile": tile,
        "sitting": card.sitting,
        "rule": card.rule.id,
        "occasion": card.reason.occasion,
        "title": gettext(card.rule.title),
        "when": gettext(card.rule.when).format(**figures(card.rule, {})),
        "tone": card.rule.tone.value,
        "evidence": sentence,
        "suggests": str(gettext(card.rule.suggests)).format(name=about or gettext("the quieter one")),
        "call": card.reason.occasion.removeprefix("call-") if card.rule.id == "help" else "",
    }


def _tile(
    cohort_id: int, seen: Glimpse, seated: Sequence[Sitter], here: frozenset[str], names: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    digest = seen.digest
    return {
        "id": seen.id,
        "number": seen.number,
        "name": gettext("Pair %(number)s", number=seen.number),
        "url": url_for("tutor.one_pair", cohort=cohort_id, sitting=seen.id),
        "digest": digest,
        "finished": digest.finished,
        "waits": digest.waits,
        "step": names.get(digest.kind, ""),
        "stands": _stands(digest, names, now),
        "made": _made(digest, len(seated)),
        "open": ngettext("%(num)s open question", "%(num)s open questions", digest.questions) if digest.questions else "",
        "people": [sitter(each, digest, here) for each in seated],
    }


def _stands(digest: Digest, names: Mapping[str, str], now: datetime) -> str:
    if digest.finished:
        return gettext("Finished")
    if digest.waits:
        return gettext("%(step)s done, waits for you", step=names[digest.kind])
    return gettext("%(minutes)s min", minutes=int((now - digest.since).total_seconds() // 60) if digest.since else 0)


def _made(digest: Digest, people: int) -> str:
    if digest.kind == StepKind.SPOT:
        return gettext("%(sealed)s of %(all)s sealed", sealed=len(digest.sealed), all=people)
    counted = gettext("%(causes)s causes, %(links)s links", causes=digest.causes, links=digest.links)
    return counted + (" · " + gettext("a whole chain") if digest.chain_at else "")


def _where(case: Case, times: Mapping[str, ClassTime], digests: Sequence[Digest], zone: str, now: datetime) -> dict[str, Any]:
    """The step at which the class is: the last one that its tutor opened, or else the one where most pairs are."""
    opened = [each for each in case.steps if each.id in times and times[each.id].opened_at and not times[each.id].held]
    counted = Counter(each.step for each in digests if not each.finished)
    step = opened[-1] if opened else next((each for each in case.steps if counted and each.id == counted.most_common(1)[0][0]), None)
    if step is None:
        return {}
    time = times.get(step.id)
    spent = int((now - time.opened_at).total_seconds() // 60) if time and time.opened_at else None
    return {
        "step": step.id,
        "name": STEPS[step.kind],
        "spent": spent,
        "planned": round(card_deeds.planned(time, step.minutes)),
        "until": until_words(time.ends_at, zone) if time and time.ends_at else "",
        "firm": bool(time and time.firm),
        "behind": sum(1 for each in digests if case.step(each.step) and not each.finished and each.at_step < case.steps.index(step)),
    }


def steps(case: Case, times: Mapping[str, ClassTime], zone: str) -> list[dict[str, Any]]:
    """The steps of a case as a class has them, for a page that changes their times."""
    return [
        {
            "id": each.id,
            "name": STEPS[each.kind],
            "minutes": each.minutes,
            "held": _held(times, each.id),
            "until": until_words(ends, zone) if (ends := times[each.id].ends_at if each.id in times else None) else "",
            "ends": f"{on_the_wall(ends, zone):%Y-%m-%dT%H:%M}" if ends else "",
            "firm": each.id in times and times[each.id].firm,
        }
        for each in case.steps
    ]


def _heat(case: Case, pairs: Sequence[Glimpse]) -> list[dict[str, Any]]:
    digests = [each.digest for each in pairs]
    return _found.get((catalogue(), *pairs), lambda: _counted(case, digests)) if pairs else _counted(case, ())


def _counted(case: Case, digests: Sequence[Digest]) -> list[dict[str, Any]]:
    """Which causes the pairs have found: alone, in talk, on the map; from whom each came first. Shares of pairs that are so far."""
    alone, talked, mapped = (
        [each for each in digests if each.at_step > at or each.finished]
        for at in (_index(case, StepKind.SPOT), _index(case, StepKind.SPOT), _index(case, StepKind.SHARE))
    )
    spotted = Counter(id for each in alone for id in set(each.spotted))
    said = Counter(id for each in talked for id in set(each.talked))
    found = Counter(id for each in mapped for id in set(each.found))
    first_of = Counter((id, side) for each in digests for id, side in each.first.items())
    rows = []
    for cause in sorted(case.panel.causes, key=lambda each: list(Weight).index(each.weight)):
        if cause.weight is Weight.OPTIONAL:
            continue
        medicine, law, both = (first_of[cause.id, side] for side in ("medicine", "law", "both"))
        known = medicine + law + both
        cells = [
            _share(spotted[cause.id], len(alone)),
            _share(said[cause.id], len(talked)),
            _share(found[cause.id], len(mapped)),
            _share(medicine + both, known),
            _share(law + both, known),
        ]
        rows.append({"says": cause.says, "core": cause.weight is Weight.CORE, "cells": cells})
    return rows[:MOST_CAUSES]


def _index(case: Case, kind: StepKind) -> int:
    return next((at for at, each in enumerate(case.steps) if each.kind is kind), 0)


def _share(count: int, of: int) -> dict[str, Any]:
    share = round(100 * count / of) if of else 0
    words = gettext("%(count)s of %(of)s", count=count, of=of) if of else gettext("not yet")
    return {"share": share if of else None, "words": words, "shade": "hx" if not of else f"h{min(4, (share + 12) // 25)}"}
