"""Content: a thousand generated cases checked, one from the command line, a hundred held and started with.

Each floor is what the same files cost with PyYAML's C loader, pydantic and reading the papers alone.
"""

import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, figure, median
from elearn.authoring.library import read_library
from tests.site import ROOT, Site

MODEL = ROOT / "content" / "cases" / "mould-toddler"
CASES, HELD = 1000, 100
TRIES = 15

MISTAKES = (
    ("panel.yaml", "weight: core", "weigth: core"),
    ("panel.yaml", "layer: legal", "layer: law"),
    ("panel.yaml", "how: keeps_going", "how: keeps"),
    ("case.yaml", "decisive: true", "decisive: yes"),
    ("case.yaml", "pack: medicine", "pack: medcine"),
    ("case.yaml", "quote: ", "quote: never said anywhere, "),
    ("case.yaml", "licence: CC BY 4.0", "license: CC BY 4.0"),
    ("case.yaml", "opens: spot", "opens: spott"),
)
"""One of these stands in every second case."""

FLOOR = """
import sys, yaml
from pathlib import Path
from elearn.domain.content import PanelFile, WrittenCase
def build(model, file):
    try:
        model.model_validate(yaml.load(file.read_text(), Loader=yaml.CSafeLoader))
    except ValueError:
        pass
for folder in sorted(Path(sys.argv[1], "cases").iterdir()):
    build(WrittenCase, folder / "case.yaml"), build(PanelFile, folder / "panel.yaml")
    for paper in folder.rglob("*.md"):
        paper.read_text()
"""

MEMORY = """
import sys
from pathlib import Path
from elearn.domain.content import Case
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
bodies = Path(sys.argv[1]).read_text().split("\\n")
Case.model_validate_json(bodies[0])
before = resident()
held = [Case.model_validate_json(body) for body in bodies]
print((resident() - before) / 1e6)
"""

START = """
import sys, time
from pathlib import Path
from elearn.app import create_app
from elearn.config import Config
from elearn.serving import publish_library
from elearn.store import migrate
config = Config(secret_key="k" * 40, database_url=f"sqlite:///{sys.argv[2]}", content_dir=Path(sys.argv[1]))
app = create_app(config)
with app.app_context():
    migrate.upgrade()
start = time.perf_counter()
publish_library(app, config)
print(time.perf_counter() - start)
"""


def content(site: Site) -> list[Figure]:
    """The figures of content. The site is not needed: content is read without one."""
    with tempfile.TemporaryDirectory() as somewhere:
        return [*_checked(Path(somewhere) / "many"), _one_case(), *_held(Path(somewhere) / "some")]


def library(root: Path, cases: int, *, mistakes: bool) -> Path:
    """So many cases as large as the first, each with words of its own, every second with a mistake if asked."""
    root.mkdir()
    for shared in ("sources.yaml", "resources.yaml", "vocabulary"):
        source = ROOT / "content" / shared
        shutil.copytree(source, root / shared) if source.is_dir() else shutil.copy(source, root / shared)
    for number in range(cases):
        folder = root / "cases" / f"case-{number:04d}"
        shutil.copytree(MODEL, folder)
        _rewrite(folder / "case.yaml", r"^case: .*$", f"case: {folder.name}")
        _rewrite(folder / "case.yaml", r"^title: .*$", f"title: The flat on Canal Street, number {number}")
        if mistakes and number % 2:
            file, right, wrong = MISTAKES[number // 2 % len(MISTAKES)]
            _rewrite(folder / file, re.escape(right), wrong)
    return root


def _rewrite(file: Path, pattern: str, words: str) -> None:
    text, found = re.subn(pattern, words, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert found, f"{pattern} does not stand in {file}"
    file.write_text(text, encoding="utf-8")


def _checked(root: Path) -> list[Figure]:
    library(root, CASES, mistakes=True)
    ours = _processor_seconds([sys.executable, "-m", "elearn.cli", "check", str(root), "--format", "json"], ends=1)
    floor = _processor_seconds([sys.executable, "-c", FLOOR, str(root)])
    return [
        figure(
            f"check of {CASES} cases, half with mistakes, CPU",
            ours,
            "s",
            floor=floor,
            goal="<= 3 of the floor",
            met=ours <= 3 * floor,
        )
    ]


def _one_case() -> Figure:
    """Processor time, taken in turns with the floor: of a tenth of a second whatever else the machine does would be half."""
    command, bare = [sys.executable, "-m", "elearn.cli", "check", str(MODEL)], [sys.executable, "-c", "import yaml, pydantic"]
    rounds = [(_processor_seconds(command), _processor_seconds(bare)) for _ in range(TRIES)]
    ours, floor = median([each for each, _ in rounds]), median([each for _, each in rounds])
    return figure("check of one case from the command line, CPU", ours, "s", floor=floor, goal="<= 3 of the floor", met=ours <= 3 * floor)


def _held(root: Path) -> list[Figure]:
    library(root, HELD, mistakes=False)
    bodies = root.with_suffix(".json")
    bodies.write_text("\n".join(each.model_dump_json() for each in read_library(root).cases), encoding="utf-8")
    held = float(_says([sys.executable, "-c", MEMORY, str(bodies)]))
    empty = root.with_name("empty")
    (empty / "cases").mkdir(parents=True)
    database, bare = root.with_suffix(".sqlite"), empty.with_suffix(".sqlite")
    first = float(_says([sys.executable, "-c", START, str(root), str(database)]))
    again = [float(_says([sys.executable, "-c", START, str(root), str(database)])) for _ in range(3)]
    nothing = [float(_says([sys.executable, "-c", START, str(empty), str(bare)])) for _ in range(3)]
    more = median(again) - median(nothing)
    return [
        figure(f"memory of {HELD} cases held", held, "MB", goal="< 100", met=held < 100),
        figure(f"start with {HELD} cases, more than with none", more, "s", goal="<= 0.3", met=more <= 0.3),
        figure(f"the first start with {HELD} cases, which compiles and publishes them", first, "s", goal="", met=None),
    ]


def _processor_seconds(command: list[str], *, ends: int = 0) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == ends, f"{command} ended with {done.returncode}"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _says(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[-1]
