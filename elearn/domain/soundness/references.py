"""Names: what is spoken of must be there, once, and by that name."""

import re
from collections.abc import Iterable, Iterator

from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Where
from elearn.domain.soundness.dossier import Dossier, below, in_case, in_panel
from elearn.domain.soundness.known import Known, named, outcome_tags, twice
from elearn.domain.soundness.quoted import quotations
from elearn.domain.vocabulary import Pack

FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]*")
"""What the folder of a case may be called."""


def check(d: Dossier) -> Iterator[Problem]:
    """Ids that do not exist or exist twice, quotations, and things that come in pairs."""
    yield from _names(d)
    yield from _twice(d)
    yield from _papers(d)
    yield from _ids_spoken_of(d)
    yield from _paths(d)
    yield from _links(d)
    yield from quotations(d)


def _names(d: Dossier) -> Iterator[Problem]:
    if d.case.case != d.folder:
        can_be = FOLDER.fullmatch(d.folder) is not None
        how = f"Write `case: {d.folder}`, or rename the folder." if can_be else f"Rename the folder: call it {d.case.case}."
        yield problem("E208", in_case("case"), id=d.case.case, folder=d.folder, how=how)


def _twice(d: Dossier) -> Iterator[Problem]:
    case, panel = d.case, d.panel
    shelves: tuple[tuple[str, Iterable[tuple[str, Where]]], ...] = (
        ("papers", named(case.papers, in_case("papers"))),
        ("facts", ((fact.id, below(at, "id")) for _, fact, at in d.facts())),
        ("steps", named(case.steps, in_case("steps"))),
        ("outcomes", named(case.outcomes, in_case("outcomes"))),
        ("tensions", named(case.tensions, in_case("tensions"))),
        ("voices", named(panel.voices, in_panel("voices"))),
        ("causes", [*named(panel.causes, in_panel("causes")), *named(panel.weak, in_panel("weak"))]),
        ("paths", named(panel.paths, in_panel("paths"))),
        ("actions", named(panel.actions, in_panel("actions"))),
        ("system changes", named(panel.system_change, in_panel("system_change"))),
    )
    for kind, ids in shelves:
        yield from twice(kind, ids)


def _papers(d: Dossier) -> Iterator[Problem]:
    for i, paper in enumerate(d.case.papers):
        for has, lacks in (("content_note", "skip_summary"), ("skip_summary", "content_note")):
            if getattr(paper, has) and not getattr(paper, lacks):
                yield problem("E209", in_case("papers", i, has), has=has, lacks=lacks)
        folder = paper.text.split("/")[1] if paper.text.startswith("papers/") else ""
        if folder in set(Pack) - {paper.pack}:
            yield problem("W215", in_case("papers", i, "text"), file=paper.text, folder=folder, pack=paper.pack)


def _ids_spoken_of(d: Dossier) -> Iterator[Problem]:
    weak, of_weak = [each.id for each in d.panel.weak], "It is a weak cause, and nothing can rest on those."
    steps = Known("step", [each.id for each in d.case.steps], "`steps`", d.ghosts)
    causes = Known("cause", [each.id for each in d.panel.causes], "the panel's `causes`", d.ghosts, weak, of_weak)
    voices = Known("voice", [each.id for each in d.panel.voices], "the panel's `voices`", d.ghosts)
    sources = Known("source", d.shelf.sources, "sources.yaml", d.ghosts)
    resources = Known("resource", d.shelf.resources, "resources.yaml", d.ghosts)
    yield from outcome_tags(d.case.outcomes, d.shelf.frameworks, in_case("outcomes"), d.ghosts)
    for i, paper in enumerate(d.case.papers):
        yield from steps.missing(paper.opens, in_case("papers", i, "opens"))
    spoken: tuple[tuple[Known, Iterable[tuple[str, Where]]], ...] = (
        (causes, _causes_used(d)), (voices, _voices_used(d)), (sources, d.sources_used()), (resources, _resources_used(d)),
    )  # fmt: skip
    for known, uses in spoken:
        for id, at in uses:
            yield from known.missing(id, at)


def _causes_used(d: Dossier) -> Iterator[tuple[str, Where]]:
    for _, fact, at in d.facts():
        yield from ((id, below(at, "shows", k)) for k, id in enumerate(fact.shows))
    for i, link in enumerate(d.panel.links):
        yield link.source, in_panel("links", i, "from")
        yield link.target, in_panel("links", i, "to")
    for i, path in enumerate(d.panel.paths):
        yield from ((id, in_panel("paths", i, "through", k)) for k, id in enumerate(path.through))
    for i, action in enumerate(d.panel.actions):
        yield from ((id, in_panel("actions", i, "works_on", k)) for k, id in enumerate(action.works_on))


def _voices_used(d: Dossier) -> Iterator[tuple[str, Where]]:
    for i, cause in enumerate(d.panel.causes):
        yield from ((voice, in_panel("causes", i, "why", voice)) for voice in cause.why)
    for i, link in enumerate(d.panel.links):
        yield from ((voice, in_panel("links", i, "voices", voice)) for voice in link.voices)
    yield from ((weak.voice, in_panel("weak", i, "voice")) for i, weak in enumerate(d.panel.weak) if weak.voice)


def _resources_used(d: Dossier) -> Iterator[tuple[str, Where]]:
    yield from ((each.resource, in_panel("actions", i, "resource")) for i, each in enumerate(d.panel.actions) if each.resource)


def _paths(d: Dossier) -> Iterator[Problem]:
    if not d.whole:
        return
    known = {each.id for each in d.panel.causes}
    linked = {(each.source, each.target) for each in d.panel.links}
    for i, path in enumerate(d.panel.paths):
        for k, (start, end) in enumerate(zip(path.through, path.through[1:], strict=False), 1):
            if start in known and end in known and (start, end) not in linked:
                yield problem("E210", in_panel("paths", i, "through", k), start=start, end=end)


def _links(d: Dossier) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for i, link in enumerate(d.panel.links):
        if link.source == link.target:
            what, how = f"`{link.source}` leads to itself.", "Name another cause at one of its ends."
            yield problem("E211", in_panel("links", i, "to"), what=what, how=how)
        elif (link.source, link.target) in seen:
            what, how = (
                f"A link from `{link.source}` to `{link.target}` is there already.",
                "Keep one of the two, and say in its `why` what both say.",
            )
            yield problem("E211", in_panel("links", i), what=what, how=how)
        seen.add((link.source, link.target))
