"""A class list as universities export it: which column is what, what each row asks for, and what will become of it.

Nothing here opens a file or asks a database. A sheet of text comes in, with those whom it may concern; intentions come out, one a row, each
with its reasons. Text stays text: nothing is calculated, and no list makes anybody more than a learner.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from elearn.domain.person import Discipline, Role
from elearn.domain.steps import Said

LONGEST_NAME = 120
LONGEST_EMAIL = 254
LONGEST_NUMBER = 40
HEADER_WITHIN = 20
"""a header stands among the first lines: some systems put a title and a date above it"""
MOST_MEANINGS = 30
"""more different words than this in a column are names of people or groups, not of faculties"""


class Field(StrEnum):
    """What a column can be."""

    EMAIL = "email"
    FIRST = "first"
    LAST = "last"
    FULL = "full"
    NUMBER = "number"
    DISCIPLINE = "discipline"
    ROLE = "role"


HEADERS: dict[Field, tuple[str, ...]] = {
    Field.EMAIL: (
        "email", "e mail", "email address", "e mail address", "student email", "university email", "university e mail",
        "institutional email", "email adresse", "e mail adresse", "adresse e mail", "correo electronico", "primary email",
        "work email", "mail",
    ),
    Field.FIRST: (
        "first name", "firstname", "first names", "forename", "forenames", "given name", "given names", "givenname", "first",
        "vorname", "prenom", "nombre", "known as", "preferred name",
    ),
    Field.LAST: (
        "last name", "lastname", "surname", "family name", "familyname", "last", "family", "sn", "nachname", "nom", "nom de famille",
        "apellido", "apellidos",
    ),
    Field.FULL: (
        "full name", "fullname", "student name", "name", "display name", "displayname", "student", "learner", "candidate name",
        "surname forename", "surname forenames", "last name first name", "surname first name", "name of student", "participant",
    ),
    Field.NUMBER: (
        "student number", "student no", "student id", "studentid", "student id number", "university id", "university number",
        "sis user id", "matriculation number", "matric number", "matric no", "matriculation no", "matrikelnummer", "banner id",
        "id number", "idnumber", "org defined id", "orgdefinedid", "candidate number", "registration number", "reg no", "id", "number",
    ),
    Field.DISCIPLINE: (
        "discipline", "profession", "faculty", "school", "programme", "program", "programme of study", "programme title",
        "programme code", "degree", "degree programme", "course", "course title", "course of study", "subject", "studies", "study",
        "studiengang", "department", "award", "route", "plan", "section", "group", "groups", "institution",
        "faculty of study", "fakultat", "faculte", "facultad", "filiere",
    ),
    Field.ROLE: ("role", "roles", "course role", "role in course", "user role"),
}  # fmt: skip
"""Headers as they are met, folded by `_folded`, the more telling first."""

LOGINS = ("sis login id", "login id", "login", "username", "user name", "user principal name", "userprincipalname", "upn", "user id")
"""these hold e-mail addresses at some universities and short names at others: their cells decide"""

_WORDS = {
    Discipline.MEDICINE: frozenset({
        "medicine", "medical", "medic", "medics", "med", "medizin", "medecine", "medicina", "humanmedizin", "mbbs", "mbchb", "mbbch",
        "mbbchir", "mb", "bmbs", "bmbch", "chb", "gem", "doctor", "doctors", "clinical",
    }),
    Discipline.LAW: frozenset({
        "law", "laws", "legal", "llb", "llm", "lpc", "gdl", "pgdl", "sqe", "jd", "juris", "jura", "droit", "derecho", "recht",
        "rechtswissenschaft", "rechtswissenschaften", "lawyer", "lawyers", "solicitor", "solicitors", "jurisprudence",
    }),
}  # fmt: skip
_CODES = {Discipline.MEDICINE: re.compile(r"a10\d"), Discipline.LAW: re.compile(r"m[12]\d\d")}
"""course codes of the British admissions service"""
MOST = 0.6
"""this part of a column tells what it is, where no header does"""
_ADDRESS = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_LEARNERS = frozenset({"", "student", "students", "learner", "learners", "studentenrollment", "participant", "member"})
_KEPT = frozenset("\u200c\u200d")
"""joiners, which Persian and Indian names are spelt with; all other invisible characters go"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a sheet, with the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The rows of a file as text, top to bottom."""

    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)


