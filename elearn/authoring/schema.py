"""The JSON Schemas of what authors write: editors complete keys and show their help with them. Made from the models, never by hand."""

import json
from pathlib import Path

from pydantic import BaseModel

from elearn.authoring.shelf import ResourcesFile, SourcesFile, TermsFile
from elearn.domain.content import PanelFile, WrittenCase
from elearn.domain.module import WrittenModule

MODELS: dict[str, type[BaseModel]] = {
    "case": WrittenCase, "panel": PanelFile, "module": WrittenModule, "sources": SourcesFile, "resources": ResourcesFile,
}  # fmt: skip
VOCABULARY = "vocabulary"
NAMES = (*MODELS, VOCABULARY)
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> str:
    """The JSON Schema of `case`, `panel`, `module`, `sources`, `resources` or `vocabulary`. Raises KeyError for any other name."""
    if name == VOCABULARY:
        terms = TermsFile.model_json_schema()
        body = {"title": "Vocabulary", **terms["properties"]["terms"], "$defs": terms["$defs"]}
    else:
        body = MODELS[name].model_json_schema(by_alias=True)
    return json.dumps({"$schema": DIALECT, **body}, ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write all of them into a folder; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in NAMES:
        path = folder / f"{name}.schema.json"
        path.write_text(schema(name), encoding="utf-8")
        written.append(path)
    return written
