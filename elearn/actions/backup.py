"""Backup and restore: one file with a copy of the database and a note of what it is, refused when the copy is not what was packed.

Whoever has such a file has everything that students wrote: it is readable by its owner only. The secret key is not in it.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from elearn.store import copies, migrate, releases
from elearn.store.copies import CopyError
from elearn.store.db import db

NOTE, COPY = "elearn-backup.json", "database"
MOST_NOTE_BYTES = 64 * 1024
CHUNK = 1024 * 1024


class BackupError(Exception):
    """The backup could not be made or used; the text is for the operator."""


class Note(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    made_at: datetime
    database: Literal["sqlite", "postgresql"]
    release: int
    revision: str | None
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @classmethod
    def of(cls, copy: Path, now: datetime) -> Self:
        """The note for a copy just made of the database."""
        release, revision = migrate.stands_at()
        return cls(
            made_at=now, database=copies.kind_of(db.engine), release=release, revision=revision,
            bytes=copy.stat().st_size, sha256=_sha256(copy),
        )  # fmt: skip


def backup(folder: Path, now: datetime) -> Path:
    """Write a backup of the living database into a folder. Returns the file, which appears there only when it is whole and on the disk."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"elearn-{now:%Y%m%dT%H%M%S}Z.backup"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as making:
        copy, whole = Path(making) / COPY, Path(making) / path.name
        try:
            copies.copy_out(db.engine, copy)
        except (CopyError, OSError) as error:
            raise BackupError(f"No backup was made. {error}") from error
        _pack(whole, Note.of(copy, now), copy)
        try:
            os.link(whole, path)
        except FileExistsError as error:
            raise BackupError(f"{path} is there already. No backup was made.") from error
    _to_disk(folder)
    return path


def made(folder: Path) -> list[Path]:
    """The backups in a folder, oldest first: their names say when they were made."""
    return sorted(folder.glob("elearn-*Z.backup"))


def thin_out(folder: Path, keep: int) -> list[Path]:
    """Take away all but the newest few backups of a folder. Returns those that went."""
    old = made(folder)[: -keep or None]
    for path in old:
        path.unlink()
    return old


def restore(path: Path, erase_again: Callable[[], int]) -> Note:
    """Make the database of this installation from a backup, in an empty place only; bring it to this code's shape; erase again whom the
    list of erasures names. Raises BackupError, with nothing restored, when the backup is not whole, not for this database, or too new.
    """
    if not copies.is_empty(db.engine):
        raise BackupError("There is a database in that place already. Restore into an empty place, look at it, and then let it take over.")
    with tempfile.TemporaryDirectory(prefix="elearn-restore-") as folder:
        copy = Path(folder) / COPY
        note = _unpack(path, copy)
        _fits(note)
        try:
            copies.copy_in(db.engine, copy)
        except (CopyError, OSError) as error:
            raise BackupError(str(error)) from error
    migrate.upgrade()
    migrate.check()
    erase_again()
    return note


def _fits(note: Note) -> None:
    kind = copies.kind_of(db.engine)
    if note.database != kind:
        raise BackupError(f"This is a backup of a {note.database} database, and `database_url` names a {kind} one. Nothing was restored.")
    if note.release > releases.RELEASE + 1:
        raise BackupError("This backup was made by a release too new for this one. Install that release first. Nothing was restored.")


def _pack(path: Path, note: Note, copy: Path) -> None:
    said = note.model_dump_json(indent=1).encode()
    with path.open("xb") as out:
        os.fchmod(out.fileno(), 0o600)
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
            about = tarfile.TarInfo(NOTE)
            about.size, about.mode, about.mtime = len(said), 0o600, int(note.made_at.timestamp())
            archive.addfile(about, io.BytesIO(said))
            archive.add(copy, COPY)
        out.flush()
        os.fsync(out.fileno())


def _unpack(path: Path, copy: Path) -> Note:
    """Take the two parts by name and nothing else, and believe neither before its sum is right."""
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            note = Note.model_validate_json(_part(archive, NOTE).read(MOST_NOTE_BYTES))
            with _part(archive, COPY) as packed, copy.open("xb") as out:
                copy.chmod(0o600)
                while chunk := packed.read(CHUNK):
                    out.write(chunk)
                    if out.tell() > note.bytes:
                        break
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, ValidationError, KeyError, json.JSONDecodeError) as error:
        raise BackupError(f"{path} is no whole backup of this product. Nothing was restored.") from error
    if (copy.stat().st_size, _sha256(copy)) != (note.bytes, note.sha256):
        raise BackupError(f"{path} is damaged: the copy in it is not the one that was packed. Nothing was restored.")
    return note


def _part(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    member = archive.getmember(name)
    opened = archive.extractfile(member) if member.isreg() else None
    if opened is None:
        raise KeyError(name)
    return opened


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _to_disk(folder: Path) -> None:
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
