"""The database: there, set as it must be, of the right shape, whole."""

from datetime import timedelta

from elearn.commands.checks.patient import Finding, Light, Patient, amber, check, green, red
from elearn.config import STREAM_READERS
from elearn.store import health, migrate
from elearn.store.releases import UnfitError
from elearn.store.sqlite_version import wal_reset_light

OLDEST_POSTGRES = 15
CLOCKS_APART = timedelta(seconds=5)
SPARE_CONNECTIONS = 10
NOT_ASKED = "This is not asked of this kind of database."


@check
def database_answers(patient: Patient) -> Finding:
    """The database is there."""
    return green("The database answers.") if health.answers() else red("The database says something odd.", "Look at its log.")


@check
def database_is_of_this_release(patient: Patient) -> Finding:
    """The tables are those that this code knows."""
    try:
        migrate.check()
    except UnfitError as error:
        return red(str(error), "Run `elearn upgrade` once, or install the fitting release.")
    return green("The database has this release's shape.")


@check
def sqlite_is_set(patient: Patient) -> Finding:
    """What is acknowledged is on the disk, and no row points nowhere."""
    if patient.config.on_postgresql:
        return green(NOT_ASKED)
    found = health.sqlite_settings()
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    wrong = {name: found[name] for name in wanted if found[name] != wanted[name]}
    if wrong:
        return red(f"SQLite is set otherwise: {wrong}.", "Nothing but this program may set it; look whether the file can be written.")
    return green("Write-ahead log, full sync, foreign keys.")


@check
def sqlite_is_sound(patient: Patient) -> Finding:
    """The library has no fault that loses data."""
    if patient.config.on_postgresql:
        return green(NOT_ASKED)
    light, says = wal_reset_light(patient.config.processes, patient.sqlite)
    return Finding(Light(light), says, "" if light == "green" else "Install SQLite 3.51.3 or newer, or move to PostgreSQL.")


@check
def sqlite_is_whole(patient: Patient) -> Finding:
    """The file is not damaged."""
    if patient.config.on_postgresql:
        return green(NOT_ASKED)
    said = health.sqlite_is_whole()
    return green("The file is whole.") if said == "ok" else red(f"The file is damaged: {said}", "Stop the server and restore a backup.")


@check
def postgresql_is_new_enough(patient: Patient) -> Finding:
    """It is one that this program is tested with."""
    if not patient.config.on_postgresql:
        return green(NOT_ASKED)
    major = int(health.postgres_settings()["server_version_num"]) // 10_000
    if major < OLDEST_POSTGRES:
        return red(f"PostgreSQL {major} is older than {OLDEST_POSTGRES}.", "Install a newer one.")
    return green(f"PostgreSQL {major}.")


@check
def postgresql_keeps_what_it_acknowledges(patient: Patient) -> Finding:
    """What is committed is on the disk."""
    if not patient.config.on_postgresql:
        return green(NOT_ASKED)
    found = health.postgres_settings()
    if found["fsync"] != "on" or found["synchronous_commit"] == "off":
        return red("PostgreSQL acknowledges what is not on the disk yet.", "Set `fsync` and `synchronous_commit` to on.")
    return green("What is committed is on the disk.")


@check
def postgresql_writes_every_script(patient: Patient) -> Finding:
    """Names and words in any script can be kept."""
    if not patient.config.on_postgresql:
        return green(NOT_ASKED)
    encoding = health.postgres_settings()["server_encoding"]
    return green("UTF-8.") if encoding == "UTF8" else red(f"The database is in {encoding}.", "Make it anew with UTF8, and restore into it.")


@check
def connections_are_enough(patient: Patient) -> Finding:
    """No thread is turned away by the database."""
    if not patient.config.on_postgresql:
        return green(NOT_ASKED)
    room = int(health.postgres_settings()["max_connections"])
    wanted = patient.config.processes * (patient.config.threads + STREAM_READERS + 1) + SPARE_CONNECTIONS
    if room < wanted:
        return amber(
            f"This machine alone may want {wanted} connections, and PostgreSQL has {room} for all.",
            "Raise `max_connections`.",
        )
    return green(f"{wanted} of {room} connections at most, from this machine.")


@check
def clocks_agree(patient: Patient) -> Finding:
    """The database's machine and this one have the same time."""
    there = health.clock()
    if there is not None and abs(there - patient.now) > CLOCKS_APART:
        return red(f"The database's clock differs by {abs(there - patient.now).total_seconds():.0f} seconds.", "Have both set by NTP.")
    return green("One clock." if there is None else "The clocks agree.")


@check
def clock_is_not_behind(patient: Patient) -> Finding:
    """Nothing was written in the future."""
    newest = health.newest_moment()
    if newest is not None and newest - patient.now > CLOCKS_APART:
        return red(f"Something was written on {newest:%d %B %Y at %H:%M}, which is still to come.", "Set this machine's clock by NTP.")
    return green("Nothing was written in the future.")
