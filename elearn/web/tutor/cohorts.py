"""A class itself: starting it, setting it up, its settings, cases and dates, its people and their invitations."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import cohort as deeds
from elearn.actions import invite
from elearn.actions.invite import Handout
from elearn.config import Config
from elearn.domain import wallclock
from elearn.domain.access import Deed, may
from elearn.domain.cohort import OFFERED, Pace, shown_code
from elearn.domain.content import Case
from elearn.domain.errors import Refusal
from elearn.domain.person import Discipline, Role
from elearn.store import cohorts as asked
from elearn.store import library, outbox, rosters, tokens
from elearn.store.cohorts import Cohort, Enrolment
from elearn.store.outbox import Kind
from elearn.web.doors import door, signed_in
from elearn.web.gate import asked_number, asked_words
from elearn.web.postman import rung
from elearn.web.speaking import gettext
from elearn.web.tutor.forms import CohortForm
from elearn.web.tutor.posting import number, tried, wall_time
from elearn.web.tutor.tabs import tabs

cohorts = Blueprint("cohorts", __name__)
PAIRING = "pairing.pairs"
"""where pairs are made"""
ROLES = {
    Role.LEAD: (_l("Lead"), _l("answers for the class: its list, roles, dates, release of marks")),
    Role.TUTOR: (_l("Tutor"), _l("teaches it: pairs, steers and marks")),
    Role.SECOND_MARKER: (_l("Second marker"), _l("marks the sample given to them, and sees nothing else")),
    Role.OBSERVER: (_l("Observer"), _l("looks on, and changes nothing")),
}


def known(cohort_id: int) -> Cohort:
    """The class of this address; a class that is not there lets nobody through its door."""
    found = asked.by_id(cohort_id)
    if found is None:
        raise LookupError(f"no class has the number {cohort_id}")
    return found


@cohorts.route("/classes/new", methods=["GET", "POST"])
@door(Deed.START_COHORT)
def start() -> Response | str:
    """Start a class; whoever starts it leads it."""
    form = CohortForm()
    if not form.validate_on_submit():
        return make_response(render_template("tutor/cohort_new.html", form=form), 422 if form.errors else 200)
    now = datetime.now(UTC)
    id = deeds.start(form.name.data or "", form.zone.data, Pace(form.pace.data), signed_in().id, now)
    return make_response(redirect(url_for("roster.send", cohort=id), 303))


@cohorts.get("/classes/<int:cohort>/setup")
@door(Deed.WATCH_COHORT)
def setup(cohort: int) -> str:
    """What is done and what comes next, from an empty class to a running one."""
    found, counts = known(cohort), asked.counts(cohort)
    chosen = asked.chosen_cases(cohort)
    return render_template(
        "tutor/cohort_setup.html",
        cohort=found,
        tabs=tabs(cohort),
        counts=counts,
        chosen=len(chosen),
        pairs=rosters.pairs(cohort),
        holding=tokens.held_in(cohort, datetime.now(UTC)),
        leads=may(g.who, Deed.LEAD_COHORT),
        code=shown_code(found.join_code or ""),
        pairing_url=url_for(PAIRING if PAIRING in current_app.view_functions else "tutor.one_class", cohort=cohort),
    )


@cohorts.route("/classes/<int:cohort>/settings", methods=["GET", "POST"])
@door(Deed.LEAD_COHORT)
def settings(cohort: int) -> Response | str:
    """Name, time zone, pace, joining by code, and the archive."""
    found = known(cohort)
    form = CohortForm(data={"name": found.name, "zone": found.time_zone, "pace": found.pace})
    if request.method == "GET" or not form.validate_on_submit():
        return make_response(settings_page(cohort, form), 422 if form.errors else 200)
    return tried(
        lambda: deeds.settle(
            cohort,
            name=form.name.data or "",
            zone=form.zone.data,
            pace=Pace(form.pace.data),
            now=datetime.now(UTC),
            wake=current_app.extensions["waker"].wake,
        ),
        lambda: settings_page(cohort, form),
        then=url_for("cohorts.settings", cohort=cohort),
        done=gettext("Saved."),
    )


@cohorts.post("/classes/<int:cohort>/code")
@door(Deed.LEAD_COHORT)
def change_code(cohort: int) -> Response:
    """A new join code, or none."""
    closing = request.form.get("do") == "close"
    return tried(
        lambda: deeds.close_joining(cohort) if closing else deeds.renew_code(cohort),
        lambda: settings_page(cohort),
        then=url_for("cohorts.settings", cohort=cohort) + "#joining",
        done=gettext("Nobody can join by code now.") if closing else gettext("There is a new code. The old one no longer works."),
    )


@cohorts.post("/classes/<int:cohort>/archive")
@door(Deed.LEAD_COHORT)
def archive(cohort: int) -> Response:
    """Put a class away, or take it back."""
    back = request.form.get("do") == "back"
    return tried(
        lambda: deeds.bring_back(cohort) if back else deeds.archive(cohort, datetime.now(UTC)),
        lambda: settings_page(cohort),
        then=url_for("cohorts.settings", cohort=cohort) if back else url_for("tutor.classes"),
        done=gettext("The class is back.") if back else gettext("The class is archived."),
    )


def settings_page(cohort: int, form: CohortForm | None = None) -> str:
    """The settings; with `form`, as somebody has just typed them."""
    found = known(cohort)
    kept = CohortForm(formdata=None, data={"name": found.name, "zone": found.time_zone, "pace": found.pace})
    return render_template(
        "tutor/cohort_settings.html",
        cohort=found,
        tabs=tabs(cohort),
        form=form or kept,
        code=shown_code(found.join_code or ""),
        link=f"{site()}{url_for('account.join', code=found.join_code)}" if found.join_code else "",
    )


def site() -> str:
    """Where people reach the site: as configured, or as this request came."""
    config: Config = current_app.extensions["elearn"]
    return config.site_url or request.host_url.rstrip("/")


# Cases and dates


@cohorts.get("/classes/<int:cohort>/cases")
@door(Deed.LEAD_COHORT)
def cases(cohort: int) -> str:
    """The published cases, which of them the class works on, and from when."""
    return _cases(cohort)


def _cases(cohort: int, typed: dict[str, Any] | None = None) -> str:
    found, chosen = known(cohort), asked.chosen_cases(cohort)
    rows = [_case_row(case, chosen.get(slug), found.time_zone, typed) for slug, case in library.newest().items()]
    rows.sort(key=lambda row: (not row["chosen"], row["case"].title))
    return render_template(
        "tutor/cohort_cases.html", cohort=found, tabs=tabs(cohort), rows=rows, now=wallclock.said(datetime.now(UTC), found.time_zone)
    )


def _case_row(case: Case, chosen: Any, zone: str, typed: dict[str, Any] | None) -> dict[str, Any]:
    def field(name: str, kept: datetime | None) -> str:
        if typed and typed["slug"] == case.case:
            return str(typed[name])
        return f"{wallclock.on_the_wall(kept, zone):%Y-%m-%dT%H:%M}" if kept else ""

    opens, due = (chosen.opens_at, chosen.due_at) if chosen else (None, None)
    return {
        "case": case,
        "chosen": chosen is not None,
        "open": chosen is not None and (opens is None or opens <= datetime.now(UTC)),
        "opens": field("opens", opens),
        "due": field("due", due),
        "opens_said": wallclock.said(opens, zone) if opens else "",
        "due_said": wallclock.said(due, zone) if due else "",
    }


@cohorts.post("/classes/<int:cohort>/cases")
@door(Deed.LEAD_COHORT)
def choose_case(cohort: int) -> Response:
    """Choose a case, change its dates, or take it out."""
    slug = request.form.get("case", "")[:64]
    typed = {"slug": slug, "opens": request.form.get("opens", ""), "due": request.form.get("due", "")}

    def change() -> None:
        if request.form.get("do") == "withdraw":
            deeds.withdraw_case(cohort, slug)
        else:
            deeds.choose_case(cohort, slug, wall_time("opens"), wall_time("due"))

    if request.form.get("do") == "withdraw":
        done = gettext("Taken out. Pairs that sit at it keep it.")
    else:
        done = gettext("Saved. Dates are by the clock of the class.")
    return tried(change, lambda: _cases(cohort, typed), then=f"{url_for('cohorts.cases', cohort=cohort)}#case-{slug}", done=done)


# People


@cohorts.get("/classes/<int:cohort>/people")
@door(Deed.TEACH_COHORT)
def people(cohort: int) -> str:
    """Who belongs to the class, who has come in, and who waits for an invitation."""
    return people_page(cohort)


def people_page(cohort: int) -> str:
    """The page of people; also for its own forms when they are refused."""
    now = datetime.now(UTC)
    found = known(cohort)
    wanted = request.args.get("studies", "")
    page = asked.learners(
        cohort,
        page=asked_number("page") or 1,
        named=asked_words("named"),
        discipline=Discipline(wanted) if wanted in set(Discipline) else None,
        unaccepted=request.args.get("waiting") == "yes",
    )
    staff = asked.staff(cohort)
    shown = [*page.learners, *staff]
    made = tokens.outstanding([each.person_id for each in shown], now)
    letters = outbox.last_of(cohort, [each.person.email for each in shown])
    return render_template(
        "tutor/people.html",
        cohort=found,
        tabs=tabs(cohort),
        counts=asked.counts(cohort),
        page=page,
        learners=[_person(each, made, letters, now) for each in page.learners],
        staff=[_person(each, made, letters, now) for each in staff],
        roles=[(role, *ROLES[role]) for role in OFFERED],
        leads=may(g.who, Deed.LEAD_COHORT),
        filters={"named": request.args.get("named", ""), "studies": wanted, "waiting": request.args.get("waiting", "")},
    )


def _person(place: Enrolment, made: dict[int, datetime], letters: dict[str, Any], now: datetime) -> dict[str, Any]:
    person, letter = place.person, letters.get(place.person.email)
    if person.password_hash:
        stands = "in"
    elif letter is not None and letter.kind == Kind.INVITATION:
        stands = outbox.stands(letter, now)
    else:
        stands = "link" if person.id in made else "none"
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "number": place.student_number or "",
        "discipline": place.discipline,
        "role": Role(place.role),
        "role_words": ROLES[Role(place.role)][0] if place.role in ROLES else "",
        "stands": stands,
        "at": letter.written_at if letter is not None else made.get(person.id),
        "trouble": letter.trouble if letter is not None else "",
        "suspended": not person.is_active,
    }


@cohorts.post("/classes/<int:cohort>/staff")
@door(Deed.LEAD_COHORT)
def add_staff(cohort: int) -> Response:
    """Give somebody a role, by their e-mail address."""
    sends = current_app.extensions["postman"].works
    email, name = request.form.get("email", ""), request.form.get("name", "")

    def add() -> None:
        deeds.add_staff(cohort, email, name, _role(), datetime.now(UTC), by_post=sends)
        rung()

    done = gettext("Added, and written to.") if sends else gettext("Added. If they have no account yet, make a link for them below.")
    return tried(add, lambda: people_page(cohort), then=url_for("cohorts.people", cohort=cohort) + "#staff", done=done)


@cohorts.post("/classes/<int:cohort>/staff/change")
@door(Deed.LEAD_COHORT)
def change_staff(cohort: int) -> Response:
    """Another role for somebody on the staff, or none."""
    removing = request.form.get("do") == "remove"
    person = number("person")
    me = signed_in().id
    return tried(
        lambda: deeds.remove_staff(cohort, person) if removing else deeds.change_role(cohort, person, _role()),
        lambda: people_page(cohort),
        then=url_for("tutor.classes") if person == me else url_for("cohorts.people", cohort=cohort) + "#staff",
        done=gettext("Done."),
    )


def _role() -> Role:
    named = request.form.get("role", "")
    if named not in set(OFFERED):
        raise Refusal("staff.role", "Choose one of the roles on the list.")
    return Role(named)


@cohorts.post("/classes/<int:cohort>/people/remove")
@door(Deed.LEAD_COHORT)
def remove_learner(cohort: int) -> Response:
    """Take somebody off the list."""
    return tried(
        lambda: deeds.remove_learner(cohort, number("person")),
        lambda: people_page(cohort),
        then=url_for("cohorts.people", cohort=cohort),
        done=gettext("Taken off the list. The account stays."),
    )


@cohorts.post("/classes/<int:cohort>/invitations")
@door(Deed.LEAD_COHORT)
def send_invitations(cohort: int) -> Response:
    """Invite everybody who waits, or one: by e-mail, or as links on paper or in a file."""
    now, only = datetime.now(UTC), [number("person")] if number("person") else None
    if request.form.get("how") != "mail":
        made, barred = invite.handouts(cohort, now, only)
        return _handed(cohort, made, barred, as_file=request.form.get("how") == "file")
    if not current_app.extensions["postman"].works:
        raise Refusal("mail.none", "This site sends no mail. Make links to print instead.")
    written = invite.invite_by_post(cohort, now, only)
    rung()
    return tried(
        lambda: None,
        lambda: people_page(cohort),
        then=url_for("cohorts.people", cohort=cohort),
        done=gettext("%(count)s invitations are on their way.", count=written),
    )


@cohorts.post("/classes/<int:cohort>/people/reset")
@door(Deed.TEACH_COHORT)
def reset_password(cohort: int) -> Response:
    """A link to a new password for one learner, on paper."""
    try:
        made = invite.hand_reset(cohort, number("person"), signed_in().id, datetime.now(UTC))
    except Refusal as refusal:
        return _again(cohort, refusal)
    return _handed(cohort, [made], 0, as_file=False)


@cohorts.post("/classes/<int:cohort>/staff/link")
@door(Deed.LEAD_COHORT)
def link_for_staff(cohort: int) -> Response:
    """An invitation on paper for somebody new on the staff."""
    try:
        made = invite.hand_staff_link(cohort, number("person"), datetime.now(UTC))
    except Refusal as refusal:
        return _again(cohort, refusal)
    return _handed(cohort, [made], 0, as_file=False)


def _again(cohort: int, why: Refusal) -> Response:
    def refuse() -> None:
        raise why

    return tried(refuse, lambda: people_page(cohort), then="")


def _handed(cohort: int, made: list[Handout], barred: int, *, as_file: bool) -> Response:
    """Links to hand over. They are shown this once; what is kept cannot be turned back into them."""
    rows = [{"name": each.name, "email": each.email, "link": f"{site()}{url_for('account.welcome', secret=each.secret)}"} for each in made]
    if as_file:
        response = make_response(_as_csv(rows))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = 'attachment; filename="invitations.csv"'
        return response
    return make_response(render_template("tutor/people_links.html", cohort=known(cohort), tabs=tabs(cohort), rows=rows, barred=barred))


def _as_csv(rows: list[dict[str, str]]) -> str:
    """For mail merge. Nothing in it is taken for a formula by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "email", "link"])
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in row.values()])
    return "\ufeff" + out.getvalue()
