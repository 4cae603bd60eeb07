"""Marks in a planted site: a canary in each comment, letter, next step and note that a marker writes, and who may read it when.

What a marker gives is nobody else's business until it is released, and then each student reads what is theirs or their pair's. A note is
the marker's alone for good.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from elearn.actions import mark as marking
from elearn.actions import release
from elearn.domain.assessment import PAIR, SECURE, Key, asked
from elearn.domain.assessment_feedback import WordsFor
from elearn.domain.moderation import Part
from elearn.store import marks_asked, rubrics
from tests.site import Site

MARKER, LEAD = "tam", "lea"


class Until(StrEnum):
    """How far the marking of a finished sitting has come."""

    BEGUN = "begun"
    DONE = "done"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


@dataclass(kw_only=True)
class PlantedMarks:
    """The marks of one sitting, and the ledger of their canaries: word → (whether it is a note, about whom)."""

    site: Site
    sitting: int
    until: Until
    script: int = 0
    """nought where there is nothing to mark: the sitting is not at its end, or nobody stayed to it"""
    words: dict[str, tuple[bool, str]] = field(default_factory=dict)

    def put_up(self) -> None:
        """Give the script, if there is one, to its marker."""
        with self.site.app.app_context():
            for script in marking.put_up(self.site.cohort, [self.sitting], self.site.people[LEAD], datetime.now(UTC)):
                self.script = script
                marking.give(self.site.cohort, self.script, self.site.people[MARKER], Part.FIRST, None, datetime.now(UTC))

    def give(self) -> None:
        """Give every level with a comment, and words to and about everybody."""
        with self.site.app.app_context():
            found = marks_asked.script(self.site.cohort, self.script)
            assert found is not None
            people = [seat.member_id for seat in marking.members(found.sitting)]
            levels = [self._level(key) for key in asked(rubrics.version(self.site.cohort, found.rubric), people)]
            words = [self._words(about, kind) for about, kind in _wanted(people)]
            marking.save(self.site.cohort, self.script, self.site.people[MARKER], levels, words, datetime.now(UTC))

    def come_to(self) -> None:
        """Bring the marking as far as it is to come."""
        who = (self.site.cohort, self.script)
        with self.site.app.app_context():
            if self.until is not Until.BEGUN:
                marking.finish(*who, self.site.people[MARKER], datetime.now(UTC))
            if self.until in (Until.RELEASED, Until.WITHDRAWN):
                _, not_ready = release.release(self.site.cohort, [self.script], self.site.people[LEAD], datetime.now(UTC))
                assert not_ready == []
            if self.until is Until.WITHDRAWN:
                release.withdraw(*who, "A page was missing", self.site.people[LEAD], datetime.now(UTC))

    def allowed(self, name: str, member: str | None) -> frozenset[str]:
        """The canaries of marking that this person may see."""
        if name == MARKER:
            return frozenset(self.words)
        if name == LEAD:
            return frozenset(word for word, (is_note, _) in self.words.items() if not is_note)
        return self.given_to(member) if member else frozenset()

    def given_to(self, member: str) -> frozenset[str]:
        """What this student must see once it is released, and before that must not."""
        if self.until is not Until.RELEASED:
            return frozenset()
        return frozenset(word for word, (is_note, about) in self.words.items() if not is_note and about in (PAIR, member))

    def _level(self, key: Key) -> marking.GivenLevel:
        about, criterion = key
        return marking.GivenLevel(about=about, criterion=criterion, level=SECURE, comment=self._planted("comment", about), version=0)

    def _words(self, about: str, kind: WordsFor) -> marking.GivenWords:
        word = self._planted(kind.value.replace("_", ""), about, is_note=kind is WordsFor.NOTE)
        return marking.GivenWords(about=about, kind=kind, words=word, version=0)

    def _planted(self, kind: str, about: str, *, is_note: bool = False) -> str:
        word = f"canary{kind}{len(self.words)}z"
        self.words[word] = (is_note, about)
        return f"As I see it, {word}"


def _wanted(people: Sequence[str]) -> list[tuple[str, WordsFor]]:
    """What the page of marking offers to write: to the pair and to each, a next step for each, and a note."""
    to_each = [(about, kind) for about in people for kind in (WordsFor.LETTER, WordsFor.NEXT_STEP)]
    return [(PAIR, WordsFor.LETTER), (PAIR, WordsFor.NOTE), *to_each]
