"""Files made to break whoever reads them: each is refused or read, in its two seconds and 256 MB, and the next one is served as if
nothing had been. DEEP=1 tries ten times as many.
"""

# ruff: noqa: E501  # a file that is made here stands on one line, as far as it goes

import os
import random
import time
from pathlib import Path

import pytest

from elearn.authoring.instrument import DEFAULT, default_instrument
from elearn.domain.errors import Malformed
from elearn.intake.bench import Bench, instrument
from elearn.intake.limits import MEMORY, MOST_BYTES, SECONDS
from tests.intake.files import NAMESPACE, parcel, sheet_of, xlsx, zipped

COUNT = 2000 if os.environ.get("DEEP") == "1" else 200
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
KNOWN: dict[str, tuple[bytes, str]] = {
    "a zip bomb": (parcel(sheet_of(("A1", "x" * 60_000_000))), "file.packed"),
    "ten thousand members": (parcel(**{f"xl__media__a{n}": "" for n in range(10_000)}), "file.packed"),
    "a billion laughs": (
        parcel(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><worksheet {NAMESPACE}><sheetData><row r="1"><c r="A1" '
               't="inlineStr"><is><t>&l8;</t></is></c></row></sheetData></worksheet>'), "file.entities"),
    "a file from the server": (
        parcel(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet {NAMESPACE}><sheetData><row r="1">'
               '<c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'), "file.entities"),
    "macros": (parcel(xl__vbaProject_dot_bin=b"\0" * 10), "file.macros"),
    "links to other files": (parcel(xl__externalLinks__externalLink1_dot_xml="<x/>"), "file.links"),
    "a spreadsheet in a spreadsheet": (parcel(xl__embeddings__more_dot_xlsx=parcel()), "file.links"),
    "a way out of the folder": (parcel(**{"..__..__etc__passwd": "x"}), "file.damaged"),
    "no spreadsheet but an archive": (zipped({"a.txt": b"x"}), "file.no_sheet"),
    "a cell far away": (parcel(sheet_of(("A1", "Name"), ("XFD1048576", "x"))), ""),
    "a row far away": (parcel(sheet_of(("A1", "Name"), ("A1048576", "x"))), ""),
    "half a million rows": (parcel(f"<worksheet {NAMESPACE}><sheetData>" + "<row><c><v>1</v></c></row>" * 500_000 + "</sheetData></worksheet>"), "file.packed"),
    "elements in elements": (parcel("<a>" * 200_000), "file.damaged"),
    "one line without an end": (b"x," * (MOST_BYTES // 2), ""),
    "a hundred thousand columns": (b",".join(b"c%d" % n for n in range(100_000)) + b"\nx\n", ""),
    "quotes and nothing else": (b'"' * 1_000_001, "file.quote"),
    "noughts": (b"\0" * 100_000, "file.not_text"),
    "cut off": (xlsx([["Name"], ["A"]])[:-200], "file.damaged"),
}  # fmt: skip

QUESTIONNAIRES: dict[str, tuple[bytes, str]] = {
    "aliases of aliases": (b"a: &a [x]\n" + b"".join(b"%c: &%c [*%c, *%c, *%c]\n" % (n, n, n - 1, n - 1, n - 1) for n in b"bcdefghijklm"), "instrument.not_yaml"),
    "a thing to be made": (b"!!python/object/apply:os.system [id]", "instrument.not_yaml"),
    "lists in lists": (b"[" * 200_000, "instrument.not_yaml"),
    "objects in objects": (b'{"a":' * 40_000, "instrument.not_json"),
    "a number of a line and more": (b'{"version": ' + b"9" * 200_000 + b"}", "instrument.not_json"),
    "more than fits": (b"a: b\n" * 60_000, "instrument.too_big"),
    "more things than are read": (b"[" + b"a, " * 60_000 + b"a]", "instrument.not_yaml"),
    "half a letter": (b'{"\\ud800": "\\ud800"}', "instrument.unfit"),
    "bytes that are no text": (b"\xff\xfe\x00" * 1000, "instrument.not_text"),
    "noughts": (b"\0" * 100_000, "instrument.not_yaml"),
    "a list and no questionnaire": (b"- a\n- b\n", "instrument.not_yaml"),
    "cut off": (DEFAULT.read_bytes()[:3000], "instrument.not_yaml"),
}  # fmt: skip


@pytest.fixture(scope="module")
def bench():
    made = Bench()
    yield made
    made.close()


def used(bench: Bench) -> tuple[int, float, int]:
    """The worker's process, its processor time so far, and the most memory that it ever had."""
    number = bench._worker.pid if bench._worker else 0
    try:
        times = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        peak = next(line for line in Path(f"/proc/{number}/status").read_text().splitlines() if line.startswith("VmHWM"))
    except (FileNotFoundError, StopIteration, ProcessLookupError):
        return 0, 0.0, 0
    return number, (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) * 1024


def judged(bench: Bench, data: bytes, reader: str = "table") -> str:
    """The id of the refusal, or nothing where the file was read; and never more than its share was used."""
    before = used(bench)
    began = time.monotonic()
    try:
        bench.read(reader, data)
        said = ""
    except Malformed as refusal:
        said = refusal.id
    after = used(bench)
    spent = after[1] - before[1] if after[0] == before[0] else 0.0
    assert spent < SECONDS + 0.3
    assert after[2] < MEMORY
    assert time.monotonic() - began < 15
    return said


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_trick_is_refused_by_name_or_does_no_harm(bench, name):
    data, id = KNOWN[name]
    said = judged(bench, data)
    assert said == id or (not id and said in ("", "file.long", "file.greedy", "file.quote"))
    assert bench.read("table", b"Name\nAda") == [[1, ["Name"]], [2, ["Ada"]]]


def test_a_file_that_breaks_the_limits_ends_the_worker_and_the_next_one_is_served():
    bench = Bench()
    greedy = parcel(f"<worksheet {NAMESPACE}><sheetData>" + '<row r="1"><c r="A1" t="inlineStr"><is><t>ab</t></is></c></row>' * 700_000)
    assert judged(bench, b"Name\nAda") == ""
    if len(greedy) < MOST_BYTES:
        assert judged(bench, greedy) in ("file.greedy", "file.packed", "file.damaged", "file.long")
    assert bench.read("table", b"Name\nAda")[1] == [2, ["Ada"]]
    bench.close()


def test_a_worker_that_dies_in_between_is_replaced(bench):
    bench.read("table", b"Name")
    bench._worker.kill()
    bench._worker.wait()
    assert bench.read("table", b"Name") == [[1, ["Name"]]]


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_a_questionnaire_made_to_break_its_reader_is_refused_by_name(bench, name):
    data, id = QUESTIONNAIRES[name]
    assert judged(bench, data, "questionnaire") == id
    assert instrument(DEFAULT.read_bytes(), bench) == default_instrument()


def test_a_questionnaire_that_breaks_the_limits_ends_the_worker_and_the_next_one_is_served(monkeypatch):
    bench = Bench()
    with monkeypatch.context() as hurry:
        hurry.setattr("elearn.intake.bench.PATIENCE", 0.0)
        with pytest.raises(Malformed, match="than any questionnaire needs"):
            instrument(DEFAULT.read_bytes(), bench)
    assert (instrument(DEFAULT.read_bytes(), bench), bench.started) == (default_instrument(), 2)
    bench.close()


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """A file with something done to it: bytes turned, parts cut out, doubled, or put in from elsewhere."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(made) or 1)
        what = chance.randrange(5)
        if what == 0:
            made[at : at + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del made[at : at + chance.randint(1, 400)]
        elif what == 2:
            made[at:at] = made[at : at + chance.randint(1, 400)] * chance.randint(1, 40)
        elif what == 3:
            made[at:at] = chance.choice([b'"', b"\0", b"\xff\xfe", b"PK\x01\x02", b"<!DOCTYPE", b"\r", b'="', b"," * 5000, b"\n" * 3000])
        else:
            made[at:at] = chance.randbytes(chance.randint(1, 300))
    return bytes(made)


def spreadsheet(chance: random.Random) -> bytes:
    """A spoilt spreadsheet: every other one is a sound box with spoilt XML in it, for damage to the box alone goes no further than that."""
    sheet = sheet_of(*((f"{letter}{row}", "x") for row in range(1, 60) for letter in "ABC"))
    return spoilt(parcel(sheet), chance) if chance.random() < 0.5 else parcel(spoilt(sheet.encode(), chance))


def text_table(chance: random.Random) -> bytes:
    """A spoilt text file, of one of the shapes in which they come."""
    text = "\n".join(["Name,Email,School", *(f"Ada Byron,a{n}@x.ac.uk,Law" for n in range(60))])
    shapes = (text.encode(), text.encode("utf-16"), text.replace(",", ";").encode("cp1252"), text.replace(",", '","').encode())
    return spoilt(chance.choice(shapes), chance)


def questionnaire(chance: random.Random) -> bytes:
    """Our questionnaire, spoilt, as YAML or as JSON."""
    return spoilt(chance.choice((DEFAULT.read_bytes(), default_instrument().model_dump_json(indent=1).encode())), chance)


@pytest.mark.parametrize(
    ("made", "reader", "id"),
    [(spreadsheet, "table", "file."), (text_table, "table", "file."), (questionnaire, "questionnaire", "instrument.")],
)
def test_hundreds_of_spoilt_files_are_refused_or_read_and_nothing_else(bench, made, reader, id):
    chance, before = random.Random(20261124), bench.started
    said = [judged(bench, made(chance), reader) for _ in range(COUNT)]
    assert "" in said and len(set(said)) > 1
    assert all(each == "" or each.startswith(id) for each in said)
    assert bench.started - before <= said.count(id + "greedy") + 1
