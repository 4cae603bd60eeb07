"""What may stand in a cell of a spreadsheet: no formula that a student wrote, no character that a workbook cannot hold, no silent cut.

A student may type `=HYPERLINK(…)` into any field, and a tutor open the export in Excel. In CSV such a text gets an apostrophe before it;
`as_written` takes it away again, so that a file that is read back says what was written. In a workbook text is text by its type.
"""

import re

MOST_OF_A_CELL = 32_767
"""characters, as Excel counts them: pairs of surrogates as two"""
CUT = "cut"
CONTROL = "control"

_FORMULA = re.compile(r"'|[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫]|[\t\r\n]")
"""what a spreadsheet may read as the head of a formula, behind blanks and marks that nobody sees too; and our own apostrophe"""
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""what XML, and so a workbook, cannot hold"""


def fit(text: str) -> tuple[str, str]:
    """A text without the characters that no workbook holds, and what was done to it: CONTROL or nothing."""
    if text.isprintable():
        return text, ""
    kept = _UNFIT.sub("", text)
    return kept, CONTROL if kept != text else ""


def guarded(text: str) -> str:
    """A text as it stands in CSV: nothing that a spreadsheet would work out."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_written(cell: str) -> str:
    """What was written, from a cell of our CSV."""
    return cell[1:] if cell.startswith("'") else cell


def is_dangerous(text: str) -> bool:
    """Whether it would become a formula if somebody typed it into a cell."""
    return _FORMULA.match(text) is not None


def shortened(text: str) -> tuple[str, str]:
    """As much of a text as a cell of a workbook holds, and whether anything is missing: CUT or nothing."""
    if len(text) * 2 <= MOST_OF_A_CELL:
        return text, ""
    units = text.encode("utf-16-le")
    if len(units) <= MOST_OF_A_CELL * 2:
        return text, ""
    return units[: MOST_OF_A_CELL * 2].decode("utf-16-le", errors="ignore"), CUT