class Choices(BaseModel):
    """What the tutor has said about a file, where it cannot tell."""

    model_config = ConfigDict(frozen=True)

    columns: dict[int, Field] | None = None
    """which column is what; None: find out"""
    everybody: Discipline | None = None
    """all of this file study this"""
    meanings: dict[str, Discipline | None] = {}
    """a word of the discipline column, folded → what it means; None: leave those rows out"""


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """A sheet with its columns named, and what still has to be asked."""

    titles: tuple[str, ...]
    columns: Mapping[Field, int]
    people: tuple[Line, ...]
    """the rows below the header that have anything in them"""
    guessed: bool
    """no header names the columns: they were told by what is in them"""
    surname_first: bool
    unknown_words: tuple[str, ...]
    """words of the discipline column that nobody has explained, as they stand in the file"""
    choices: Choices

    @property
    def asks(self) -> tuple[Said, ...]:
        """What the tutor has to say before anything can be planned."""
        asked = []
        if Field.EMAIL not in self.columns:
            asked.append(Said(id="roster.which_email", sentence="Which column holds the e-mail address?"))
        if not {Field.FULL, Field.FIRST, Field.LAST} & set(self.columns):
            asked.append(Said(id="roster.which_name", sentence="Which column, or which two, hold the name?"))
        hopeless = len(self.unknown_words) > MOST_MEANINGS
        if self.choices.everybody is None and (Field.DISCIPLINE not in self.columns or hopeless):
            asked.append(Said(id="roster.which_discipline", sentence="Who studies medicine, who law? Choose the column, or one for all."))
        elif self.unknown_words:
            asked.append(Said(id="roster.which_words", sentence="Some words for what people study are not clear. Say what each means."))
        return tuple(asked)


class Outcome(StrEnum):
    """What will become of a row."""

    NEW = "new"
    """nobody has this address yet: an account is made and invited"""
    JOINS = "joins"
    """somebody with an account, who will belong to this class"""
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody with an account, as far as a list may concern them."""

    person_id: int
    name: str
    email: str
    settled: bool
    """they have signed in, belong elsewhere, or hold rights: their name and address are theirs to change, not a list's"""
    works_here: bool = False
    """an admin: nobody who can be put into a class by a list"""
    role: Role | None = None
    """what they are in this class, if anything"""
    discipline: Discipline | None = None
    """of a learner of this class"""
    number: str = ""
    seated: bool = False
    """they sit at a pair of this class, as this discipline"""


@dataclass(frozen=True, kw_only=True)
class Intention:
    """What one row asks for, and what will become of it."""

    line: int
    outcome: Outcome
    name: str = ""
    email: str = ""
    number: str = ""
    discipline: Discipline | None = None
    person_id: int | None = None
    says: tuple[Said, ...] = field(default=())
    """the reason of a refusal, or what else is worth knowing"""


def clean(text: str) -> str:
    """Text from a cell on one line: composed, without what cannot be seen, and with single spaces."""
    shown = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", text))
    return " ".join(shown.split())


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cf", "Cs", "Cn", "Co") and letter not in _KEPT else letter


def understand(sheet: Sheet, choices: Choices | None = None) -> Understanding:
    """Name the columns of a sheet by its header, or by what is in them, or as the tutor said."""
    choices = choices or Choices()
    at = _header_at(sheet)
    header = sheet.lines[at] if at is not None else Line(number=0, cells=())
    people = tuple(line for line in sheet.lines[0 if at is None else at + 1 :] if any(clean(cell) for cell in line.cells))
    titles = tuple(clean(header.cell(column)) for column in range(sheet.width))
    if choices.columns is not None:
        columns = {field: column for column, field in choices.columns.items()}
    else:
        columns = _by_header(titles, people) if at is not None else _by_content(people, sheet.width)
    return Understanding(
        titles=titles,
        columns=columns,
        people=people,
        guessed=at is None and choices.columns is None,
        surname_first=_surname_first(titles, columns, people),
        unknown_words=_unknown_words(columns, people, choices),
        choices=choices,
    )


def discipline_of(words: str, meanings: Mapping[str, Discipline | None] | None = None) -> Discipline | None:
    """What somebody studies, from the name of a faculty, school, programme or course code; None where that is not clear."""
    folded = _folded(words)
    if meanings and folded in meanings:
        return meanings[folded]
    parts = folded.split()
    hits = {
        discipline for discipline, known in _WORDS.items() if any(part in known or _CODES[discipline].fullmatch(part) for part in parts)
    }
    return hits.pop() if len(hits) == 1 else None


