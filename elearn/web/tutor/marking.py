"""Marking: the queue, a script, its replay, moderation and its record, release, and answers to students' questions.

An address names a script by its number, never the sitting: whoever reads it learns nothing of whose it is.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, g, jsonify, make_response, redirect, render_template, request, url_for

from elearn.actions import mark as marks
from elearn.actions import mark_exemplars, moderate
from elearn.actions import release as releasing
from elearn.domain.access import Deed
from elearn.domain.errors import Malformed, NotAllowed
from elearn.domain.moderation import Part
from elearn.domain.person import TEACHERS, Role
from elearn.store import cohorts, library, marks_asked, rubrics
from elearn.web.doors import door, signed_in
from elearn.web.errors import wants_json
from elearn.web.speaking import gettext
from elearn.web.tutor import marking_evidence, marking_queue, marking_script
from elearn.web.tutor.marking_fields import about, field_of, sent, typed
from elearn.web.tutor.marking_script import Desk, desk

marking = Blueprint("marking", __name__, url_prefix="/classes/<int:cohort>/marking")
marking.record_once(lambda state: state.app.jinja_env.globals.update(kept_description=marking_script.kept_description))


def _now() -> datetime:
    return datetime.now(UTC)


def _to(endpoint: str, **values: Any) -> Response:
    return make_response(redirect(url_for(f"marking.{endpoint}", **values), 303))


def _to_script(cohort: int, script: int, anchor: str | None = None) -> Response:
    return _to("script_page", cohort=cohort, script=script, _anchor=anchor)


def _desk(cohort: int, script: int) -> Desk:
    found = desk(cohort, script, g.who)
    g.looked_at = found.script.sitting_id
    return found


# --- the queue


@marking.get("")
@door(Deed.MARK)
def queue(cohort: int) -> str:
    """What is to be marked: mine first, the whole for those who teach."""
    return render_template("tutor/mark_queue.html", **marking_queue.view(cohort))


@marking.post("/put-up")
@door(Deed.TEACH_COHORT)
def put_up(cohort: int) -> Response:
    """Put up what is finished, and share it out among the markers chosen."""
    chosen = request.form.getlist("marker", type=int)
    person = signed_in().id
    made = marks.put_up(cohort, marks_asked.to_put_up(cohort), person, _now())
    given = marks.share_out(cohort, chosen, person, _now()) if chosen else 0
    flash(gettext("%(made)s pairs put up, %(given)s given to markers.", made=len(made), given=given))
    return _to("queue", cohort=cohort)


@marking.get("/next")
@door(Deed.MARK)
def next_script(cohort: int) -> Response:
    """The next script that I have not finished; the queue when there is none."""
    found = marks_asked.next_unmarked(cohort, signed_in().id, request.args.get("after", 0, type=int))
    return _to_script(cohort, found) if found else _to("queue", cohort=cohort)


@marking.post("/choices")
@door(Deed.MARK)
def choices(cohort: int) -> Response:
    """On which side the rubric stands, and whether single keys do anything."""
    marks.choose(signed_in().id, rubric_left="rubric_left" in request.form, single_keys="single_keys" in request.form)
    script = request.form.get("script", type=int)
    return _to_script(cohort, script) if script else _to("queue", cohort=cohort)


# --- one script


@marking.get("/<int:script>")
@door(Deed.MARK)
def script_page(cohort: int, script: int) -> str:
    """The page of a script: rubric and evidence."""
    at = _desk(cohort, script)
    leads = g.who.role is Role.LEAD
    return render_template(
        "tutor/mark_script.html",
        **marking_script.view(at),
        markers=at.opened.free if leads else [],
        releasable=leads and marking_script.releasable(at),
    )


@marking.post("/<int:script>")
@door(Deed.MARK)
def save(cohort: int, script: int) -> Response:
    """Keep what the page sends: one field from the page's script, or all of them from its form."""
    at = _desk(cohort, script)
    levels, words = sent()
    kept = marks.save(cohort, script, at.me, levels, words, _now())
    if wants_json():
        versions = {field_of(field): version for field, version in kept.versions.items()}
        return jsonify(
            versions=versions,
            whole=kept.whole,
            older=[field_of(each) for each in kept.older],
            sentence=gettext(marks.NEWER) if kept.older else "",
        )
    keep = request.form.get("keep", "")
    if keep:
        marks.keep_phrase(cohort, keep.partition(".")[2], request.form.get(f"comment.{keep}", ""), at.me, _now())
    if kept.older:
        flash(gettext(marks.NEWER) + " " + " · ".join(typed(each) for each in kept.older))
    else:
        flash(gettext("Saved."))
    return _to_script(cohort, script, request.form.get("anchor") or "rubric")


