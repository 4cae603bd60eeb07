"""What changed between two versions of a case, in words that an author, a tutor or a reviewer can read without either file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Protocol

from elearn.domain.content import Case, Fact, Paper
from elearn.domain.panel import Panel, PanelAction, PanelCause, PanelLink, Weak
from elearn.domain.steps import Said
from elearn.domain.workdays import said as day

MOST_QUOTED = 80
"""how much of a thing's own words stands in a sentence about it"""


class Part(StrEnum):
    """The part of a case that a change is in, in the order in which they are told."""

    CASE = "case"
    STEPS = "steps"
    PAPERS = "papers"
    CAUSES = "causes"
    LINKS = "links"
    WEAK = "weak"
    ACTIONS = "actions"
    REST = "rest"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: where, and what in one sentence."""

    part: Part
    said: Said

    def __str__(self) -> str:
        return str(self.said)


class Named(Protocol):
    """Anything that a case knows by an id."""

    @property
    def id(self) -> str: ...


def changes(old: Case, new: Case) -> tuple[Change, ...]:
    """All that differs between two versions of a case, part by part; nothing for the same content."""
    found = [
        *(Change(part=Part.CASE, said=each) for each in _head(old, new)),
        *(Change(part=Part.STEPS, said=each) for each in _steps(old, new)),
        *(Change(part=Part.PAPERS, said=each) for each in _papers(old, new)),
        *(Change(part=Part.CAUSES, said=each) for each in _causes(old.panel, new.panel)),
        *(Change(part=Part.LINKS, said=each) for each in _links(old.panel, new.panel)),
        *(Change(part=Part.WEAK, said=each) for each in _weak(old.panel, new.panel)),
        *(Change(part=Part.ACTIONS, said=each) for each in _actions(old.panel, new.panel)),
        *(Change(part=Part.REST, said=each) for each in _rest(old, new)),
    ]
    if not found and old.sha != new.sha:
        found = [Change(part=Part.REST, said=Said(id="change.order", sentence="Only the order of things has changed."))]
    return tuple(found)


FIELDS: Mapping[str, Mapping[str, str]] = {
    "outcome": {"text": "words", "tags": "codes"},
    "step": {"minutes": "minutes", "ask": "question", "hint": "hint"},
    "paper": {
        "title": "title",
        "source_line": "head line",
        "minutes": "minutes",
        "content_note": "content note",
        "skip_summary": "summary for those who skip it",
    },
    "fact": {"quote": "words", "why": "reason", "checked": "tag"},
    "cause": {"says": "words", "why": "reasons", "sources": "sources", "checked": "tag"},
    "weak cause": {"says": "words", "why": "reason", "voice": "voice"},
    "action": {
        "does": "words",
        "owner": "owner",
        "when": "time",
        "works_on": "causes",
        "needs": "needs",
        "resource": "helper",
        "barriers": "barriers",
        "way_round": "way round",
        "deadline": "deadline",
        "why": "reason",
        "sources": "sources",
        "checked": "tag",
    },
    "voice": {"name": "name", "discipline": "profession", "invented": "origin"},
    "path": {"through": "causes", "weight": "weight", "says": "name"},
    "system change": {
        "who": "addressee",
        "level": "level",
        "ask": "request",
        "first_step": "first step",
        "why": "reason",
        "sources": "sources",
        "checked": "tag",
    },
    "tension": {"question": "question", "medicine": "medical side", "law": "legal side", "sources": "sources", "checked": "tag"},
    "source": {
        "title": "title",
        "url": "address",
        "jurisdiction": "jurisdiction",
        "checked_on": "day of reading",
        "by": "reader",
        "review_by": "day of the next review",
        "checked": "tag",
    },
    "resource": {"name": "name", "what": "help", "who": "circle", "barriers": "barriers", "url": "address", "level": "level"},
}
"""Kind of thing → field → what it is called in a sentence. `tag` is how far a statement was checked."""

# --- the case itself

PLAIN = {
    "title": "The title",
    "summary": "The summary",
    "content_note": "The content note",
    "staff_notes": "The notes for tutors",
    "jurisdiction": "The jurisdiction",
    "licence": "The licence",
    "afterwards_html": "What happened next",
    "reflection": "The questions of Reflect",
}
PERSON = {
    "name": "name",
    "about": "description",
    "wishes": "wishes",
    "strengths": "strengths",
    "identity": "identity",
    "condition": "condition",
}


def _head(old: Case, new: Case) -> Iterator[Said]:
    for field, label in PLAIN.items():
        if getattr(old, field) != getattr(new, field):
            yield Said(id="change.plain", sentence="{what} has changed.", values={"what": label})
    for field, label in {"law_stated_at": "The day for which the law is stated", "review_by": "The day of the next review"}.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            values = {"what": label, "before": day(before), "after": day(after)}
            yield Said(id="change.day", sentence="{what} is now {after}; it was {before}.", values=values)
    yield from _reviewers(old.reviewed_by, new.reviewed_by)
    for field, label in PERSON.items():
        if getattr(old.person, field) != getattr(new.person, field):
            yield Said(id="change.person", sentence="The person's {what} changed.", values={"what": label})
    if old.people != new.people:
        yield Said(id="change.people", sentence="The list of the others in the case has changed.")
    yield from _things("outcome", old.outcomes, new.outcomes, lambda each: each.text)


def _reviewers(before: Sequence[str], after: Sequence[str]) -> Iterator[Said]:
    for name in after:
        if name not in before:
            yield Said(id="change.reviewed", sentence="{name} has reviewed it.", values={"name": name})
    for name in before:
        if name not in after:
            yield Said(id="change.unreviewed", sentence="{name} is no longer named as a reviewer.", values={"name": name})


def _steps(old: Case, new: Case) -> Iterator[Said]:
    if old.minutes != new.minutes:
        values = {"before": old.minutes, "after": new.minutes}
        yield Said(id="change.minutes", sentence="The case takes {after} minutes; it took {before}.", values=values)
    yield from _things("step", old.steps, new.steps, lambda each: each.kind.capitalize())


# --- papers and facts


def _papers(old: Case, new: Case) -> Iterator[Said]:
    yield from _things("paper", old.papers, new.papers, lambda each: each.title, _paper)


def _paper(old: Paper, new: Paper) -> Iterator[Said]:
    named = {"title": new.title}
    if old.opens != new.opens:
        yield Said(
            id="change.opens",
            sentence="Paper “{title}” opens at {after}; it opened at {before}.",
            values={**named, "before": old.opens, "after": new.opens},
        )
    if old.pack != new.pack:
        sentence = "Paper “{title}” belongs to {after}; it belonged to {before}."
        yield Said(id="change.pack", sentence=sentence, values={**named, "before": old.pack.value, "after": new.pack.value})
    yield from _paragraphs(old, new)
    yield from _things("fact", old.facts, new.facts, lambda each: each.quote, _fact)


def _paragraphs(old: Paper, new: Paper) -> Iterator[Said]:
    before, after = ([each.plain[start:end] for start, end in each.blocks] for each in (old, new))
    changed = added = gone = 0
    for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind != "equal":
            changed += min(b - a, d - c)
            added += max(0, (d - c) - (b - a))
            gone += max(0, (b - a) - (d - c))
    counted = [
        _counted(changed, "one changed paragraph", "{count} changed paragraphs"),
        _counted(added, "one new paragraph", "{count} new paragraphs"),
        _counted(gone, "one paragraph fewer", "{count} paragraphs fewer"),
    ]
    if any(counted):
        values = {"title": new.title, "what": _and([each for each in counted if each])}
        yield Said(id="change.paragraphs", sentence="Paper “{title}” has {what}.", values=values)
    elif old.html != new.html:
        yield Said(
            id="change.layout", sentence="Paper “{title}” is laid out otherwise; its words are the same.", values={"title": new.title}
        )


def _fact(old: Fact, new: Fact) -> Iterator[Said]:
    named = {"words": _short(new.quote)}
    if old.decisive != new.decisive:
        sentence = "The fact “{words}” is now decisive." if new.decisive else "The fact “{words}” is no longer decisive."
        yield Said(id="change.decisive" if new.decisive else "change.not_decisive", sentence=sentence, values=named)
    if set(old.shows) != set(new.shows):
        yield Said(id="change.shows", sentence="The fact “{words}” is evidence for other causes than before.", values=named)


# --- the panel


def _causes(old: Panel, new: Panel) -> Iterator[Said]:
    yield from _things("cause", old.causes, new.causes, lambda each: each.says, _cause)


def _cause(old: PanelCause, new: PanelCause) -> Iterator[Said]:
    thing = f"Cause “{_short(new.says)}”"
    yield from _wordings(thing, old.also, new.also, "other wording", "other wordings")
    yield from _wordings(thing, old.near, new.near, "wording that counts for half", "wordings that count for half")
    yield from _became(thing, "weight", old.weight, new.weight)
    yield from _became(thing, "column", old.layer, new.layer)
    yield from _became(thing, "seen_from", old.seen_from, new.seen_from)


def _wordings(thing: str, before: Sequence[str], after: Sequence[str], one: str, many: str) -> Iterator[Said]:
    gained, lost = [each for each in after if each not in before], [each for each in before if each not in after]
    for verb, words in (("gained", gained), ("lost", lost)):
        if words:
            count = _counted(len(words), f"one {one}", f"{{count}} {many}")
            values = {"thing": thing, "verb": verb, "count": count, "words": "; ".join(f"“{_short(each)}”" for each in words)}
            yield Said(id=f"change.{verb}", sentence="{thing} {verb} {count}: {words}.", values=values)


def _links(old: Panel, new: Panel) -> Iterator[Said]:
    before, after = ({(each.source, each.target): each for each in panel.links} for panel in (old, new))
    for key, link in after.items():
        if key not in before:
            yield Said(id="change.link_added", sentence="There is a new link {link}.", values={"link": _link_words(new, link)})
        else:
            yield from _link(new, before[key], link)
    for key, link in before.items():
        if key not in after:
            yield Said(id="change.link_gone", sentence="The link {link} is gone.", values={"link": _link_words(old, link)})


def _link(panel: Panel, old: PanelLink, new: PanelLink) -> Iterator[Said]:
    thing = f"The link {_link_words(panel, new)}"
    yield from _became(thing, "how", old.how, new.how)
    yield from _became(thing, "weight", old.weight, new.weight)
    yield from _became(thing, "grade", old.grade, new.grade)
    for label, fields in {"reason": ("why",), "voices": ("voices",), "sources": ("sources",), "other marks": ("checked", "loop")}.items():
        if any(getattr(old, each) != getattr(new, each) for each in fields):
            yield _field(thing, label)


def _link_words(panel: Panel, link: PanelLink) -> str:
    source, target = panel.cause(link.source), panel.cause(link.target)
    return f"from “{_short(source.says if source else link.source)}” to “{_short(target.says if target else link.target)}”"


def _weak(old: Panel, new: Panel) -> Iterator[Said]:
    def one(before: Weak, after: Weak) -> Iterator[Said]:
        thing = f"Weak cause “{_short(after.says)}”"
        yield from _wordings(thing, before.also, after.also, "other wording", "other wordings")
        yield from _wordings(thing, before.near, after.near, "near wording", "near wordings")
        yield from _became(thing, "column", before.layer, after.layer)

    yield from _things("weak cause", old.weak, new.weak, lambda each: each.says, one)


def _actions(old: Panel, new: Panel) -> Iterator[Said]:
    def one(before: PanelAction, after: PanelAction) -> Iterator[Said]:
        yield from _became(f"Action “{_short(after.does)}”", "kind", before.kind, after.kind)

    yield from _things("action", old.actions, new.actions, lambda each: each.does, one)


def _rest(old: Case, new: Case) -> Iterator[Said]:
    yield from _things("voice", old.panel.voices, new.panel.voices, lambda each: each.name)
    yield from _things("path", old.panel.paths, new.panel.paths, lambda each: each.says or each.id)
    yield from _things("system change", old.panel.system_change, new.panel.system_change, lambda each: each.ask)
    yield from _things("tension", old.tensions, new.tensions, lambda each: each.question)
    yield from _things("source", old.sources, new.sources, lambda each: each.title)
    yield from _things("resource", old.resources, new.resources, lambda each: each.name)
    if old.images != new.images:
        yield Said(id="change.pictures", sentence="The pictures have changed.")


# --- the same for every kind of thing

Inner = Callable[[Any, Any], Iterator[Said]]
"""what else is told of a thing that is in both versions"""


def _things(
    kind: str,
    old: Iterable[Named],
    new: Iterable[Named],
    name: Callable[[Any], str],
    inner: Inner | None = None,
) -> Iterator[Said]:
    """Those that are new, then what changed in each, then those that are gone."""
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    for id, thing in after.items():
        if id not in before:
            yield Said(id="change.added", sentence="There is a new {kind}, “{name}”.", values={"kind": kind, "name": _short(name(thing))})
            continue
        for field, label in FIELDS[kind].items():
            if getattr(before[id], field) != getattr(thing, field):
                yield _field(f"{kind.capitalize()} “{_short(name(thing))}”", label)
        if inner is not None:
            yield from inner(before[id], thing)
    for id, thing in before.items():
        if id not in after:
            yield Said(id="change.gone", sentence="The {kind} “{name}” is gone.", values={"kind": kind, "name": _short(name(thing))})


def _field(thing: str, label: str) -> Said:
    return Said(id="change.field", sentence="{thing}: its {what} changed.", values={"thing": thing, "what": label})


def _became(thing: str, of: str, before: StrEnum, after: StrEnum) -> Iterator[Said]:
    if before is not after:
        values = {"thing": thing, "before": _word(before), "after": _word(after)}
        sentence = "{thing} is now seen from {after}; it was {before}." if of == "seen_from" else "{thing} became {after}; it was {before}."
        yield Said(id=f"change.{of}", sentence=sentence, values=values)


def _word(value: StrEnum) -> str:
    return value.value.replace("_", " ")


def _counted(count: int, one: str, many: str) -> str:
    return "" if not count else one if count == 1 else many.format(count=count)


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= MOST_QUOTED else flat[:MOST_QUOTED].rsplit(" ", 1)[0] + "…"
