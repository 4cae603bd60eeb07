"""What a lead sends over the web: hundreds of spoilt class lists and questionnaires, each refused in words or taken, and never with a 5xx.

What the worker makes of such files by itself is tried in tests/intake. Here each goes the whole way: received, shown row by row, brought
in, and on the pages that a class's people have from then on.
"""

import io
import os
import random
import re
import time
from collections import Counter
from xml.sax.saxutils import escape

import pytest

from elearn.authoring.instrument import DEFAULT
from elearn.intake import bench
from elearn.intake.limits import MEMORY, SECONDS
from tests.intake.files import parcel, sheet_of
from tests.intake.test_hostile import spoilt, text_table, used
from tests.proofs.test_hostile_content import YAML
from tests.site import a_site

COUNT = 2000 if os.environ.get("DEEP") == "1" else 200
FINGERPRINT = re.compile(r'name="fingerprint" value="(\w+)"')
TAKEN, REFUSED = {200, 302, 303}, {400, 409, 413, 422}
pytestmark = pytest.mark.proof


def spreadsheet(chance: random.Random) -> bytes:
    """A class list whose text alone is spoilt, or its XML, or the whole parcel."""
    names = [("Name", "Email", "School"), *((f"Ada Byron {number}", f"a{number}@x.ac.uk", "Law") for number in range(20))]
    cells = [(f"{letter}{row}", words) for row, line in enumerate(names, start=1) for letter, words in zip("ABC", line, strict=True)]
    what = chance.randrange(3)
    if what == 0:
        address, words = chance.choice(cells)
        strange = spoilt(words.encode(), chance).decode("utf-8", "ignore")
        return parcel(sheet_of(*cells, (address, escape(strange))))
    sheet = sheet_of(*cells)
    return parcel(spoilt(sheet.encode(), chance)) if what == 1 else spoilt(parcel(sheet), chance)


def questionnaire(chance: random.Random) -> bytes:
    """Ours with something done to it, or a few scraps of YAML over and over."""
    if chance.random() < 0.5:
        return spoilt(DEFAULT.read_bytes(), chance)
    scraps = "".join(chance.choices(YAML, k=chance.randint(1, 5)))
    return (scraps * chance.randint(1, max(1, 200_000 // len(scraps)))).encode()


class Lead:
    """A browser of whoever leads the class: what it is answered, and how long its longest request kept the server busy."""

    def __init__(self, site) -> None:
        self.browser, self.path = site.client("lea"), f"/classes/{site.cohort}"
        self.answers: Counter[int] = Counter()
        self.longest = 0.0
        self.broke, self.workers = 0, bench._bench.started
        """how many files ended the worker; how many workers there had been before"""

    def asks(self, page: str, **posted):
        began = time.process_time()
        answer = self.browser.post(self.path + page, **posted) if posted else self.browser.get(self.path + page)
        self.longest = max(self.longest, time.process_time() - began)
        self.answers[answer.status_code] += 1
        assert answer.status_code in TAKEN | REFUSED, (page, answer.status_code)
        return answer

    def sends(self, page: str, data: bytes, name: str) -> int:
        """Send a file, which the worker reads within its limits. Returns the status of the answer."""
        had = used(bench._bench)
        status = self.asks(page, data={"file": (io.BytesIO(data), name)}).status_code
        has = used(bench._bench)
        assert has[2] < MEMORY
        assert has[0] != had[0] or has[1] - had[1] < SECONDS + 0.3
        self.broke += status == 400 and not has[0]
        return status


@pytest.mark.parametrize(("made", "name"), [(spreadsheet, "list.xlsx"), (text_table, "list.csv")], ids=["xlsx", "csv"])
def test_a_spoilt_class_list_is_refused_in_words_or_brought_in(tmp_path, record_property, made, name):
    chance, lead = random.Random(20261125), Lead(a_site(tmp_path))
    for _ in range(COUNT):
        if lead.sends("/roster", made(chance), name) in TAKEN and (shown := FINGERPRINT.search(lead.asks("/roster/preview").text)):
            lead.asks("/roster/import", data={"fingerprint": shown[1]})
    for page in ("/people", "/pairing", "/roster"):
        assert lead.asks(page).status_code == 200
    record_property("seen", f"answers {dict(lead.answers)}, the longest took the server {lead.longest:.2f} s")
    assert lead.answers[400] and lead.answers[303]
    assert lead.longest < SECONDS
    assert bench._bench.started - lead.workers <= lead.broke + 1


def test_a_spoilt_questionnaire_is_refused_in_words_or_taken(tmp_path, record_property):
    chance, lead = random.Random(20261126), Lead(a_site(tmp_path))
    for _ in range(COUNT):
        lead.sends("/questionnaire/file", questionnaire(chance), "questionnaire.yaml")
    record_property("seen", f"answers {dict(lead.answers)}, the longest took the server {lead.longest:.2f} s")
    assert lead.answers[400] and lead.longest < SECONDS
    assert bench._bench.started - lead.workers <= lead.broke + 1
