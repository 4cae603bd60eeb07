"""A case as its author writes it: case.yaml, from which come its reading, its check, its JSON Schema and its page of the manual.

`elearn.domain.content` has the same things compiled. The check needs only these, and does not load the others.
"""

from pydantic import Field

from elearn.domain.vocabulary import (
    CHECKED,
    Checked,
    Day,
    FilePath,
    Id,
    MaybeShort,
    MaybeText,
    Minutes,
    Pack,
    Part,
    Short,
    StepKind,
    Text,
    Written,
    YesNo,
)

AUDIT = "For authors only."
"""What is written for the library's audit page and shown to nobody else."""


class PersonInCase(Written):
    """The person the case is about: always invented, never only a patient or a client."""

    name: Short = Field(description="The name; always invented.")
    about: Text = Field(description="Who they are, in a sentence.")
    wishes: MaybeText = Field(default="", description="What they themselves want.")
    strengths: MaybeText = Field(default="", description="What they and theirs bring to it.")
    identity: tuple[Short, ...] = Field(default=(), description=f"Who they are, for the audit: [woman, migrant]. {AUDIT}")
    condition: tuple[Short, ...] = Field(default=(), description=f"What they live with: [asthma]. {AUDIT}")


class Other(Written):
    """Somebody else in the case, for the library's audit: whom do our cases show helping, and whom being helped?"""

    name: Short = Field(description="The name; always invented.")
    who: MaybeShort = Field(default="", description="Who they are in the case: a neighbour, a surveyor.")
    part: Part = Field(description="helps, helped (somebody else whom the plan helps), in_the_way or beside (none of these).")
    identity: tuple[Short, ...] = Field(default=(), description="Who they are in the words of the library's audit.")


class Outcome(Written):
    """What a student can do after the case."""

    id: Id = Field(description="The word by which it is known.")
    text: Short = Field(description="What a student can do afterwards, beginning with a verb.")
    tags: tuple[Short, ...] = Field(default=(), description="Codes of skills and frameworks.")


class WrittenFact(Written):
    """Words of a paper that matter, and for what."""

    id: Id = Field(description="The word by which it is known.")
    quote: Text = Field(description="Words that stand in the paper exactly once. White space and markup do not matter.")
    shows: tuple[Id, ...] = Field(default=(), description="The panel's causes that it is evidence for.")
    decisive: YesNo = Field(default=False, description="true if the case cannot be understood without it.")
    why: Text = Field(description="What it tells somebody who knows.")
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)


class WrittenPaper(Written):
    """A document of the case file."""

    id: Id = Field(description="The word by which it is known.")
    title: Short = Field(description="What it is called. The other side may see the title, so it gives no fact away.")
    pack: Pack = Field(description="Who holds it: medicine, law or shared.")
    opens: Id = Field(description="The step that opens it.")
    text: FilePath = Field(description="Its Markdown file, from the case's folder: papers/medicine/clinic-letter.md.")
    source_line: MaybeShort = Field(default="", description="Where and when it was written; stands in its head.")
    minutes: Minutes | None = Field(default=None, description="How long it takes to read, if not its length divided by 200 words a minute.")
    content_note: MaybeText = Field(default="", description="What may distress, said before the paper opens.")
    skip_summary: MaybeText = Field(default="", description="What to know for those who skip the detail. Goes with content_note.")
    facts: tuple[WrittenFact, ...] = Field(default=(), description="The words in it that matter.")


class Step(Written):
    """One step of the way through a case."""

    id: Id = Field(description="The word by which it is known; also its place in the address.")
    kind: StepKind = Field(description="meet, spot, share, map, news, act, compare or reflect.")
    minutes: Minutes = Field(description="How long it should take.")
    ask: MaybeText = Field(default="", description="The question that the page asks.")
    hint: MaybeText = Field(default="", description="A hint for those who are stuck.")


class Tension(Written):
    """A point at which the two professions' duties differ."""

    id: Id = Field(description="The word by which it is known.")
    question: Text = Field(description="The question that it puts to both.")
    medicine: Text = Field(description="What a clinician owes here.")
    law: Text = Field(description="What a lawyer owes here.")
    sources: tuple[Id, ...] = Field(default=(), description="Where it can be looked up: ids of sources.yaml.")
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)


class CaseHead(Written):
    """What a case says of itself, written and compiled alike."""

    case: Id = Field(description="The folder's name.")
    title: Short = Field(description="The title, as learners see it.")
    summary: Text = Field(description="What it is about, in two lines, giving nothing away.")
    jurisdiction: Short = Field(description="Whose law applies: England.")
    law_stated_at: Day = Field(description="The day for which the law is stated: 2026-11-24.")
    review_by: Day = Field(description="The day by which somebody must read the law again.")
    reviewed_by: tuple[Short, ...] = Field(default=(), description="Real people who reviewed it. Empty is shown as “not yet reviewed”.")
    licence: MaybeShort = Field(default="", description="How others may use it: CC BY 4.0.")
    minutes: Minutes = Field(description="How long it takes; the steps add up to it.")
    content_note: Text = Field(description="What may distress: theme, where, how graphic.")
    person: PersonInCase = Field(description="The person the case is about.")
    people: tuple[Other, ...] = Field(default=(), description=f"The others in the case. {AUDIT}")
    outcomes: tuple[Outcome, ...] = Field(default=(), description="What students can do afterwards.")
    steps: tuple[Step, ...] = Field(description="The steps, in order.")
    staff_notes: MaybeText = Field(default="", description="What tutors should know. Learners never see it.")
    reflection: tuple[Short, ...] = Field(default=(), description="The questions of the last step.")
    tensions: tuple[Tension, ...] = Field(default=(), description="Where the two professions' duties differ.")


class WrittenCase(CaseHead):
    """case.yaml: what the case is, its papers and facts, its steps."""

    papers: tuple[WrittenPaper, ...] = Field(description="The documents of the case file.")
    afterwards: FilePath | None = Field(default=None, description="A Markdown file that says what happened next; shown at the very end.")
