"""Build `.venv` from the hashed requirements, or see in a moment that it is already right.

`python3 tools/environment.py base` is what `make run` needs, `server` adds PostgreSQL and Redis, `dev` what the tests and checks need.
The first lines must run on any Python, however old, so that its owner gets a sentence and not a traceback: no f-string, no annotation
before the version is known.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Root & Remedy needs Python 3.11 or newer, and this is Python %d.%d: "
             "install a newer one, then say `make PYTHON=python3.12 run` with its name." % sys.version_info[:2])  # fmt: skip

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
KINDS = {"base": "what `make run` needs", "server": "what several servers on PostgreSQL need", "dev": "what the tests and checks need"}


def main(kind: str) -> None:
    """Bring `.venv` up to `kind`: "base", "server" or "dev"."""
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two `make`s at once would install into each other
        if not stands(kind):
            build(kind)


def stands(kind: str) -> bool:
    """Was this kind installed, here, by this Python, from these very requirements?"""
    stamp = VENV / f"{kind}.stamp"
    return stamp.is_file() and stamp.read_text() == mark_of(kind)


def mark_of(kind: str) -> str:
    """What an environment depends on: a venv breaks when its folder moves or its Python changes."""
    seen = hashlib.sha256(f"{ROOT}\n{sys.base_prefix}\n{sys.version}".encode())
    for name in (f"requirements/{kind}.txt", "pyproject.toml"):
        seen.update((ROOT / name).read_bytes())
    return seen.hexdigest()


def build(kind: str) -> None:
    """Make the venv if it is missing or another Python's, then install; the stamp comes last, so a broken run is taken up again."""
    home = VENV / "home.stamp"
    here = f"{ROOT}\n{sys.base_prefix}\n{sys.version}"
    if not (home.is_file() and home.read_text() == here):
        make_venv()
        home.write_text(here)
    print(f"Installing {KINDS[kind]} into .venv: a minute or two, this once.", flush=True)
    # The lock is complete, so nothing is left to resolve; and an older pip takes `coverage[toml]`, which a package asks for, for another
    # thing than the `coverage` pinned here, wants its newest release, and stops because that has no hash.
    pip("install", "--no-deps", "--require-hashes", "-r", f"requirements/{kind}.txt")
    pip("install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", ".")
    (VENV / f"{kind}.stamp").write_text(mark_of(kind))


def make_venv() -> None:
    """A fresh, empty `.venv`."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit("This Python has no venv module: on Debian or Ubuntu, `apt install python3-venv` brings it.")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if done.returncode:
        sys.exit(f"The environment {VENV} could not be made; the reason stands above.")


def pip(*arguments: str) -> None:
    """Run the venv's own pip, quietly; what it complains of is shown, and ends the run with a sentence."""
    command = [str(VENV / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("The packages could not be installed; the reason stands above. Is the network there? `make setup` tries again.")


if __name__ == "__main__":
    if sys.argv[1:] not in ([kind] for kind in KINDS):
        sys.exit("usage: python3 tools/environment.py base|server|dev")
    main(sys.argv[1])
