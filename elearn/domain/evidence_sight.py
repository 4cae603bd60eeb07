"""Who may see what of a questionnaire: one place, asked by every page and export of it.

Answers are the answerer's own. Staff have figures over ten people or more. Who allows research, and every figure that counts only those
who do, lies shut to all staff until the marks are final: nobody's mark may depend on it, or seem to. Whoever marks a vignette sees neither
whose it is, nor from which profession, nor whether it was written before or after.
"""

from dataclasses import dataclass

from elearn.domain.person import WATCHERS, Role


@dataclass(frozen=True, kw_only=True)
class EvidenceSight:
    """What one person may see of a class's questionnaire."""

    role: Role | None
    marks_final: bool
    """every student put up for marking has been given their marks, or the class is archived"""

    def figures(self) -> bool:
        """Figures over the whole class, for teaching."""
        return self.role in WATCHERS

    def research(self) -> bool:
        """Figures over those who allow research, how many they are, and in an export who."""
        return self.role in WATCHERS and self.marks_final

    def vignettes(self, *, both_open: bool) -> bool:
        """Vignettes may be marked once the second has been opened: before that, all of them are known to be from before."""
        return both_open


def sees_answers(*, own: bool) -> bool:
    """Whether somebody sees a person's answers as that person's: their own only."""
    return own
