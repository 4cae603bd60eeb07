"""The rubric that every cohort begins with: our own wording, CC BY 4.0, weighed as in pedagogy B.

A cohort may weigh it anew, as a new version.
"""

from elearn.domain.assessment import Criterion, Descriptor, Evidence, Rubric


def _levels(*pairs: tuple[str, str]) -> tuple[Descriptor, Descriptor, Descriptor, Descriptor]:
    first, second, third, fourth = (Descriptor(short=short, full=full) for short, full in pairs)
    return first, second, third, fourth


DEFAULT = Rubric(
    title="Root & Remedy rubric, for medicine and law together",
    licence="CC BY 4.0",
    criteria=(
        Criterion(
            id="legal_need",
            name="Recognising health-harming legal need",
            about="Noticing a legal need",
            each=15,
            evidence=Evidence.FINDINGS,
            levels=_levels(
                (
                    "Only a medical or social problem",
                    "Sees only a medical or social problem, or says “legal” without a right, a duty or an entitlement.",
                ),
                (
                    "Plausible, in general terms",
                    "Names a plausible issue in general terms; facts are thin, or a deadline or a risk to safety is missed.",
                ),
                (
                    "Tied to facts, and to who owes what",
                    (
                        "Names the main issues, tied to facts and to who owes or decides what; states urgency and uncertainty; knows "
                        "when a qualified adviser is needed."
                    ),
                ),
                (
                    "Finds what no one paper says",
                    (
                        "Also finds an issue that no single document labels; separates what to act on now, what to prevent, and what "
                        "the law cannot fix; does not over-claim."
                    ),
                ),
            ),
            medicine="spots, asks, documents, and brings in legal help",
            law="names the mechanism, and grasps what it does to health",
        ),
        Criterion(
            id="root_causes",
            name="Root-cause analysis",
            about="Root causes",
            each=5,
            pair=15,
            evidence=Evidence.MAP,
            levels=_levels(
                ("A list, or one line", "A list, or one line that ends in the person’s behaviour."),
                (
                    "Linked, legal step skipped",
                    "Several linked causes, but directions are confused, the legal step is skipped, or institutions are absent.",
                ),
                (
                    "Two whole chains, a rule behind them",
                    (
                        "Two or more whole chains from conditions through legal need to harm; a rule or an institution behind them; one "
                        "interaction considered."
                    ),
                ),
                (
                    "Loops, a rival tested",
                    (
                        "Shows loops or chains that reinforce each other, tests a rival explanation, includes strengths, and judges "
                        "which points are most changeable."
                    ),
                ),
            ),
            medicine="carries the harm back to a condition and a rule, not to a habit",
            law="carries the breach forward to what the body met",
        ),
        Criterion(
            id="evidence",
            name="Use of evidence",
            about="Evidence",
            each=15,
            evidence=Evidence.FINDINGS,
            levels=_levels(
                ("Assumed", "Claims rest on assumption."),
                ("Cited, not explained", "Sources are cited without saying how they support the claim; gaps are unmarked."),
                (
                    "Source, reason, sureness",
                    (
                        "Each key claim has a specific source, a reason and a confidence; fact, inference and the unknown are kept "
                        "apart; draws on the partner’s documents."
                    ),
                ),
                (
                    "Weighs conflict, revises",
                    "Weighs conflict and weakness, revises openly when facts change, says what to obtain next and why.",
                ),
            ),
            medicine="reads a letter or a log as evidence, not as background",
            law="reads a record or a test as evidence, not as authority",
        ),
        Criterion(
            id="communication",
            name="Interprofessional communication",
            about="Working across professions",
            each=15,
            evidence=Evidence.SAID,
            levels=_levels(
                ("In parallel, or defers", "Works in parallel or simply defers; jargon is left unexplained."),
                ("Few questions", "Own findings are clear; few questions; quick agreement or fixed positions."),
                (
                    "Restates fairly, builds on it",
                    (
                        "Explains plainly, asks targeted questions, restates the partner’s reasoning fairly and builds on it; settles "
                        "differences with reasons."
                    ),
                ),
                (
                    "Draws out what was not offered",
                    (
                        "Draws out what the partner had not offered, adapts to them, uses the difference to improve the joint work, "
                        "gives credit."
                    ),
                ),
            ),
            medicine="asks what the law requires of whom, and says back the answer",
            law="asks what a finding means for the person, and says back the answer",
        ),
        Criterion(
            id="plan",
            name="Action planning",
            about="Planning",
            pair=15,
            evidence=Evidence.PLAN,
            levels=_levels(
                ("Generic referrals", "Generic referrals; no owner or order."),
                ("Fits some causes", "Actions fit some causes; owner or time is partial; a resource is named but access to it unchecked."),
                (
                    "Owner, time, barrier, way round",
                    (
                        "Each priority cause has an action, an owner, a time, the person’s agreement, a named local resource, a likely "
                        "barrier and a way round; urgent steps first."
                    ),
                ),
                (
                    "Steps that reinforce each other",
                    (
                        "Medical and legal steps are sequenced to reinforce each other; there is a follow-up measure and a fallback; "
                        "the burden on the person stays low."
                    ),
                ),
            ),
        ),
        Criterion(
            id="system_change",
            name="Advocacy and system change",
            about="Changing a rule",
            pair=10,
            evidence=Evidence.PLAN,
            levels=_levels(
                ("None, or a slogan", "None, or a slogan."),
                ("A fault, no step", "A fault of the system is named; its target or the step is vague."),
                (
                    "A rule, who, a first step",
                    "A specific policy or practice, who can change it, a realistic first step, and evidence from the case.",
                ),
                (
                    "Side-effects, allies, success",
                    "Also weighs side-effects, allies including those affected, how success would be known, and the limits of one’s role.",
                ),
            ),
        ),
        Criterion(
            id="values",
            name="Shared values and ethics",
            about="Shared values",
            each=10,
            evidence=Evidence.REFLECTIONS,
            levels=_levels(
                ("Blame, or wishes absent", "Blame, stereotype, or confidentiality ignored; the person’s wishes are absent."),
                (
                    "Respectful, not yet used",
                    "Respectful; wishes are noted but do not shape the plan; differences of duty are only noticed.",
                ),
                (
                    "Wishes shape the plan",
                    (
                        "Wishes shape the plan; language is neutral and specific; consent, confidentiality and differing professional "
                        "duties are handled."
                    ),
                ),
                (
                    "Conflict in the open",
                    (
                        "Brings a conflict of values into the open, reaches a position that both professions can defend, examines own "
                        "assumptions and power."
                    ),
                ),
            ),
            medicine="consent before information goes anywhere",
            law="instructions before a letter goes anywhere",
        ),
        Criterion(
            id="revision",
            name="Reflective revision",
            about="Reflecting",
            evidence=Evidence.REFLECTIONS,
            levels=_levels(
                ("Describes events", "Describes events."),
                ("Notes a difference", "Notes a difference from the panel."),
                ("Says why it arose", "Says why it arose and what to do differently."),
                ("Carries it further", "Carries the lesson to a new situation, and questions the panel where that is warranted."),
            ),
        ),
    ),
)
"""Criterion 8 is off: it weighs nothing until a cohort gives it a weight."""

