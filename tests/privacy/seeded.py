"""Somebody who has left something in every table that a person can leave anything in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, Table, func, insert, select

from elearn.actions import release, sit
from elearn.domain import move as m
from elearn.domain.person import Discipline
from elearn.store import cohorts, library, people, sittings
from elearn.store.db import Base, UTCDateTime, db, saving
from elearn.store.personal import FATES, Fate
from tests.builders import Table as Pair
from tests.builders import a_finding
from tests.content_builders import a_case
from tests.site import NOW, Site, a_site_with
from tests.web.marked import Marked, finished, put_up

NAME, EMAIL, NUMBER = "Zwickelbrand Quornley", "zwickel.q@canary.test", "N0CANARY77"
ALONE = "alone-canary-5f1c"
"""in words that are this person's alone"""
LEFT = ("zwickelbrand", "quornley", "zwickel.q", "n0canary77", ALONE)
"""what must be nowhere once they are erased"""
NOT_ROWS_OF_ITS_OWN = {"person", "seat", "sitting", "log_entry", "erasure", "redaction", "candidate"}


@dataclass
class Seeded:
    marked: Marked
    person: int
    working: tuple[int, int]
    """a sitting in the middle of which they are"""

    @property
    def site(self):
        return self.marked.site


def a_seeded_site(tmp_path, database: str, *, every_table: bool = True) -> Seeded:
    """Lew under a name like no other: a finished, marked and released pair, another at work, and a row in every table."""

    def make(site: Site):
        sitting, members = finished(site)
        marked = Marked(site=site, sitting=sitting, number=put_up(site, sitting), members=members)
        return sitting, marked.number, members, _left(marked, every_table=every_table)

    name = "seeded in every table" if every_table else "seeded"
    site, (sitting, number, members, working) = a_site_with(name, make, tmp_path, database)
    return Seeded(Marked(site=site, sitting=sitting, number=number, members=members), site.people["lew"], working)


def _left(marked: Marked, *, every_table: bool) -> tuple[int, int]:
    site, person = marked.site, marked.site.people["lew"]
    with site.app.app_context(), saving():
        lew = people.by_id(person)
        lew.name, lew.email = NAME, EMAIL
        cohorts.enrolment(site.cohort, person).student_number = NUMBER
    marked.marks("tam", 3, comment=f"{NAME} saw it; so did Mira")
    with site.app.app_context():
        release.release(site.cohort, [marked.number], site.people["lea"], NOW)
        working = _at_work(site)
        if every_table:
            with saving():
                _fill(site, person, marked)
    return working


def _at_work(site) -> tuple[int, int]:
    case = library.case(library.latest(a_case().case).sha)
    opened = sit.open_sitting(
        site.cohort, case.sha, [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)], NOW
    )
    seats = {seat.person_id: seat for seat in sittings.with_seats(*opened).seats}
    mira, lew = seats[site.people["mira"]], seats[site.people["lew"]]
    pair = Pair(case, {mira.member_id: Discipline.MEDICINE, lew.member_id: Discipline.LAW})
    for seat, move in (
        (mira, m.ProfessionIntroduced(words=f"I work with {NAME}, or Zwickelbrand for short")),
        (lew, m.ProfessionIntroduced(words="joint-canary-77aa: I ask who owes what")),
        (mira, m.AgreedToGoOn(step=case.steps[0].id)),
        (lew, m.AgreedToGoOn(step=case.steps[0].id)),
        (lew, m.FindingNoted(passage=pair.passage(lew.member_id), finding=a_finding(ALONE))),
        (mira, m.FindingNoted(passage=pair.passage(mira.member_id), finding=a_finding(f"Ask Quornley, {NUMBER}"))),
    ):
        sit.make_move(*opened, seat.member_id, sit.new_op(), move, NOW)
    sit.keep_draft(*opened, mira.member_id, {"note": f"for {EMAIL}"}, NOW)
    return opened


def _fill(site, person: int, marked: Marked) -> None:
    """A row in every table: this person's where it names one, theirs at heart where it holds words."""
    known = {"cohort_id": site.cohort, "sitting_id": marked.sitting, "member_id": marked.members["lew"], "about": marked.members["lew"]}
    for table in Base.metadata.sorted_tables:
        fates = FATES.get(table.name, {})
        told = {Fate.GOES, Fate.MASKED, Fate.NUMBER} & set(fates.values())
        if told and table.name not in NOT_ROWS_OF_ITS_OWN:
            values = _row(table, fates, person, known)
            key = [column == values[column.name] for column in table.primary_key.columns if column.name in values]
            if not key or db.session.scalar(select(func.count()).select_from(table).where(*key)) == 0:
                db.session.execute(insert(table).values(values))


def _row(table: Table, fates: dict[str, Fate], person: int, known: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for key in table.foreign_key_constraints:
        named = {element.parent.name: element.column for element in key.elements}
        if [element.column.table.name for element in key.elements] == ["person"]:
            row |= dict.fromkeys(named, person)
            continue
        there = key.elements[0].column.table
        same = [there.c[each] == known[each] for each in ("cohort_id", "sitting_id", "member_id") if each in there.c]
        same += [there.c.id == known["sitting_id"]] if there.name == "sitting" else []
        same += [there.c.marker_id == person] if "marker_id" in there.c else []
        first = db.session.execute(select(*named.values()).select_from(there).where(*same).limit(1)).one()
        row |= dict(zip(named, first, strict=True))
    for column in table.columns:
        if column.name not in row and not _fills_itself(column):
            at_a_seat = {} if table.name == "try" else known
            row[column.name] = at_a_seat.get(column.name, _value(column, fates.get(column.name)))
    return row


def _fills_itself(column: Column) -> bool:
    return bool(column.primary_key and column.autoincrement in (True, "auto") and column.name == "id" and isinstance(column.type, Integer))


def _value(column: Column, fate: Fate | None) -> Any:
    if column.table.name in ("letter", "sign_in_attempt", "try") and column.name in ("to", "email", "about"):
        return EMAIL
    if column.name in ("groups", "to_look_at"):
        return "[[1, 4]]" if column.name == "groups" else "[1, 4]"
    if column.table.name == "poll" and column.name == "body":
        return {"choices": ["Yes", "No"]}
    match column.type:
        case JSON():
            return {"reason": f"{NAME} asked", "lines": [NAME]} if fate is Fate.MASKED else {"a": ALONE if fate is Fate.GOES_WITH else 1}
        case Boolean():
            return False
        case Integer() | Float():
            return 1
        case Date():
            return date(2026, 11, 24)
        case LargeBinary():
            return b"x"
        case UTCDateTime():
            return NOW
    if column.name == "student_number":
        return NUMBER
    going = (Fate.GOES, Fate.GOES_WITH, Fate.EMPTIED)
    words = f"{NAME}, {NUMBER}" if fate is Fate.MASKED else ALONE if fate in going else "x"
    return words[: getattr(column.type, "length", None) or 200]
