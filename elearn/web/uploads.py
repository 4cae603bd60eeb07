"""Views that take files. Every other post is small; these say how much they take, and that is asked before anything is read."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

View = TypeVar("View", bound=Callable[..., Any])


def takes(most: int) -> Callable[[View], View]:
    """Marks a view that takes posts of up to so many bytes. Stands under the door."""

    def mark(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined]  # read back below
        return view

    return mark


def register(app: Flask) -> None:
    """Widen the limit for those views. Called before anything that reads a form."""

    @app.before_request
    def widen() -> None:
        view = app.view_functions.get(request.endpoint or "")
        most = getattr(view, "takes", 0)
        if most:
            request.max_content_length = most
