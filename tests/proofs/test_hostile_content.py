"""Hundreds of cases that are made to break whoever reads them, by a seed: each is refused or harmless within two seconds and 256 MB."""

import os
import random

import pytest

from tests.content_builders import FILES, a_folder
from tests.proofs.checker import MEMORY, Checker

COUNT = 2000 if os.environ.get("DEEP") == "1" else 200
LETTER = "papers/medicine/clinic-letter.md"
LARGEST = {"case.yaml": 256 * 1024, LETTER: 64 * 1024}
YAML = (
    "[", "{", "- ", "? ", ": ", "a: ", "&a ", "*a ", "<<: *a\n", "!!python/name:os.system ", "!x ", "|\n", ">\n", '"', "'", "\\x41", "\n",
    "  ", "\t", "#", "---\n", "...\n", "%YAML 1.1\n", "&a [*a]", "{<<: [*a, *a]}\n", "0x1", "1e999", ".inf", "9" * 400, "k: 1\n", "~",
    "\u202e", "é", "- {id: a, says: b}\n", "\0", "@", "`", ",", "]", "}", "2026-13-01", "y" * 3000,
)  # fmt: skip
MARKDOWN = (
    "[", "]", "](", "![", "[a](", ")", "*", "_", "**", "`", "``", "> ", "- ", "1. ", "    ", "\n", "\n\n", "# ", "|", "|-", "| a ", ": b\n",
    "&#1;", "&", "<", "<a ", "<!--", "\\", "***\n", "===\n", "a", "x" * 500, "[a]: b\n", "[^1]", "~~~\n", "\t", "https://", "\u202e", "\0", "<https://",
)  # fmt: skip


def hostile(file: str, scraps: tuple[str, ...], chance: random.Random) -> str:
    """A few scraps over and over, up to the largest that is taken and a little more; alone, or in the midst of what is right."""
    made = ""
    for _ in range(chance.randint(1, 4)):
        piece = "".join(chance.choices(scraps, k=chance.randint(1, 5)))
        made += piece * chance.randint(1, max(1, LARGEST[file] // len(piece) // chance.choice((1, 2, 10, 100))))
    made = made[: LARGEST[file] + 100]
    right = FILES[file]
    at = chance.randrange(len(right))
    return chance.choice((made, right + made, right[:at] + made[: LARGEST[file] - len(right)] + right[at:]))


@pytest.fixture
def checker():
    made = Checker()
    yield made
    made.close()


@pytest.mark.proof
@pytest.mark.parametrize(("file", "scraps"), [("case.yaml", YAML), (LETTER, MARKDOWN)], ids=["yaml", "markdown"])
def test_hundreds_of_hostile_files_are_refused_or_harmless(tmp_path, checker, file, scraps):
    chance = random.Random(20261124)
    for number in range(COUNT):
        text = hostile(file, scraps, chance)
        folder = a_folder(tmp_path, files={file: text})
        said = checker.says(folder)
        assert said is not None, f"number {number} broke the limits: {text[:200]!r}"
        assert checker.most_memory() < MEMORY, f"number {number}: {text[:200]!r}"
    assert checker.started == 1
    assert checker.says(a_folder(tmp_path)) == []


def test_a_checker_that_is_broken_is_replaced(tmp_path, checker):
    assert checker.says(a_folder(tmp_path)) == []
    checker.running.kill()
    assert checker.says(a_folder(tmp_path)) is None
    assert checker.says(a_folder(tmp_path)) == []
    assert checker.started == 2
