"""CSV and XLSX files as rows of text, as universities export them. What it all means is `domain/roster.py`'s business.

Nothing is trusted but the bytes: not the file's name, not what it says of itself. Formulas are read as the text that they are.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # ships no types
from defusedxml.ElementTree import ParseError  # type: ignore[import-untyped]  # as above
from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from elearn.domain.errors import Malformed
from elearn.intake.limits import (
    LONGEST_CELL,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_LINES_IN_A_CELL,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED,
)  # fmt: skip

if not DEFUSEDXML:
    raise RuntimeError("defusedxml is not installed, so spreadsheets cannot be read safely")

DELIMITERS = ",;\t|"
ENDS_OF_LINES = ("\r\n", "\r", "\u2028", "\u2029", "\x85")

Row = tuple[int, list[str]]
"""the number that a spreadsheet shows beside it, and its cells"""


def rows(data: bytes) -> list[Row]:
    """Every row of a file that has anything in it. Raises Malformed with a sentence for whoever sent it."""
    if len(data) > MOST_BYTES:
        raise Malformed("file.large", "The file has more than {most} MB. A class list needs far less.", most=MOST_BYTES // 1024 // 1024)
    if not data.strip():
        raise Malformed("file.empty", "The file is empty.")
    if data.startswith(b"PK"):
        found = list(_limited(_spreadsheet(data)))
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Malformed(
            "file.old_or_locked",
            "This is a spreadsheet of the old kind (.xls), or one with a password. Open it, save it as .xlsx or CSV without one, and send "
            "that.",
        )
    else:
        found = list(_limited(_separated(_text(data))))
    if not found:
        raise Malformed("file.empty", "The file is empty.")
    return found


def _limited(lines: Iterator[Row]) -> Iterator[Row]:
    count = 0
    for number, cells in lines:
        kept = [cell[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
        if any(cell.strip() for cell in kept):
            count += 1
            if count > MOST_ROWS:
                raise Malformed("file.long", "The file has more than {most} rows. Send it in parts.", most=MOST_ROWS)
            yield number, kept


# CSV


def _text(data: bytes) -> str:
    """The words of a text file, whatever wrote it: UTF-8, UTF-16 with or without a mark, or Windows-1252."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise _not_text()
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _plain(_decoded(data, name))
    head = data[:2000]
    for name, noughts in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if noughts.count(0) > len(noughts) * 0.4:
            return _plain(_decoded(data, name))
    try:
        return _plain(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _plain(_decoded(data, "cp1252"))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise _not_text() from error


def _not_text() -> Malformed:
    return Malformed("file.not_text", "This is neither a spreadsheet nor a text file that can be read. Save it as “CSV UTF-8” or .xlsx.")


def _plain(text: str) -> str:
    head = text[:2000].lstrip("\ufeff \r\n\t")
    if "\0" in text or sum(1 for letter in head if letter < " " and letter not in "\r\n\t") > len(head) / 50:
        raise _not_text()
    if head[:1] == "<":
        raise Malformed(
            "file.web_page",
            "This is a web page with the name of a spreadsheet. Open it in a spreadsheet and save it as .xlsx or CSV.",
        )
    return text.removeprefix("\ufeff")


def _separated(text: str) -> Iterator[Row]:
    for end in ENDS_OF_LINES:
        text = text.replace(end, "\n")
    skipped = 0
    if text[:4].casefold() == "sep=" and text[5:6] == "\n":  # Excel's own way of naming the delimiter
        delimiter, text, skipped = text[4], text[6:], 1
    else:
        delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(MOST_BYTES)
    begun = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unclosed(begun + skipped) from error
        if any(cell.count("\n") > MOST_LINES_IN_A_CELL for cell in cells):
            raise _unclosed(begun + skipped)
        yield begun + skipped, cells
        begun = reader.line_num + 1


def _unclosed(line: int) -> Malformed:
    return Malformed("file.quote", "Line {line}: a quotation mark opens there and is not closed rightly.", line=line)


def _delimiter(text: str) -> str:
    """What stands between the cells: what cuts most of the first lines into the same number of them."""
    head = text[:20_000].split("\n")[:50]

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(cells) for cells in csv.reader(head, delimiter=delimiter) if cells]
        except csv.Error:
            return 0, 0
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual), usual) if usual > 1 else (0, 0)

    return max(DELIMITERS, key=evenness)


# XLSX


def _spreadsheet(data: bytes) -> Iterator[Row]:
    _looked_over(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False, rich_text=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # some exports say that they have one cell
                found = [row for row in _of_sheet(sheet) if any(row[1])]
                if found:
                    yield from found
                    return
    except (
        InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError,
        NotImplementedError, OSError, AssertionError, StopIteration, RuntimeError,
    ) as error:  # fmt: skip
        # A damaged or made-up file breaks openpyxl in any of these ways; whichever it is, the sender needs the same sentence.
        if isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException):
            raise Malformed(
                "file.entities", "The spreadsheet holds declarations that no list needs. Save it anew and send that."
            ) from error
        raise Malformed("file.damaged", "The spreadsheet is damaged and cannot be read. Save it anew, as .xlsx or CSV.") from error


def _of_sheet(sheet: Any) -> Iterator[Row]:
    """The rows of a sheet, as far as lists go: some programs format every row that there is."""
    rows = sheet.iter_rows(max_row=MOST_ROWS * 2, max_col=MOST_COLUMNS, values_only=True)
    for number, values in enumerate(rows, start=1):
        cells = [_as_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _as_text(value: object) -> str:
    """A cell as its spreadsheet shows it: whole numbers without a point, days as days, formulas as they were typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # what a float holds exactly
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "text", value))  # a formula over several cells is a thing that has its text


def _looked_over(data: bytes) -> None:
    """Look at the parcel before opening anything in it: how many things, how large, how tightly packed, and of what kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            members = parcel.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError, IndexError) as error:
        raise Malformed("file.damaged", "The spreadsheet is damaged and cannot be read. Save it anew, as .xlsx or CSV.") from error
    names = {member.filename.casefold() for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(data), 10_000):
        raise Malformed("file.packed", "The spreadsheet unpacks to far more than a class list needs. Copy the list into a new one.")
    if any(member.flag_bits & 0x1 for member in members):
        raise Malformed("file.password", "The file has a password. Save it without one.")
    if any("vbaproject" in name or "/macrosheets/" in name or "/activex/" in name for name in names):
        raise Malformed("file.macros", "The spreadsheet holds macros. Save it as .xlsx, without them.")
    if any("/externallinks/" in name or "/embeddings/" in name or name.endswith((".zip", ".xlsx", ".exe")) for name in names):
        raise Malformed("file.links", "The spreadsheet holds other files, or links to them. Copy the list into a new one.")
    if any(".." in name or name.startswith("/") or "\\" in name for name in names) or len(names) != len(members):
        raise Malformed("file.damaged", "The spreadsheet is damaged and cannot be read. Save it anew, as .xlsx or CSV.")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Malformed("file.no_sheet", "This is an archive, and not a spreadsheet. Save the list as .xlsx or CSV.")
