"""A questionnaire as data: its items and scales, what is asked before and after, and how it is scored.

An *occasion* is a time at which it is given. An *answer* is a number of the scale, None for "no chance to judge", or words. What nobody
touched has no answer: every item may be left out. Answers never become marks, and there are no cut scores.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from elearn.domain.errors import Malformed

OPEN_LICENCES = ("CC0-1.0", "CC BY 4.0")
"""Under these the wording may be handed on. Any other was let to one institution."""
NO_CHANCE = "x"
"""what a form sends for "no chance to judge\""""
MOST_WORDS = 4000
THEN = ".then"
"""ends the key of an answer that looks back to before the case"""

Answer = int | str | None
Answers = Mapping[str, Answer]
Word = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,30}$")
Said = Field(min_length=1, max_length=600)


class Occasion(StrEnum):
    """When it is given."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"
    """a week or two afterwards: the other vignette"""


class Asked(StrEnum):
    """How much of the scales an occasion asks."""

    NOTHING = "nothing"
    ANCHORS = "anchors"
    ALL = "all"
    TWICE = "twice"
    """all, each on one row as it was before and as it is now"""


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Point(Strict):
    """A point of a scale, in words."""

    value: int = Field(ge=-10, le=10)
    says: str = Said


class Item(Strict):
    id: str = Word
    says: str = Said
    anchor: bool = False
    """asked on every occasion, so that a true before stands beside the one looked back at"""
    reversed: bool = False


class Scale(Strict):
    id: str = Word
    name: str = Said
    items: tuple[Item, ...] = Field(min_length=1, max_length=60)
    least: int = Field(ge=1)
    """how many of its items must be answered before it has a mean"""


class Prompt(Strict):
    id: str = Word
    says: str = Said


class Statements(Strict):
    """Statements about the case itself, asked once, afterwards."""

    scale: tuple[Point, ...] = Field(min_length=2, max_length=11)
    items: tuple[Item, ...] = Field(min_length=1, max_length=40)


class Overall(Strict):
    """One question about the whole."""

    id: str = Word
    says: str = Said
    scale: tuple[Point, ...] = Field(min_length=2, max_length=11)


class Vignette(Strict):
    id: Literal["A", "B"]
    text: str = Field(min_length=1, max_length=4000)
    topics: str = ""
    """what it is about, so that it is not paired with a case on the same"""


class KeyLine(Strict):
    """A line of the key by which vignettes are marked."""

    id: str = Word
    name: str = Said
    points: int = Field(ge=1, le=20)
    how: str = Field(min_length=1, max_length=1000)


class Vignettes(Strict):
    texts: tuple[Vignette, Vignette]
    tasks: tuple[Prompt, ...] = Field(min_length=1, max_length=6)
    key: tuple[KeyLine, ...] = Field(min_length=1, max_length=8)

    @property
    def most(self) -> int:
        return sum(line.points for line in self.key)

    def text(self, id: str) -> Vignette:
        return next(each for each in self.texts if each.id == id)


class Instrument(Strict):
    """A questionnaire that may be given to a class."""

    id: str = Word
    version: int = Field(ge=1)
    title: str = Field(min_length=1, max_length=120)
    citation: str = Field(min_length=3, max_length=600)
    licence: str = Field(min_length=3, max_length=200)
    permission_reference: str = Field(min_length=3, max_length=300)
    """where it is written that it may be used here"""
    validation: str = Field(default="", max_length=600)
    """what is known of its validity; nothing: it is labelled unvalidated"""
    stem: str = Said
    scale: tuple[Point, ...] = Field(min_length=2, max_length=11)
    no_chance: str = Said
    scales: tuple[Scale, ...] = Field(min_length=1, max_length=12)
    least_of_all: int = Field(ge=1)
    before: Literal[Asked.NOTHING, Asked.ANCHORS, Asked.ALL]
    after: Literal[Asked.NOTHING, Asked.ALL, Asked.TWICE]
    later: Literal[Asked.NOTHING, Asked.ANCHORS, Asked.ALL] = Asked.NOTHING
    statements: Statements | None = None
    open: tuple[Prompt, ...] = Field(default=(), max_length=6)
    overall: Overall | None = None
    vignettes: Vignettes | None = None

    @model_validator(mode="after")
    def hangs_together(self) -> Self:
        """Every id names one thing, and no mean asks for more answers than there are items."""
        ids = [each.id for each in self._named()]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"these ids are used twice: {', '.join(twice)}")
        for scale in self.scales:
            if scale.least > len(scale.items):
                raise ValueError(f"scale {scale.id} asks for {scale.least} answers and has {len(scale.items)} items")
        if self.least_of_all > len(self.items):
            raise ValueError(f"least_of_all is {self.least_of_all}, and there are {len(self.items)} items")
        if self.before is Asked.ANCHORS and not self.anchors:
            raise ValueError("before asks for the anchors, and no item is one")
        return self

    def _named(self) -> Iterator[Item | Prompt | Overall]:
        yield from self.items
        yield from self.statements.items if self.statements else ()
        yield from self.open
        yield from self.vignettes.tasks if self.vignettes else ()
        if self.overall:
            yield self.overall

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for scale in self.scales for item in scale.items)

    @cached_property
    def anchors(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.anchor)

    @property
    def may_leave(self) -> bool:
        """Whether its wording may go into an export. Wording let to one institution never does."""
        return self.licence in OPEN_LICENCES

    def asked(self, occasion: Occasion) -> Asked:
        return Asked({Occasion.BEFORE: self.before, Occasion.AFTER: self.after, Occasion.LATER: self.later}[occasion])

    def items_at(self, occasion: Occasion) -> tuple[Item, ...]:
        """The items of the scales that an occasion asks."""
        asked = self.asked(occasion)
        if asked is Asked.NOTHING:
            return ()
        return self.anchors if asked is Asked.ANCHORS else self.items

    def has_vignette(self, occasion: Occasion) -> bool:
        return self.vignettes is not None and occasion is not Occasion.AFTER

    def gives(self, occasion: Occasion) -> bool:
        """Whether there is anything to answer on this occasion."""
        return bool(self.fields(occasion))

    def fields(self, occasion: Occasion) -> dict[str, frozenset[int] | None]:
        """Key of an answer → the numbers that it may be; None where it is words."""
        points = frozenset(point.value for point in self.scale)
        found: dict[str, frozenset[int] | None] = {}
        for item in self.items_at(occasion):
            found[item.id] = points
            if self.asked(occasion) is Asked.TWICE:
                found[item.id + THEN] = points
        if occasion is Occasion.AFTER:
            for item in self.statements.items if self.statements else ():
                found[item.id] = frozenset(point.value for point in self.statements.scale) if self.statements else None
            if self.overall:
                found[self.overall.id] = frozenset(point.value for point in self.overall.scale)
            found |= {prompt.id: None for prompt in self.open}
        if self.has_vignette(occasion) and self.vignettes:
            found |= {task.id: None for task in self.vignettes.tasks}
        return found

    def read(self, occasion: Occasion, sent: Iterable[tuple[str, str]]) -> dict[str, Answer]:
        """What a form sent, as answers. What it does not speak of is left as it is. Raises Malformed."""
        fields, said = self.fields(occasion), dict(sent)
        return {key: _read(said[key], fields[key]) for key in fields if key in said}

    @cached_property
    def ends(self) -> int:
        """The two ends of the scale together: what a value counts of an item that is the other way round is this less the value."""
        points = [point.value for point in self.scale]
        return max(points) + min(points)


def _read(typed: str, among: frozenset[int] | None) -> Answer:
    if among is None:
        words = typed.replace("\r\n", "\n").strip()
        if len(words) > MOST_WORDS:
            raise Malformed(
                "answer.too_long", "That is {over} characters more than fit here. Shorten it and save again.", over=len(words) - MOST_WORDS
            )
        return words
    if typed == NO_CHANCE:
        return None
    value = int(typed) if typed.removeprefix("-").isdecimal() and len(typed) < 4 else None
    if value not in among:
        raise Malformed("answer.not_of_scale", "Choose one of the points of the scale.")
    return value


@dataclass(frozen=True, kw_only=True)
class Means:
    """What somebody's answers come to: a mean for each scale and over all, None where too little was answered."""

    scales: Mapping[str, float | None]
    total: float | None
    anchors: float | None


def means(instrument: Instrument, answers: Answers, *, looking_back: bool = False) -> Means:
    """Scale means, scored as the instrument says; `looking_back` takes the answers as things were before the case."""
    ending = THEN if looking_back else ""
    ends = instrument.ends
    given = {
        each.id: ends - found if each.reversed else found
        for each in instrument.items
        if isinstance(found := answers.get(each.id + ending), int)
    }

    def of(items: Iterable[Item], least: int) -> float | None:
        counted = [given[each.id] for each in items if each.id in given]
        return sum(counted) / len(counted) if counted and len(counted) >= least else None

    return Means(
        scales={scale.id: of(scale.items, scale.least) for scale in instrument.scales},
        total=of(instrument.items, instrument.least_of_all),
        anchors=of(instrument.anchors, -(-4 * len(instrument.anchors) // 5)),  # as of the whole: twelve of fifteen
    )
