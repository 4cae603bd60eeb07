"""Bringing a class list in: send it, say what it cannot tell, look at what would happen row by row, and bring it in."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import roster as deeds
from elearn.domain import roster as lists
from elearn.domain.access import Deed
from elearn.domain.errors import Conflict, Malformed, Refusal
from elearn.domain.person import Discipline
from elearn.domain.roster import Choices, Field, Outcome, Understanding
from elearn.intake.limits import MOST_BYTES, MOST_ROWS
from elearn.web.doors import door, signed_in
from elearn.web.errors import STATUS, said, wants_json
from elearn.web.gate import asked_number
from elearn.web.speaking import gettext
from elearn.web.tutor.cohorts import known
from elearn.web.tutor.posting import tried
from elearn.web.tutor.tabs import tabs
from elearn.web.uploads import takes

roster = Blueprint("roster", __name__)
ROWS_A_PAGE = 100
FIELDS = {
    Field.EMAIL: _l("E-mail address"),
    Field.FULL: _l("Whole name"),
    Field.FIRST: _l("First name"),
    Field.LAST: _l("Last name"),
    Field.NUMBER: _l("Student number"),
    Field.DISCIPLINE: _l("What they study"),
    Field.ROLE: _l("Role"),
}
OUTCOMES = {
    Outcome.REFUSED: _l("Left out"),
    Outcome.NEW: _l("New"),
    Outcome.JOINS: _l("Joins"),
    Outcome.UPDATED: _l("Changed"),
    Outcome.UNCHANGED: _l("As it is"),
}
EXAMPLE = (
    ("First name", "Last name", "E-mail address", "Student number", "Programme"),
    ("Mira", "Vos", "mira.vos@example.ac.uk", "0012345", "Medicine"),
    ("Lew", "Hart", "lew.hart@example.ac.uk", "0067890", "Law"),
)


@roster.route("/classes/<int:cohort>/roster", methods=["GET", "POST"])
@door(Deed.LEAD_COHORT)
@takes(MOST_BYTES + 64 * 1024)
def send(cohort: int) -> Response | str:
    """Send a class list, as a file or pasted."""

    def page() -> str:
        return render_template(
            "tutor/roster_send.html", cohort=known(cohort), tabs=tabs(cohort), most_rows=MOST_ROWS, pasted=request.form.get("pasted", "")
        )

    if request.method == "GET":
        return page()

    def receive() -> None:
        file = request.files.get("file")
        data, name = (file.read(), file.filename or "") if file and file.filename else (request.form.get("pasted", "").encode(), "")
        if not data.strip():
            raise Malformed("file.none", "Choose a file, or paste the list.")
        deeds.receive(cohort, signed_in().id, name, data, datetime.now(UTC))

    return tried(receive, page, then=url_for("roster.preview", cohort=cohort))


@roster.get("/classes/<int:cohort>/roster/example.csv")
@door(Deed.LEAD_COHORT)
def example(cohort: int) -> Response:
    """A list to begin from."""
    out = io.StringIO()
    csv.writer(out).writerows(EXAMPLE)
    response = make_response("\ufeff" + out.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="class-list.csv"'
    return response


@roster.get("/classes/<int:cohort>/roster/preview")
@door(Deed.LEAD_COHORT)
def preview(cohort: int) -> Response:
    """What would happen, row by row, or what has to be said first."""
    return make_response(_preview(cohort))


def _preview(cohort: int) -> Response | str:
    seen = deeds.preview(cohort, signed_in().id)
    if seen is None:
        return redirect(url_for("roster.send", cohort=cohort), 303)  # type: ignore[return-value]  # werkzeug's own response
    shown = request.args.get("show", "")
    rows = [each for each in seen.intentions if not shown or each.outcome.value == shown]
    rows.sort(key=lambda each: each.outcome is not Outcome.REFUSED)  # what needs eyes stands first, the rest as in the file
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    number = min(asked_number("page") or 1, pages)
    return render_template(
        "tutor/roster_preview.html",
        cohort=known(cohort),
        tabs=tabs(cohort),
        preview=seen,
        asks=seen.understood.asks,
        rows=rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE],
        number=number,
        pages=pages,
        shown=shown,
        outcomes=OUTCOMES,
        counts=seen.counts,
        goes=sum(seen.counts[each] for each in (Outcome.NEW, Outcome.JOINS, Outcome.UPDATED)),
        columns=_columns(seen.understood),
        fields=FIELDS,
        words=[{"word": word, "key": lists.folded_word(word)} for word in seen.understood.unknown_words[: lists.MOST_MEANINGS]],
        everybody=seen.understood.choices.everybody,
    )


def _columns(understood: Understanding) -> list[dict[str, Any]]:
    """Each column with its title, what it was taken for, and a few of its cells."""
    taken = {column: field for field, column in understood.columns.items()}
    return [
        {
            "number": number,
            "title": title or gettext("Column %(letter)s", letter=_letter(number)),
            "field": taken.get(number),
            "some": [cell for line in understood.people[:30] if (cell := lists.clean(line.cell(number))[:40])][:3],
        }
        for number, title in enumerate(understood.titles)
    ]


def _letter(number: int) -> str:
    """A, B … Z, AA: as spreadsheets call their columns."""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)  # letters of the alphabet


@roster.post("/classes/<int:cohort>/roster/columns")
@door(Deed.LEAD_COHORT)
def say(cohort: int) -> Response:
    """What the tutor says about the columns, and about words for what people study."""
    me = signed_in().id
    return tried(
        lambda: deeds.choose(cohort, me, _choices(cohort, me), datetime.now(UTC)),
        lambda: str(make_response(_preview(cohort)).get_data(as_text=True)),
        then=url_for("roster.preview", cohort=cohort),
    )


def _choices(cohort: int, me: int) -> Choices:
    seen = deeds.preview(cohort, me)
    before = seen.understood.choices if seen else Choices()
    columns: dict[int, Field] = {}
    for name, value in request.form.items():
        kind, _, number = name.partition("-")
        if kind == "column" and number.isdecimal() and value in set(Field):
            if Field(value) in columns.values():
                raise Refusal("roster.column_twice", "Two columns are called the same. Choose one of them.")
            columns[int(number[:4])] = Field(value)
    meanings = {
        key: Discipline(value) if value in set(Discipline) else None
        for key, value in zip(request.form.getlist("word"), request.form.getlist("means"), strict=False)
        if value in {*Discipline, "neither"}
    }
    everybody = request.form.get("everybody", "")
    return Choices(
        columns=columns or before.columns,
        everybody=Discipline(everybody) if everybody in set(Discipline) else None,
        meanings={**before.meanings, **meanings},
    )


@roster.post("/classes/<int:cohort>/roster/import")
@door(Deed.LEAD_COHORT)
def bring_in(cohort: int) -> Response:
    """Do what the preview said."""
    try:
        counts = deeds.bring_in(cohort, signed_in().id, request.form.get("fingerprint", ""), datetime.now(UTC))
    except Conflict as refusal:
        if wants_json():
            raise
        g.refused = said(refusal)
        answer = make_response(_preview(cohort))
        if answer.status_code == 200:  # the page, and not the way back to an empty one
            answer.status_code = STATUS[Conflict]
        else:
            flash(said(refusal))
        return answer
    flash(
        gettext(
            "%(new)s new, %(joins)s joined, %(updated)s changed, %(refused)s left out.",
            new=counts[Outcome.NEW], joins=counts[Outcome.JOINS], updated=counts[Outcome.UPDATED], refused=counts[Outcome.REFUSED],
        )
    )  # fmt: skip
    return make_response(redirect(url_for("cohorts.setup", cohort=cohort), 303))


@roster.post("/classes/<int:cohort>/roster/discard")
@door(Deed.LEAD_COHORT)
def discard(cohort: int) -> Response:
    """Throw the list away."""
    deeds.discard(cohort, signed_in().id)
    return make_response(redirect(url_for("roster.send", cohort=cohort), 303))
