"""Every code of the check has a mistake here that triggers it, and the case without the mistake has none."""

from pathlib import Path

import pytest

from elearn.authoring.library import check_case
from elearn.domain.codes import CODES
from tests.authoring.test_modules import MODULE_MISTAKES
from tests.content_builders import CASE, PANEL, RESOURCES, a_folder

C, P, LETTER, LOG = "case.yaml", "panel.yaml", "papers/medicine/clinic-letter.md", "papers/law/repairs-log.md"
SURVEY, SOURCES = "papers/law/survey.md", "../../sources.yaml"
LONG = "word " * 3000
TREAT = "{id: treat, does: Treat the wheeze, owner: clinician, when: now, works_on: [wheeze], kind: sound, why: He is ill today}"
SLOW = "{id: move, does: Apply for another home, owner: person, when: month, works_on: [mould-air], kind: slow, why: Years of waiting}"
OPENING = "{id: meet, kind: meet, minutes: 8}"
LINK = "{from: no-budget, to: repair-duty, how: keeps_going, weight: core, grade: established, why: Nobody is sent}"
CHEST = "{from: mould-air, to: wheeze, how: worsens, weight: core, grade: probable, why: It settles away from home}"

MOVED = "The fan has not run since April."
LOGGED = "black mould in the small bedroom, closed, tenant advised to ventilate, asks that her name be left out"

Swap = tuple[str, str, str]

MISTAKES: dict[str, list[Swap | dict[str, str | bytes | None]]] = {
    "E001": [(C, "papers/law/survey.md", "papers/law/surveys.md")],
    "E002": [{LETTER: "x " * 40_000}],
    "E003": [{LETTER: b"caf\xe9"}],
    "E004": [(C, "summary: A boy", "summary: Note: a boy")],
    "E005": [(C, "  name: Ben Hale", "\tname: Ben Hale")],
    "E006": [(C, "title: The cold room\n", "title: The cold room\ntitle: Another\n")],
    "E007": [(C, "title: The cold room", "title: &x The cold room")],
    "E008": [(C, "title: The cold room", "title: !!python/name:os.system x")],
    "E009": [(C, "[S1]", "[" * 30 + "S1" + "]" * 30)],
    "E010": [(C, "name: Ben Hale", "name: No")],
    "E011": [{C: CASE + "---\ncase: second\n"}],
    "E012": [],  # needs a link on disk: below
    "E013": [{LETTER: "![" * 10_000}],
    "W014": [(C, "title: The cold room", "title: Room #3")],
    "E101": [(P, "weight: supporting", "weigth: supporting")],
    "E102": [(C, "jurisdiction: England\n", "")],
    "E103": [(C, "minutes: 101", "minutes: about two hours")],
    "E104": [(P, "layer: exposure", "layer: exposre")],
    "E105": [(C, "law_stated_at: 2026-11-24", "law_stated_at: 24 November 2026")],
    "E106": [(C, "title: The cold room", f"title: {'x' * 301}")],
    "E107": [(C, "id: opening", "id: The Opening")],
    "E108": [(C, "minutes: 101", "minutes: 0")],
    "E109": [(C, "papers/law/survey.md", "../survey.md")],
    "E201": [(C, "shows: [mould-air]", "shows: [mould-ai]")],
    "E202": [(C, "id: survey", "id: repairs-log")],
    "E203": [(C, "the third winter in a row", "the third summer in a row")],
    "E204": [{LOG: f"{LOGGED}\n\nblack mould in the small bedroom"}],
    "E205": [(C, "opens: news", "opens: compare")],
    "E206": [{SURVEY: "The fan has not run since April\n\n![](images/wall.png)", "images/wall.png": b"\x89PNG\r\n\x1a\n"}],
    "E207": [{SURVEY: "The fan has not run since April\n\n![A wall](images/wall.gif)"}],
    "E208": [(C, "case: cold-room", "case: other-room")],
    "E209": [(C, "    skip_summary: The wall is wet from outside, and the fan has not worked since spring.\n", "")],
    "E210": [(P, "through: [no-budget, repair-duty,", "through: [fear, no-budget, repair-duty,")],
    "E211": [(P, LINK, LINK + "\n    - " + LINK)],
    "E212": [{SURVEY: "The fan has not run since April, see [here](http://example.org/x)."}],
    "W213": [{SURVEY: "The fan has not run since April, <b>it says</b>."}],
    "W214": [{"papers/law/left-over.md": "An old draft."}],
    "W215": [(C, "text: papers/law/survey.md", "text: papers/medicine/survey.md"), {"papers/medicine/survey.md": MOVED, SURVEY: None}],
    "E301": [(C, OPENING, "{id: meet, kind: reflect, minutes: 8}")],
    "W302": [(C, "minutes: 101", "minutes: 100")],
    "W303": [{LOG: LONG + LOGGED}],
    "W304": [(C, "    source_line:", "    minutes: 12\n    source_line:")],
    "E305": [(C, "reflection: [What did your partner's papers change in your thinking?]\n", "")],
    "E401": [(C, "        decisive: true\n", "")],
    "E402": [(P, "seen_from: joint", "seen_from: law")],
    "E403": [(C, "        decisive: true\n", ""), (C, "        decisive: true\n", "")],
    "W404": [(C, "shows: [fear]", "shows: []")],
    "E405": [(C, "shows: [wheeze]", "shows: [mould-air]")],
    "W406": [(C, "shows: [repair-duty]", "shows: [mould-air]")],
    "E501": [(P, LINK, LINK.replace("no-budget", "fear")), (P, "[no-budget, repair-duty", "[fear, repair-duty")],
    "E502": [(P, ", loop: true", "")],
    "E503": [(P, "[no repair budget]", "[Black  mould]")],
    "E504": [(P, "poor ventilation by tenants", "damp bedroom")],
    "E505": [(P, "works_on: [mould-air], kind: slow", "works_on: [], kind: slow")],
    "E506": [(P, f"    - {TREAT}\n", "")],
    "E507": [(P, f"    - {SLOW}\n", "")],
    "E508": [(P, "{from: 2026-11-02, working_days: 10", "{from: 2026-12-25, working_days: 0")],
    "W509": [(P, "{from: 2026-11-02", "{from: 2026-02-14")],
    "E512": [(P, "working_days: 10, what", "working_days: 10, months: 1, what")],
    "W511": [(P, "{from: 2026-11-02, working_days: 10", "{from: 2026-11-01, days: 14")],
    "W510": [(P, CHEST[:-1], f"{CHEST[:-1]}, loop: true"), (P, "from: wheeze, to: f", "from: no-budget, to: f"), (P, ", loop: true", "")],
    "W601": [(C, "    sources: [lta-11]\n", "")],
    "W602": [(C, "review_by: 2027-05-24", "review_by: 2026-05-24")],
    "W603": [(SOURCES, "review_by: 2027-05-24", "review_by: 2026-05-24")],
    "E604": [(C, "licence: CC BY 4.0\n", "")],
    "W605": [(C, "  strengths: Ruth keeps every letter; her sister lives two streets away.\n", "")],
    "W606": [(C, "summary: A boy coughs", "summary: His family failed to engage. A boy coughs")],
}  # fmt: skip


