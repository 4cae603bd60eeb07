"""`elearn new`: a small complete case or module to begin from, with comments that teach, in a folder of the author's own choosing."""

import re
from datetime import date, timedelta
from pathlib import Path

from elearn.authoring.library import CASES, MODULES

TEMPLATES = Path(__file__).parent
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
REVIEW_AFTER = timedelta(days=181)
"""Half a year: law and benefit rates change in April and October."""

SOURCES = {
    "eqa-2010-s20": """\
  - id: eqa-2010-s20
    title: "Equality Act 2010, section 20: duty to make adjustments"
    url: "https://www.legislation.gov.uk/ukpga/2010/15/section/20"
    jurisdiction: England
    checked: M
""",
}
RESOURCES = {
    "citizens-advice": """\
  - id: citizens-advice
    name: Citizens Advice
    what: Advice on benefits, debt, housing and work; helps with a form, refers on.
    who: Anyone in England and Wales
    barriers: [capacity, time]
    url: "https://www.citizensadvice.org.uk"
    level: place
""",
}


class CannotBegin(Exception):
    """Nothing was written; the text says why and what to do."""


def new_case(library: Path, slug: str, today: date) -> list[Path]:
    """Write the folder of a new case, and what it needs of the shared lists. Returns the files, the folder first. Raises CannotBegin."""
    folder = library / CASES / slug
    _may_begin(library, folder, slug, "case")
    written = [folder, *_copied(TEMPLATES / "template_case", folder, slug, today)]
    for file, key, entries in (("sources.yaml", "sources", SOURCES), ("resources.yaml", "resources", RESOURCES)):
        written += _listed(library / file, key, entries)
    return written


def new_module(library: Path, slug: str, today: date) -> list[Path]:
    """Write the file and the pages of a new module, and the source that it names. Returns the files, the module's own first. Raises
    CannotBegin.
    """
    file, pages = library / MODULES / f"{slug}.yaml", library / MODULES / slug
    for target in (file, pages):
        _may_begin(library, target, slug, "module")
    template = TEMPLATES / "template_module"
    written = _copied(template / "pages", pages, slug, today)
    file.write_text(_filled((template / "module.yaml").read_text(encoding="utf-8"), slug, today), encoding="utf-8")
    return [file, *written, *_listed(library / "sources.yaml", "sources", SOURCES)]


def _may_begin(library: Path, target: Path, slug: str, kind: str) -> None:
    if not SLUG.match(slug):
        raise CannotBegin(
            f"“{slug}” cannot be the name of a {kind}. Use small letters, digits, - and _ only, and begin with a letter or digit: fuel-debt"
        )
    if not library.is_dir():
        raise CannotBegin(f"There is no folder {library}. Create it, or name another with --library.")
    if target.exists() or target.is_symlink():
        raise CannotBegin(f"{target} is there already, and nothing was changed. Choose another name, or remove it first.")


def _copied(template: Path, target: Path, slug: str, today: date) -> list[Path]:
    written = []
    for source in sorted(each for each in template.rglob("*") if each.suffix in (".yaml", ".md")):
        path = target / source.relative_to(template)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(source.read_text(encoding="utf-8"), slug, today), encoding="utf-8")
        written.append(path)
    return written


def _filled(text: str, slug: str, today: date) -> str:
    review_by = today + REVIEW_AFTER
    return text.replace("SLUG", slug).replace("TODAY", today.isoformat()).replace("REVIEW", review_by.isoformat())


def _listed(file: Path, key: str, entries: dict[str, str]) -> list[Path]:
    """Put the entries that a shared list lacks at its end; what stands in it stays as it is."""
    text = file.read_text(encoding="utf-8") if file.exists() else f"{key}:\n"
    missing = [entry for id, entry in entries.items() if not re.search(rf"\bid:\s*[\"']?{id}\b", text)]
    if not missing:
        return []
    file.write_text("".join([text if text.endswith("\n") else f"{text}\n", *missing]), encoding="utf-8")
    return [file]
