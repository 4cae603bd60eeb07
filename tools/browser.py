"""Find the Chromium that the browser tests drive, or install one.

As a command it prints where the browser is, after installing it if need be; `make test` hands that path to the tests in CHROMIUM.
The tests ask `launch_options()`, so that a plain `pytest` finds the same browser.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowserError(RuntimeError):
    """There is no Chromium that starts; the text says how to come by one."""

    def __init__(self) -> None:
        super().__init__(
            "No Chromium was found and none could be installed, so the browser tests cannot run. "
            "On Debian `sudo apt install chromium` brings one; CHROMIUM=/path/to/chromium names another; "
            "NO_BROWSER=1 leaves these tests out, knowingly."
        )


def main() -> None:
    """Print the path of a browser that starts, installing one first where there is none."""
    try:
        print(find() or install())
    except NoBrowserError as refusal:
        sys.exit(str(refusal))


def launch_options() -> dict[str, object]:
    """What Playwright's `chromium.launch()` needs here. Raises NoBrowserError where there is no browser; installs nothing."""
    path = find()
    if path is None:
        raise NoBrowserError
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium's own sandbox refuses to run for root
    return {"executable_path": str(path), "args": [*sandbox, "--disable-dev-shm-usage"]}  # containers give /dev/shm 64 MB, too little


def find() -> Path | None:
    """The browser named in CHROMIUM, one on PATH, or the one that Playwright's installer left; only if it starts."""
    named = os.environ.get("CHROMIUM")
    on_path = [found for found in map(shutil.which, [named] if named else NAMES) if found]
    return next((path for path in map(Path, on_path) if starts(path)), None) or (None if named else playwrights_own())


def starts(path: Path) -> bool:
    """Does it answer with its version? Ubuntu's `chromium-browser` is a stub that asks for a snap, and a snap cannot be driven."""
    if "snap" in path.resolve().parts or not path.is_file():
        return False
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and said.stdout.startswith(("Chromium ", "Google Chrome "))


def playwrights_own() -> Path | None:
    """The Chromium in Playwright's cache, of the release that the installed Playwright was made for."""
    asked = "from playwright.sync_api import sync_playwright\nwith sync_playwright() as p: print(p.chromium.executable_path)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    path = Path(said.stdout.strip() or "/nowhere")
    return path if starts(path) else None


def install() -> Path:
    """Install a Chromium by the first way that is open here. Raises NoBrowserError if it still does not start."""
    if os.geteuid() == 0 and distribution() == "debian" and shutil.which("apt-get"):
        tell("Installing Debian's chromium ...")
        apt("update")
        apt("install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation")
    if not find():
        tell("Asking Playwright's installer for a Chromium ...")
        with_libraries = [] if os.geteuid() or not shutil.which("apt-get") else ["--with-deps"]
        run(sys.executable, "-m", "playwright", "install", *with_libraries, "chromium")
    path = find()
    if path is None:
        raise NoBrowserError
    return path


def distribution() -> str:
    """The ID of /etc/os-release: "debian", "ubuntu", or "" where there is no such file."""
    try:
        return platform.freedesktop_os_release()["ID"]
    except OSError:
        return ""


def apt(*arguments: str) -> None:
    """Run apt-get without a question to anybody."""
    run("apt-get", "--quiet", "--quiet", *arguments, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})


def run(*command: str, env: dict[str, str] | None = None) -> None:
    """Run an installer; its words go to stderr, since stdout is for the path. Whether it worked is seen by looking for the browser."""
    subprocess.run(command, stdout=sys.stderr, env=env, check=False)


def tell(sentence: str) -> None:
    """Say what takes so long, to the person and not to the caller."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
