"""What the doctor looks at. A check is a small named function: it says how things stand, and what to do about it."""

from elearn.commands.checks import content, database, machine, people, reach, settings  # noqa: F401  # importing them makes their checks known, in this order
from elearn.commands.checks.patient import CHECKS, Finding, Light, Patient, look_at

__all__ = ["CHECKS", "Finding", "Light", "Patient", "look_at"]
