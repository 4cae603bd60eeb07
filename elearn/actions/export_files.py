"""Rows into files: CSV, a zip of CSVs, a workbook. Nothing is held whole: rows are written as they come.

What may stand in a cell is said in domain/dictionary_cells.py. XlsxWriter is told never to make a formula, a number or a link of a text.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from elearn.actions.export_rows import Cell, Row
from elearn.domain.dictionary import DICTIONARY_HEADER, Table, entries
from elearn.domain.dictionary_cells import CONTROL, CUT, fit, guarded, is_dangerous, shortened

MARK = b"\xef\xbb\xbf"
"""by which Excel knows UTF-8"""
AT_ONCE = 500
"""rows that are put together before they are handed on"""
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Filled = tuple[Table, Iterable[Row]]


def csv_lines(header: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """A table as CSV, some hundreds of rows at a time."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    yield MARK
    for number, row in enumerate(rows, start=1):
        writer.writerow(_for_csv(row))
        if number % AT_ONCE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _for_csv(row: Row) -> list[str | int | float]:
    cells: list[str | int | float] = []
    altered = ""
    for cell in row:
        if isinstance(cell, str):
            if cell.isalnum():  # ids, kinds, words: most cells
                cells.append(cell)
                continue
            text, note = fit(cell)
            altered = altered or note
            cells.append(guarded(text))
        else:
            cells.append(_plain(cell))
    return [*cells, altered]


def _plain(cell: Cell) -> str | int | float:
    """What is no text, as it is written everywhere."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return "" if cell is None else cell


def zipped(path: Path, tables: Sequence[Filled]) -> None:
    """A zip with a CSV for each table, and the dictionary."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as whole:
        for table, rows in tables:
            _into(whole, f"{table.name}.csv", csv_lines(table.header, rows))
        _into(whole, "dictionary.csv", csv_lines((*DICTIONARY_HEADER, "altered"), entries([table for table, _ in tables])))


def _into(whole: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> None:
    with whole.open(name, "w", force_zip64=True) as out:
        for chunk in chunks:
            out.write(chunk)


def one_csv(path: Path, tables: Sequence[Filled]) -> None:
    """The one table of an export as a CSV."""
    [(table, rows)] = tables
    with path.open("wb") as out:
        out.writelines(csv_lines(table.header, rows))


def workbook(path: Path, tables: Sequence[Filled]) -> None:
    """A workbook with a sheet for each table, and one for the dictionary."""
    with xlsxwriter.Workbook(str(path), PLAIN) as book:
        book.set_properties({"comments": "Text that begins like a formula is text."})
        head, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for table, rows in tables:
            _sheet(book.add_worksheet(table.name), table.header, rows, head, quoted)
        told = entries([table for table, _ in tables])
        _sheet(book.add_worksheet("dictionary"), (*DICTIONARY_HEADER, "altered"), told, head, quoted)


def _sheet(sheet: "xlsxwriter.worksheet.Worksheet", header: Sequence[str], rows: Iterable[Row], head: object, quoted: object) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, head)
    for number, row in enumerate(rows, start=1):
        altered: list[str] = []
        for column, cell in enumerate(row):
            said = cell if isinstance(cell, str) else _plain(cell)
            if isinstance(said, str):
                _text(sheet, number, column, said, altered, quoted)
            else:
                sheet.write_number(number, column, said)
        if altered:
            sheet.write_string(number, len(row), " ".join(dict.fromkeys(altered)))


def _text(sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, said: str, altered: list[str], quoted: object) -> None:
    text, control = fit(said)
    text, cut = shortened(text)
    altered += [note for note in (control, cut) if note]
    if text:
        sheet.write_string(row, column, text, quoted if is_dangerous(text) else None)


Writer = Callable[[Path, Sequence[Filled]], None]
WRITERS: dict[str, Writer] = {"csv": one_csv, "zip": zipped, "xlsx": workbook}
"""by the ending of the file"""
NOTES = (CONTROL, CUT)
