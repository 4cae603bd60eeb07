"""Are releases pinned here known to be vulnerable? `make audit` asks the advisory service, by way of pip-audit.

It asks first about a release whose faults everybody knows. Where that one is not named the service does not answer (it is cut off, or a
mirror stands in its place), and NOT CHECKED is said aloud: silence is no good news. tools/advisories.toml holds the exceptions, each with
its reason and the day until which it holds; one that has expired fails, whether the service answers or not.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXCEPTIONS = ROOT / "tools/advisories.toml"
KNOWN_BAD = "jinja2==2.10"
"""a release with advisories of years ago: whoever knows none of them knows nothing"""
PATIENCE = 600
"""seconds for all packages together"""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """An advisory, or a package that nobody looks after any more, with which we live for now."""

    package: str
    advisory: str
    """its id; empty where it is about the package as such"""
    reason: str
    until: date
    """the last day on which it holds"""


@dataclass(frozen=True)
class Fault:
    """A pinned release that an advisory names."""

    package: str
    version: str
    ids: tuple[str, ...]
    """the advisory's id and its other names"""


def exceptions(text: str) -> tuple[Allowed, ...]:
    """The exceptions that a file lists. Raises TypeError where one lacks its reason or its day."""
    return tuple(Allowed(**each) for each in tomllib.loads(text)["exception"])


def expired(allowed: Iterable[Allowed], today: date) -> list[str]:
    """What is to be thought about anew, in sentences."""
    return [f"The exception for {each.package} ended on {each.until}: {each.reason}" for each in allowed if each.until < today]


def objections(faults: Iterable[Fault], allowed: Iterable[Allowed]) -> list[str]:
    """Faults for which there is no exception, in sentences."""
    lived_with = {(each.package, each.advisory) for each in allowed if each.advisory}
    return [
        f"{each.package} {each.version} has a known vulnerability, {each.ids[0]}: `UPGRADE=1 make lock`, or an exception with its reason."
        for each in faults
        if not any((each.package, id) in lived_with for id in each.ids)
    ]


def read(answer: str) -> list[Fault]:
    """What pip-audit's JSON names."""
    return [
        Fault(each["name"], each["version"], (fault["id"], *fault["aliases"]))
        for each in json.loads(answer)["dependencies"]
        for fault in each.get("vulns", ())
    ]


def asked(requirements: Path) -> list[Fault] | None:
    """What the service knows of these releases; None where it does not answer."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, "--timeout", "10", "--requirement", str(requirements)], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return read(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def answers() -> bool:
    """Does the service know what everybody knows?"""
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder, "known.txt")
        known.write_text(f"{KNOWN_BAD}\n")
        return bool(asked(known))


def main() -> int:
    """Say what is wrong. Returns the exit code."""
    allowed = exceptions(EXCEPTIONS.read_text())
    wrong = expired(allowed, datetime.now(UTC).date())
    found = asked(ROOT / "requirements/dev.txt") if answers() else None
    if found is None:
        print(f"KNOWN VULNERABILITIES: NOT CHECKED. The advisory service did not name {KNOWN_BAD}, so its silence says nothing.")
    else:
        wrong += objections(found, allowed)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(*(f"Lived with until {each.until}: {each.package}. {each.reason}" for each in allowed), sep="\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
