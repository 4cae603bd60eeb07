"""How old a reader has to be to read a paper at ease: the Flesch–Kincaid grade, as an age.

Kincaid, Fishburne, Rogers and Chissom, *Derivation of new readability formulas for Navy enlisted personnel* (Research Branch Report 8-75,
1975): 0.39 × words a sentence + 11.8 × syllables a word − 15.59 is an American school grade; grade 1 is taken at the age of six, so the age
is the grade plus five. It was made for English prose. Tables and lists are counted as short sentences, which flatters them; the figure says
which paper to look at first, and nothing about whether it is a good one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

GRADE_TO_AGE = 5
YOUNGEST, OLDEST = 5, 22
"""Beyond these the formula says nothing: a label is no prose for infants, and no reader grows older than the last year of study."""

LEAST_WORDS = 30
"""With fewer words a sentence more or less moves the figure by years."""

_SENTENCE = re.compile(r"[.!?]+(?=[\s\"'”’)\]]|\Z)|\n")
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*")
_VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+")
_SILENT = re.compile(r"(?:[^aeiouylscgzxh]es|[^dtaeiouy]ed|[^laeiouy]e)\Z")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A text as the formula reads it. `age` is None where there are too few words to say."""

    words: int
    sentences: int
    syllables: int

    @property
    def age(self) -> int | None:
        if self.words < LEAST_WORDS:
            return None
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return min(max(round(grade + GRADE_TO_AGE), YOUNGEST), OLDEST)


def reading(plain: str) -> Reading:
    """A paper's plain text, in which each paragraph, item and cell is a line of its own. Figures and dates are no words."""
    sentences = [found for part in _SENTENCE.split(plain) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    return Reading(words=len(words), sentences=max(1, len(sentences)), syllables=sum(map(syllables, words)))


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, without a silent ending; one at least."""
    low = word.lower()
    silent = 1 if _SILENT.search(low) and len(low) > 3 else 0
    return max(1, len(_VOWELS.findall(low)) - silent)


def oldest(ages: Sequence[int | None]) -> int | None:
    """The reading age of what asks most."""
    return max((each for each in ages if each is not None), default=None)
