"""The bytes of a case's pictures, read again when they are published: what the check saw is what is kept."""

from hashlib import sha256
from pathlib import Path

from elearn.authoring.files import MOST_IMAGE, Unread, read_bytes
from elearn.authoring.library import CASES
from elearn.domain.content import Case, Image


class PictureChanged(Exception):
    """The picture on disk is no longer the one that was checked; the text names it."""


def picture(root: Path, case: Case, image: Image) -> bytes:
    """The bytes of a picture of a library's case. Raises PictureChanged when they are not those that the case was compiled with."""
    try:
        body = read_bytes(root / CASES / case.case, image.path, MOST_IMAGE)
    except Unread as error:
        raise PictureChanged(str(error)) from error
    if sha256(body).hexdigest() != image.sha:
        raise PictureChanged(f"{image.path} has changed since the case was checked. Publish again.")
    return body
