"""A process that checks cases under limits, one folder after another: `python -m tests.proofs.checker`.

A folder is a line on its input; the answer is a line of JSON: the codes of the errors found. Over two seconds of the processor or out of
memory it ends, and whoever needs it next starts another.
"""

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

from elearn.authoring.library import compile_case

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 2.0
MEMORY = 256 * 1024 * 1024
ADDRESSES = 2 * MEMORY
"""of which half are never touched; what is touched is looked at from outside"""


class Checker:
    """One such process, used again and replaced when a file broke its limits."""

    def __init__(self) -> None:
        self.started = 0
        self.running: subprocess.Popen[str] | None = None

    def says(self, folder: Path) -> list[str] | None:
        """The codes of the errors in a folder; None where it broke the limits."""
        if self.running is None:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "tests.proofs.checker"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            self.started += 1
        try:
            self.running.stdin.write(f"{folder}\n")
            self.running.stdin.flush()
            answer = self.running.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self.close()
        return json.loads(answer) if answer else None

    def most_memory(self) -> int:
        """Bytes, at any time so far."""
        status = Path(f"/proc/{self.running.pid}/status").read_text() if self.running else "VmHWM: 0 kB"
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def close(self) -> None:
        if self.running:
            self.running.kill()
            self.running.communicate()
            self.running = None


def work() -> None:
    """Answer until there are no more folders."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        found = compile_case(Path(line.rstrip("\n")))
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.write(json.dumps(sorted({each.code for each in found.errors})) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    work()
