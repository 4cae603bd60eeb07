"""Rules across a whole case. Each says what is wrong, where, and how to mend it; nothing stops at the first."""

from elearn.domain.problem import Problem
from elearn.domain.soundness import dignity, packs, reasoning, references, way
from elearn.domain.soundness.dossier import Dossier, PaperText, Shelf

__all__ = ["Dossier", "PaperText", "Shelf", "unsound"]


def unsound(dossier: Dossier) -> list[Problem]:
    """All that is wrong with a case, or worth a look, in no particular order.

    Rules that count or compare are left out where items of a file could not be read: they would complain of what stands there.
    """
    found = [*references.check(dossier), *dignity.check(dossier)]
    if dossier.whole:
        found += [*way.check(dossier), *packs.check(dossier), *reasoning.check(dossier)]
    return found
