"""Files that are built to harm: refused within two seconds and 256 MB, whatever stands in them.

Each is checked in a process of its own, whose memory and time are limited by the system and not by our own word.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.content_builders import CASE, PANEL, PAPERS, a_folder

SECONDS = 2.0
BYTES = 256 * 1024 * 1024
LETTER = "papers/medicine/clinic-letter.md"

BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i} {{<<: [{','.join([f'*a{i - 1}'] * 9)}]}}\n" for i in range(1, 12))

YAML = {
    "an alias bomb": BOMB,
    "a merge bomb": MERGES,
    "an alias to itself": "a: &a [*a]\n",
    "brackets": "[" * 255_000,
    "300 kB of brackets": "[" * 300_000,
    "braces": "a: " + "{a: " * 60_000,
    "nesting by indentation": "\n".join("  " * i + "a:" for i in range(490)),
    "a long list": "- a\n" * 60_000,
    "a flow list": "a: [" + "a," * 120_000 + "]\n",
    "a huge text": "a: |\n" + "  word\n" * 36_000,
    "a huge quoted text": 'a: "' + "x" * 250_000 + '"\n',
    "escapes": 'a: "' + "\\x41" * 60_000 + '"\n',
    "many keys": "".join(f"k{i}: 1\n" for i in range(19_000)),
    "one key many times": "k: 1\n" * 19_000,
    "a python tag": "a: !!python/object/apply:os.system ['true']\n",
    "comments": "# x\n" * 60_000,
    "documents": "---\n" * 60_000,
    "question marks": "? " * 120_000,
    "anchors": "".join(f"k{i}: &a{i} x\n" for i in range(15_000)),
    "control characters": "a: \x00\x01\x02\n",
    "a five thousand digit number": f"minutes: {'9' * 5000}\n",
    "unknown items": "papers:\n" + "  - {a: 1, b: 2}\n" * 6_000,
    "a colon too many and spaces": "a: b: c" + " " * 120_000 + "x\n",
    "causes without end": "panel:\n  causes:\n" + "".join(f"    - {{id: c{i}, layer: x, says: y}}\n" for i in range(4_000)),
}
MARKDOWN = {
    "open brackets": "[" * 60_000,
    "pictures": "![" * 30_000,
    "links": "[a](" * 15_000,
    "nested brackets": "[" * 30_000 + "]" * 30_000,
    "stars": "*a" * 30_000,
    "stars and scores": "*_a" * 20_000,
    "quotations": "> " * 30_000,
    "quotations in lists": "> - " * 15_000,
    "headings": "# a\n" * 15_000,
    "rules": "***\n" * 15_000,
    "definitions": "a\n" + ": b\n" * 15_000,
    "backticks": "".join("`" * i + " a " for i in range(1, 340)),
    "backticks that are escaped": "| a \\``" * 3_500,
    "angles": "<a " * 20_000,
    "entities": "&#1;" * 15_000,
    "backslashes": "\\" * 60_000,
    "pipes": "|a" * 30_000 + "\n" + "|-" * 100,
    "lists in lists": "\n".join("    " * i + "- a" for i in range(175)),
    "just under the limit of brackets": "[a " * 600,
    "a word without end": "x" * 65_000,
}


def judged(folder: Path) -> tuple[list[dict[str, object]], float]:
    """What the command says of a folder, and how many seconds of processor time it took; the system ends it at the limits."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (BYTES * 2, BYTES * 2))  # addresses, of which half are never touched
        resource.setrlimit(resource.RLIMIT_CPU, (6, 6))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    script = (
        "import sys; from elearn.cli import main\n"
        "try: main()\n"
        "finally: print(*[each.split()[1] for each in open('/proc/self/status') if each.startswith('VmHWM')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "check", str(folder), "--format", "json"],
        capture_output=True, text=True, preexec_fn=limited, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 1, done.stderr[-2000:]
    assert int(done.stderr.split()[-1]) * 1024 < BYTES  # its own: what getrusage says begins with what this process had when it forked
    return json.loads(done.stdout), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("name", YAML)
def test_a_hostile_case_file_is_refused_in_time(name: str, tmp_path: Path) -> None:
    problems, seconds = judged(a_folder(tmp_path, files={"case.yaml": YAML[name]}))
    assert any(each["severity"] == "error" for each in problems)
    assert seconds < SECONDS


@pytest.mark.parametrize("name", MARKDOWN)
def test_a_hostile_paper_is_refused_or_harmless_in_time(name: str, tmp_path: Path) -> None:
    _, seconds = judged(a_folder(tmp_path, files={LETTER: MARKDOWN[name]}))
    assert seconds < SECONDS


def test_many_hostile_papers_together_are_refused_in_time(tmp_path: Path) -> None:
    extra = {f"papers/law/p{i}.md": "*a " * 5_000 for i in range(40)}
    papers = "".join(f"  - {{id: p{i}, title: P, pack: law, opens: spot, text: papers/law/p{i}.md}}\n" for i in range(40))
    folder = a_folder(tmp_path, ("case.yaml", "\nsteps:", f"{papers}\nsteps:"), files=extra)
    problems, seconds = judged(folder)
    assert "E013" in {each["code"] for each in problems}
    assert seconds < SECONDS


def test_many_wrong_quotations_are_told_in_time(tmp_path: Path) -> None:
    facts = "".join(f"      - {{id: f{i}, quote: {'nothing of this stands there ' * 8}{i}, why: x}}\n" for i in range(700))
    folder = a_folder(tmp_path, ("case.yaml", "    facts:\n", f"    facts:\n{facts}"), files={LETTER: PAPERS[LETTER] * 150})
    problems, seconds = judged(folder)
    assert sum(each["code"] == "E203" for each in problems) >= 700
    assert seconds < SECONDS


def test_many_loops_are_told_in_time(tmp_path: Path) -> None:
    causes = "".join(f"    - {{id: c{i}, layer: social, says: Cause {i}, seen_from: law}}\n" for i in range(60))
    links = "".join(f"    - {{from: c{i}, to: c{j}, how: causes, why: x}}\n" for i in range(60) for j in range(60) if i != j)
    folder = a_folder(tmp_path, ("panel.yaml", "  causes:\n", f"  causes:\n{causes}"), ("panel.yaml", "  links:\n", f"  links:\n{links}"))
    problems, seconds = judged(folder)
    assert 0 < sum(each["code"] == "E502" for each in problems) <= 10
    assert seconds < SECONDS


@pytest.mark.parametrize("target", ["/etc/hostname", "/dev/zero", "../../../outside.md"])
def test_a_link_out_of_the_folder_is_not_followed(target: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / LETTER).unlink()
    (tmp_path / "outside.md").write_text("secret")
    (folder / LETTER).symlink_to(target)
    problems, seconds = judged(folder)
    assert "E012" in {each["code"] for each in problems}
    assert "secret" not in json.dumps(problems)
    assert seconds < SECONDS


def test_a_pipe_that_never_ends_is_not_waited_for(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / LETTER).unlink()
    os.mkfifo(folder / LETTER)
    started = time.monotonic()
    problems, _ = judged(folder)
    assert "E012" in {each["code"] for each in problems}
    assert time.monotonic() - started < 30


def test_a_linked_folder_of_papers_is_not_followed(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    for file in (folder / "papers" / "law").iterdir():
        file.rename(tmp_path / "elsewhere" / file.name)
    (folder / "papers" / "law").rmdir()
    (folder / "papers" / "law").symlink_to(tmp_path / "elsewhere")
    problems, _ = judged(folder)
    assert sum(each["code"] == "E012" for each in problems) == 2


def test_the_files_that_are_made_hostile_are_harmless_without_it() -> None:
    assert all(len(text) < 256 * 1024 for text in (CASE, PANEL))
