"""A passage: some words of a paper, by their place in its plain text."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Passage(BaseModel):
    """Characters `start` to `end` (exclusive) of the plain text of `paper`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    start: Annotated[int, Field(ge=0, le=1_000_000)]
    end: Annotated[int, Field(ge=1, le=1_000_000)]

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a passage starts before it ends")
        return self

    def overlaps(self, other: "Passage") -> bool:
        """Whether the two share at least one character."""
        return self.paper == other.paper and self.start < other.end and other.start < self.end
