"""More words for a cause: as lines to paste into panel.yaml, or put in their place by lines, with everything else left as it stands.

Nothing is written out again from values: comments, order and layout are the author's. The file as it would be is checked in a copy of the
case first, and then replaces the old one in a single step.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from elearn.authoring.checking import check_case, root_of
from elearn.authoring.files import MOST_YAML, Unread, read_bytes, read_text
from elearn.authoring.reading import LOADER, Tree, read_yaml
from elearn.authoring.shelf import read_lists
from elearn.domain.soundness.dossier import PANEL
from elearn.domain.unmatched import learned

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9'’ -]*[A-Za-z0-9]\Z")
"""Words that mean themselves in any place of a YAML file, if they are not one of its own (yes, null)."""


class CannotAdd(Exception):
    """Nothing was changed; the text says why."""


def lines(words: Sequence[str], known: Sequence[str] = ()) -> str:
    """The key `also` with what it has and with these words, to paste over the one that stands there."""
    return f"also: [{', '.join(_written(each) for each in (*known, *words))}]"


def is_writable(folder: Path) -> bool:
    """Whether a case's panel can be written here."""
    panel = folder / PANEL
    return panel.is_file() and not panel.is_symlink() and os.access(panel, os.W_OK) and os.access(folder, os.W_OK)


def add(folder: Path, cause: str, words: Sequence[str]) -> list[str]:
    """Add words to the `also` of a cause, or of a weak one. Returns those that it did not have. Raises CannotAdd."""
    try:
        text = read_text(folder, PANEL, MOST_YAML)
    except Unread as error:
        raise CannotAdd(str(error)) from error
    tree = read_yaml(text, PANEL)
    path = _place(tree, cause)
    had = _at(tree.value, path)
    new = learned(words, {cause: [str(had.get("says", "")), *had.get("also", [])]}, cause)
    if not new:
        return []
    changed = _inserted(text, path, new)
    _same_but_for(tree, read_yaml(changed, PANEL), path, new)
    _replace(folder, changed)
    return new


def _place(tree: Tree, cause: str) -> tuple[Any, ...]:
    panel = tree.value.get("panel") if isinstance(tree.value, dict) and not tree.problems else None
    for kind in ("causes", "weak"):
        for number, each in enumerate((panel or {}).get(kind) or []):
            if isinstance(each, dict) and each.get("id") == cause:
                return ("panel", kind, number)
    raise CannotAdd(f"{PANEL} has no cause `{cause}`, or cannot be read. Run the check, or paste the words yourself.")


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


def _inserted(text: str, path: tuple[Any, ...], words: Sequence[str]) -> str:
    """The text with the words at the end of the cause's `also`, in the way in which that list is written."""
    at = _offsets(text)
    cause: Any = yaml.compose(text, Loader=LOADER)
    for part in path:
        cause = cause.value[part] if isinstance(part, int) else {key.value: value for key, value in cause.value}[part]
    also = next((value for key, value in cause.value if key.value == "also"), None)
    written = [_written(each) for each in words]
    if also is None:
        key, last = next(pair for pair in cause.value if pair[0].value == "says")
        if cause.flow_style:
            return _put(text, at(last.end_mark), f", also: [{', '.join(written)}]")
        indent = " " * key.start_mark.column
        return _put(text, _line_end(text, at(last.end_mark)), f"\n{indent}also: [{', '.join(written)}]")
    if not also.value:
        return _put(text, at(also.start_mark) + 1, ", ".join(written))
    last = also.value[-1]
    if also.flow_style:
        return _put(text, at(last.end_mark), "".join(f", {each}" for each in written))
    indent = text[: at(last.start_mark)].rpartition("\n")[2]
    return _put(text, _line_end(text, at(last.end_mark)), "".join(f"\n{indent}{each}" for each in written))


def _offsets(text: str) -> Callable[[Any], int]:
    """A mark's place in the text, by line and column: that is how marks of either of PyYAML's readers count."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return lambda mark: starts[mark.line] + int(mark.column)


def _line_end(text: str, at: int) -> int:
    """The end of the line in which something ends, behind its comment."""
    if at and text[at - 1] == "\n":
        at -= 1  # a block text ends at the head of the next line
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _put(text: str, at: int, words: str) -> str:
    return text[:at] + words + text[at:]


def _written(words: str) -> str:
    tree = read_yaml(f"[{words}]", PANEL) if PLAIN.match(words) else None
    return words if tree is not None and not tree.problems and tree.value == [words] else json.dumps(words, ensure_ascii=False)


def _same_but_for(before: Tree, after: Tree, path: tuple[Any, ...], words: Sequence[str]) -> None:
    """Make sure that the file says the same as before, and the words besides."""
    cause = _at(before.value, path)
    cause["also"] = [*cause.get("also", []), *words]
    if after.problems or after.value != before.value:
        raise CannotAdd(f"The list of this cause is written in a way that cannot be added to here. Paste the words into {PANEL} yourself.")


def _replace(folder: Path, text: str) -> None:
    """Put the new text in the file's place, in one step, if the case has no error then that it has not now."""
    shelf = read_lists(root_of(folder)).shelf
    before = {(each.code, each.message) for each in check_case(folder, shelf=shelf) if each.is_error}
    with tempfile.TemporaryDirectory() as somewhere:
        copy = Path(somewhere) / folder.resolve().name
        shutil.copytree(folder, copy, symlinks=True)
        (copy / PANEL).write_text(text, encoding="utf-8")
        worse = [each for each in check_case(copy, shelf=shelf) if each.is_error and (each.code, each.message) not in before]
    if worse:
        raise CannotAdd(f"{worse[0].message} {worse[0].remedy} Nothing was changed.")
    _exchange(folder / PANEL, text, as_before=read_bytes(folder, PANEL, MOST_YAML))


def _exchange(file: Path, text: str, *, as_before: bytes) -> None:
    if b"\r\n" in as_before:
        text = text.replace("\n", "\r\n")
    mark = "\ufeff" if as_before.startswith(b"\xef\xbb\xbf") else ""
    try:
        with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=".", suffix=".new", delete=False) as out:
            out.write((mark + text).encode())
            out.flush()
            os.fsync(out.fileno())
        shutil.copymode(file, out.name)
        Path(out.name).replace(file)
    except OSError as error:
        raise CannotAdd(f"{file.name} cannot be written here ({error.strerror}). Paste the words yourself.") from error
