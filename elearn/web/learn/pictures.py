"""Pictures in papers: each for whoever may read a paper that shows it, and for nobody else."""

from flask import Response
from werkzeug.exceptions import NotFound

from elearn.domain.content import Case, Image
from elearn.domain.sight import Sight
from elearn.store import pictures
from elearn.web.doors import Place

FOLDER = "images/"


def render(here: Place, name: str) -> Response:
    """The picture with this name. One that the viewer may not see is not there."""
    image = shown(here.sight, name)
    return as_response(image)


def shown(sight: Sight, name: str) -> Image | None:
    """The case's picture of this name, if it stands in something that the viewer may read."""
    image = named(sight.case, name)
    sign = f'src="{FOLDER}{name}"'
    readable = any(sign in each.html for each in sight.papers()) or (sight.afterwards() and sign in sight.case.afterwards_html)
    return image if readable else None


def named(case: Case, name: str) -> Image | None:
    """The case's picture of this name."""
    return next((each for each in case.images if each.path == f"{FOLDER}{name}"), None)


def as_response(image: Image | None) -> Response:
    """A published picture as an answer: of the kind that was checked, whatever its bytes would make a browser believe."""
    picture = pictures.by_sha(image.sha) if image is not None else None
    if picture is None:
        raise NotFound
    return of_bytes(picture.body, picture.media_type)


def of_bytes(body: bytes, media_type: str) -> Response:
    """Bytes as a picture, which can do nothing but be looked at."""
    response = Response(body, mimetype=media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
