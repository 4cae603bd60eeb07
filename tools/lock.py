"""Resolve requirements/*.txt: every package at one version with its hashes, good for Python 3.11 and everything newer.

For maintainers. uv resolves once for all Pythons and platforms; it goes into a folder that is thrown away, since nobody else needs it.
The files hold no index address: whoever installs takes the packages from wherever their own pip takes them.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "base": ["--extra", "stats"],
    "dev": ["--all-extras", "--group", "dev"],
    "server": ["--extra", "stats", "--extra", "postgres", "--extra", "redis"],
}
HEADER = "# Made by `make lock` from requirements/{kind}.in and pyproject.toml; not for editing.\n"


def main() -> None:
    """Write the files anew; `--upgrade` takes newer releases, otherwise what is pinned stays where it can."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "--disable-pip-version-check", "uv"], check=True)
        for kind, extras in FILES.items():
            resolve(f"{folder}/bin/uv", kind, [*extras, *sys.argv[1:]])


def resolve(uv: str, kind: str, extras: list[str]) -> None:
    """Write one requirements file. Raises CalledProcessError where the versions asked for do not go together."""
    out = ROOT / f"requirements/{kind}.txt"
    command = [uv, "pip", "compile", f"requirements/{kind}.in", "pyproject.toml", "--output-file", str(out.relative_to(ROOT)), *extras]
    rules = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-config", "--quiet"]
    subprocess.run([*command, *rules], cwd=ROOT, check=True)
    text = out.read_text()
    if "://" in text:
        sys.exit(f"{out} names an address; take it out of your uv configuration and lock again.")
    out.write_text(HEADER.format(kind=kind) + text)


if __name__ == "__main__":
    main()
