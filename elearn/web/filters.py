"""What templates may say of ready-made values: addresses of static files, dates, first names, and a fresh op for each form."""

import hashlib
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request, url_for

from elearn.actions.sit import new_op
from elearn.config import Config
from elearn.domain.steps import Said
from elearn.domain.wallclock import on_the_wall
from elearn.store.people import Person
from elearn.web.doors import first_name, viewer, zone
from elearn.web.speaking import gettext, ngettext
from elearn.web.typed import refused_form

YEAR = 365 * 24 * 3600
SINGLE = str.maketrans("“”", "‘’")


def said(sentence: Said) -> str:
    """A sentence of the domain in the reader's language."""
    template = str(gettext(sentence.sentence))
    return template.format(**sentence.values) if sentence.values else template


def day(when: date | datetime | None, zone_name: str = "") -> str:
    """24 November 2026: of a moment, the day on which `clock` shows it."""
    there = on_the_wall(when, zone_name or zone()) if isinstance(when, datetime) else when
    return f"{there.day} {there:%B %Y}" if there else ""


def clock(when: datetime, zone_name: str = "") -> str:
    """14:25, by the clock of the page's class unless another is named."""
    return f"{on_the_wall(when, zone_name or zone()):%H:%M}"


def quoted(words: str) -> str:
    """Words of a paper between marks. Somebody's speech in it has single ones; where all of it is speech, its own are enough."""
    inner = words.strip()
    if inner[:1] == "“" and inner[-1:] == "”" and not set("“”") & set(inner[1:-1]):
        return inner
    return f"“{inner.translate(SINGLE)}”"


def until_words(when: datetime, zone_name: str) -> str:
    """14:25 today, Tuesday 1 December at 14:25 on another day: by the clock on the class's wall."""
    there, today = on_the_wall(when, zone_name), on_the_wall(datetime.now(UTC), zone_name)
    if there.date() == today.date():
        return f"{there:%H:%M}"
    year = "" if there.year == today.year else f" {there.year}"
    return str(gettext("%(day)s at %(time)s", day=f"{there:%A} {there.day} {there:%B}{year}", time=f"{there:%H:%M}"))


def initials(name: str) -> str:
    """AK for Amara Kassim; titles do not count."""
    words = [word for word in name.split() if word.rstrip(".") not in ("Dr", "Prof", "Mr", "Mrs", "Ms", "Mx")]
    return "".join(word[0] for word in (words or name.split())[:1] + words[1:][-1:]).upper()


def as_viewer(person: Person | None) -> dict[str, Any] | None:
    """The person signed in, as every layout shows them."""
    if person is None:
        return None
    role = person.discipline or ("author" if person.is_author else "tutor")
    return {
        "id": person.id,
        "name": person.name,
        "initials": initials(person.name),
        "discipline": person.discipline,
        "role": role,
        "starts": person.is_teacher or person.is_admin,
        "admin": person.is_admin,
    }


def register(app: Flask, config: Config) -> None:
    """Give templates their filters and functions."""

    @cache
    def address(root: str, path: str) -> str:
        return url_for("static", filename=path, v=_hash(Path(app.static_folder or "") / path))

    def static(path: str) -> str:
        """The address of a static file, with its hash: it may be kept for ever. A page names hundreds, so each is worked out once."""
        return address(request.script_root, path)

    @lru_cache(maxsize=1000)
    def drawn(root: str, name: str, label: str) -> str:
        made: str = app.jinja_env.get_template("parts/sign.html").module.drawn(name, label)  # type: ignore[attr-defined]  # its macro
        return made

    def sign(name: str, label: str = "") -> str:
        return drawn(request.script_root, name, label)

    app.jinja_env.filters |= {
        "day": day,
        "clock": clock,
        "initials": initials,
        "said": said,
        "first_name": first_name,
        "quoted": quoted,
    }
    app.jinja_env.globals |= {"static": static, "drawn_sign": sign, "new_op": new_op, "_": gettext, "ngettext": ngettext}
    app.jinja_env.globals["refused_form"] = refused_form
    app.jinja_env.globals["site_name"] = config.site_name

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        return {"viewer": as_viewer(viewer()), "demo": None, "refused": g.get("refused", ""), "typed_again": g.get("typed_again", [])}

    @app.after_request
    def keep_static(response: Response) -> Response:
        if request.endpoint == "static":
            response.headers["Cache-Control"] = (
                f"public, max-age={YEAR}, immutable" if "v" in request.args else "public, max-age=0, must-revalidate"
            )
        return response


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
