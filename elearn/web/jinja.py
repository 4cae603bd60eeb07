"""The template environment: our models are dictionaries, so a name after a dot is looked for among their keys first.

Jinja asks for an attribute first and takes the failure of that as its answer, which on a page with two thousand such names was a third of
the time. A key hides a dictionary's method of the same name: no model has a key called `items` or `get`.
"""

from typing import Any

from flask.templating import Environment


class ModelsFirst(Environment):
    """Flask's environment, which looks into dictionaries before it asks them for attributes."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)
