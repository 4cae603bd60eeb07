"""A class taken out as a file, in a process that has loaded what a server loads and no more: `bench/scale.py` starts it."""

import os
import sys
import tempfile
import time
from pathlib import Path

from elearn.actions import export
from elearn.actions.export import Wish
from elearn.actions.export_rows import Asker
from elearn.app import create_app
from elearn.config import Config
from elearn.domain import dictionary
from elearn.domain.person import Role

WISHES = {
    "csv": Wish(tables=("moves",)),
    "xlsx": Wish(tables=(dictionary.COMPARISON_CAUSES.name,), form="xlsx"),
    "zip": Wish(tables=("moves",), form="xlsx"),
}
"""one table streamed; a workbook of as many rows as one may have, nearly; and what asks for a workbook with more rows than that"""


def exported(cohort: int, person: int, kind: str) -> tuple[float, float, float, float, float]:
    """About how many rows, seconds, MB written, MB of memory before the first row and at most."""
    app = create_app(Config.model_validate({"secret_key": "k" * 40, "database_url": os.environ["EXPORT_FROM"], "waker": "process"}))
    wish, who = WISHES[kind], Asker(person_id=person, role=Role.LEAD, anonymous=True)
    with app.app_context(), tempfile.TemporaryDirectory() as folder:
        rows = export.size(cohort, wish)
        before, start = memory(), time.perf_counter()
        if kind == "csv":
            size = sum(len(chunk) for chunk in export.streamed(cohort, wish, who))
        else:
            path = Path(folder) / f"export.{export.ending(wish, rows)}"
            if path.suffix != f".{kind}":
                raise RuntimeError(f"{rows} rows came to {path.suffix}, and {kind} was to be measured")
            export.written(cohort, wish, who, path)
            size = path.stat().st_size
        return rows, time.perf_counter() - start, size / 1e6, before, memory()


def memory() -> float:
    """The most that this process has held, in MB. The kernel counts it anew for a program; `getrusage` also counts whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1000


if __name__ == "__main__":
    print(*exported(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
