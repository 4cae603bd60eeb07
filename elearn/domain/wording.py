"""Words made comparable: what two ways of writing the same thing have in common."""

import re
from functools import lru_cache
from unicodedata import category, normalize

from elearn.domain.remembering import forgetful

_ARTICLES = frozenset({"the", "a", "an"})
_IRREGULAR = {"children": "child", "women": "woman", "men": "man"}
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s\b|['’ʼ]")
_NO_WORD = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[^\w\s.,]|_")
_IZE = re.compile(r"(?<=\w{3})iz(?=(?:e|ed|er|es|ing|ation|ations)$)")
_SMALL = frozenset(
    """and any are as at be been being but by did do does for from get gets got had has have he her him his in into is it its keep keeps
    kept may more most no not nobody of off on only or our out over own she so still such than that their them there they this to too up
    was we were what when where which while who why will with you your""".split()  # noqa: SIM905  # a text reads better than eighty lines
)
"""Words that say little by themselves. They are left out of a likeness, never of what counts."""


@forgetful
@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Words made comparable: letters folded (NFKC, case), no punctuation, articles or doubled spaces, and the safest English inflections.

    Safe are plurals, possessives and *-ize* for *-ise*. Negations stay, and so does the order of words: "landlord ignored tenant" is not
    "tenant ignored landlord".
    """
    words = folded(text).split()
    kept = [each for i, each in enumerate(words) if each not in _ARTICLES or (each == "a" and i and i == len(words) - 1)]
    return " ".join(_base(each) for each in kept)


@forgetful
@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """NFKC and case folding, invisible characters and punctuation gone; figures keep their points and commas (2.1, 1,200)."""
    visible = "".join(each for each in normalize("NFKC", text) if category(each) != "Cf")
    plain = _POSSESSIVE.sub("", visible.casefold()).replace("&", " and ")
    return " ".join(_NO_WORD.sub(" ", plain).split())


def _base(word: str) -> str:
    """A word without its plural ending, spelled with *-ise*. Asked of both sides, so what matters is only that different words stay so."""
    word = _IZE.sub("is", word)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.isalpha() or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "xes")) else word[:-1]


def telling(normalised: str) -> tuple[str, ...]:
    """The different words of a normalised text that say something; all of them where none does."""
    words = dict.fromkeys(normalised.split())
    return tuple(each for each in words if each not in _SMALL) or tuple(words)
