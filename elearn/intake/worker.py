"""The process that reads files: it has limits, no secrets in its environment, no database, and one job after another.

Run as `python -m elearn.intake.worker`. A job is a line of JSON that names the reader and the number of bytes that follow; the answer is
one line of JSON. When a limit is broken it ends, and whoever needs it next starts a new one (`elearn/intake/bench.py`).
"""

import gc
import json
import resource
import signal
import sys
from collections.abc import Callable
from typing import BinaryIO

if __name__ == "__main__":
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it to know its types of numbers, and half the memory with it

from elearn.authoring.instrument import read_instrument  # after the line above, which must come before openpyxl
from elearn.domain.errors import Malformed  # as above
from elearn.intake import tables  # as above
from elearn.intake.limits import MEMORY, SECONDS  # as above

BROKEN = 3


def questionnaire(data: bytes) -> str:
    """A questionnaire that fits, as JSON. Raises Malformed, with what is wrong in words."""
    return read_instrument(data).model_dump_json()


READERS: dict[str, Callable[[bytes], object]] = {"table": tables.rows, "questionnaire": questionnaire}


def confine() -> None:
    """Take away what reading needs not: memory, files to write, processes to start."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the end, wherever the reader is just then
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the server ends it too; this one ends when its input does


def answer(reader: str, data: bytes) -> dict[str, object]:
    """What a reader makes of a file, or why it will not."""
    try:
        return {"read": READERS[reader](data)}
    except Malformed as refusal:
        return {"refused": [refusal.id, refusal.template, refusal.values]}


def work(jobs: BinaryIO, answers: BinaryIO) -> int:
    """Answer until there are no more jobs. Returns the exit code."""
    while line := jobs.readline():
        job = json.loads(line)
        data = jobs.read(job["bytes"])
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            said = json.dumps(answer(job["reader"], data)).encode()
        except (MemoryError, RecursionError):
            return BROKEN
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(said + b"\n")
        answers.flush()
        del data, said
        gc.collect()
    return 0


if __name__ == "__main__":
    confine()
    sys.exit(work(sys.stdin.buffer, sys.stdout.buffer))
