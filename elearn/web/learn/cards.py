"""Cards of a map that need not be drawn anew.

After every move both partners fetch the map again, and one card of thirty has changed. A card with no form in it looks the same as long as
what it shows is the same, so it is kept by just that, whoever asks: what two viewers may see differs in what is shown, and so in the key.
"""

from collections.abc import Callable
from gettext import NullTranslations
from typing import Any

from markupsafe import Markup

from elearn.store.kept import Kept
from elearn.web.doors import zone
from elearn.web.speaking import catalogue

_kept: Kept[tuple[str, bool, NullTranslations, str], Markup] = Kept(2000)
"""cards of about 4 kB"""


def kept_card(cause: dict[str, Any], editable: bool, draw: Callable[[dict[str, Any], bool], Markup]) -> Markup:
    """The card of a cause, drawn by the macro `draw` unless an equal one is kept."""
    if editable and any(each["rivals"] or each["removal"] for each in (cause, *cause["out"])):
        return draw(cause, editable)  # its forms carry an op and a token of their own
    return _kept.get((cause["all"], editable, catalogue(), zone()), lambda: draw(cause, editable))
