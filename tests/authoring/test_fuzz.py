"""Whatever bytes stand in a case's files, the check answers in problems and never fails."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.authoring.library import compile_case
from tests.content_builders import FILES, a_folder

SCRAPS = [
    "", "x", "\n", "  ", "- ", ": ", "null", "[]", "{}", "'", '"', "\t",
     "[[", "no", "2026-13-01", "-1", "é", "\u202e", "id: fear", "*a", "1.5",
]  # fmt: skip
EDITS = st.tuples(st.sampled_from(["case.yaml", "panel.yaml"]), st.floats(0, 1), st.integers(0, 40), st.sampled_from(SCRAPS))


@settings(max_examples=60, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_a_case_that_was_edited_blindly_is_compiled_or_its_problems_are_told(edits: list[tuple[str, float, int, str]]) -> None:
    texts = dict(FILES)
    for file, where, length, new in edits:
        at = int(where * len(texts[file]))
        texts[file] = texts[file][:at] + new + texts[file][at + length :]
    with tempfile.TemporaryDirectory() as place:
        found = compile_case(a_folder(Path(place), files=dict(texts)))
    assert (found.case is None) == bool(found.errors)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=200))
def test_bytes_that_are_no_text_are_told_or_harmless(file: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        found = compile_case(a_folder(Path(place), files={file: data}))
    assert (found.case is None) == bool(found.errors)
