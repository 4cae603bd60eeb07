"""What an entry says in words: for the list between partners, for the replay, and for a screen reader."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from elearn.domain import move as m
from elearn.domain.entry import Entry
from elearn.domain.move import Move
from elearn.domain.steps import Said
from elearn.domain.workspace import Workspace

SENTENCES: dict[type[Move], str] = {
    m.SittingOpened: "The case was opened",
    m.MemberJoined: "{name} joined",
    m.MemberLeft: "{name} left",
    m.PackOpened: "The papers of {pack} were opened by the house, since nobody of {pack} sits here now",
    m.StepOpened: "Your tutor opened the next step",
    m.StepHeld: "Your tutor opens the next step later",
    m.TimeRanOut: "The time for this step was over, and the pair went on without the yes of {without}",
    m.SealedByTime: "The time was over: the findings of {name} were sealed as they stood, {count} of them",
    m.NewsSealedByTime: "The time was over: what {name} made of the new papers was sealed as it stood",
    m.ReflectionTakenByTime: "The time was over: the reflection of {name} was handed in as it stood",
    m.ProfessionIntroduced: "{name} introduced their profession: {words}",
    m.AgreementWorded: "{name} worded how you work together",
    m.SpokeAloud: "{name} changed who writes",
    m.AgreedToGoOn: "{name} agreed to go on",
    m.TookBackAgreement: "{name} wants to stay here a little longer",
    m.Nudged: "{name} is ready when you are",
    m.FindingNoted: "{name} noted {words}",
    m.FindingReworded: "{name} reworded {words}",
    m.FindingDropped: "{name} dropped a finding",
    m.FindingsSealed: "{name} sealed their findings",
    m.Explained: "{name} explained {thing}: {words}",
    m.WavedThrough: "{name} had nothing to add to {thing}",
    m.PaperOpened: "{name} opened a paper: {words}",
    m.Asked: "{name} asked about {thing}: {words}",
    m.Restated: "{name} said back {thing}: {words}",
    m.BuiltOn: "{name} built on {thing}: {words}",
    m.Challenged: "{name} challenged {thing}: {words}",
    m.AcceptedWithReason: "{name} accepted {thing}: {words}",
    m.Answered: "{name} answered: {words}",
    m.CauseAdded: "{name} added {words}",
    m.CauseReworded: "{name} reworded it: {words}",
    m.CauseMoved: "{name} moved {thing} to another column",
    m.CauseWeighed: "{name} is {sure} % sure of {thing}",
    m.LinkDrawn: "{name} linked {source} to {target}: {words}",
    m.LinkReworded: "{name} reworded {thing}: {words}",
    m.LinkWeighed: "{name} is now {sure} % sure of {thing}: {words}",
    m.EvidencePointed: "{name} pointed to a passage for {thing}",
    m.EvidenceWithdrawn: "{name} took a passage away from {thing}",
    m.WordingChosen: "{name} settled the words of {thing}",
    m.Removed: "{name} removed {thing}",
    m.RemovalProposed: "{name} proposes to remove {thing}: {words}",
    m.RemovalAccepted: "{name} agreed to remove {thing}",
    m.RemovalRefused: "{name} keeps {thing}",
    m.LinkJudged: "{name} judged a link",
    m.NewsSealed: "{name} has read the new papers",
    m.ActionPlanned: "{name} planned {words}",
    m.ActionReworded: "{name} reworded an action: {words}",
    m.ChangeProposed: "{name} proposed a change: {words}",
    m.ChangeReworded: "{name} reworded the change: {words}",
    m.SameAnswered: "{name} compared {thing} with the panel",
    m.DifferenceJudged: "{name} judged a difference: {words}",
    m.ReflectionWritten: "{name} wrote a reflection",
    m.PartnerThanked: "{name} thanked a partner",
    m.ReflectionHandedIn: "{name} handed in a reflection",
}

COMING_AND_GOING: dict[StrEnum, str] = {
    m.Joining.NEW: "Your tutor seated {name} here. A newcomer reads and seals alone first; the others' work goes on",
    m.Joining.BACK: "{name} is back",
    m.Joining.MERGED: "{name} came here from pair {pair}, with their findings. A newcomer seals alone first; the others' work goes on",
    m.Leaving.ABSENT: "{name} is away, and the pair goes on without them. What they wrote stays",
    m.Leaving.MOVED: "{name} goes on in pair {pair}. What they wrote here stays",
}


def tell(entry: Entry, table: Workspace, names: Mapping[str, str]) -> Said:
    """One entry as a sentence. `table` gives the words of the things it speaks of; `names` the people's."""
    move: Any = entry.move
    by = getattr(move, "member", None) or entry.by
    about = getattr(move, "of", None) or getattr(move, "on", None) or getattr(move, "cause", None)
    values = {
        "name": names.get(by, ""),
        "words": _words(move),
        "thing": words_of(table, about) if about else "",
        "source": words_of(table, getattr(move, "source", "")),
        "target": words_of(table, getattr(move, "target", "")),
        "sure": getattr(move, "sure", ""),
        "count": len(getattr(move, "findings", ())),
        "pair": getattr(move, "pair", ""),
        "pack": getattr(move, "pack", ""),
        "without": ", ".join(names.get(each, "") for each in getattr(move, "without", ())) or names.get("", "nobody"),
    }
    way = move.how if isinstance(move, m.MemberJoined) else move.why if isinstance(move, m.MemberLeft) else None
    if way in COMING_AND_GOING:
        return Said(id=f"tell.{entry.name}.{way}", sentence=COMING_AND_GOING[way], values=values)
    return Said(id=f"tell.{entry.name}", sentence=SENTENCES[type(entry.move)], values=values)


def words_of(table: Workspace, id: str) -> str:
    """The words of a thing on the table, a link as its two ends; "something since removed" when it is gone."""
    if id in table.causes:
        return table.causes[id].words
    if id in table.links:
        link = table.links[id]
        return f"{words_of(table, link.source)} → {words_of(table, link.target)}"
    if id in table.findings:
        return table.findings[id].finding.says
    if id in table.actions:
        return table.actions[id].words.does
    if id in table.changes:
        return table.changes[id].words.what
    return "something since removed"


def _words(move: Any) -> str:
    for inner in ("finding", "action", "change"):
        held = getattr(move, inner, None)
        if held is not None:
            return next(str(words) for name in ("says", "does", "what") if (words := getattr(held, name, "")))
    return str(getattr(move, "words", ""))
