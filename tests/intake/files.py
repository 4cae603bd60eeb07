"""Class lists as bytes, made here: text in any encoding, and spreadsheets by the parts of their parcel."""

# ruff: noqa: E501  # a file that is made here stands on one line, as far as it goes

import io
import zipfile

import xlsxwriter

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)
BOOK_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def xlsx(rows, *, before=()) -> bytes:
    """A real spreadsheet. Texts are texts, numbers numbers, and what begins with = and stands in a tuple is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": True})
    for title in before:
        book.add_worksheet(title)
    sheet = book.add_worksheet("Students")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, tuple):
                sheet.write_formula(at, column, cell[0])
            elif isinstance(cell, str):
                sheet.write_string(at, column, cell)
            else:
                sheet.write(at, column, cell)
    book.close()
    return out.getvalue()


def parcel(sheet: str | bytes = "", **more: bytes | str) -> bytes:
    """A spreadsheet put together by hand; `more` adds members, by names with __ for / and _dot_ for a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("[Content_Types].xml", TYPES)
        box.writestr("_rels/.rels", RELS)
        box.writestr("xl/workbook.xml", BOOK)
        box.writestr("xl/_rels/workbook.xml.rels", BOOK_RELS)
        box.writestr("xl/worksheets/sheet1.xml", sheet or f"<worksheet {NAMESPACE}><sheetData/></worksheet>")
        for name, content in more.items():
            box.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def sheet_of(*cells: tuple[str, str]) -> str:
    """The XML of a sheet with these cells, each (address, text)."""
    rows: dict[str, list[str]] = {}
    for address, text in cells:
        number = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        rows.setdefault(number, []).append(f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>')
    inside = "".join(f'<row r="{number}">{"".join(found)}</row>' for number, found in rows.items())
    return f"<worksheet {NAMESPACE}><sheetData>{inside}</sheetData></worksheet>"


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in members.items():
            box.writestr(name, content)
    return out.getvalue()
