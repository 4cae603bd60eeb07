"""Pictures of published cases, each once, under the hash of its bytes: a version names the hashes that it shows."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.db import Base, db


class Picture(Base):
    """A picture as it was published. It never changes."""

    __tablename__ = "picture"

    sha: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(20))
    body: Mapped[bytes] = mapped_column(LargeBinary)


def by_sha(sha: str) -> Picture | None:
    """The picture with this hash."""
    return db.session.get(Picture, sha)


def keep(sha: str, media_type: str, body: bytes) -> None:
    """Keep a picture, unless it is there."""
    if by_sha(sha) is None:
        db.session.add(Picture(sha=sha, media_type=media_type, body=body))
        db.session.flush()
