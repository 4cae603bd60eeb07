"""Markdown files of one folder, read with suspicion and turned into HTML, with what is wrong in each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from elearn.authoring import markup
from elearn.authoring.files import MOST_PAPER, Unread, position, read_text
from elearn.authoring.passages import Laid
from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Where

MOST_EFFORT = 0.8
"""Seconds, estimated, that all papers of a case together may take to turn into HTML; a case of forty pages is estimated at 0.05."""


class Sheet(NamedTuple):
    """One Markdown file: what was typed, and what it has become."""

    file: str
    markdown: str
    laid: Laid

    def where(self, at: int) -> Where:
        """The place of a character of what was typed."""
        line, column = position(self.markdown, max(at, 0))
        return Where(file=self.file, line=line, column=column)


@dataclass(kw_only=True, eq=False, repr=False)
class Sheets:
    """The sheets of a folder that could be read, by file. A `draft` leaves out what only publishing needs."""

    folder: Path
    draft: bool
    by_file: dict[str, Sheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    effort: float = 0.0

    def read(self, file: str, asked_at: Where) -> Sheet | None:
        """A sheet, read once; None where it cannot be. `asked_at` is where its file is named."""
        if file in self.by_file:
            return self.by_file[file]
        try:
            text = read_text(self.folder, file, MOST_PAPER, asked_at=asked_at)
        except Unread as error:
            self.problems.append(error.problem)
            return None
        laid = self.lay(text, Where(file=file, line=1, column=1))
        if laid is not None and not laid.plain.strip() and not laid.pictures:
            self.problems.append(problem("E013", Where(file=file, line=1, column=1), what="This file is empty."))
            laid = None
        if laid is None:
            return None
        sheet = Sheet(file=file, markdown=text, laid=laid)
        self.by_file[file] = sheet
        self.problems += _looked_over(sheet)
        return sheet

    def lay(self, text: str, at: Where) -> Laid | None:
        """A text as HTML; None, and a problem, where turning it into HTML would keep the reader of the files busy."""
        self.effort += markup.effort(text)
        try:
            if self.effort > MOST_EFFORT:
                raise markup.Hostile("This paper, with those before it, would keep the reader of the files busy for seconds.")
            return markup.render(text, draft=self.draft)
        except markup.Hostile as error:
            self.problems.append(problem("E013", at, what=str(error)))
            return None


def _looked_over(sheet: Sheet) -> Iterator[Problem]:
    """What is wrong with one sheet, wherever it stands."""
    for place, tag in markup.raw_html(sheet.markdown):
        yield problem("W213", sheet.where(place), what=tag)
    for place, href in markup.other_addresses(sheet.markdown):
        yield problem("E212", sheet.where(place), href=href)
