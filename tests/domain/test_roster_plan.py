"""What becomes of each row of a list, given who is there."""

import pytest

from elearn.domain.person import Discipline, Role
from elearn.domain.roster import Choices, Known, Line, Outcome, Sheet, plan, understand

M, L = Discipline.MEDICINE, Discipline.LAW
HEADER = ("Name", "Email", "Student number", "Faculty", "Role")
JO = Known(person_id=7, name="Jo", email="jo@x.ac.uk", settled=False, role=Role.LEARNER, discipline=L, number="34")


def planned(*rows: tuple[str, ...], known=(), header=HEADER):
    lines = tuple(Line(number=at, cells=cells) for at, cells in enumerate((header, *rows), start=1))
    return plan(understand(Sheet(lines=lines), Choices()), known)


def row(name="Jo", email="jo@x.ac.uk", number="34", faculty="Law", role=""):
    return name, email, number, faculty, role


def known(**more):
    return Known(**{**{field: getattr(JO, field) for field in JO.__dataclass_fields__}, **more})


@pytest.mark.parametrize(
    ("said", "there", "outcome", "why"),
    [
        (row(), None, Outcome.NEW, None),
        (row(), JO, Outcome.UNCHANGED, None),
        (row(name="Jo Okafor"), JO, Outcome.UPDATED, "roster.name_changes"),
        (row(faculty="Medicine"), JO, Outcome.UPDATED, "roster.discipline_changes"),
        (row(number="35"), JO, Outcome.UPDATED, "roster.number_changes"),
        (row(email="new@x.ac.uk"), JO, Outcome.UPDATED, "roster.email_changes"),
        (row(email="new@x.ac.uk"), known(settled=True), Outcome.REFUSED, "roster.number_taken"),
        (row(name="Jo Okafor"), known(settled=True), Outcome.UNCHANGED, "roster.keeps_name"),
        (row(), known(role=None, settled=True), Outcome.JOINS, None),
        (row(), known(role=Role.TUTOR), Outcome.REFUSED, "roster.works_here"),
        (row(), known(role=None, works_here=True), Outcome.REFUSED, "roster.works_here"),
        (row(faculty="Medicine"), known(seated=True), Outcome.REFUSED, "roster.seated"),
        (row(role="Teacher"), None, Outcome.REFUSED, "roster.staff_row"),
        (row(role="admin"), JO, Outcome.REFUSED, "roster.staff_row"),
        (row(email=""), None, Outcome.REFUSED, "roster.no_email"),
        (row(email="jo at x"), None, Outcome.REFUSED, "roster.bad_email"),
        (row(email="jо@x.ac.uk"), None, Outcome.REFUSED, "roster.bad_email"),
        (row(email="=A1"), None, Outcome.REFUSED, "roster.bad_email"),
        (row(name=""), None, Outcome.REFUSED, "roster.no_name"),
        (row(name="x" * 121), None, Outcome.REFUSED, "roster.long_name"),
        (row(faculty=""), None, Outcome.REFUSED, "roster.no_discipline"),
    ],
)
def test_each_row_gets_its_outcome_and_the_reason(said, there, outcome, why):
    [found] = planned(said, known=[there] if there else [])
    assert (found.outcome, found.says[0].id if found.says else None) == (outcome, why)


def test_nobody_is_doubled_within_a_list():
    first, second, third = planned(row(), row(name="Jo again"), row(email="other@x.ac.uk"))
    assert [each.outcome for each in (first, second, third)] == [Outcome.NEW, Outcome.REFUSED, Outcome.REFUSED]
    assert (second.says[0].values, third.says[0].id) == ({"row": 2}, "roster.number_twice")


def test_a_refused_row_keeps_nobody_else_out():
    refused, kept = planned(row(name=""), row())
    assert (refused.outcome, kept.outcome) == (Outcome.REFUSED, Outcome.NEW)


def test_no_row_ever_says_more_than_learner():
    assert "role" not in planned(row())[0].__dataclass_fields__
