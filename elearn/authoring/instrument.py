"""Reading a questionnaire from YAML or JSON: the one that comes with the software, and those that an institution may use."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from elearn.authoring.reading import read_yaml
from elearn.domain.errors import Malformed
from elearn.domain.instrument import Instrument

MOST_BYTES = 256 * 1024
MOST_SAID = 6
DEFAULT = Path(__file__).parent / "instruments" / "default.yaml"


@lru_cache(maxsize=1)
def default_instrument() -> Instrument:
    """The questionnaire that comes with the software: original wording, unvalidated."""
    return read_instrument(DEFAULT.read_bytes())


def read_instrument(data: bytes) -> Instrument:
    """A questionnaire from a file's bytes. Raises Malformed, with what is wrong in words."""
    if len(data) > MOST_BYTES:
        raise Malformed("instrument.too_big", "That file is larger than a questionnaire can be ({most} kB).", most=MOST_BYTES // 1024)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed("instrument.not_text", "That file is not text saved as UTF-8.") from error
    value = _json(text) if text.lstrip().startswith("{") else _yaml(text)
    try:
        return Instrument.model_validate(value)
    except ValidationError as error:
        raise Malformed("instrument.unfit", "This questionnaire cannot be used yet. {what}", what=_in_words(error)) from error


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("instrument.not_json", "That file begins like JSON and is none: {what}.", what=str(error)[:200]) from error


def _yaml(text: str) -> Any:
    tree = read_yaml(text, "questionnaire")
    if tree.problems or not isinstance(tree.value, dict):
        said = " ".join(f"Line {each.where.line}: {each.message}" for each in tree.problems[:MOST_SAID])
        raise Malformed("instrument.not_yaml", "That file cannot be read as YAML. {what}", what=said or "It is not a list of keys.")
    return tree.value


REASONS = {
    "licence": "Say under which licence you may use it (licence:).",
    "permission_reference": "Say where the permission to use it is written: a letter, a contract, a page (permission_reference:).",
    "citation": "Say whose it is, as it is to be cited (citation:).",
}


def _in_words(error: ValidationError) -> str:
    """The first few mistakes, the ones about leave to use it in words of their own."""
    said = []
    found = error.errors(include_url=False, include_context=False, include_input=False)
    for each in sorted(found, key=lambda each: each["loc"][:1] not in [(key,) for key in REASONS])[:MOST_SAID]:
        where = ".".join(str(part) for part in each["loc"])
        said.append(REASONS.get(where) or f"{where + ': ' if where else ''}{each['msg'].removeprefix('Value error, ')}.")
    return " ".join(said)
