"""Class lists in the shapes in which universities really export them, from bytes to who is meant."""

# ruff: noqa: E501  # a file that is made here stands on one line, as far as it goes

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.errors import Malformed
from elearn.domain.person import Discipline
from elearn.domain.roster import Choices, Field, Outcome, clean, discipline_of, plan, understand
from elearn.intake.bench import sheet
from tests.intake.files import xlsx

M, L = Discipline.MEDICINE, Discipline.LAW
ADA, JO = ("Ada Byron", "ada@x.ac.uk", "0012", M), ("Jo Okafor", "jo@x.ac.uk", "0034", L)


def text(*lines: str, end: str = "\n") -> str:
    return end.join(lines) + end


MOODLE = ("First name,Last name,ID number,Email address,Department", "Ada,Byron,0012,ada@x.ac.uk,Medicine", "Jo,Okafor,0034,jo@x.ac.uk,Law")
GERMAN = (
    "Nachname;Vorname;Matrikelnummer;E-Mail-Adresse;Studiengang",
    "Byron;Ada;0012;ada@x.ac.uk;Humanmedizin",
    "Okafor;Jo;0034;jo@x.ac.uk;Jura",
)
GRID = [
    ["Student ID", "Name", "Email", "Programme"],
    ["0012", "Ada Byron", "ada@x.ac.uk", "MBChB"],
    ["0034", "Jo Okafor", "jo@x.ac.uk", "LLB"],
]

