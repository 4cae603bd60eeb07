"""This machine: files and who may read them, room, backups, libraries."""

import re
import resource
import shutil
import stat
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import openpyxl

from elearn.actions import backup as backups
from elearn.commands.checks.patient import Finding, Patient, amber, check, green, red
from elearn.config import ROOT

OLD_KEY = timedelta(days=3 * 365)
LITTLE_ROOM, NO_ROOM = 5 * 2**30, 2**30
FRESH, STALE = timedelta(days=1, hours=2), timedelta(days=7)
FEW_FILES = 4096
LOCK = ROOT / "requirements" / "base.txt"


def _open_to_others(path: Path) -> bool:
    """Whether anybody but its owner may read a file."""
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))


@check
def runs_as_nobody_special(patient: Patient) -> Finding:
    """Who breaks in here has broken into nothing else."""
    if patient.user == 0:
        return amber("This runs as root.", "Give the site a user of its own; deploy/systemd has a unit for it.")
    return green("This does not run as root.")


@check
def secret_key_is_private(patient: Patient) -> Finding:
    """Nobody else on this machine can sign cookies."""
    if _open_to_others(patient.instance / "secret_key"):
        return red(f"Others may read {patient.instance / 'secret_key'}.", f"chmod 600 {patient.instance / 'secret_key'}")
    return green("Nobody else may read the secret key.")


@check
def secret_key_is_young(patient: Patient) -> Finding:
    """A key that leaked unseen does not work for ever."""
    kept = patient.instance / "secret_key"
    if kept.exists() and patient.now - datetime.fromtimestamp(kept.stat().st_mtime, UTC) > OLD_KEY:
        return amber("The secret key is older than three years.", "Make a new one, and name this one in `old_secret_keys` for a term.")
    return green("The secret key is not old.")


@check
def settings_are_private(patient: Patient) -> Finding:
    """Passwords in the file of settings are read by nobody else."""
    file = patient.instance / "elearn.toml"
    if _open_to_others(file) and re.search(
        r"^\s*(secret_key|smtp_password|old_secret_keys|database_url\s*=.*:.*@)", file.read_text(), re.MULTILINE
    ):
        return red(f"Others may read {file}, which has secrets in it.", f"chmod 600 {file}")
    return green("Nobody else reads secrets from the settings.")


@check
def database_is_private(patient: Patient) -> Finding:
    """Nobody else on this machine reads what students wrote."""
    file = patient.database_file
    if file is not None and _open_to_others(file) and _open_to_others(file.parent):
        return red(f"Others may read {file}.", f"chmod 600 {file}, or chmod 700 {file.parent}")
    return green("Nobody else may read the database." if file else "The database is a server's.")


@check
def backups_are_private(patient: Patient) -> Finding:
    """Nobody else reads what students wrote from a copy."""
    open_ones = [path for path in backups.made(patient.config.backup_dir) if _open_to_others(path)]
    if open_ones:
        return red(f"Others may read {open_ones[-1]}.", f"chmod 600 {patient.config.backup_dir}/*")
    return green("Nobody else may read the backups.")


@check
def backup_is_fresh(patient: Patient) -> Finding:
    """What is lost with this disk is a day at most."""
    made = backups.made(patient.config.backup_dir)
    if not made:
        return red(
            f"There is no backup in {patient.config.backup_dir}.", "Have `elearn backup` run every night; see docs/operators/backup.md."
        )
    age = patient.now - datetime.fromtimestamp(made[-1].stat().st_mtime, UTC)
    if age > STALE:
        return red(f"The newest backup is {age.days} days old.", "See why `elearn backup` does not run any more.")
    if age > FRESH:
        return amber(f"The newest backup is {age.total_seconds() / 3600:.0f} hours old.", "Have `elearn backup` run every night.")
    return green(f"The newest backup is {age.total_seconds() / 3600:.0f} hours old.")


def _same_disk(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.stat().st_dev == other.stat().st_dev


@check
def backup_lies_elsewhere(patient: Patient) -> Finding:
    """The disk that dies does not take its backup along."""
    file, folder = patient.database_file, patient.config.backup_dir
    if file is not None and _same_disk(file, folder):
        return amber("Backups lie on the database's own disk.", "Copy them to another machine, or set `backup_dir` to another disk.")
    return green("Backups do not lie on the database's disk.")


@check
def disk_has_room(patient: Patient) -> Finding:
    """There is room for what comes."""
    place = patient.database_file.parent if patient.database_file else patient.instance
    free = shutil.disk_usage(place).free
    if free < NO_ROOM:
        return red(f"{free // 2**20} MB are free at {place}.", "Make room now: when the disk is full, nothing is saved.")
    if free < LITTLE_ROOM:
        return amber(f"{free / 2**30:.1f} GB are free at {place}.", "Make room.")
    return green(f"{free / 2**30:.0f} GB are free.")


@check
def files_may_be_opened(patient: Patient) -> Finding:
    """Each open page holds a connection."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if most < FEW_FILES:
        return amber(f"A process may open {most} files, and each open page is one.", "Raise LimitNOFILE, or `ulimit -n`, to 65536.")
    return green(f"A process may open {most} files.")


@check
def time_zones_are_known(patient: Patient) -> Finding:
    """Dates are shown by the class's clock."""
    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return red("This machine knows no time zones.", "Install tzdata.")
    return green("Time zones are known.")


@check
def spreadsheets_are_harmless(patient: Patient) -> Finding:
    """A class list cannot unfold into gigabytes."""
    if not openpyxl.DEFUSEDXML:
        return red("Spreadsheets are read without defusedxml.", "Install what requirements/ names.")
    return green("Spreadsheets are read with defusedxml.")


@check
def libraries_are_the_tested_ones(patient: Patient) -> Finding:
    """What runs is what was tested."""
    tested = locked(LOCK.read_text())
    other = [f"{name} {found}" for name in tested if (found := _installed(name)) and found not in tested[name]]
    if other:
        return amber(f"Other releases than the tested ones: {', '.join(sorted(other)[:5])}.", "Run `make setup-server`.")
    return green("Libraries are the tested ones.")


def locked(text: str) -> dict[str, set[str]]:
    """name → its releases, as a file of requirements has them: one for each Python, where they differ."""
    found: dict[str, set[str]] = {}
    for name, release in re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\;]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(release)
    return found


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
