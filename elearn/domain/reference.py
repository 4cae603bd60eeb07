"""What a library knows beside its cases: words, helpers, sources. Compiled into one thing, which the glossary and *Where to turn* show."""

from functools import cached_property

from elearn.domain.fingerprint import fingerprint
from elearn.domain.vocabulary import Resource, Source, Term, Written

REACH = {
    "England": ("England", "England and Wales", "Great Britain", "United Kingdom"),
    "Wales": ("Wales", "England and Wales", "Great Britain", "United Kingdom"),
    "Scotland": ("Scotland", "Great Britain", "United Kingdom"),
    "Northern Ireland": ("Northern Ireland", "United Kingdom"),
}
"""For a country, the jurisdictions that take it in."""


class Reference(Written):
    """The shared lists of a library, as they were published."""

    determinants: tuple[Term, ...] = ()
    legal_needs: tuple[Term, ...] = ()
    frameworks: tuple[Term, ...] = ()
    resources: tuple[Resource, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def i_help(self) -> tuple[Term, ...]:
        """The five letters of I-HELP, which stand among the frameworks."""
        return tuple(each for each in self.frameworks if each.id.startswith("ihelp-"))

    def helpers(self, *, place: str = "", need: str = "") -> tuple[Resource, ...]:
        """Who helps in a place, with a need; without either, everybody. Who names no place or no needs helps everywhere, with all; with a
        need, those who name it come first.
        """
        found = (each for each in self.resources if helps_in(each, place) and helps_with(each, need))
        return tuple(sorted(found, key=lambda each: bool(need) and need not in each.helps_with))

    @cached_property
    def sha(self) -> str:
        """The content's hash."""
        return fingerprint(self)


def helps_in(helper: Resource, place: str) -> bool:
    """Whether somebody helps people in a country, or in any other place that an author has named."""
    return not place or not helper.jurisdiction or helper.jurisdiction in REACH.get(place, (place, "United Kingdom"))


def helps_with(helper: Resource, need: str) -> bool:
    """Whether somebody helps with a legal need."""
    return not need or not helper.helps_with or need in helper.helps_with
