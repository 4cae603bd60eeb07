"""What every answer carries: a content policy without inline or foreign anything, and no caching of people's pages."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, Response, g, request

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

KEYS = frozenset({"secret", "code", "token"})
"""parts of addresses that open something: such a page names no more than the site to the next one, whose log could hold it otherwise"""


def policy(form_action: str = "'self'", frames: Mapping[str, str] = MappingProxyType({})) -> str:
    """The content security policy. Only the demo's door may post to its own other names; only an author's preview frames pages, our own."""
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, "form-action": form_action, **frames}.items())


def register(app: Flask, *, https: bool) -> None:
    """Dress every answer."""

    @app.after_request
    def dress(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy(g.get("form_action", "'self'"), g.get("frames", {})))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin" if KEYS & (request.view_args or {}).keys() else "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            headers["Cache-Control"] = "no-store"
            headers["Vary"] = "Cookie, Accept"
        return response
