"""Who may see what of marking: one place, asked by every page of it (sight says the same of a sitting).

A student sees nothing of it before release, and then their own. A marker sees the pieces given to them, and nothing of another marker's
until their own is finished; nothing of the panel until every level has been given once. Whoever leads sees the whole, except of what they
are marking themselves. Names show when the marks have been released, or where the cohort does not mark anonymously.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.domain.moderation import Part
from elearn.domain.person import TEACHERS, Role


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How far one marker is with a script."""

    part: Part
    whole: bool
    done: bool


@dataclass(frozen=True, kw_only=True)
class MarkSight:
    """What one person may see of one script. `stages`: marker → how far they are."""

    person: int
    role: Role | None
    stages: Mapping[int, Stage]
    anonymous: bool = True
    released: bool = False
    exemplar: bool = False

    @property
    def mine(self) -> Stage | None:
        return self.stages.get(self.person)

    def script(self) -> bool:
        """Whether they may open it at all. A second marker has only what was given to them."""
        return self.mine is not None or self.role in TEACHERS

    def levels_of(self, marker: int) -> bool:
        """Whether another's levels and words lie open."""
        if not self.script():
            return False
        if marker == self.person:
            return True
        if self.mine is not None and not self.mine.done:
            return False
        others = self.stages.get(marker)
        return others is not None and (self.role is Role.LEAD or others.done)

    def reference(self) -> bool:
        """Whether the levels that an exemplar is agreed to show lie open."""
        return self.script() and (self.mine.done if self.mine else self.role is Role.LEAD)

    def panel(self) -> bool:
        """The comparison with the panel, and the pending words: after every level has been given once."""
        return self.script() and (self.mine.whole if self.mine else self.role is Role.LEAD)

    def names(self) -> bool:
        return self.script() and (self.released or not self.anonymous)


def sees_feedback(*, is_member: bool, released: bool) -> bool:
    """Whether a student sees levels, comments and letters: their own, and only once released."""
    return is_member and released
