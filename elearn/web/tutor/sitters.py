"""Who sits at a pair's table, as lists of a class's pairs show them."""

from typing import Any

from elearn.domain.digest import Digest
from elearn.store.glimpses import Sitter
from elearn.web.doors import first_name
from elearn.web.filters import initials


def shown(who: Sitter, digest: Digest, here: frozenset[str]) -> dict[str, Any]:
    """Somebody at a table; `here`: the member ids of those who are connected."""
    return {
        "member": who.member,
        "name": who.name.split()[0] if who.name else first_name(None),
        "initials": initials(who.name) if who.name else "?",
        "discipline": who.discipline,
        "here": who.member in here,
        "sealed": who.member in digest.sealed,
        "awaited": who.member in digest.awaited,
        "findings": who.findings,
    }
