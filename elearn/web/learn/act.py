"""Act: causes that no action touches, where the plan acts, the plan by urgency, and one change of a rule or a service."""

from typing import Any

from flask import request, url_for

from elearn.domain.content import Layer, StepKind
from elearn.domain.move import ActionWords, ChangeWords, Idea
from elearn.domain.telling import words_of
from elearn.domain.things import Action, Cause, Change, Thing
from elearn.domain.vocabulary import Owner, When
from elearn.store.reference import reference
from elearn.web.doors import Place
from elearn.web.learn.going_on import going_on

VOICES = {Owner.CLINICIAN: "medicine", Owner.LAWYER: "law", Owner.ADVISER: "law", Owner.BOTH: "both", Owner.PERSON: "person"}


def view(here: Place) -> dict[str, Any]:
    """What Act shows: the pair's plan, with the numbers by which the picture and the table name the same action."""
    numbers = _numbers(here)
    rows = [_action(here, each, numbers) for each in _in_order(here)]
    return {
        "bare": _bare(here),
        "river": _river(here, numbers),
        "bands": [
            {"when": when.value, "actions": band} for when in When if (band := [each for each in rows if each["when"] == when.value])
        ],
        "changes": [_change(here, each, numbers) for each in here.table.changes.values()],
        "by_layer": _by_layer(here),
        "chosen": request.args.get("for", ""),
        "owners": [each.value for each in Owner],
        "whens": [each.value for each in When],
        "ideas": [each.value for each in Idea] if here.table.partners(here.me) else [],
        "person": here.case.person.name,
        "helpers": _helpers(here),
        "map_url": page_url(here, StepKind.MAP),
        "go": going_on(here, StepKind.ACT),
    }


def _helpers(here: Place) -> list[str]:
    """Everybody in the library's directory who helps in the case's country, by name: what a plan may draw on.

    Never only those whom the panel names, and in an order that has nothing to do with the panel.
    """
    return sorted({each.name for each in reference().helpers(place=here.case.jurisdiction)}, key=str.casefold)


def page_url(here: Place, kind: StepKind) -> str | None:
    """The address of the first page of this kind that the pair has reached."""
    step = next((each for each in here.table.steps[: here.table.at_step + 1] if each.kind is kind), None)
    return url_for("learn.page", **here.key, page=step.id) if step else None


def _in_order(here: Place) -> list[Action]:
    """Urgent first; what is equally urgent as it was planned."""
    whens = list(When)
    return sorted(here.table.actions.values(), key=lambda each: (whens.index(each.words.when), each.seq))


def _numbers(here: Place) -> dict[str, int]:
    return {each.id: number for number, each in enumerate([*_in_order(here), *here.table.changes.values()], start=1)}


def _bare(here: Place) -> list[dict[str, Any]]:
    touched = {cause for action in here.table.actions.values() for cause in action.words.works_on}
    order = list(Layer)
    bare = sorted((each for each in here.table.causes.values() if each.id not in touched), key=lambda each: order.index(each.layer))
    return [{**_cause(here, each), "url": _for(here, each)} for each in bare]


def _for(here: Place, cause: Cause) -> str | None:
    """The page again, with this cause chosen in the form for a new action."""
    step = page_url(here, StepKind.ACT)
    return f"{step}?for={cause.id}#add-action" if step else None


def _cause(here: Place, cause: Cause) -> dict[str, Any]:
    discipline = here.table.discipline(cause.by)
    return {
        "id": cause.id,
        "words": cause.words,
        "layer": cause.layer.value,
        "by": here.names.get(cause.by, ""),
        "me": cause.by == here.me,
        "voice": "both" if cause.idea is Idea.BOTH or discipline is None else discipline.value,
    }


def _by_layer(here: Place) -> list[dict[str, Any]]:
    causes = here.table.causes.values()
    return [
        {"layer": layer.value, "causes": found}
        for layer in Layer
        if (found := [_cause(here, each) for each in causes if each.layer is layer])
    ]


def _river(here: Place, numbers: dict[str, int]) -> list[dict[str, Any]]:
    """The five layers, upstream first, and in each the numbers of what acts there. A change of a rule acts on the system."""
    return [{"layer": layer.value, "pins": _pins(here, layer, numbers)} for layer in Layer]


def _pins(here: Place, layer: Layer, numbers: dict[str, int]) -> list[dict[str, Any]]:
    causes = here.table.causes
    pins = [
        {"number": numbers[each.id], "voice": VOICES[each.words.owner], "id": each.id, "does": each.words.does}
        for each in _in_order(here)
        if any(id in causes and causes[id].layer is layer for id in each.words.works_on)
    ]
    if layer is Layer.SYSTEM:
        pins += [
            {"number": numbers[each.id], "voice": "change", "id": each.id, "does": each.words.what} for each in here.table.changes.values()
        ]
    return pins


def _action(here: Place, action: Action, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        **_thing(here, action, numbers),
        **_action_words(here, action.words),
        "rivals": [
            {"id": each.id, "by": here.names.get(each.by, ""), "me": each.by == here.me, **_action_words(here, each.words)}
            for each in action.rivals
        ],
    }


def _action_words(here: Place, words: ActionWords) -> dict[str, Any]:
    return {
        "does": words.does,
        "owner": words.owner.value,
        "voice": VOICES[words.owner],
        "when": words.when.value,
        "works_on": [
            {"id": each, "words": words_of(here.table, each) if each in here.table.causes else "", "gone": each not in here.table.causes}
            for each in words.works_on
        ],
        "resource": words.resource,
        "barrier": words.barrier,
        "way_round": words.way_round,
        "wish": words.wish,
    }


def _change(here: Place, change: Change, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        **_thing(here, change, numbers),
        **_change_words(change.words),
        "rivals": [
            {"id": each.id, "by": here.names.get(each.by, ""), "me": each.by == here.me, **_change_words(each.words)}
            for each in change.rivals
        ],
    }


def _change_words(words: ChangeWords) -> dict[str, Any]:
    return {"what": words.what, "who": words.who, "first_step": words.first_step, "why": words.why}


def _thing(here: Place, thing: Thing, numbers: dict[str, int]) -> dict[str, Any]:
    """What the plan's two kinds of thing have in common: whose it is, its version, and a removal that is proposed."""
    writer = here.table.members.get(thing.by)
    theirs = thing.by if writer and writer.active else None
    settles = thing.removal_by not in (None, here.me) and theirs in (None, here.me)
    return {
        "id": thing.id,
        "number": numbers[thing.id],
        "by": here.names.get(thing.by, ""),
        "me": thing.by == here.me,
        "idea": thing.idea.value,
        "version": thing.version,
        "removal": {
            "by": here.names.get(thing.removal_by, ""),
            "me": thing.removal_by == here.me,
            "words": thing.removal_words,
            "settles": settles,
        }
        if thing.removal_by
        else None,
    }