@marking.post("/<int:script>/done")
@door(Deed.MARK)
def done(cohort: int, script: int) -> Response:
    """I have finished this one: to the next."""
    at = _desk(cohort, script)
    levels, words = sent()
    if levels or words:
        marks.save(cohort, script, at.me, levels, words, _now())
    try:
        marks.finish(cohort, script, at.me, _now())
    except NotAllowed as refusal:
        flash(gettext(refusal.template).format(**refusal.values))
        return _to_script(cohort, script, "rubric")
    if at.script.exemplar or at.script.sampled:
        return _to_script(cohort, script, "beside")
    found = marks_asked.next_unmarked(cohort, at.me, script)
    flash(gettext("Script %(number)s is done.", number=script))
    return _to_script(cohort, found) if found else _to("queue", cohort=cohort)


@marking.post("/<int:script>/again")
@door(Deed.MARK)
def again(cohort: int, script: int) -> Response:
    """Work on it again."""
    marks.reopen(cohort, script, _desk(cohort, script).me, _now())
    return _to_script(cohort, script)


@marking.get("/<int:script>/replay")
@door(Deed.MARK)
def replay(cohort: int, script: int) -> str:
    """How this script's map grew, with numbers for the people."""
    at = _desk(cohort, script)
    return render_template("tutor/mark_replay.html", script=at.script, cohort=cohort, replay=marking_evidence.replay(at.place()))


@marking.post("/<int:script>/words")
@door(Deed.MARK)
def decide(cohort: int, script: int) -> Response:
    """A tutor says whether a pair's words are the panel's cause. Only with the panel open to them."""
    at = _desk(cohort, script)
    here = at.place()
    cause, panel = here.table.causes.get(request.form.get("cause", "")), request.form.get("panel", "")
    known = {each.id for each in here.case.panel.causes} | {each.id for each in here.case.panel.weak}
    if not at.sight.panel() or cause is None or panel not in known:
        raise NotAllowed("words.closed", "Give every level first; then the panel opens, and you can decide on these words.")
    marks.decide_words(here.case.case, cause.words, panel, same=request.form.get("same") == "yes", by_id=at.me, now=_now())
    return _to_script(cohort, script, "panel")


@marking.post("/<int:script>/settle")
@door(Deed.MARK)
def settle(cohort: int, script: int) -> Response:
    """Agree on a level where two markers differ. For the two of them, and whoever leads."""
    at = _desk(cohort, script)
    mine = at.sight.mine
    if not (g.who.role is Role.LEAD or (mine is not None and mine.done and mine.part in (Part.FIRST, Part.SECOND))):
        raise NotAllowed("settle.whose", "The two markers of this script settle it, or whoever leads the class.")
    key = about(request.form.get("field", ""))
    level = request.form.get("level", type=int)
    if level is None:
        raise Malformed("mark.level", "A level is a number from 0 to 4.")
    moderate.settle(cohort, script, key, level, request.form.get("reason", ""), at.me, _now())
    return _to_script(cohort, script, "beside")


@marking.post("/<int:script>/give")
@door(Deed.MARK)
def give(cohort: int, script: int) -> Response:
    """Give a script to a marker: whoever leads to anybody, a tutor to themselves; an exemplar anybody takes to practise."""
    found, me = marks_asked.script(cohort, script), signed_in().id
    practice = found is not None and found.exemplar
    marker = request.form.get("marker", me, type=int)
    asked = request.form.get("part", "")
    part = Part.PRACTICE if practice else Part(asked) if asked in set(Part) else Part.FIRST
    allowed = g.who.role is Role.LEAD or (marker == me and (practice or (g.who.role in TEACHERS and part is Part.FIRST)))
    if not allowed:
        raise NotAllowed("give.whose", "Whoever leads the class gives scripts to markers.")
    marks.give(cohort, script, marker, part, me, _now())
    return _to_script(cohort, script)


@marking.post("/<int:script>/twice")
@door(Deed.LEAD_COHORT)
def twice(cohort: int, script: int) -> Response:
    """Have this one marked twice too."""
    moderate.choose_for_second(cohort, script, signed_in().id, _now())
    return _to_script(cohort, script)


@marking.post("/<int:script>/exemplar")
@door(Deed.LEAD_COHORT)
def exemplar(cohort: int, script: int) -> Response:
    """Make this script an exemplar, with my levels as what it shows."""
    moderate.make_exemplar(cohort, script, signed_in().id, _now())
    return _to_script(cohort, script)


@marking.post("/<int:script>/withdraw")
@door(Deed.LEAD_COHORT)
def withdraw(cohort: int, script: int) -> Response:
    """Take a release back."""
    releasing.withdraw(cohort, script, request.form.get("reason", ""), signed_in().id, _now())
    return _to_script(cohort, script)


# --- the comment bank