PHRASES: tuple[tuple[str, str], ...] = (
    ("legal_need", "You named who had to act and by when. Hold on to that: it is what turns a worry into a right."),
    ("legal_need", "You name the trouble. Now say who owed what: a duty, a date, a decision that could be asked for again."),
    ("root_causes", "Your chain runs all the way from a rule to a body. That is the whole skill."),
    ("root_causes", "Your map stops at what the person did. Go one step further up: what made that the only thing left to do?"),
    ("evidence", "Each claim has a passage and a because. A reader could check you, and would agree."),
    ("evidence", "You cite the paper and leave the reader to guess how it helps. Write the because before you draw the link."),
    ("communication", "You said your partner’s point back so fairly that they could build on it."),
    ("communication", "You each had half of this. Ask one question that only the other’s papers can answer."),
    ("plan", "Owner, time, barrier and way round: somebody could start on this plan tomorrow."),
    ("plan", "A referral is where a plan begins. Who goes with them, by when, and what if the door is shut?"),
    ("system_change", "A rule, a person who can change it, and a first step: that is a proposal, not a wish."),
    ("system_change", "You name what is wrong with the system. Who could change which sentence of which rule?"),
    ("values", "What the person wants shaped your plan, and one can see where."),
    ("values", "You wrote down what the person wants. Show where the plan would have looked different without it."),
)
"""The comment bank to begin with: one for what is there, one for what comes next, by criterion."""
