"""The panel: what experts of both professions hold of a case. Pairs see it at Compare and not before."""

from datetime import date, timedelta
from functools import cached_property
from typing import Annotated

from pydantic import ConfigDict, Field

from elearn.domain.person import Discipline
from elearn.domain.vocabulary import (
    CHECKED,
    ActionKind,
    Barrier,
    Checked,
    Day,
    Grade,
    How,
    Id,
    Layer,
    Level,
    MaybeShort,
    MaybeText,
    Owner,
    SeenFrom,
    Short,
    Text,
    Weight,
    When,
    Written,
    YesNo,
)
from elearn.domain.workdays import months_after, working_days_after

SOURCES = "Where it can be looked up: ids of sources.yaml."
NAMED_ENDS = ConfigDict(populate_by_name=True, serialize_by_alias=True)
"""`from` is a word of Python's own: such fields have another name in the code than in the file."""


class Voice(Written):
    """Somebody who speaks on the panel."""

    id: Id = Field(description="The word by which causes and links refer to the voice.")
    name: Short = Field(description="Who speaks: “A GP”, “A mother who has been there”.")
    discipline: Discipline | None = Field(default=None, description="medicine or law; leave it out for other voices.")
    invented: YesNo = Field(default=True, description="true until a real person speaks; shown as “a voice written for teaching”.")


class PanelCause(Written):
    """A cause on the panel's map."""

    id: Id = Field(description="The word by which links, facts and actions refer to it.")
    layer: Layer = Field(description="The column of the map: system, social, legal, exposure or health.")
    says: Short = Field(description="The cause in a few plain words.")
    also: tuple[Short, ...] = Field(default=(), description="Other words for the same thing, as students would say it: full credit.")
    near: tuple[Short, ...] = Field(default=(), description="Broader or narrower words: half credit.")
    weight: Weight = Field(default=Weight.SUPPORTING, description="core, supporting or optional. Optional never counts against a pair.")
    seen_from: SeenFrom = Field(description="Which papers show it: medicine, law, both (either does) or joint (only the two together).")
    why: dict[Id, Text] = Field(default_factory=dict, description="What each voice says of it: `voice: words`.")
    sources: tuple[Id, ...] = Field(default=(), description=SOURCES)
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)


class PanelLink(Written):
    """A link on the panel's map: one cause and what it does to another."""

    model_config = NAMED_ENDS

    source: Id = Field(alias="from", description="The cause it starts at.")
    target: Id = Field(alias="to", description="The cause it leads to.")
    how: How = Field(description="causes, worsens, keeps_going or protects.")
    weight: Weight = Field(default=Weight.SUPPORTING, description="core, supporting or optional.")
    grade: Grade = Field(default=Grade.PROBABLE, description="established, probable or contested.")
    why: Text = Field(description="The reason, in a sentence.")
    voices: dict[Id, Text] = Field(default_factory=dict, description="Where the panel was divided: `voice: words`.")
    sources: tuple[Id, ...] = Field(default=(), description=SOURCES)
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)
    loop: YesNo = Field(default=False, description="true on the one link that closes a loop.")


class Path(Written):
    """A chain of causes from far upstream to the harm."""

    id: Id = Field(description="The word by which it is known.")
    through: Annotated[tuple[Id, ...], Field(min_length=2)] = Field(description="Its causes in order; each two neighbours are a link.")
    weight: Annotated[float, Field(gt=0, le=10)] = Field(default=1, description="How much it counts beside the other paths.")
    says: MaybeShort = Field(default="", description="Its name in one line.")


class Weak(Written):
    """A cause that comes to mind easily and does not hold."""

    id: Id = Field(description="The word by which it is known.")
    layer: Layer = Field(description="The column in which students would put it.")
    says: Short = Field(description="The cause as students would say it.")
    also: tuple[Short, ...] = Field(default=(), description="Other words for the same thing.")
    near: tuple[Short, ...] = Field(default=(), description="Broader or narrower words.")
    why: Text = Field(description="Why it does not hold, and what the papers show instead.")
    voice: Id | None = Field(default=None, description="The voice that says so.")


