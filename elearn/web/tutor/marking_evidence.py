"""What a marker reads of a pair: the same work as anybody reads, with numbers for the people in it until their marks are released."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from elearn.domain import folding
from elearn.domain.content import StepKind
from elearn.domain.entry import Entry
from elearn.domain.masking import Mask, mask_entry
from elearn.domain.moments import moments, stages
from elearn.domain.sight import WATCHER
from elearn.domain.telling import words_of
from elearn.domain.things import Finding, Remark
from elearn.domain.workspace import Workspace
from elearn.store import library, log
from elearn.store.kept import Kept
from elearn.store.marks import Script
from elearn.store.sittings import Seat
from elearn.web.doors import Place, first_name
from elearn.web.learn import papers
from elearn.web.learn.map import map_model
from elearn.web.learn.replay import replay_model
from elearn.web.speaking import gettext

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ScriptPlace(Place):
    """A sitting as a marker has it: its people by number, or by name once they may be known."""

    called: Mapping[str, str]
    mask: Mask
    hidden: "Hidden"

    @property
    def names(self) -> dict[str, str]:
        return dict(self.called)

    def once(self, what: str, make: Callable[[], T], *seen: Hashable, **where: Any) -> T:
        return super().once(what, make, self.written, *self.mask.names.items(), *seen, **where)

    @cached_property
    def written(self) -> log.Written:
        return self.hidden.written

    def entries(self) -> list[Entry]:
        """The table's log, names hidden."""
        return list(self.hidden.entries)

    def newest(self, *, without: Sequence[str], most: int) -> list[Entry]:
        found = super().newest(without=without, most=most)
        return [mask_entry(each, self.mask) for each in found]


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """A log as it lies in the database, and with its names hidden: its entries and the table that they make."""

    written: log.Written
    entries: Sequence[Entry]
    table: Workspace


_hidden: Kept[tuple[object, ...], Hidden] = Kept(20)
"""a script is asked for again with every level that is given; half a MB for two hundred moves"""


def script_place(script: Script, numbers: Mapping[str, int], *, named: bool) -> ScriptPlace:
    """The sitting of a script. `numbers`: member → candidate number."""
    sitting = script.sitting
    called = {seat.member_id: _called(seat, numbers, named=named) for seat in sitting.seats}
    names = {} if named else {seat.person.name: f"[{called[seat.member_id]}]" for seat in sitting.seats if seat.person}
    mask = Mask(names=names)
    written = log.written(sitting.cohort_id, sitting.id, until=sitting.table.last)
    hidden = _hidden.get((written, *names.items()), lambda: _hide(written, mask))
    case = library.case(sitting.case_sha)
    return ScriptPlace(sitting=sitting, case=case, table=hidden.table, me=WATCHER, seat=None, called=called, mask=mask, hidden=hidden)


def _hide(written: log.Written, mask: Mask) -> Hidden:
    entries = [mask_entry(each, mask) for each in log.read(written)]
    return Hidden(written=written, entries=entries, table=folding.replay(entries))


def _called(seat: Seat, numbers: Mapping[str, int], *, named: bool) -> str:
    if named:
        return first_name(seat.person)
    number = numbers.get(seat.member_id)
    return str(number) if number else gettext("a former member")


def evidence(here: ScriptPlace) -> dict[str, Any]:
    """All that lies beside the rubric."""
    return {
        "map": map_model(here),
        "desks": [_desk(here, seat) for seat in here.sitting.seats],
        "plan": [_action(here, each) for each in sorted(here.table.actions.values(), key=lambda action: action.seq)],
        "changes": sorted(here.table.changes.values(), key=lambda change: change.seq),
        "said": [_remark(here, each) for each in sorted(here.table.remarks.values(), key=lambda remark: remark.at)],
        "dissent": _dissent(here),
        "moments": _moments(here),
    }


def replay(here: ScriptPlace) -> dict[str, Any]:
    """How the map grew, people by number."""
    return replay_model(here)


def when_made(here: ScriptPlace) -> dict[str, datetime]:
    """thing → when it came to be."""
    return {each.op: each.at for each in here.entries()}


def _desk(here: ScriptPlace, seat: Seat) -> dict[str, Any]:
    desk = seat.read_desk
    found = [each for each in here.table.findings.values() if each.by == seat.member_id]
    return {
        "member": seat.member_id,
        "name": here.called[seat.member_id],
        "discipline": seat.discipline,
        "introduction": here.table.members[seat.member_id].introduction,
        "findings": [_finding(here, each) for each in found],
        "reflections": [
            {"question": here.case.reflection[int(number)], "words": here.mask.said(words)}
            for number, words in sorted(desk.reflections.items())
            if int(number) < len(here.case.reflection)
        ],
        "thanks": here.mask.said(desk.thanks),
        "news": [
            {"words": each.words, "effect": each.effect.value, "link": words_of(here.table, each.link)}
            for each in (here.table.news[seat.member_id].judgements if seat.member_id in here.table.news else ())
        ],
    }


def _finding(here: ScriptPlace, finding: Finding) -> dict[str, Any]:
    paper = here.case.paper(finding.passage.paper)
    words = finding.finding
    return {
        "says": words.says,
        "because": words.because,
        "sure": words.sure,
        "needs": words.needs,
        "would_change": words.would_change,
        "quote": papers.quote(here, finding.passage)["text"],
        "paper": paper.title if paper else "",
        "pack": paper.pack.value if paper else "both",
    }


def _action(here: ScriptPlace, action: Any) -> dict[str, Any]:
    return {
        "words": action.words,
        "by": here.called.get(action.by, ""),
        "works_on": [here.table.causes[each].words for each in action.words.works_on if each in here.table.causes],
    }


def _remark(here: ScriptPlace, remark: Remark) -> dict[str, Any]:
    discipline = here.table.discipline(remark.by)
    return {
        "kind": remark.kind,
        "name": here.called.get(remark.by, ""),
        "discipline": discipline.value if discipline else "both",
        "words": remark.words,
        "on": words_of(here.table, remark.on),
        "at": remark.at,
    }


def _dissent(here: ScriptPlace) -> list[dict[str, str]]:
    return [
        {"step": gettext(step.capitalize()), "name": here.called.get(member, ""), "words": words}
        for step, agreed in here.table.agreed.items()
        for member, words in agreed.items()
        if words
    ]


def _moments(here: ScriptPlace) -> list[dict[str, Any]]:
    """The key moments since the map was opened, each with its place in the replay."""
    return here.once("moments", lambda: _found_moments(here))


def _found_moments(here: ScriptPlace) -> list[dict[str, Any]]:
    played = list(stages(here.entries()))
    began = next((each.entry.seq for each in played if each.before.steps and each.before.has_reached(StepKind.MAP)), None)
    times = {each.entry.seq: each.entry.at for each in played}
    return [
        {"seq": each.seq, "kind": each.kind.value, "at": times[each.seq]}
        for each in moments(played)
        if began is not None and each.seq >= began
    ]
