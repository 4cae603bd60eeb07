"""A finished pair put up for marking, and short cuts through it: for the pages of marking and of feedback."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elearn.actions import mark as marking
from elearn.actions.demo import place_at
from elearn.domain.assessment import Key, asked
from elearn.domain.moderation import Part
from elearn.domain.person import Discipline
from elearn.store import library, marks_asked, rubrics, sittings
from tests.content_builders import a_case
from tests.site import NOW, Site, a_site_with


@dataclass(kw_only=True)
class Marked:
    """A site with one finished sitting of Mira and Lew, put up as `number`, and given to Tam."""

    site: Site
    sitting: int
    number: int
    members: dict[str, str]

    @property
    def path(self) -> str:
        return f"/classes/{self.site.cohort}/marking/{self.number}"

    @property
    def feedback(self) -> str:
        return f"/sittings/{self.site.cohort}/{self.sitting}/feedback"

    def keys(self) -> list[Key]:
        with self.site.app.app_context():
            script = marks_asked.script(self.site.cohort, self.number)
            people = [seat.member_id for seat in marking.members(script.sitting)]
            return list(asked(rubrics.version(self.site.cohort, script.rubric), people))

    def numbers(self) -> dict[str, int]:
        """name → candidate number."""
        with self.site.app.app_context():
            found = marks_asked.candidates(self.site.cohort, [self.sitting])
        return {name: found[self.sitting, member] for name, member in self.members.items()}

    def give(self, name: str, part: Part) -> None:
        with self.site.app.app_context():
            marking.give(self.site.cohort, self.number, self.site.people[name], part, None, NOW)

    def marks(self, name: str, level: int = 3, comment: str = "", but: dict[Key, int] | None = None, *, done: bool = True) -> None:
        """Give every level as this marker, and finish."""
        given = [
            marking.GivenLevel(
                about=about, criterion=criterion, level=(but or {}).get((about, criterion), level), comment=comment, version=0
            )
            for about, criterion in self.keys()
        ]
        with self.site.app.app_context():
            marking.save(self.site.cohort, self.number, self.site.people[name], given, [], NOW)
            if done:
                marking.finish(self.site.cohort, self.number, self.site.people[name], NOW)

    def form(self, **fields: Any) -> dict[str, Any]:
        """All levels as the page's form sends them, at a version of nought."""
        sent = {f"version.{about or 'pair'}.{criterion}": 0 for about, criterion in self.keys()}
        return {**sent, **{f"level.{about or 'pair'}.{criterion}": 3 for about, criterion in self.keys()}, **fields}


def finished(site: Site, names: tuple[str, str] = ("mira", "lew"), *, case: str = "") -> tuple[int, dict[str, str]]:
    """A sitting worked through to its end. Returns its id and name → member."""
    with site.app.app_context():
        people = [(site.people[names[0]], Discipline.MEDICINE), (site.people[names[1]], Discipline.LAW)]
        version = library.latest(case or a_case().case)
        _, sitting = place_at(site.cohort, version.sha, people, None, NOW)
        seats = sittings.with_seats(site.cohort, sitting).seats
        return sitting, {name: seat.member_id for seat in seats for name in names if site.people[name] == seat.person_id}


def put_up(site: Site, sitting: int, marker: str | None = "tam") -> int:
    """Put a sitting up for marking, and give it to a marker."""
    with site.app.app_context():
        [number] = marking.put_up(site.cohort, [sitting], site.people["lea"], NOW)
        if marker:
            marking.give(site.cohort, number, site.people[marker], Part.FIRST, None, NOW)
        return number


def a_marked_site(tmp_path: Path, marker: str | None = "tam", **config: Any) -> Marked:
    def make(site: Site) -> tuple[int, int, dict[str, str]]:
        sitting, members = finished(site)
        return sitting, put_up(site, sitting, marker), members

    site, (sitting, number, members) = a_site_with(f"marked by {marker}", make, tmp_path, **config)
    return Marked(site=site, sitting=sitting, number=number, members=members)
