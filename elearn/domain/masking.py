"""Names inside students' own words, hidden from whoever marks: each becomes the number under which the markers know that person.

What is looked for is every part of a name, and the whole; accents, case, kinds of apostrophe and possessives do not matter. Names that are
also ordinary words (Will, May, Grace) are hidden where they are written with a capital, and let stand where the next word shows that they
are none: "Will the landlord answer?". Where it cannot be told, the name is hidden: an odd sentence costs less than a marker who knows.
Nicknames that nobody entered cannot be known.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from unicodedata import combining, normalize

from elearn.domain.entry import Entry, with_words

ORDINARY = frozenset(
    """abbey april august autumn baker bell bill bishop black bond booth bray brook brown bush butler carpenter case chance chase
    christian church clay cliff cook cooper cross daisy dale dawn dean destiny dove drew duke earl eden eve faith farmer field
    fields fisher fleming ford forest fox frank gene glen grace grant gray green grey guy hall harmony heather hill holly hope iris
    ivy jack jade jasmine jay joy judge june justice king lake lane law lee lily little long love major mark marks marsh mason may
    melody mercy miles mills moss nick noble north olive page paris park parker patience peace pearl penny perry pool poppy porter
    power price prince rain rains ray reed reid rich river rivers rob robin rock rose rowan ruby sage sally sandy savage scarlet
    sharp shepherd short singer sky smith spring star stone storm street strong sue summer sun taylor temple trinity turner victor
    violet walker wall ward wards waters weaver wells west white will wise wolf wood woods young""".split()  # noqa: SIM905  # a text reads better than two hundred lines
)
"""Names that are also words; they are hidden only where they are written like a name."""

SHORT_WORDS = frozenset(
    """ab ad ah ai al am an as at be by do ed go ha he hi ho id in is it lo ma me my no of oh ok on or ox pa so to up us we ya yo""".split()  # noqa: SIM905  # as above
)
"""Two letters that are more often a word than a name; hidden like the ordinary ones."""

PARTICLES = frozenset(
    """a af al ap ben bin bint da das de del della den der di dos du el ibn la le les mac mc o of san st ter the van von y zu""".split()  # noqa: SIM905  # as above
)
"""Parts of names that say nothing by themselves."""

_ANY_PARTICLE = "|".join(sorted(PARTICLES))
_AFTER_A_VERB = frozenset(
    """a an any he her his i it its my no not one or our she some such that the their there these they this those to us we who you
    your""".split()  # noqa: SIM905  # as above
)
"""After one of these, a capital at the head of a sentence was a verb's: "May I", "Mark the"."""

_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ\-‐‑][^\W\d_]+)*", re.UNICODE)
_POSSESSIVE = re.compile(r"[’'ʼ]s?$", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"(?:^|[.!?…:\n•])[\s\"“‘'(\[]*$")


def plain(word: str) -> str:
    """A word without accents, case or kinds of apostrophe."""
    if word.isascii():
        return word.lower()
    folded = word.casefold().translate(_LETTERS)
    bare = "".join(each for each in normalize("NFKD", folded) if not combining(each))
    return re.sub(r"[’ʼ]", "'", re.sub(r"[‐‑]", "-", bare)).translate(_LETTERS)


@dataclass(frozen=True, kw_only=True)
class Mask:
    """`names`: a person's whole name → what stands in its place."""

    names: Mapping[str, str]

    @cached_property
    def _by_word(self) -> dict[str, str]:
        """A part of a name, plain → what stands for it. A part that two people share stands for whoever was named first."""
        found: dict[str, str] = {}
        for name, instead in self.names.items():
            for part in _parts(name):
                found.setdefault(part, instead)
        return found

    @property
    def looked_for(self) -> tuple[str, ...]:
        """Every part of a name that is looked for, plain: a plain text that holds none of them names nobody."""
        return tuple(self._by_word)

    def said(self, text: str) -> str:
        """The same words with every member's name hidden."""
        if not text or not self._by_word:
            return text
        words = list(_WORD.finditer(text))
        out: list[str] = []
        at = 0
        previous: str | None = None
        for index, found in enumerate(words):
            follows = words[index + 1] if index + 1 < len(words) else None
            instead = self._instead(text, found, follows, previous is not None and text[at : found.start()].strip(" -") == "")
            if instead is None:
                previous = None
                continue
            between = text[at : found.start()]
            if previous == instead and not between.strip(" -"):
                at = found.end()  # a second name of the same person: said once
            else:
                out += [between, instead]
                at = found.end()
            tail = _POSSESSIVE.search(found[0])
            out.append(tail[0] if tail else "")
            previous = instead if not tail else None
        return self._whole_names("".join([*out, text[at:]]))

    def _whole_names(self, text: str) -> str:
        """A name with particles between its parts is one name: "[6] de la [6]" is [6]."""
        for instead in set(self.names.values()):
            hidden = re.escape(instead)
            text = re.sub(rf"{hidden}(?:\s+(?:{_ANY_PARTICLE}))+\s+({hidden})", r"\1", text, flags=re.IGNORECASE)
        return text

    def _instead(self, text: str, found: re.Match[str], follows: re.Match[str] | None, after_a_name: bool) -> str | None:
        bare = _POSSESSIVE.sub("", found[0])
        word = plain(bare)
        instead = self._by_word.get(word) or self._of_compound(word)
        if instead is None:
            return None
        if word in ORDINARY or word in SHORT_WORDS:
            return instead if self._written_as_a_name(text, found, follows, after_a_name) else None
        return instead

    def _of_compound(self, word: str) -> str | None:
        """For *Byrne-led* or *Jo-Anne*: a name joined to other words by a hyphen is still a name."""
        parts = [each for each in word.split("-") if len(each) > 2 and each not in ORDINARY]
        return next((self._by_word[each] for each in parts if each in self._by_word), None) if "-" in word else None

    def _written_as_a_name(self, text: str, found: re.Match[str], follows: re.Match[str] | None, after_a_name: bool) -> bool:
        if not found[0][0].isupper():
            return False
        if after_a_name or not _SENTENCE_ENDS.search(text[: found.start()]):
            return True
        adjoins = follows is not None and not text[found.end() : follows.start()].strip()
        return not (adjoins and follows is not None and plain(follows[0]) in _AFTER_A_VERB)


def mask_entry(entry: Entry, mask: Mask) -> Entry:
    """An entry of the log with the names in its words hidden. Folding such entries makes a table that hides them too."""
    return entry.model_copy(update={"move": with_words(entry.move, mask.said)})


def _parts(name: str) -> Iterable[str]:
    for found in _WORD.finditer(name):
        word = plain(found[0])
        pieces = dict.fromkeys([word, *word.split("-"), re.sub("['-]", "", word)])  # also as somebody in a hurry writes it
        yield from (each for each in pieces if len(each) > 1 and each not in PARTICLES)
