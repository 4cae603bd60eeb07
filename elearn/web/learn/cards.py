"""Cards of a map that need not be drawn anew.

After every move both partners fetch the map again, and one card of thirty has changed. A card with no form in it looks the same as long as
what it shows is the same, so it is kept by just that, whoever asks: what two viewers may see differs in what is shown, and so in the key.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from markupsafe import Markup

from elearn.web.speaking import catalogue

MOST = 2000
"""cards of about 4 kB"""

_kept: OrderedDict[tuple[str, bool, int], Markup] = OrderedDict()
_one_at_a_time = Lock()


def kept_card(cause: dict[str, Any], editable: bool, draw: Callable[[dict[str, Any], bool], Markup]) -> Markup:
    """The card of a cause, drawn by the macro `draw` unless an equal one is kept."""
    if editable and any(each["rivals"] or each["removal"] for each in (cause, *cause["out"])):
        return draw(cause, editable)  # its forms carry an op and a token of their own
    key = (repr(cause), editable, id(catalogue()))
    with _one_at_a_time:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    drawn = draw(cause, editable)
    with _one_at_a_time:
        _kept[key] = drawn
        if len(_kept) > MOST:
            _kept.popitem(last=False)
    return drawn
