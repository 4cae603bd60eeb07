"""Handing a file to the worker and taking back what it read. One worker a process, used again and again, replaced when it broke a limit."""

import atexit
import json
import subprocess  # nosec B404  # starts our own interpreter with our own module
import sys
import threading
from pathlib import Path
from typing import IO, Any, cast

from elearn.domain.errors import Malformed
from elearn.domain.instrument import Instrument
from elearn.domain.roster import Line, Sheet

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 15.0
"""seconds by the clock, when the worker is stuck without using the processor, or the machine is very busy"""

GREEDY = {
    "table": ("file.greedy", "Reading this file takes more time or memory than any class list needs. Copy the list into a new one."),
    "questionnaire": ("instrument.greedy", "Reading this file takes more time or memory than any questionnaire needs."),
}
"""what is said of a file that broke the limits"""


class Bench:
    """One worker, started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self.started = 0
        """how many workers there have been: one, unless a file broke its limits"""

    def read(self, reader: str, data: bytes) -> Any:
        """What a reader makes of a file. Raises Malformed when the file is refused, or broke the limits."""
        with self._lock:
            said = self._asked(reader, data)
        if said is None:
            raise Malformed(*GREEDY[reader])
        if "refused" in said:
            id, sentence, values = said["refused"]
            raise Malformed(id, sentence, **values)
        return said["read"]

    def close(self) -> None:
        """End the worker; it ends by itself too, when its input does."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            worker.communicate()

    def _asked(self, reader: str, data: bytes) -> dict[str, Any] | None:
        worker = self._ready()
        late = threading.Timer(PATIENCE, worker.kill)
        late.start()
        try:
            jobs, answers = cast(IO[bytes], worker.stdin), cast(IO[bytes], worker.stdout)  # both are pipes, by the line that started it
            jobs.write(json.dumps({"reader": reader, "bytes": len(data)}).encode() + b"\n" + data)
            jobs.flush()
            line = answers.readline()
            said: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
        except (BrokenPipeError, json.JSONDecodeError):
            said = None
        finally:
            late.cancel()
        if said is None:
            self.close()
        return said

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and self._worker.poll() is not None:
            self.close()
        if self._worker is None:
            self._worker = subprocess.Popen(  # nosec B603  # fixed words, no shell, an environment of its own
                [sys.executable, "-m", "elearn.intake.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/",
                env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            )  # fmt: skip
            self.started += 1
        return self._worker


_bench = Bench()
atexit.register(_bench.close)


def sheet(data: bytes, bench: Bench = _bench) -> Sheet:
    """A file that somebody sent, as a sheet of text. Raises Malformed with a sentence for them."""
    return Sheet(lines=tuple(Line(number=number, cells=tuple(cells)) for number, cells in bench.read("table", data)))


def instrument(data: bytes, bench: Bench = _bench) -> Instrument:
    """A questionnaire that somebody sent. Raises Malformed with a sentence for them."""
    return Instrument.model_validate_json(bench.read("questionnaire", data))
