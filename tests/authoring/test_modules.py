"""Modules on disk: one mistake for every code, hostile files, and what a clean one is compiled to."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from elearn.authoring.library import check_case, check_library, check_module, compile_module, read_library
from elearn.authoring.module import tagged
from elearn.cli import main
from elearn.domain.module import StopKind
from tests.authoring.test_hostile import MARKDOWN, SECONDS, YAML, judged
from tests.module_builders import FRAMEWORKS, MODULE, MODULE_SLUG, PAGES, a_module, a_module_file

M = f"{MODULE_SLUG}.yaml"
BEGIN, LANDLORD = "first-look/begin.md", "first-look/landlord.md"
SOURCES = "../../sources.yaml"
RIGHT = "- {says: The lawyer, right: true, because: It is what they are trained to read.}"
WRONG = "- {says: Whoever has time, because: Then nobody has.}"
FIRST = "  - page: {id: begin, title: How it begins, text: first-look/begin.md, sources: [lta-11]}\n"
SECOND = "  - page: {id: landlord, title: What a landlord owes, text: first-look/landlord.md}\n"
NEVER = "        - {says: Never, because: Then it is found late.}\n"
EARLY = "        - {says: At the first visit, right: true, because: Early is cheap.}\n"

MODULE_MISTAKES: dict[str, list[Any]] = {
    "E701": [(M, "- case: cold-room", "- {}")],
    "E702": [(M, FIRST, ""), (M, SECOND, ""), {BEGIN: None, LANDLORD: None}],
    "E703": [(M, "says: The lawyer, right: true", "says: The lawyer")],
    "E704": [(M, f"        {WRONG}\n", "")],
    "E705": [(M, "module: first-look", "module: second-look")],
    "E706": [(M, "text: first-look/begin.md", "text: other/begin.md"), {"other/begin.md": PAGES[BEGIN]}],
    "W707": [{"first-look/left-over.md": "An old draft.\n"}],
    "W708": [(M, "minutes: 12", "minutes: 3")],
    "W709": [(M, "minutes: 12", "minutes: 60")],
    "W710": [{BEGIN: PAGES[BEGIN] + "word " * 601}],
    "W711": [{BEGIN: "A landlord must keep the structure in repair.\n"}],
    "W712": [{LANDLORD: "A landlord must keep the structure in repair. [L]\n"}],
    "W713": [(M, RIGHT, "XX"), (M, WRONG, RIGHT), (M, "XX", WRONG), (M, NEVER, ""), (M, EARLY, EARLY + NEVER)],
    "E714": [{LANDLORD: "![A wall](images/wall.png)\n"}],
    "E715": [(M, "says: Bad luck", "says: A decision that can be challenged")],
    "W716": [(M, 'outcomes:\n  - {id: notice, text: Notice a legal need in a clinical story, tags: [S1, "IPEC:RR"]}\n', "")],
}  # fmt: skip

SHARED: dict[str, list[Any]] = {
    "E001": [{BEGIN: None}],
    "E006": [(M, "minutes: 12", "minutes: 12\nminutes: 12")],
    "E013": [{BEGIN: "[" * 60_000}],
    "E101": [(M, "summary:", "sumary:")],
    "E102": [(M, ", because: Luck signs no letters.", "")],
    "E105": [(M, "law_stated_at: 2026-11-24", "law_stated_at: 24 November 2026")],
    "E106": [(M, "because: Luck signs no letters.", 'because: ""')],
    "E201": [(M, "case: cold-room", "case: cold-roon")],
    "E202": [(M, "id: who", "id: what-is-it")],
    "E212": [{BEGIN: PAGES[BEGIN] + "See [here](http://example.org/x).\n"}],
    "W213": [{BEGIN: PAGES[BEGIN] + "<b>Bold</b>\n"}],
    "W602": [(M, "review_by: 2027-05-24", "review_by: 2026-05-24")],
    "W603": [(SOURCES, "review_by: 2027-05-24", "review_by: 2026-05-24")],
    "E604": [(M, "licence: CC BY 4.0\n", "")],
    "W606": [{LANDLORD: "Some patients fail to engage.\n"}],
}  # fmt: skip


def with_mistake(tmp_path: Path, mistake: list[Any]) -> Path:
    swaps = [each for each in mistake if isinstance(each, tuple)]
    files = {file: text for each in mistake if isinstance(each, dict) for file, text in each.items()}
    return a_module_file(tmp_path, *swaps, files=files)


def codes(path: Path) -> list[str]:
    return [each.code for each in check_module(path)]


def test_the_module_without_a_mistake_has_no_problem(tmp_path: Path) -> None:
    assert check_module(a_module_file(tmp_path)) == ()


@pytest.mark.parametrize(("code", "mistake"), [*MODULE_MISTAKES.items(), *SHARED.items()])
def test_a_mistake_is_named_with_place_and_remedy(code: str, mistake: list[Any], tmp_path: Path) -> None:
    found = check_module(with_mistake(tmp_path, mistake))
    assert code in [each.code for each in found]
    for each in found:
        assert each.where.file.startswith(tmp_path.as_posix())
        assert each.where.line >= 1
        assert each.message.strip()
        assert each.remedy.strip()


def test_a_near_miss_is_named(tmp_path: Path) -> None:
    [found] = check_module(a_module_file(tmp_path, (M, "sources: [lta-11]", "sources: [lta-1]")))
    assert found.message == "No source `lta-1`. Did you mean `lta-11`?"
    assert MODULE.split("\n")[found.where.line - 1].lstrip().startswith("- page: {id: begin")


def test_a_tag_that_no_framework_has_is_named_in_modules_and_cases(tmp_path: Path) -> None:
    path = a_module_file(tmp_path, (M, "IPEC:RR", "IPEC:RX"), ("case.yaml", "tags: [S1]", "tags: [S99]"))
    assert [each.message.partition(".")[0] for each in check_module(path)] == ["No code `IPEC:RX`"]
    assert [each.message.partition(".")[0] for each in check_case(tmp_path / "content" / "cases" / "cold-room")] == ["No code `S99`"]
    assert len([each for each in check_library(tmp_path / "content") if each.code == "E201"]) == 2


def test_without_a_list_of_frameworks_no_tag_is_wrong(tmp_path: Path) -> None:
    assert codes(a_module_file(tmp_path, (M, "IPEC:RR", "IPEC:RX"), files={"../vocabulary/frameworks.yaml": None})) == []


def test_what_is_wrong_with_the_frameworks_is_told_once(tmp_path: Path) -> None:
    wrong = FRAMEWORKS + "- {id: s1, label: Again}\n"
    a_module_file(tmp_path, files={"../vocabulary/frameworks.yaml": wrong})
    assert [each.code for each in check_library(tmp_path / "content")] == ["E202"]


def test_a_module_is_compiled_with_its_pages_and_sources(tmp_path: Path) -> None:
    module = a_module(tmp_path)
    assert [each.kind for each in module.path][:3] == [StopKind.PAGE, StopKind.QUESTION, StopKind.PAGE]
    page = module.path[0].page
    assert page is not None
    assert "<strong>also</strong>" in page.html
    assert [each.id for each in module.sources_of(page.sources)] == ["lta-11"]
    assert [each.id for each in module.path] == ["begin", "what-is-it", "landlord", "who", "cold-room", "when", "next-week"]


def test_how_far_a_statement_is_checked_becomes_an_element_in_pages_and_reasons(tmp_path: Path) -> None:
    module = a_module(tmp_path)
    page, question = module.path[0].page, module.path[1].question
    assert page is not None
    assert question is not None
    assert page.html.count('<span data-checked="L"></span>') == page.html.count('<span data-checked="M"></span>') == 1
    assert '<span data-checked="M"></span>' in question.choices[0].because_html
    assert "<em>without</em>" in question.choices[0].because_html


def test_a_tag_inside_markup_is_left_alone() -> None:
    assert tagged('<a href="https://x.org/[M]">so [M] it</a>') == '<a href="https://x.org/[M]">so<span data-checked="M"></span> it</a>'


def test_a_broken_module_is_left_out_and_the_rest_of_the_library_is_there(tmp_path: Path) -> None:
    a_module_file(tmp_path, (M, "case: cold-room", "case: warm-room"))
    library = read_library(tmp_path / "content")
    assert (library.modules, [case.case for case in library.cases]) == ((), ["cold-room"])
    assert [each.code for each in library.errors] == ["E201"]


def test_a_module_survives_json_and_other_words_are_another_hash(tmp_path: Path) -> None:
    module = a_module(tmp_path / "a")
    other = compile_module(a_module_file(tmp_path / "b", (LANDLORD, "who owns", "whose is"))).module
    assert other is not None
    assert type(module).model_validate_json(module.model_dump_json()).sha == module.sha != other.sha


def test_a_library_a_folder_of_modules_a_module_and_a_page_may_be_named(tmp_path: Path) -> None:
    path = a_module_file(tmp_path, (M, "minutes: 12", "minutes: 3"))
    for named in (path.parents[1], path.parent, path, path.parent / MODULE_SLUG, path.parent / BEGIN):
        done = CliRunner().invoke(main, ["check", str(named), "--format", "json"])
        assert [each["code"] for each in json.loads(done.stdout)] == ["W708"], named


def test_a_module_that_is_overdue_is_published_all_the_same(tmp_path: Path) -> None:
    found = compile_module(a_module_file(tmp_path), today=date(2031, 1, 1))
    assert found.module is not None
    assert {each.code for each in found.problems} == {"W602", "W603"}


@pytest.mark.parametrize("target", [M, BEGIN])
def test_a_file_that_is_a_link_out_of_the_folder_is_refused(target: str, tmp_path: Path) -> None:
    path = a_module_file(tmp_path, files={target: None})
    (tmp_path / "secret").write_text(MODULE)
    (path.parent / target).symlink_to(tmp_path / "secret")
    assert "E012" in [each.code for each in check_library(tmp_path / "content")]


@pytest.mark.parametrize("name", ["an alias bomb", "300 kB of brackets", "a python tag", "nesting by indentation", "a long list"])
def test_a_hostile_module_is_refused_in_time(name: str, tmp_path: Path) -> None:
    problems, seconds = judged(a_module_file(tmp_path, files={M: YAML[name]}))
    assert any(each["severity"] == "error" for each in problems)
    assert seconds < SECONDS


@pytest.mark.parametrize("name", ["open brackets", "pictures", "quotations in lists", "stars and scores"])
def test_a_hostile_page_or_reason_is_refused_in_time(name: str, tmp_path: Path) -> None:
    reason = json.dumps(MARKDOWN[name][:4000])
    path = a_module_file(tmp_path, (M, "because: Luck signs no letters.", f"because: {reason}"), files={BEGIN: MARKDOWN[name]})
    problems, seconds = judged(path)
    assert any(each["code"] == "E013" for each in problems)
    assert seconds < SECONDS
