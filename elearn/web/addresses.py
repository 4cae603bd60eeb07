"""Addresses within the site, worked out once: a page names fifty, most of them on every page, and each took as long as a database row."""

from typing import Any

from flask import Flask, has_request_context, request

MOST = 20_000
"""addresses kept, of about a hundred bytes"""


class Addressed(Flask):
    """Flask's application, which remembers the addresses that it has worked out.

    An address within the site follows from what it is asked for and from where the site is mounted; a whole one, with a host, from the
    request besides, and is worked out each time.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        self._known: dict[tuple[object, ...], str] = {}
        super().__init__(*args, **settings)

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """The address of a view, as Flask's own `url_for` has it."""
        within = has_request_context() and not (_external or _scheme or _method or endpoint.startswith("."))
        if not within or self.url_default_functions or not _plain(values):
            return super().url_for(endpoint, _anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external, **values)
        asked = (request.script_root, endpoint, _anchor, *values.items(), *map(type, values.values()))
        found = self._known.get(asked)
        if found is None:
            if len(self._known) >= MOST:
                self._known.clear()
            found = self._known[asked] = super().url_for(endpoint, _anchor=_anchor, **values)
        return found


def _plain(values: dict[str, Any]) -> bool:
    """Whether an address takes words and numbers only."""
    return all(isinstance(each, str | int) for each in values.values())
