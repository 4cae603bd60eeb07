"""What is kept in memory of what people wrote, so that it need not be worked out again; and how a process forgets all of it at once.

Whoever keeps answers that follow from people's words wears `forgetful`: when somebody is erased, or words are taken out, all are emptied.
"""

from typing import Protocol, TypeVar
from weakref import ref


class Forgetful(Protocol):
    """What keeps answers. Named as functools names it, whose caches forget in the same way."""

    def cache_clear(self) -> None:
        """Forget every answer."""


Keeps = TypeVar("Keeps", bound=Forgetful)
_all: list["ref[Forgetful]"] = []


def forgetful(keeps: Keeps) -> Keeps:
    """Have this forget with all others, for as long as it lives."""
    _all.append(ref(keeps, _all.remove))
    return keeps


def forget() -> None:
    """Have everything in this process that keeps answers forget them."""
    for each in tuple(_all):
        if (keeps := each()) is not None:
            keeps.cache_clear()
