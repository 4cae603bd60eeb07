"""What somebody's own data hold: every table of *What is kept of me* and of its file, with what each column means.

Of what a pair wrote together a person's own part is their own moves and the map that they share: never what a partner wrote alone.
"""

import sys

from elearn.domain.dictionary import Column, Kind, Table, pages


def _text(name: str, about: str, *, spoken: bool = False) -> Column:
    return Column(name=name, about=about, spoken=spoken)


def _whole(name: str, about: str) -> Column:
    return Column(name=name, about=about, kind=Kind.WHOLE)


def _yes(name: str, about: str) -> Column:
    return Column(name=name, about=about, kind=Kind.YES_NO)


def _at(name: str, about: str) -> Column:
    return Column(name=name, about=about, kind=Kind.MOMENT)


_CLASS = _text("class", "The class.")
_PAIR = (_CLASS, _whole("pair", "The number by which the class knows your pair."))

ACCOUNT = Table(
    name="account",
    title="Account",
    about="Who you are here.",
    columns=(
        _text("name", "Your name."),
        _text("email", "The address with which you sign in."),
        _text("discipline", "medicine or law, where you have one."),
        _text("rights", "What you may do beyond your classes: author, teacher, admin."),
        _yes("has_password", "Whether you have chosen a password. Of the password itself only a hash is kept."),
        _yes("second_factor", "Whether your telephone's code is asked for."),
        _whole("recovery_codes", "Recovery codes that are left; of each only a hash is kept."),
        _at("made_at", "When the account was made."),
        _at("suspended_at", "Since when it is shut, if it is."),
        _text("turned_off", "The kinds of notice that you turned off."),
    ),
)
SIGN_INS = Table(
    name="sign_ins",
    title="Sign-ins",
    about="Browsers in which you are or lately were signed in.",
    columns=(
        _text("browser", "In words."),
        _at("begun_at", "Since when."),
        _at("used_at", "When it was last used, give or take some minutes."),
        _at("ends_at", "When it ends."),
    ),
)
ATTEMPTS = Table(
    name="sign_in_attempts",
    title="Tries at your account",
    about="Tries at signing in with your address, or at a new password for it, kept for some hours so that nobody guesses.",
    columns=(_text("what", "What was tried."), _text("network", "From which network address."), _at("at", "When.")),
)
LINKS = Table(
    name="links",
    title="Single-use links",
    about="Links for choosing a password that were made for you. Of the link itself only a hash is kept.",
    columns=(_text("purpose", "What for."), _at("made_at", "When."), _at("expires_at", "Until when."), _at("used_at", "When it was used.")),
)
LETTERS = Table(
    name="letters",
    title="Letters",
    about="E-mail that was written to your address.",
    columns=(
        _text("kind", "What it is about."),
        _text("values", "What was filled in, as JSON."),
        _text("state", "Whether it went."),
        _at("at", "When it was written."),
    ),
)
NOTICES = Table(
    name="notices",
    title="What a letter last told you",
    about="So that what waits unchanged is not written about every day.",
    columns=(_text("what", "What waited."), _whole("count", "How many things that was."), _text("told_on", "On which day.")),
)
DEEDS = Table(
    name="account_record",
    title="What was done to your account",
    about="Rights, suspensions and links, as the record for admins keeps them.",
    columns=(_text("what", "What was done."), _text("by", "you, an admin, or from a shell."), _at("at", "When.")),
)
CLASSES = Table(
    name="classes",
    title="Classes",
    about="Where you belong, and what is arranged for you there.",
    columns=(
        _CLASS,
        _text("role", "What you are there."),
        _text("discipline", "medicine or law."),
        _text("student_number", "The institution's number for you."),
        _whole("more_percent", "More time that you were given, in per cent of each step."),
        _whole("more_minutes", "And in minutes."),
        _whole("more_days", "And in days."),
        _text("week", "When you said that you have time."),
        _whole("apart_from", "From how many people the class's staff keep you apart when pairs are made."),
        _yes("research", "Whether you allow research with what you did there; empty: you never said."),
    ),
)
SEATS = Table(
    name="pairs",
    title="Pairs",
    about="Where you sit or sat.",
    columns=(
        *_PAIR,
        _text("case", "The case."),
        _text("me", "The random id under which the pair's log knows you."),
        _text("discipline", "As whom you sit there."),
        _whole("candidate", "The number by which markers know you there; empty before your work is put up."),
        _at("opened_at", "When the pair was made."),
        _at("left_at", "When you left it, if you did."),
    ),
)
MOVES = Table(
    name="moves",
    title="Your moves",
    about="All that you did with your pairs, on the table that you share and on your own desk: findings, judgements, reflections.",
    columns=(
        *_PAIR,
        _text("where", "table: your pair saw it; desk: yours alone, and your tutors' where the page says so."),
        _whole("number", "Its place in that log."),
        _at("at", "When."),
        _text("move", "What was done, by the name that it has in the log."),
        _text("words", "Your own words, the parts of a longer move each on a line.", spoken=True),
        _text("details", "All else that the move says, as JSON."),
    ),
)
MAP = Table(
    name="maps",
    title="Your pairs' maps and plans",
    about="What stands on the maps and in the plans that you share: causes, links, actions and changes, whoever wrote them.",
    columns=(
        *_PAIR,
        _text("kind", "cause, link, action or change."),
        _text("thing", "The id by which moves speak of it."),
        _text("words", "As it reads, the parts of an action each on a line.", spoken=True),
        _text("details", "All else, as JSON: layer, from where to where, sureness."),
        _yes("yours", "Whether you put it there."),
    ),
)
DRAFTS = Table(
    name="drafts",
    title="Half-typed words",
    about="What you typed and did not send.",
    columns=(*_PAIR, _text("field", "Where."), _text("words", "The words.", spoken=True), _at("at", "When.")),
)
MESSAGES = Table(
    name="messages",
    title="Messages",
    about="Tutors' words to your pairs and classes that you have read, and those that you wrote yourself as a tutor.",
    columns=(
        _CLASS,
        _text("part", "read or wrote."),
        _text("words", "The words.", spoken=True),
        _at("at", "When it was written."),
        _at("read_at", "When you read it."),
    ),
)
FEEDBACK = Table(
    name="feedback",
    title="Feedback",
    about="What you were given when marks were released: levels, comments and letters. Marks that are not released are not in it.",
    columns=(
        *_PAIR,
        _text("part", "level, letter, next step or mark."),
        _text("about", "The criterion, or who wrote the letter."),
        _yes("pair", "Whether it is about, or to, the whole pair."),
        Column(name="figure", about="The level from 0 to 4, or the mark out of 100.", kind=Kind.NUMBER),
        _text("words", "The comment or the letter.", spoken=True),
        _at("released_at", "When you were given it."),
    ),
)
QUERIES = Table(
    name="questions_about_feedback",
    title="Questions about your feedback",
    about="What you asked, and the answers.",
    columns=(*_PAIR, _text("question", "Your words.", spoken=True), _at("asked_at", "When."), _text("answer", "The answer.", spoken=True),
             _at("answered_at", "When.")),
)  # fmt: skip
CARDS = Table(
    name="cards",
    title="Cards about your pairs",
    about="What the live page pointed out to your tutors about your pairs, where a tutor said what became of it.",
    columns=(*_PAIR, _text("rule", "The rule that pointed it out."), _text("said", "What the tutor said of it."), _at("at", "When.")),
)
MODULES = Table(
    name="modules",
    title="Modules",
    about="Pages of modules that you have done, your answers, and your reflections, which nobody else reads.",
    columns=(
        _CLASS,
        _text("module", "The module."),
        _text("page", "Its page."),
        _text("part", "done, answer, reflection or draft."),
        _text("first", "Your first answer.", spoken=True),
        _yes("first_right", "Whether it was right."),
        _text("words", "Your last answer, or what you wrote.", spoken=True),
        _at("at", "When."),
    ),
)
ANSWERS = Table(
    name="questionnaire",
    title="Questionnaire",
    about="What you answered before and after, item by item.",
    columns=(
        _CLASS,
        _text("occasion", "before, after or later."),
        _text("question", "The question's id."),
        _text("answer", "The number that you chose, or your words; empty for “no chance to judge”.", spoken=True),
        _at("changed_at", "When the sheet was last changed."),
        _at("handed_in_at", "When you handed it in."),
    ),
)
VIGNETTES = Table(
    name="vignette_points",
    title="Points for your short stories",
    about="What markers, who do not know whose they are, gave your answers to the short stories.",
    columns=(_CLASS, _whole("number", "The number by which markers know it."), _text("points", "As JSON."), _at("at", "When.")),
)
POLLS = Table(
    name="polls",
    title="Polls",
    about="What you chose in polls.",
    columns=(_CLASS, _text("question", "The question."), _text("choice", "What you chose."), _at("at", "When.")),
)
HELP = Table(
    name="calls_for_help",
    title="Calls for help",
    about="When you pressed “Pause, or talk to someone”. It is never marked.",
    columns=(_CLASS, _at("at", "When."), _at("answered_at", "When a tutor had seen to it.")),
)
LOOKS = Table(
    name="who_looked",
    title="Who looked at your work",
    about="People outside the pair who opened a page of your pairs' work or took it out of the class, once an hour.",
    columns=(_CLASS, _text("who", "Their name."), _text("what", "pair, replay, marking or export."), _at("hour", "In which hour.")),
)
LOOKED = Table(
    name="looked_by_you",
    title="Whose work you looked at",
    about="Pairs whose work you opened as one of the staff.",
    columns=(*_PAIR, _text("what", "pair, replay, marking or export."), _at("hour", "In which hour.")),
)
MARKED = Table(
    name="marked_by_you",
    title="What you marked",
    about="Levels, comments, letters and notes that you gave as a marker.",
    columns=(
        _CLASS,
        _whole("script", "The number of the script."),
        _text("part", "level, letter, next_step or note."),
        _text("about", "The member's id in the log; empty for the pair."),
        _text("criterion", "The criterion."),
        _whole("level", "From 0 to 4."),
        _text("words", "What you wrote.", spoken=True),
        _at("at", "When."),
    ),
)
WORK = Table(
    name="staff_record",
    title="What you did as staff",
    about="Lines of records that are kept under your account: moderation, releases, answers, cards, rubrics, words taught, exports, roster "
    "drafts and what you did to accounts.",
    columns=(
        _text("class", "The class; empty where it is about none."),
        _text("record", "Which record."),
        _text("what", "What it says."),
        _at("at", "When."),
    ),
)
OWN = (
    ACCOUNT, SIGN_INS, ATTEMPTS, LINKS, LETTERS, NOTICES, DEEDS, CLASSES, SEATS, MOVES, MAP, DRAFTS, MESSAGES, FEEDBACK, QUERIES, CARDS,
    MODULES, ANSWERS, VIGNETTES, POLLS, HELP, LOOKS, LOOKED, MARKED, WORK,
)  # fmt: skip
"""in the order of the page and the file"""

INTRODUCTION = """# What is kept of a person

Made from `elearn/domain/dictionary_own.py` by `python -m elearn.domain.dictionary_own > docs/own-data.md`. These are the tables of *What is
kept of me*, on the page and in its file, for learners and for everybody else with an account. The file is a zip with a CSV for each table,
and `READ-ME-FIRST.csv` with what is said here.
"""


def manual() -> str:
    """The page of the manual: docs/own-data.md is this, and a test holds it to it."""
    return "\n".join([INTRODUCTION.rstrip(), *pages(OWN, level=2), ""])


if __name__ == "__main__":
    sys.stdout.write(manual())
