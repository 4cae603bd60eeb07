"""The template environment: our models are dictionaries, so a name after a dot is looked for among their keys first.

Jinja asks for an attribute first and takes the failure of that as its answer, which on a page with two thousand such names was a third of
the time. A key hides a dictionary's method of the same name: no model has a key called `items` or `get`.

A template imported with context is run anew at each import, which on a map page happens a dozen times. Those of `OF_WORDS` show nothing
but words of ours, and are run once for each language.
"""

from collections.abc import Mapping
from gettext import NullTranslations
from typing import Any

from flask.templating import Environment
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from elearn.web.speaking import catalogue

OF_WORDS = frozenset({"parts/labels.html", "parts/layers.html", "parts/map_words.html"})
MOST_LANGUAGES = 50


class WordsOnce(Template):
    """A template that is not run anew for each page that imports it, where it shows the same to everybody."""

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> TemplateModule:
        """What a page imports: of words the same for every page in this language, which knows nothing of the page."""
        if self.name not in OF_WORDS:
            return super().make_module(vars, shared, locals)
        kept: dict[NullTranslations, TemplateModule] = self.__dict__.setdefault("of_language", {})
        spoken = catalogue()
        if spoken not in kept:
            if len(kept) >= MOST_LANGUAGES:
                kept.clear()
            kept[spoken] = super().make_module()
        return kept[spoken]

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """What a page imports without its context. No template has globals of its own, which Jinja would look for."""
        if self._module is None:
            self._module = self.make_module()
        return self._module


class ModelsFirst(Environment):
    """Flask's environment, which looks into dictionaries before it asks them for attributes."""

    template_class = WordsOnce

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)