def plan(understood: Understanding, known: Iterable[Known]) -> list[Intention]:
    """What will become of each row, given everybody whom the list may concern. The sheet must leave nothing to ask."""
    everyone = list(known)
    by_email = {each.email: each for each in everyone}
    by_number = {each.number: each for each in everyone if each.number and each.role is Role.LEARNER}
    emails: dict[str, int] = {}
    numbers: dict[str, int] = {}
    intentions = []
    for row in (_read(line, understood) for line in understood.people):
        intention = row if row.outcome is Outcome.REFUSED else _twice(row, emails, numbers) or _compared(row, by_email, by_number)
        if intention.outcome is not Outcome.REFUSED:
            emails[row.email] = row.line
            if row.number:
                numbers[row.number] = row.line
        intentions.append(intention)
    return intentions


def addresses(understood: Understanding) -> tuple[list[str], list[str]]:
    """The e-mail addresses and student numbers that a list names: whom it may concern."""
    rows = [_read(line, understood) for line in understood.people]
    return sorted({row.email for row in rows if row.email}), sorted({row.number for row in rows if row.number})


def counted(intentions: Sequence[Intention]) -> dict[Outcome, int]:
    """How many rows will have each outcome."""
    return {outcome: sum(1 for each in intentions if each.outcome is outcome) for outcome in Outcome}


def _read(line: Line, understood: Understanding) -> Intention:
    """A row as far as it can be read by itself: unchanged until compared, or refused."""
    columns = understood.columns
    email, name = _email(line.cell(columns.get(Field.EMAIL))), _name(line, understood)
    number = _number(line.cell(columns.get(Field.NUMBER)))
    word = clean(line.cell(columns.get(Field.DISCIPLINE)))
    chosen = understood.choices
    discipline = chosen.everybody or discipline_of(word, chosen.meanings)
    role = clean(line.cell(columns.get(Field.ROLE)))
    says = _objection(email, name, number, role)
    if says is None and discipline is None:
        says = (
            Said(id="roster.left_out", sentence="Left out: “{word}” is neither medicine nor law.", values={"word": word})
            if word
            else Said(id="roster.no_discipline", sentence="It does not say whether this person studies medicine or law.")
        )
    notes = [says] if says else []
    if not says and any(value.startswith(("=", "+", "@")) for value in (name, number)):
        notes.append(Said(id="roster.formula", sentence="Looks like a formula. It is kept as the text that it is; nothing is calculated."))
    return Intention(
        line=line.number, outcome=Outcome.REFUSED if says else Outcome.UNCHANGED,
        name=name, email=email, number=number, discipline=discipline, says=tuple(notes),
    )  # fmt: skip


def _objection(email: str, name: str, number: str, role: str) -> Said | None:
    if _folded(role) not in _LEARNERS:
        return Said(
            id="roster.staff_row",
            sentence="Listed as {role}. A list brings in learners only; add staff by hand.",
            values={"role": role[:60]},
        )
    if not email:
        return Said(id="roster.no_email", sentence="There is no e-mail address.")
    if len(email) > LONGEST_EMAIL or not _ADDRESS.fullmatch(email) or ".." in email:
        return Said(id="roster.bad_email", sentence="“{email}” is not an e-mail address.", values={"email": email[:80]})
    if not name:
        return Said(id="roster.no_name", sentence="There is no name.")
    if len(name) > LONGEST_NAME:
        return Said(id="roster.long_name", sentence="The name has more than {most} characters.", values={"most": LONGEST_NAME})
    if len(number) > LONGEST_NUMBER:
        return Said(id="roster.long_number", sentence="The number has more than {most} characters.", values={"most": LONGEST_NUMBER})
    return None


def _twice(row: Intention, emails: Mapping[str, int], numbers: Mapping[str, int]) -> Intention | None:
    first = emails.get(row.email)
    if first is not None:
        return _refused(row, Said(id="roster.twice", sentence="This address stands in row {row} already.", values={"row": first}))
    first = numbers.get(row.number) if row.number else None
    if first is not None:
        return _refused(row, Said(id="roster.number_twice", sentence="This number stands in row {row} already.", values={"row": first}))
    return None


