"""A small case that is complete and passes the check: in memory (`a_case`) and as files (`a_library`).

`CASE`, `PANEL`, `SOURCES`, `RESOURCES` and `PAPERS` are what an author would have typed, so that a test can put one mistake into them.
"""

from functools import cache
from pathlib import Path
from typing import Any

from elearn.authoring.markup import render
from elearn.authoring.reading import read_yaml
from elearn.domain.content import Case, Fact, PanelFile, Paper, Resource, Source, WrittenCase
from elearn.domain.quotation import places

SLUG = "cold-room"

CASE = """\
case: cold-room
title: The cold room
summary: A boy coughs every winter. Everybody has written it down somewhere.
jurisdiction: England
law_stated_at: 2026-11-24
review_by: 2027-05-24
reviewed_by: []
licence: CC BY 4.0
minutes: 101
content_note: A child who is ill; poor housing. Nobody dies.
person:
  name: Ben Hale
  about: Eight years old, lives with his mother Ruth in two rooms.
  wishes: Ruth wants him at school, and to stay near her sister.
  strengths: Ruth keeps every letter; her sister lives two streets away.
outcomes:
  - {id: notice, text: Notice a legal need in a clinical story, tags: [S1]}

papers:
  - id: opening
    title: How it begins
    pack: shared
    opens: meet
    text: papers/shared/opening.md
  - id: clinic-letter
    title: Clinic letter
    pack: medicine
    opens: spot
    text: papers/medicine/clinic-letter.md
    source_line: Eastmere Surgery · Monday 26 October 2026
    facts:
      - id: better-away
        quote: settled within two days when they stayed with his aunt
        shows: [mould-air]
        decisive: true
        why: The cough follows the home.
      - id: third-winter
        quote: the third winter in a row
        shows: [wheeze]
        decisive: true
        why: It comes back, so something keeps it going.
      - id: told-twice
        quote: has told the landlord twice
        shows: [repair-duty]
        decisive: true
        why: The landlord knows.
  - id: repairs-log
    title: Repairs log
    pack: law
    opens: spot
    text: papers/law/repairs-log.md
    facts:
      - id: reported-june
        quote: black mould in the small bedroom
        shows: [mould-air, repair-duty]
        decisive: true
        why: The landlord was told in June.
      - id: closed
        quote: closed, tenant advised to ventilate
        shows: [repair-duty]
        decisive: true
        why: Nobody went to look.
      - id: afraid
        quote: asks that her name be left out
        shows: [fear]
        decisive: true
        why: She is afraid of losing the home.
  - id: survey
    title: A report that came late
    pack: law
    opens: news
    text: papers/law/survey.md
    content_note: Photographs of mould are described.
    skip_summary: The wall is wet from outside, and the fan has not worked since spring.
    facts:
      - id: dead-fan
        quote: The fan has not run since April
        shows: [mould-air, no-budget]
        why: The damp is the building's, not the family's.

steps:
  - {id: meet, kind: meet, minutes: 8}
  - {id: spot, kind: spot, minutes: 18, ask: "What in this file matters, and why?"}
  - {id: share, kind: share, minutes: 12}
  - {id: map, kind: map, minutes: 20, ask: What is making Ben ill?}
  - {id: news, kind: news, minutes: 12, ask: Does this change any link?}
  - {id: act, kind: act, minutes: 15}
  - {id: compare, kind: compare, minutes: 8}
  - {id: reflect, kind: reflect, minutes: 8}

staff_notes: Pairs often stop at the mould. Ask who knew, and since when.
reflection: [What did your partner's papers change in your thinking?]
tensions:
  - id: consent
    question: Ruth says "do not write to them yet". What may each of you do?
    medicine: Explain, record, and write nothing without her yes.
    law: Act on her instructions, and tell her what waiting costs.
    sources: [lta-11]
afterwards: papers/shared/afterwards.md
"""

PANEL = """\
panel:
  voices:
    - {id: gp, name: A GP, discipline: medicine}
    - {id: solicitor, name: A housing solicitor, discipline: law}
    - {id: lived, name: A mother who has been there}
  causes:
    - id: no-budget
      layer: system
      says: No money set aside for ventilation
      also: [no repair budget]
      weight: supporting
      seen_from: law
      why: {solicitor: Planned programmes wait for years.}
    - id: fear
      layer: social
      says: Fear of losing the home
      also: [afraid of eviction]
      weight: supporting
      seen_from: law
      why: {lived: You do not complain to the one who holds the key.}
    - id: repair-duty
      layer: legal
      says: The landlord's duty to repair is not met
      also: [disrepair, unmet repair duty]
      near: [bad landlord]
      weight: core
      seen_from: joint
      why: {solicitor: Told in June and nothing done.}
      sources: [lta-11]
    - id: mould-air
      layer: exposure
      says: Mould where he sleeps
      also: [black mould, damp bedroom]
      near: [damp home]
      weight: core
      seen_from: joint
      why: {gp: Better away within two days., lived: You can smell it on his clothes.}
    - id: wheeze
      layer: health
      says: He wheezes every winter
      also: [recurrent wheeze]
      weight: core
      seen_from: medicine
      why: {gp: Three winters.}
  links:
    - {from: no-budget, to: repair-duty, how: keeps_going, weight: core, grade: established, why: Nobody is sent}
    - {from: fear, to: repair-duty, how: keeps_going, weight: supporting, grade: probable, why: Nobody presses for it}
    - {from: repair-duty, to: mould-air, how: keeps_going, weight: core, grade: established, why: The wall stays wet, sources: [lta-11]}
    - {from: mould-air, to: wheeze, how: worsens, weight: core, grade: probable, why: It settles away from home}
    - {from: wheeze, to: fear, how: worsens, weight: optional, grade: contested, why: Absence from work costs rent, loop: true}
  paths:
    - {id: duty-to-chest, through: [no-budget, repair-duty, mould-air, wheeze], says: From a budget line to a chest}
  weak:
    - id: not-ventilating
      layer: social
      says: The family does not open the windows
      also: [poor ventilation by tenants, lifestyle]
      why: The fan is dead. Ordinary living is not a fault.
      voice: lived
  actions:
    - id: written-report
      does: Written report to the landlord, asking for an investigation
      owner: adviser
      when: 48h
      works_on: [repair-duty, mould-air]
      needs: A letter with dates
      resource: law-centre
      barriers: [language, time]
      way_round: An interpreter, and an appointment after school
      deadline: {from: 2026-11-02, working_days: 10, what: The landlord must have investigated}
      kind: sound
      why: It starts the clock.
      sources: [lta-11]
    - {id: treat, does: Treat the wheeze, owner: clinician, when: now, works_on: [wheeze], kind: sound, why: He is ill today}
    - {id: move, does: Apply for another home, owner: person, when: month, works_on: [mould-air], kind: slow, why: Years of waiting}
    - {id: no-rent, does: Stop paying rent, owner: person, when: now, works_on: [repair-duty], kind: harmful, why: It may cost the home}
  system_change:
    - {id: share-notes, who: Integrated care board, level: system, ask: Let home visitors' notes reach the GP, first_step: Ask the board}
"""