@marking.post("/phrases/<int:phrase>/drop")
@door(Deed.TEACH_COHORT)
def drop_phrase(cohort: int, phrase: int) -> Response:
    """Take a comment out of the bank."""
    marks.drop_phrase(cohort, phrase)
    return _to("setting_up", cohort=cohort)


# --- moderation, settings, release


@marking.post("/sample")
@door(Deed.LEAD_COHORT)
def sample(cohort: int) -> Response:
    """Draw the sample, and give it to second markers."""
    me, chosen = signed_in().id, request.form.getlist("marker", type=int)
    drawn = moderate.draw_sample(cohort, me, _now())
    given = moderate.share_out_seconds(cohort, chosen, me, _now()) if chosen else 0
    flash(gettext("%(drawn)s scripts drawn, %(given)s given to second markers.", drawn=len(drawn), given=given))
    return _to("queue", cohort=cohort, show="twice")


@marking.post("/exemplars")
@door(Deed.LEAD_COHORT)
def exemplars(cohort: int) -> Response:
    """Three exemplars of one case, played by nobody, with the levels that they show."""
    made = mark_exemplars.make(cohort, request.form.get("case", ""), signed_in().id, _now())
    flash(gettext("%(count)s exemplars made.", count=len(made)))
    return _to("queue", cohort=cohort, show="exemplars")


@marking.post("/release")
@door(Deed.LEAD_COHORT)
def release(cohort: int) -> Response:
    """Give marks back: those chosen, or all that are ready."""
    chosen = request.form.getlist("script", type=int)
    if "all" in request.form:
        chosen = marks_asked.unreleased(cohort)
    elif not chosen:
        flash(gettext("No script is ticked. Nobody was given anything."))
        return _to("queue", cohort=cohort, show="all")
    given, not_ready = releasing.release(cohort, chosen, signed_in().id, _now())
    flash(gettext("%(given)s students were given their feedback.", given=given))
    if not_ready:
        numbers = ", ".join(str(each) for each in not_ready[:20])
        flash(gettext("Not ready yet: %(count)s scripts (%(numbers)s).", count=len(not_ready), numbers=numbers))
    return _to("queue", cohort=cohort, show="all")


@marking.get("/settings")
@door(Deed.LEAD_COHORT)
def setting_up(cohort: int) -> str:
    """How this class marks, and its rubric's weights."""
    versions = rubrics.versions(cohort)
    return render_template(
        "tutor/mark_settings.html",
        cohort=cohorts.by_id(cohort),
        settings=marks_asked.settings(cohort),
        versions=versions,
        rubric=versions[0].rubric if versions else None,
        phrases=marks_asked.phrases(cohort),
        cases=list(library.chosen_titles(cohort).items()),
    )


@marking.post("/settings")
@door(Deed.LEAD_COHORT)
def set_up(cohort: int) -> Response:
    """Keep how this class marks."""
    moderate.set_up(
        cohort,
        anonymous="anonymous" in request.form,
        show_mark="show_mark" in request.form,
        pass_mark=request.form.get("pass_mark", 50, type=int),
        answer_by=request.form.get("answer_by", ""),
        by_id=signed_in().id,
        now=_now(),
    )
    flash(gettext("Saved."))
    return _to("setting_up", cohort=cohort)


@marking.post("/rubric")
@door(Deed.LEAD_COHORT)
def reweigh(cohort: int) -> Response:
    """Weigh the criteria anew: a new version, for what is put up from now on."""
    newest = rubrics.newest(cohort)
    weights = {
        each.id: (request.form.get(f"each.{each.id}", 0, type=int), request.form.get(f"pair.{each.id}", 0, type=int))
        for each in (newest.rubric.criteria if newest else ())
    }
    try:
        number = moderate.reweigh(cohort, weights, request.form.get("why", ""), signed_in().id, _now()) if newest else 0
    except Malformed as refusal:
        flash(gettext(refusal.template).format(**refusal.values))
    else:
        flash(gettext("Version %(number)s is the rubric from now on.", number=number))
    return _to("setting_up", cohort=cohort)


@marking.get("/record")
@door(Deed.TEACH_COHORT)
def record(cohort: int) -> str:
    """The moderation record, to print for an external examiner."""
    from elearn.web.tutor import marking_record  # noqa: PLC0415  # numpy and scipy take a second to load: only this page waits for them

    return render_template("tutor/mark_record.html", cohort=cohorts.by_id(cohort), now=_now(), **marking_record.view(cohort))


@marking.post("/queries/<int:query>")
@door(Deed.TEACH_COHORT)
def answer(cohort: int, query: int) -> Response:
    """Answer a student's question about their feedback."""
    releasing.answer(cohort, query, request.form.get("answer", ""), signed_in().id, _now())
    flash(gettext("Answered."))
    return _to("queue", cohort=cohort)
