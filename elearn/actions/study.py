"""What is done with modules: opening one for a class, going on, answering, reflecting."""

from datetime import datetime

from elearn.domain.errors import NotAllowed, NotThere
from elearn.domain.module import Module, Stop, StopKind
from elearn.store import modules
from elearn.store.db import saving
from elearn.store.modules import CohortModule
from elearn.store.progress import ModuleAnswer, ModuleDone, ModuleReflection

MOST_CHARACTERS = 8000
"""Of a reflection: some 1,300 words, far more than anybody writes there."""


def open_module(cohort_id: int, slug: str, now: datetime) -> None:
    """Open a published module for a class; once open it stays as it is."""
    with saving() as session:
        if modules.latest(slug) is None:
            raise NotAllowed("module.unknown", "Choose one of the published modules.")
        if session.get(CohortModule, (cohort_id, slug)) is None:
            session.add(CohortModule(cohort_id=cohort_id, module_slug=slug, opened_at=now))


def close_module(cohort_id: int, slug: str) -> None:
    """Close a module for a class. What learners did in it is kept, and is there again when it is opened again."""
    with saving() as session:
        found = session.get(CohortModule, (cohort_id, slug))
        if found is not None:
            session.delete(found)


def go_on(cohort_id: int, person_id: int, module: Module, part: str, now: datetime) -> None:
    """Note that a stop is done. Done again, it counts as done last: that is where the learner is."""
    _stop(module, part)
    with saving() as session:
        session.merge(ModuleDone(cohort_id=cohort_id, person_id=person_id, module_slug=module.module, part=part, done_at=now))


def answer(cohort_id: int, person_id: int, module: Module, part: str, says: str, now: datetime) -> None:
    """Answer a question, in the words of one of its choices. The first answer stays; later ones stand beside it."""
    question = _stop(module, part).question
    if question is None:
        raise NotThere("module.no_question", "There is no such question in this module.")
    choice = question.choice(says)
    if choice is None:
        raise NotAllowed("module.no_choice", "Choose one of the answers.")
    with saving() as session:
        found = session.get(ModuleAnswer, (cohort_id, person_id, module.module, part))
        if found is None or question.choice(found.first) is None:
            session.merge(
                ModuleAnswer(
                    cohort_id=cohort_id, person_id=person_id, module_slug=module.module, part=part,
                    first=choice.says, first_right=choice.right, first_at=now, last=choice.says, tries=1,
                )
            )  # fmt: skip
        else:
            found.last, found.tries = choice.says, found.tries + 1
        session.merge(ModuleDone(cohort_id=cohort_id, person_id=person_id, module_slug=module.module, part=part, done_at=now))


def reflect(cohort_id: int, person_id: int, module: Module, part: str, words: str, now: datetime) -> None:
    """Save a reflection, for its writer alone. Saved words leave no draft behind; emptied, the reflection is gone."""
    _reflection(module, part)
    words = _fitting(words)
    with saving() as session:
        kept = _kept(session.get(ModuleReflection, (cohort_id, person_id, module.module, part)), cohort_id, person_id, module, part)
        kept.words, kept.draft, kept.saved_at = words, "", now if words else None
        session.add(kept)
        done = {"cohort_id": cohort_id, "person_id": person_id, "module_slug": module.module, "part": part}
        if words:
            session.merge(ModuleDone(**done, done_at=now))


def keep_draft(cohort_id: int, person_id: int, module: Module, part: str, words: str) -> None:
    """Keep half-typed words of a reflection."""
    _reflection(module, part)
    words = _fitting(words)
    with saving() as session:
        kept = _kept(session.get(ModuleReflection, (cohort_id, person_id, module.module, part)), cohort_id, person_id, module, part)
        kept.draft = "" if words == kept.words else words
        session.add(kept)


def _kept(found: ModuleReflection | None, cohort_id: int, person_id: int, module: Module, part: str) -> ModuleReflection:
    return found or ModuleReflection(
        cohort_id=cohort_id, person_id=person_id, module_slug=module.module, part=part, words="", draft="", saved_at=None
    )


def _stop(module: Module, part: str) -> Stop:
    stop = module.stop(part)
    if stop is None:
        raise NotThere("module.no_part", "This module has no such page.")
    return stop


def _reflection(module: Module, part: str) -> None:
    if _stop(module, part).kind is not StopKind.REFLECTION:
        raise NotThere("module.no_reflection", "There is nothing to write at this page.")


def _fitting(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if len(words) > MOST_CHARACTERS:
        raise NotAllowed(
            "module.too_long",
            "That is {over} characters more than fit here. Nothing was lost: shorten it and save again.",
            over=len(words) - MOST_CHARACTERS,
        )
    return words
