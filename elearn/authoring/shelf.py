"""The library's shared lists: sources, resources, vocabularies."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field

from elearn.authoring.files import MOST_YAML, Unread, misnamed, read_text
from elearn.authoring.reading import Tree, read_yaml
from elearn.authoring.shape import shape
from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Where
from elearn.domain.soundness import Shelf
from elearn.domain.soundness.known import Known
from elearn.domain.vocabulary import Resource, Source, Term, Written
from elearn.domain.workdays import said

ENTRY = re.compile(r"\s*-\s+(?:\{\s*)?id:\s*[\"']?([a-z0-9_-]+)")
"""The first line of an entry as it is nearly always written."""

VOCABULARIES = ("determinants", "legal-needs", "frameworks")


class SourcesFile(Written):
    """sources.yaml: where statements can be looked up."""

    sources: tuple[Source, ...] = Field(description="Statutes, guidance, studies.")


class ResourcesFile(Written):
    """resources.yaml: who helps."""

    resources: tuple[Resource, ...] = Field(description="Organisations and services.")


class TermsFile(Written):
    """A vocabulary: the file itself is the list; it is read as if `terms:` stood above it."""

    terms: tuple[Term, ...] = Field(description="The entries.")


@dataclass(kw_only=True, eq=False, repr=False)
class Lists:
    """The shared lists of a library, what is wrong with their files, and where things stand in them."""

    shelf: Shelf = field(default_factory=Shelf)
    trees: dict[str, Tree] = field(default_factory=dict)
    vocabularies: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


F = TypeVar("F", bound=BaseModel)


def read_lists(root: Path, *, only: frozenset[str] | None = None, codes: frozenset[str] = frozenset()) -> Lists:
    """The lists below a library's root. A list that is not there is empty: a library may begin with one case.

    With `only`, the entries with these ids, and of the frameworks these `codes`: a case names a part of what a library knows, and reading
    the rest takes as long as the case. If one of them is not found in that way, everything is read after all, so that the nearest can be
    named.
    """
    lists = Lists()
    sources = _read(root, "sources.yaml", SourcesFile, lists, only)
    resources = _read(root, "resources.yaml", ResourcesFile, lists, only)
    frameworks = _terms(root, "frameworks", lists, None if only is None else codes)
    lists.shelf = Shelf(
        sources=_by_id(sources.sources if sources else (), "sources.yaml", "sources", lists),
        resources=_by_id(resources.resources if resources else (), "resources.yaml", "resources", lists),
        frameworks=None if frameworks is None else frozenset(each.id for each in frameworks),
    )
    named = only is not None and only - lists.shelf.sources.keys() - lists.shelf.resources.keys()
    if named or (only is not None and frameworks is not None and codes - (lists.shelf.frameworks or frozenset())):
        return read_lists(root)
    return lists


def _those(text: str, only: frozenset[str]) -> str:
    """The text with the lines of other entries left empty, so that each line keeps its number."""
    kept, keep = [], True
    for line in text.split("\n"):
        entry = ENTRY.match(line) if "id:" in line else None
        if entry:
            keep = entry[1] in only
        kept.append(line if keep else "")
    return "\n".join(kept)


def read_vocabularies(root: Path, lists: Lists) -> None:
    """Read the other vocabularies too. No case rests on them, so they are read only with a whole library."""
    for name in VOCABULARIES:
        if name not in lists.vocabularies:
            lists.vocabularies[name] = _terms(root, name, lists) or ()


def _terms(root: Path, name: str, lists: Lists, only: frozenset[str] | None = None) -> tuple[Term, ...] | None:
    """The entries of one vocabulary; None where the library has no such file."""
    file = f"vocabulary/{name}.yaml"
    if only is not None and not only:
        return ()
    terms = _read(root, file, TermsFile, lists, only)
    if terms is None and not (root / file).exists():
        return None
    lists.vocabularies[name] = tuple(_by_id(terms.terms if terms else (), file, "terms", lists).values())
    return lists.vocabularies[name]


def _read(root: Path, file: str, model: type[F], lists: Lists, only: frozenset[str] | None = None) -> F | None:
    if not (root / file).exists() and not (root / file).is_symlink():
        for other in misnamed(root, file, beside=True):
            lists.problems.append(problem("E001", Where(file=other, line=1, column=1), file=file, how=f"Rename {other}: call it {file}."))
        return None
    try:
        text = read_text(root, file, MOST_YAML)
    except Unread as error:
        lists.problems.append(error.problem)
        return None
    tree = read_yaml(text if only is None else _those(text, only), file)
    if model is TermsFile:
        tree.value = {"terms": tree.value}
        tree.places = {("terms", *path): at for path, at in tree.places.items()}
        tree.keys = {("terms", *path): at for path, at in tree.keys.items()}
    if only is not None and isinstance(tree.value, dict):
        tree.value = {key: [] if value is None else value for key, value in tree.value.items()}  # none of them is wanted here
    shaped = shape(model, tree)
    lists.trees[file] = tree
    lists.problems += shaped.problems
    return shaped.value


def _by_id(things: tuple[Any, ...], file: str, kind: str, lists: Lists) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for i, each in enumerate(things):
        if each.id in found:
            lists.problems.append(problem("E202", lists.trees[file].where((kind, i, "id")), kind=kind, id=each.id))
        found[each.id] = each
    return found


def look_over(lists: Lists, today: date) -> None:
    """Tell what is wrong among the lists of a whole library: helpers for needs that there are not, helpers nobody has looked at again."""
    file = "resources.yaml"
    needs = Known("legal need", [each.id for each in lists.vocabularies["legal-needs"]], "vocabulary/legal-needs.yaml")
    for i, helper in enumerate(lists.shelf.resources.values()):
        for k, need in enumerate(helper.helps_with):
            lists.problems += needs.missing(need, lists.trees[file].where(("resources", i, "helps_with", k)))
        if helper.review_by is not None and helper.review_by < today:
            at = lists.trees[file].where(("resources", i, "review_by"))
            lists.problems.append(problem("W603", at, kind="helper", id=helper.id, day=said(helper.review_by), file=file))
