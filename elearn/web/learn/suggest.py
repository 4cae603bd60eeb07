"""Words offered while somebody types a cause: a few of the library's shared lists."""

from flask import request

from elearn.domain.typeahead import type_ahead
from elearn.store.reference import reference
from elearn.web.doors import Place
from elearn.web.learn.map import may_change


def offered(here: Place) -> tuple[str, ...]:
    """Up to eight terms for what was typed; none while this viewer cannot change the map."""
    if not may_change(here):
        return ()
    known = reference()
    return type_ahead(
        request.args.get("typed", "")[:200], [each.label for each in (*known.determinants, *known.legal_needs, *known.i_help)]
    )