SOURCES = """\
sources:
  - id: lta-11
    title: Landlord and Tenant Act 1985, section 11
    url: https://www.legislation.gov.uk/ukpga/1985/70/section/11
    jurisdiction: England
    checked_on: 2026-11-24
    review_by: 2027-05-24
    checked: M
"""

RESOURCES = """\
resources:
  - {id: law-centre, name: A law centre, what: Free advice on housing, who: Tenants, barriers: [capacity], level: place}
"""

PAPERS = {
    "papers/shared/opening.md": "Ruth brings Ben to the surgery. She has a folder of letters under her arm.\n",
    "papers/medicine/clinic-letter.md": (
        "Dear colleague,\n\nBen has coughed for **the third winter in a row**. His chest settled within two\n"
        "days when they stayed with his aunt, and was tight again\non the first night at home.\n\n- SpO2 95 %\n"
        "- wheeze on both sides\n\nHis mother has told the landlord twice.\n"
    ),
    "papers/law/repairs-log.md": (
        "| Date | Report | Action |\n|---|---|---|\n| 2 June | black mould in the small bedroom | closed, tenant advised to ventilate |\n"
        "| 5 September | mother on the phone, asks that her name be left out | none |\n"
    ),
    "papers/law/survey.md": "## Findings\n\nThe outer wall is wet below the gutter. The fan has not run since April.\n",
    "papers/shared/afterwards.md": "Four weeks later the gutter is mended. Ben still coughs, less.\n",
}

FILES = {"case.yaml": CASE, "panel.yaml": PANEL, **PAPERS}


def a_library(tmp_path: Path, *swaps: tuple[str, str, str], files: dict[str, str | bytes | None] | None = None) -> Path:
    """Write a library of one case; its root. Each swap is (file, words, other words); `files` adds, replaces or (None) leaves out."""
    texts: dict[str, str | bytes | None] = {"../../sources.yaml": SOURCES, "../../resources.yaml": RESOURCES, **FILES}
    for file, old, new in swaps:
        before = texts[file]
        assert isinstance(before, str), file
        assert old in before, f"{old!r} does not stand in {file}"
        texts[file] = before.replace(old, new, 1)
    folder = tmp_path / "content" / "cases" / SLUG
    for file, text in {**texts, **(files or {})}.items():
        if text is not None:
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path / "content"


def a_folder(tmp_path: Path, *swaps: tuple[str, str, str], files: dict[str, str | bytes | None] | None = None) -> Path:
    """The folder of the one case of `a_library`."""
    return a_library(tmp_path, *swaps, files=files) / "cases" / SLUG


def a_case(**changes: Any) -> Case:
    """A small complete case, compiled without touching a file. `changes` replace fields of the compiled case."""
    return Case(**{**_compiled(), **changes})


@cache
def _compiled() -> dict[str, Any]:
    written = WrittenCase.model_validate(read_yaml(CASE, "case.yaml").value)
    return {name: value for name, value in written if name != "papers"} | {
        "papers": tuple(_paper(each) for each in written.papers),
        "panel": PanelFile.model_validate(read_yaml(PANEL, "panel.yaml").value).panel,
        "afterwards_html": render(PAPERS[str(written.afterwards)]).html,
        "sources": tuple(Source.model_validate(each) for each in read_yaml(SOURCES, "sources.yaml").value["sources"]),
        "resources": tuple(Resource.model_validate(each) for each in read_yaml(RESOURCES, "resources.yaml").value["resources"]),
    }


def _paper(written: Any) -> Paper:
    laid = render(PAPERS[written.text])
    facts = []
    for fact in written.facts:
        [(start, end)] = places(fact.quote, laid.plain)
        facts.append(Fact(**dict(fact), start=start, end=end))
    kept = {name: value for name, value in written if name != "facts"}
    return Paper(**kept, facts=tuple(facts), html=laid.html, plain=laid.plain, blocks=laid.blocks)