def _compared(row: Intention, by_email: Mapping[str, Known], by_number: Mapping[str, Known]) -> Intention:
    """The row against whoever it concerns: by address, or else by the student number that they have in this class."""
    there, numbered = by_email.get(row.email), by_number.get(row.number)
    if numbered and there is not numbered:
        if there or numbered.settled:
            return _refused(
                row,
                Said(
                    id="roster.number_taken",
                    sentence="Student number {number} belongs to {name} here, under another address.",
                    values={"number": row.number, "name": numbered.name},
                ),
            )
        there = numbered
    if there is None:
        return _with(row, Outcome.NEW)
    if there.works_here or there.role not in (None, Role.LEARNER):
        return _refused(row, Said(id="roster.works_here", sentence="Somebody on the staff has this address. A list changes nobody’s role."))
    if there.role is None:
        return _with(row, Outcome.JOINS, there, notes=_keeps_name(row, there))
    if there.seated and there.discipline != row.discipline:
        return _refused(row, Said(id="roster.seated", sentence="Sits in a pair for the other profession. Change the pair first."))
    changes = list(_changes(row, there))
    return _with(row, Outcome.UPDATED if changes else Outcome.UNCHANGED, there, notes=(*changes, *_keeps_name(row, there)))


def _changes(row: Intention, there: Known) -> Iterator[Said]:
    if row.name != there.name and not there.settled:
        yield Said(id="roster.name_changes", sentence="Name: {old} becomes {new}.", values={"old": there.name, "new": row.name})
    if row.email != there.email:
        yield Said(id="roster.email_changes", sentence="Address: {old} becomes {new}.", values={"old": there.email, "new": row.email})
    if row.number and row.number != there.number:
        old_number = there.number or "–"
        yield Said(
            id="roster.number_changes",
            sentence="Student number: {old} becomes {new}.",
            values={"old": old_number, "new": row.number},
        )
    if row.discipline != there.discipline:
        old = there.discipline.value if there.discipline else "–"
        new = row.discipline.value if row.discipline else "–"
        yield Said(id="roster.discipline_changes", sentence="Studies: {old} becomes {new}.", values={"old": old, "new": new})


def _keeps_name(row: Intention, there: Known) -> tuple[Said, ...]:
    if row.name == there.name or not there.settled:
        return ()
    return (Said(id="roster.keeps_name", sentence="Keeps the name that they go by here: {name}.", values={"name": there.name}),)


def _with(row: Intention, outcome: Outcome, there: Known | None = None, notes: tuple[Said, ...] = ()) -> Intention:
    return Intention(
        line=row.line, outcome=outcome, email=row.email, number=row.number, discipline=row.discipline,
        name=there.name if there and there.settled else row.name, person_id=there.person_id if there else None, says=(*row.says, *notes),
    )  # fmt: skip


def _refused(row: Intention, why: Said) -> Intention:
    return Intention(
        line=row.line, outcome=Outcome.REFUSED, name=row.name, email=row.email, number=row.number, discipline=row.discipline, says=(why,)
    )


def _folded(text: str) -> str:
    """A header or the name of a faculty as it is compared: no accents, no capitals, no punctuation."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", clean(text)) if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", plain.casefold().replace(".", "")).split())


def folded_word(text: str) -> str:
    """The key under which `Choices.meanings` knows a word of the discipline column."""
    return _folded(text)


def _email(cell: str) -> str:
    text = clean(cell).strip("'\" ")
    inside = re.fullmatch(r".*<([^<>]+)>", text)
    return (inside[1] if inside else text).removeprefix("mailto:").strip().casefold()


def _number(cell: str) -> str:
    """A student number as text. Some systems write ="0012" or '0012, so that a spreadsheet keeps the noughts."""
    text = clean(cell)
    quoted = re.fullmatch(r'="([^"]*)"', text)
    return quoted[1] if quoted else text.removeprefix("'")


def _name(line: Line, understood: Understanding) -> str:
    columns = understood.columns
    first, last, full = (clean(line.cell(columns.get(each))) for each in (Field.FIRST, Field.LAST, Field.FULL))
    if first and last:
        return f"{first} {last}"
    if full and understood.surname_first and full.count(",") == 1:
        surname, given = (part.strip() for part in full.split(","))
        return f"{given} {surname}".strip()
    return full or first or last