def found_in(tmp_path: Path, mistake: list[Swap | dict[str, str | bytes | None]]) -> list[str]:
    swaps = [each for each in mistake if isinstance(each, tuple)]
    files = {file: text for each in mistake if isinstance(each, dict) for file, text in each.items()}
    return [each.code for each in check_case(a_folder(tmp_path, *swaps, files=files))]


def test_every_code_has_its_mistake() -> None:
    assert set(MISTAKES) | set(MODULE_MISTAKES) == set(CODES)


def test_the_case_without_a_mistake_has_no_problem(tmp_path: Path) -> None:
    assert check_case(a_folder(tmp_path)) == ()


@pytest.mark.parametrize("code", [code for code, mistake in MISTAKES.items() if mistake])
def test_a_mistake_is_named(code: str, tmp_path: Path) -> None:
    assert code in found_in(tmp_path, MISTAKES[code])


def test_a_file_that_is_a_link_out_of_the_folder_is_named(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, files={SURVEY: None})
    (tmp_path / "secret.md").write_text("The fan has not run since April")
    (folder / SURVEY).symlink_to(tmp_path / "secret.md")
    assert "E012" in [each.code for each in check_case(folder)]


@pytest.mark.parametrize("code", sorted(set(MISTAKES) - {"E012"}))
def test_each_problem_says_where_and_how_to_mend_it(code: str, tmp_path: Path) -> None:
    mistake = MISTAKES[code]
    folder = a_folder(
        tmp_path,
        *[each for each in mistake if isinstance(each, tuple)],
        files={file: text for each in mistake if isinstance(each, dict) for file, text in each.items()},
    )
    for each in check_case(folder):
        assert each.where.file.startswith(tmp_path.as_posix())
        assert each.where.line >= 1
        assert each.message.strip()
        assert each.remedy.strip()
        assert "{" not in each.message.replace("Between { and }", "") or code == "E301"


def test_the_builders_are_what_authors_would_type() -> None:
    assert PANEL.startswith("panel:")
    assert RESOURCES.startswith("resources:")
