"""A figure with how sure it is. By itself, so that whoever only names one need not load the statistics that work it out."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure with its 95 % interval; no figure where it is not defined, as when everybody gave one level."""

    value: float | None
    low: float | None = None
    high: float | None = None
