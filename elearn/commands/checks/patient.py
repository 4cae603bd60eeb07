"""What a check is, and what it may ask."""

import os
import socket
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from elearn.config import ROOT, Config

SECONDS = 3.0
"""how long the doctor waits for anybody"""


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    """works, and should be looked at"""
    RED = "red"
    """must not be deployed like this"""


class Finding(NamedTuple):
    """How things stand: a light, a sentence, and where it is not green what to do."""

    light: Light
    says: str
    remedy: str = ""


def green(says: str) -> Finding:
    """All is well."""
    return Finding(Light.GREEN, says)


def amber(says: str, remedy: str) -> Finding:
    """It works, and should be looked at."""
    return Finding(Light.AMBER, says, remedy)


def red(says: str, remedy: str) -> Finding:
    """It must not stay like this."""
    return Finding(Light.RED, says, remedy)


def can_connect(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        with socket.create_connection((host, port), timeout=SECONDS):
            return True
    except OSError:
        return False


def gap_of_stream(url: str) -> float | None:
    """How long lay between the two words of the stream for trying out; 0 where they came together; None where there was no stream."""
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as stream:  # noqa: S310  # nosec B310  # an address of the operator's own configuration
            if stream.headers.get_content_type() != "text/event-stream" or not stream.readline():
                return None
            first = time.monotonic()
            while line := stream.readline():
                if b"two" in line:
                    return time.monotonic() - first
    except (OSError, ValueError):
        pass
    return None


@dataclass(frozen=True, kw_only=True)
class Patient:
    """An installation, and the means to ask it things. Tests hand in others."""

    config: Config
    app: Flask
    instance: Path = ROOT / "instance"
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    user: int = field(default_factory=os.geteuid)
    sqlite: tuple[int, int, int] = sqlite3.sqlite_version_info
    connects: Callable[[str, int], bool] = can_connect
    stream_gap: Callable[[str], float | None] = gap_of_stream

    @property
    def database_file(self) -> Path | None:
        """Where SQLite lies."""
        return None if self.config.on_postgresql else Path(self.config.database_url.partition("///")[2])

    @property
    def in_public(self) -> bool:
        """Whether others than people at this machine are meant to reach the site."""
        return bool(self.config.site_url) or self.config.host not in ("127.0.0.1", "localhost", "::1")


Check = Callable[[Patient], Finding]
CHECKS: dict[str, Check] = {}


def check(looks: Check) -> Check:
    """Make a check known. Its name is its function's, its first sentence what it looks at."""
    CHECKS[looks.__name__] = looks
    return looks


def look_at(patient: Patient, name: str) -> Finding:
    """One check. One that breaks is a red one, and keeps none of the others from being made."""
    try:
        return CHECKS[name](patient)
    except Exception as error:  # noqa: BLE001  # whatever it was, the operator is to hear of it here
        return red(f"This could not be looked at: {type(error).__name__}: {error}".splitlines()[0], "Put that right, and ask again.")
