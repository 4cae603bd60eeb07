"""A small module that is complete and passes the check: as files beside the small case (`a_module_file`), and compiled (`a_module`).

`MODULE` and `PAGES` are what an author would have typed, so that a test can put one mistake into them.
"""

from pathlib import Path

from elearn.authoring.library import compile_module
from elearn.domain.module import Module
from tests.content_builders import a_library

MODULE_SLUG = "first-look"

MODULE = """\
module: first-look
title: A first look
summary: What a letter may hide.
jurisdiction: England
law_stated_at: 2026-11-24
review_by: 2027-05-24
reviewed_by: []
licence: CC BY 4.0
minutes: 12
outcomes:
  - {id: notice, text: Notice a legal need in a clinical story, tags: [S1, "IPEC:RR"]}
path:
  - page: {id: begin, title: How it begins, text: first-look/begin.md, sources: [lta-11]}
  - question:
      id: what-is-it
      ask: A patient says "they cut my money". What might this be?
      choices:
        - {says: A decision that can be challenged, right: true, because: "It may have been made *without* good reason. [M]"}
        - {says: Bad luck, because: Luck signs no letters.}
  - page: {id: landlord, title: What a landlord owes, text: first-look/landlord.md}
  - question:
      id: who
      ask: Who reads the tenancy?
      choices:
        - {says: Whoever has time, because: Then nobody has.}
        - {says: The lawyer, right: true, because: It is what they are trained to read.}
  - case: cold-room
  - question:
      id: when
      ask: When do you ask?
      choices:
        - {says: Never, because: Then it is found late.}
        - {says: At the first visit, right: true, because: Early is cheap.}
  - reflection: {id: next-week, ask: What will you ask your next patient or client?, hint: Begin with home.}
"""

PAGES = {
    "first-look/begin.md": (
        "A letter from a landlord is **also** a clinical finding. A landlord must keep the structure in repair. [L] Many do not know. [M]\n"
    ),
    "first-look/landlord.md": "Ask who owns the wall.\n",
}

FRAMEWORKS = """\
- {id: s1, label: Notice, says: Notices a legal need}
- {id: ipec-rr, label: Roles and responsibilities, says: Knows the own role}
"""

Swap = tuple[str, str, str]


def a_module_file(tmp_path: Path, *swaps: Swap, files: dict[str, str | bytes | None] | None = None) -> Path:
    """Write a library with the small case and the small module; the module's file. Each swap is (file, words, other words)."""
    texts: dict[str, str | bytes | None] = {f"{MODULE_SLUG}.yaml": MODULE, **PAGES, "../vocabulary/frameworks.yaml": FRAMEWORKS}
    shared = [each for each in swaps if each[0] not in texts]
    for file, old, new in swaps:
        if file in texts:
            before = texts[file]
            assert isinstance(before, str), file
            assert old in before, f"{old!r} does not stand in {file}"
            texts[file] = before.replace(old, new, 1)
    folder = a_library(tmp_path, *shared) / "modules"
    for file, text in {**texts, **(files or {})}.items():
        if text is not None:
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / f"{MODULE_SLUG}.yaml"


def a_module(tmp_path: Path) -> Module:
    """The small module, compiled."""
    found = compile_module(a_module_file(tmp_path))
    assert found.module is not None, found.problems
    return found.module
