"""All moves of a class as CSV, in a process that has loaded what a server loads and no more: `bench/scale.py` starts it."""

import os
import sys
import time
from pathlib import Path

from elearn.actions import export
from elearn.actions.export import Wish
from elearn.actions.export_rows import Asker
from elearn.app import create_app
from elearn.config import Config
from elearn.domain.person import Role


def exported(cohort: int, person: int) -> tuple[float, float, float, float]:
    """Seconds, MB written, MB of memory before the first row and at most."""
    app = create_app(Config.model_validate({"secret_key": "k" * 40, "database_url": os.environ["EXPORT_FROM"], "waker": "process"}))
    with app.app_context():
        before, start = memory(), time.perf_counter()
        who = Asker(person_id=person, role=Role.LEAD, anonymous=True)
        size = sum(len(chunk) for chunk in export.streamed(cohort, Wish(tables=("moves",)), who))
        return time.perf_counter() - start, size / 1e6, before, memory()


def memory() -> float:
    """The most that this process has held, in MB. The kernel counts it anew for a program; `getrusage` also counts whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1000


if __name__ == "__main__":
    print(*exported(int(sys.argv[1]), int(sys.argv[2])))
