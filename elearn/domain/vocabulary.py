"""The words that cases are written with: closed lists, the kinds of text a field may hold, and the library's shared lists.

Every field of everything an author writes carries a description. The JSON Schema, the manual and the check's sentences come from it.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Layer(StrEnum):
    """The five columns of the map, upstream first."""

    SYSTEM = "system"
    SOCIAL = "social"
    LEGAL = "legal"
    EXPOSURE = "exposure"
    HEALTH = "health"


class How(StrEnum):
    """What a link says."""

    CAUSES = "causes"
    WORSENS = "worsens"
    KEEPS_GOING = "keeps_going"
    PROTECTS = "protects"


class Weight(StrEnum):
    """How much the panel would miss it. `optional` never counts against a pair."""

    CORE = "core"
    SUPPORTING = "supporting"
    OPTIONAL = "optional"


class Pack(StrEnum):
    """Whose papers they are."""

    MEDICINE = "medicine"
    LAW = "law"
    SHARED = "shared"


class Part(StrEnum):
    """What somebody beside the person has for a part in the case."""

    HELPS = "helps"
    HELPED = "helped"
    IN_THE_WAY = "in_the_way"
    BESIDE = "beside"


class StepKind(StrEnum):
    """The kinds of step a case is made of, in the order in which a pair meets them."""

    MEET = "meet"
    SPOT = "spot"
    SHARE = "share"
    MAP = "map"
    NEWS = "news"
    ACT = "act"
    COMPARE = "compare"
    REFLECT = "reflect"


class SeenFrom(StrEnum):
    """Which papers show a cause. `both`: either profession's; `joint`: only the two together."""

    MEDICINE = "medicine"
    LAW = "law"
    BOTH = "both"
    JOINT = "joint"


class Grade(StrEnum):
    """How firmly a link is known."""

    ESTABLISHED = "established"
    PROBABLE = "probable"
    CONTESTED = "contested"


class Owner(StrEnum):
    """Who would carry out an action."""

    CLINICIAN = "clinician"
    LAWYER = "lawyer"
    ADVISER = "adviser"
    BOTH = "both"
    PERSON = "person"


class When(StrEnum):
    """How soon an action has to happen, soonest first."""

    NOW = "now"
    HOURS_48 = "48h"
    WEEKS_2 = "2w"
    MONTH = "month"
    SYSTEM = "system"


class ActionKind(StrEnum):
    """Whether an action is sound, right but too slow, or fast but harmful."""

    SOUND = "sound"
    SLOW = "slow"
    HARMFUL = "harmful"


class Barrier(StrEnum):
    """What keeps people away from help."""

    DIGITAL = "digital"
    LANGUAGE = "language"
    COST = "cost"
    TRUST = "trust"
    ELIGIBILITY = "eligibility"
    TIME = "time"
    SAFETY = "safety"
    LITERACY = "literacy"
    CAPACITY = "capacity"
    GEOGRAPHY = "geography"
    CARER_LOAD = "carer_load"
    STIGMA = "stigma"


class Level(StrEnum):
    """Where a rule or a service is decided."""

    NEIGHBOURHOOD = "neighbourhood"
    PLACE = "place"
    SYSTEM = "system"
    PROVIDER = "provider"
    NATIONAL = "national"


class Checked(StrEnum):
    """How far a statement has been checked. `M` is shown to learners as "not yet reviewed"; no tag is raised without a reading."""

    READ = "L"
    SECONDARY = "S"
    MEMORY = "M"
    CALCULATED = "C"


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A plain word by which something is known: small letters, digits, `-` and `_`."""

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
MaybeShort = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
MaybeText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https://[^\s/]+\.[^\s]+$", max_length=600)]
FilePath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*\.md$", max_length=200)]
"""A Markdown file below the case's folder, with `/` between folders."""

Minutes = Annotated[int, Field(ge=1, le=600, strict=True)]
Day = Annotated[date, Field(strict=True)]
YesNo = Annotated[bool, Field(strict=True)]

CHECKED = "L read in the primary text, S secondary source, M from memory or not yet reviewed, C calculated. M is shown to learners"


class Written(BaseModel):
    """Anything an author writes: frozen, and without keys that are not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(Written):
    """A statute, a guidance, a study: where a statement can be looked up."""

    id: Id = Field(description="The word by which cases refer to it.")
    title: Short = Field(description="What it is called, as one would cite it.")
    url: Url | None = Field(default=None, description="Where it can be read: an https address.")
    jurisdiction: MaybeShort = Field(default="", description="Where it is law: England, Scotland, United Kingdom …")
    checked_on: Day | None = Field(default=None, description="The day on which somebody last read it.")
    by: MaybeShort = Field(default="", description="Who read it.")
    review_by: Day | None = Field(default=None, description="The day by which it must be read again.")
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)


class Resource(Written):
    """Somebody who helps: whom, with what, and what keeps people from them."""

    id: Id = Field(description="The word by which actions refer to it.")
    name: Short = Field(description="What it is called.")
    what: Text = Field(description="What it does for people.")
    who: MaybeText = Field(default="", description="Who may use it.")
    barriers: tuple[Barrier, ...] = Field(default=(), description="What keeps people away from it.")
    url: Url | None = Field(default=None, description="The home page. No telephone numbers: they change.")
    level: Level | None = Field(default=None, description="Where it works.")
    jurisdiction: MaybeShort = Field(default="", description="Where it helps: England, England and Wales, Scotland, United Kingdom …")
    helps_with: tuple[Id, ...] = Field(default=(), description="The needs it helps with: ids of vocabulary/legal-needs.yaml; none: all.")
    checked_on: Day | None = Field(default=None, description="The day on which somebody last looked.")
    review_by: Day | None = Field(default=None, description="The day by which somebody must look again.")
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)


class Term(Written):
    """An entry of a shared list: a social determinant, a legal need, a code of a framework."""

    id: Id = Field(description="The code.")
    label: Short = Field(description="Our own short label for it.")
    says: MaybeText = Field(default="", description="What it covers, in our own words.")