Count = Annotated[int, Field(ge=0, le=400, strict=True)]


class Deadline(Written):
    """A time limit: so many working days, or calendar days, or months after a day."""

    model_config = NAMED_ENDS

    start: Day = Field(alias="from", description="The day on which the clock starts: 2026-11-02.")
    working_days: Count | None = Field(default=None, description="How many working days after that day.")
    days: Count | None = Field(default=None, description="Or how many calendar days after it.")
    months: Count | None = Field(default=None, description="Or how many months: the same day of a later month, or that month's last.")
    what: Short = Field(description="What must have happened by then.")

    @property
    def ways(self) -> int:
        """In how many ways it is counted; the check asks for one."""
        return sum(each is not None for each in (self.working_days, self.days, self.months))

    def due(self, jurisdiction: str) -> date:
        """The last day of the limit there."""
        if self.working_days is not None:
            return working_days_after(self.start, self.working_days, jurisdiction)
        if self.months is not None:
            return months_after(self.start, self.months)
        return self.start + timedelta(days=self.days or 0)


class PanelAction(Written):
    """Something that could be done: sound, right but too slow, or fast but harmful."""

    id: Id = Field(description="The word by which it is known.")
    does: Short = Field(description="What is done.")
    owner: Owner = Field(description="Whose it is: clinician, lawyer, adviser, both or person.")
    when: When = Field(description="How soon: now, 48h, 2w, month or system.")
    works_on: tuple[Id, ...] = Field(default=(), description="The causes that it works on.")
    needs: MaybeText = Field(default="", description="What it takes: a letter, a consent, a date.")
    resource: Id | None = Field(default=None, description="Who helps: an id of resources.yaml.")
    barriers: tuple[Barrier, ...] = Field(default=(), description="What keeps the person from it.")
    way_round: MaybeText = Field(default="", description="The way round those barriers.")
    deadline: Deadline | None = Field(default=None, description="The time limit.")
    kind: ActionKind = Field(default=ActionKind.SOUND, description="sound, slow (right but too slow) or harmful (fast but harmful).")
    why: MaybeText = Field(default="", description="Why it is sound, slow or harmful.")
    sources: tuple[Id, ...] = Field(default=(), description=SOURCES)
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)


class SystemChange(Written):
    """A change of a rule or a service, and who could make it."""

    id: Id = Field(description="The word by which it is known.")
    who: Short = Field(description="Who could make it.")
    level: Level = Field(description="neighbourhood, place, system, provider or national.")
    ask: Text = Field(description="What one would ask of them.")
    first_step: MaybeText = Field(default="", description="The first step toward it.")
    why: MaybeText = Field(default="", description="Why it would help.")
    sources: tuple[Id, ...] = Field(default=(), description=SOURCES)
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)


class Panel(Written):
    """The experts' map, plan and voices."""

    voices: tuple[Voice, ...] = Field(description="Who speaks on the panel.")
    causes: tuple[PanelCause, ...] = Field(description="The causes on the panel's map; twenty to thirty make a full case.")
    links: tuple[PanelLink, ...] = Field(description="The links between them.")
    paths: tuple[Path, ...] = Field(default=(), description="The chains that explain the harm.")
    weak: tuple[Weak, ...] = Field(default=(), description="Causes that come to mind and do not hold.")
    actions: tuple[PanelAction, ...] = Field(default=(), description="What could be done, and what had better not be.")
    system_change: tuple[SystemChange, ...] = Field(default=(), description="Changes of rules and services.")

    @cached_property
    def _causes(self) -> dict[str, PanelCause]:
        return {each.id: each for each in self.causes}

    @cached_property
    def _voices(self) -> dict[str, Voice]:
        return {each.id: each for each in self.voices}

    def cause(self, id: str) -> PanelCause | None:
        """The cause with this id."""
        return self._causes.get(id)

    def voice(self, id: str) -> Voice | None:
        """The voice with this id."""
        return self._voices.get(id)


class PanelFile(Written):
    """panel.yaml: one key, `panel`."""

    panel: Panel = Field(description="The experts' reference of this case.")