SHAPES: dict[str, bytes] = {
    "Moodle": text(*MOODLE).encode(),
    "Moodle, quoted, Windows line ends": text(*(",".join(f'"{cell}"' for cell in line.split(",")) for line in MOODLE), end="\r\n").encode(),
    "old Mac line ends": text(*MOODLE, end="\r").encode(),
    "Excel's CSV UTF-8, with its mark": b"\xef\xbb\xbf" + text(*MOODLE).encode(),
    "Excel's Unicode text: UTF-16 and tabs": text(*(line.replace(",", "\t") for line in MOODLE)).encode("utf-16"),
    "UTF-16 without a mark": text(*MOODLE).encode("utf-16-le"),
    "UTF-16, the other way round": b"\xfe\xff" + text(*MOODLE).encode("utf-16-be"),
    "semicolons, German headings": text(*GERMAN).encode(),
    "semicolons, Windows-1252": text(*GERMAN).replace("Studiengang", "Faculté").encode("cp1252"),
    "Excel names its separator": b"sep=;\r\n" + text(*GERMAN, end="\r\n").encode(),
    "bars": text(*(line.replace(",", "|") for line in MOODLE)).encode(),
    "Canvas's gradebook: surname first, points below the heading": text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Essay (123)",
        "    Points Possible,,,,,100",
        '"Byron, Ada",900,0012,ada@x.ac.uk,School of Medicine,71',
        '"Okafor, Jo",901,0034,jo@x.ac.uk,Law School,68',
    ).encode(),
    "a title and a date above the heading": ("MED3021 Class list\nPrinted 24/11/2026\n\n" + text(*MOODLE)).encode(),
    "columns in another order": text("Email,School,Surname,Forename,Student No.", "ada@x.ac.uk,A100 Medicine,Byron,Ada,0012", "jo@x.ac.uk,M100 Law,Okafor,Jo,0034").encode(),
    "addresses as a mail program copies them": text("Name,E-mail,Faculty,Student number", "Ada Byron,Ada Byron <ADA@x.ac.uk>,Faculty of Medicine,0012", "Jo Okafor,mailto:jo@x.ac.uk,Faculty of Law,0034").encode(),
    "noughts kept by a formula": text("Name,Email,Student number,Degree", 'Ada Byron,ada@x.ac.uk,"=""0012""",MBBS', 'Jo Okafor,jo@x.ac.uk,"=""0034""","LL.B. (Hons)"').encode(),
    "line breaks and double blanks in names": text("Name,Email,Student number,Degree", '"Ada\nByron",ada@x.ac.uk,0012,MBBS', "Jo   Okafor,jo@x.ac.uk,0034,LLB").encode(),
    "blank rows and a foot": (text(*MOODLE) + "\n,,,,\n  , \n").encode(),
    "no heading at all": text("Ada Byron,ada@x.ac.uk,0012,Medicine", "Jo Okafor,jo@x.ac.uk,0034,Law").encode(),
    "staff on the list": (text(*(f"{line},{role}" for line, role in zip(MOODLE, ("Roles", "Student", "student"), strict=True))) + "Tam,Reed,9,tam@x.ac.uk,Law,Teacher\n").encode(),
    "a spreadsheet": xlsx(GRID),
    "a spreadsheet behind an empty one, with a title above": xlsx([["Autumn"], [], *GRID], before=["Notes"]),
    "blanks that cannot be seen": text("\u200bName\u00a0,Email,Student number,Degree", "Ada\u00a0Byron\u200b,\ufeffada@x.ac.uk,0012,MBBS", "\u202aJo Okafor\u202c,jo@x.ac.uk ,0034,LLB").encode(),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_list_says_who_is_meant_in_whatever_shape(shape):
    understood = understand(sheet(SHAPES[shape]))
    assert understood.asks == ()
    meant = [each for each in plan(understood, []) if each.outcome is Outcome.NEW]
    assert [(each.name, each.email, each.number, each.discipline) for each in meant] == [ADA, JO]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Müller, Zoë", "Müller, Zoë"),
        ("محمد الأحمد", "محمد الأحمد"),
        ("נועה כהן", "נועה כהן"),
        ("\u202eevil\u202c Ann", "evil Ann"),
        ("Zoe\u0308", "Zoë"),
        ("King, Jr.", "King, Jr."),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("O’Brien-Ng (Siobhán)", "O’Brien-Ng (Siobhán)"),
    ],
)
def test_names_are_kept_as_people_write_them(name, kept):
    rows = [["Name", "Email", "Faculty"], [name, "a@x.ac.uk", "Law"], ["Jo", "b@x.ac.uk", "Law"], ["Li", "c@x.ac.uk", "Law"]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    for data in (out.getvalue().encode(), xlsx(rows)):
        assert plan(understand(sheet(data)), [])[0].name == kept


def test_a_formula_stays_the_text_that_it_is_and_is_pointed_out():
    data = xlsx([["Name", "Email", "Faculty"], [("=1+1",), "a@x.ac.uk", "Law"]])
    [row] = plan(understand(sheet(data)), [])
    assert (row.name, row.outcome, row.says[0].id) == ("=1+1", Outcome.NEW, "roster.formula")


def test_numbers_of_a_spreadsheet_are_whole_numbers():
    [row] = plan(understand(sheet(xlsx([["Name", "Email", "Faculty", "ID"], ["A", "a@x.ac.uk", "Law", 20261234]]))), [])
    assert row.number == "20261234"


def test_what_a_list_cannot_say_is_asked():
    def asks(*lines: str, choices: Choices | None = None) -> list[str]:
        return [each.id for each in understand(sheet(text(*lines).encode()), choices).asks]

    assert asks("Name,Email", "A,a@x.ac.uk") == ["roster.which_discipline"]
    assert asks("Name,Email", "A,a@x.ac.uk", choices=Choices(everybody=L)) == []
    assert asks("Name,Email,Group", "A,a@x.ac.uk,G1") == ["roster.which_words"]
    assert asks("Name,Email,Group", "A,a@x.ac.uk,G1", choices=Choices(meanings={"g1": M})) == []
    assert asks("x,y,z", "A,B,Law") == ["roster.which_email", "roster.which_name", "roster.which_discipline"]
    assert asks("a,b", "A,a@x.ac.uk", choices=Choices(columns={0: Field.FULL, 1: Field.EMAIL}, everybody=M)) == []


@pytest.mark.parametrize("words", ["Medical Law", "Medicine and Law", "", "Dentistry", "Group 7"])
def test_what_is_neither_or_both_is_not_guessed(words):
    assert discipline_of(words) is None


@pytest.mark.parametrize(
    ("words", "which"), [("MB ChB (A100)", M), ("Faculté de droit", L), ("LL.M.", L), ("SCHOOL OF MEDICINE", M), ("M101", L)]
)
def test_faculties_are_known_by_many_names(words, which):
    assert discipline_of(words) is which


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_comes_back_from_a_csv_as_it_was(rows, delimiter, encoding):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([("Name", "Number"), *rows])
    found = {line.number: line.cells for line in sheet(out.getvalue().encode(encoding)).lines}
    assert [found.get(at, ("", "")) for at in range(2, len(rows) + 2) if at in found] == [
        row for row in rows if any(cell.strip() for cell in row)
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_any_text_comes_back_from_a_spreadsheet_as_it_was(rows):
    found = sheet(xlsx([("Name", "Number"), *rows])).lines[1:]
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert [tuple(clean(cell) for cell in (*line.cells, "", "")[:2]) for line in found] == [
        tuple(clean(cell) for cell in row) for row in wanted
    ]


@pytest.mark.parametrize(
    ("data", "id"),
    [
        (b"", "file.empty"),
        (b" \r\n\r\n", "file.empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "file.old_or_locked"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "file.web_page"),
        (b"Name,Email\nA\0b,c", "file.not_text"),
        (b"\x81\x8d\x8f\x90\x9d", "file.not_text"),
        (b'Name,Email\n"Ada,ada@x.ac.uk\nJo,jo@x.ac.uk\n', "file.quote"),
        (b"Name\n" + b"x\n" * 13_000, "file.long"),
        (b"x" * (5 * 1024 * 1024 + 1), "file.large"),
        (b"PK\x03\x04" + b"x" * 100, "file.damaged"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, id):
    with pytest.raises(Malformed) as refused:
        sheet(data)
    assert refused.value.id == id
    assert str(refused.value).endswith(".")
