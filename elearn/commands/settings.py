"""The manual's table of settings, from the settings themselves: python -m elearn.commands.settings docs/operators/settings.md"""

import sys
from pathlib import Path
from typing import Any

from elearn.config import ENVIRONMENT, ROOT, Config

HEAD = """# Settings

Defaults first, then `instance/elearn.toml`, then the environment. What cannot be used stops the start, all of it named at once.
This table is made from the settings themselves (`python -m elearn.commands.settings docs/operators/settings.md`).

| In `elearn.toml` | In the environment | Default | What it is |
|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    variables = {field: name for name, field in ENVIRONMENT.items()}
    rows = [
        f"| `{name}` | {f'`{variables[name]}`' if name in variables else '–'} | {_shown(field.get_default())} | {field.description} |"
        for name, field in Config.model_fields.items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def _shown(default: Any) -> str:
    """A default as one would write it; none where there is nothing, or what is made at the start."""
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT).as_posix()}` of the checkout"
    if isinstance(default, tuple):
        return ", ".join(f"`{each}`" for each in default) or "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default}`" if isinstance(default, int | float) or (isinstance(default, str) and default) else "none"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