def _surname_first(titles: Sequence[str], columns: Mapping[Field, int], people: Sequence[Line]) -> bool:
    """Whether the names of a column read “Okafor, Jo”: by its header, or because most of them do."""
    column = columns.get(Field.FULL)
    if column is None:
        return False
    if _folded(titles[column] if column < len(titles) else "").startswith(("surname", "last name")):
        return True
    names = [name for line in people if (name := clean(line.cell(column)))]
    return bool(names) and sum(name.count(",") == 1 for name in names) > len(names) / 2


def _header_at(sheet: Sheet) -> int | None:
    """Where the header stands: the first of the best lines that name at least two kinds of column, or the address and anything."""
    best, at = 1, None
    for index, line in enumerate(sheet.lines[:HEADER_WITHIN]):
        if any(_ADDRESS.fullmatch(_email(cell)) for cell in line.cells):
            continue
        folded = {_folded(cell) for cell in line.cells}
        named = sum(1 for names in HEADERS.values() if folded & set(names)) + bool(folded & set(LOGINS))
        if named > best:
            best, at = named, index
    if at is None:
        filled = [index for index, line in enumerate(sheet.lines[:HEADER_WITHIN]) if any(cell.strip() for cell in line.cells)]
        if filled and {_folded(cell) for cell in sheet.lines[filled[0]].cells} & set(HEADERS[Field.EMAIL]):
            return filled[0]
    return at


def _by_header(titles: Sequence[str], people: Sequence[Line]) -> dict[Field, int]:
    folded = [_folded(title) for title in titles]
    found: dict[Field, int] = {}
    for name_of, names in HEADERS.items():
        candidates = [column for name in names for column, title in enumerate(folded) if title == name]
        if name_of is Field.DISCIPLINE:
            candidates.sort(key=lambda column: -_share(people, column, lambda cell: discipline_of(cell) is not None))
        if candidates:
            found[name_of] = candidates[0]
    if Field.EMAIL not in found or not _holds_addresses(people, found[Field.EMAIL]):
        login = [column for name in LOGINS for column, title in enumerate(folded) if title == name and _holds_addresses(people, column)]
        if login:
            found[Field.EMAIL] = login[0]
    if Field.FIRST in found and Field.LAST in found:
        found.pop(Field.FULL, None)
    if Field.FULL in found and not (Field.FIRST in found and Field.LAST in found):
        found.pop(Field.FIRST, None)
        found.pop(Field.LAST, None)
    return found


def _by_content(people: Sequence[Line], width: int) -> dict[Field, int]:
    """Columns without a header, told by what is in them, as far as that can be told."""
    found: dict[Field, int] = {}
    left = []
    for column in range(width):
        if Field.EMAIL not in found and _holds_addresses(people, column):
            found[Field.EMAIL] = column
        elif Field.DISCIPLINE not in found and _share(people, column, lambda cell: discipline_of(cell) is not None) > MOST:
            found[Field.DISCIPLINE] = column
        elif Field.NUMBER not in found and _share(people, column, lambda cell: any(map(str.isdecimal, cell))) > MOST:
            found[Field.NUMBER] = column
        elif _share(people, column, bool):
            left.append(column)
    if len(left) == 1:
        found[Field.FULL] = left[0]
    return found


def _holds_addresses(people: Sequence[Line], column: int) -> bool:
    return _share(people, column, lambda cell: bool(_ADDRESS.fullmatch(_email(cell)))) > MOST


def _share(people: Sequence[Line], column: int, holds: Callable[[str], bool]) -> float:
    """Which part of the cells of a column that are not empty are of a kind. The first few hundred tell."""
    cells = [cell for line in people[:300] if (cell := clean(line.cell(column)))]
    return sum(1 for cell in cells if holds(cell)) / len(cells) if cells else 0.0


def _unknown_words(columns: Mapping[Field, int], people: Sequence[Line], choices: Choices) -> tuple[str, ...]:
    column = columns.get(Field.DISCIPLINE)
    if column is None or choices.everybody is not None:
        return ()
    words: dict[str, str] = {}
    for line in people:
        word = clean(line.cell(column))
        if word and _folded(word) not in choices.meanings and discipline_of(word) is None:
            words.setdefault(_folded(word), word)
    return tuple(words.values())
