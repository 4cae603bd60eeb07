"""What may be done to the map and the plan: in Map, News and Act, and never again once Compare has opened."""

from collections.abc import Callable
from typing import Any

from elearn.domain import move as m
from elearn.domain.asking import MAP_OPEN, Asking
from elearn.domain.content import StepKind
from elearn.domain.errors import MoveRefused
from elearn.domain.move import Move
from elearn.domain.things import Cause, Finding, Link, Thing

MOST_CAUSES = 80
MOST_LINKS = 160
MOST_ACTIONS = 60
"""Bounds that no pair at work has come near; they keep a script from filling a page."""


def _on_map(ask: Asking) -> None:
    if ask.table.has_reached(StepKind.COMPARE):
        raise MoveRefused("map.closed", "The map closed when you began to compare. It stays as it was.")
    ask.at(*MAP_OPEN)
    ask.sealed()


def _cause_added(ask: Asking, move: m.CauseAdded) -> Move:
    _on_map(ask)
    ask.evidence(*move.passages)
    if len(ask.table.causes) >= MOST_CAUSES:
        raise MoveRefused("causes.many", "Eighty causes are enough for one map. Remove or join some first.")
    return move


def _of_cause(ask: Asking, move: Any) -> Move:
    _on_map(ask)
    ask.cause(move.of)
    _base(ask, move)
    return move  # type: ignore[no-any-return]  # CauseReworded, CauseMoved or CauseWeighed


def _base(ask: Asking, move: Any) -> None:
    thing: Any = ask.table.thing(move.of)
    if getattr(move, "base", 1) > getattr(thing, "version", 1):
        raise MoveRefused("base.unknown", "That was written over words that do not exist. Reload the page and try again.")


def _link_drawn(ask: Asking, move: m.LinkDrawn) -> Move:
    _on_map(ask)
    if move.source == move.target:
        raise MoveRefused("link.itself", "A cause cannot lead to itself. Choose another cause for the other end.")
    ask.cause(move.source)
    ask.cause(move.target)
    ask.evidence(*move.passages)
    if any((each.source, each.target) == (move.source, move.target) for each in ask.table.links.values()):
        raise MoveRefused("link.twice", "These two are already linked in that direction. Change that link instead.")
    if len(ask.table.links) >= MOST_LINKS:
        raise MoveRefused("links.many", "That is a great many links. Remove some before you draw more.")
    return move


def _of_link(ask: Asking, move: Any) -> Move:
    _on_map(ask)
    if not isinstance(ask.known_thing(move.of), Link):
        raise MoveRefused("link.unknown", "That is not a link.")
    _base(ask, move)
    return move  # type: ignore[no-any-return]  # LinkReworded or LinkWeighed


def _pointed(ask: Asking, move: Any) -> Move:
    _on_map(ask)
    if not isinstance(ask.known_thing(move.on), Cause | Link):
        raise MoveRefused("evidence.where", "Evidence belongs to a cause or a link.")
    if isinstance(move, m.EvidencePointed):
        ask.evidence(move.passage)
    return move  # type: ignore[no-any-return]  # EvidencePointed or EvidenceWithdrawn


def _wording(ask: Asking, move: m.WordingChosen) -> Move:
    _on_map(ask)
    thing: Any = ask.known_thing(move.of)
    rivals = getattr(thing, "rivals", ())
    if not rivals:
        raise MoveRefused("wording.settled", "Those words have been settled already.")
    if move.wording is not None and all(each.id != move.wording for each in rivals):
        raise MoveRefused("wording.unknown", "Choose one of the wordings that stand side by side.")
    return move


def _own(ask: Asking, id: str) -> Thing:
    thing = ask.known_thing(id)
    if isinstance(thing, Finding):
        raise MoveRefused("finding.sealed", "A sealed finding stays.")
    return thing


def _removed(ask: Asking, move: m.Removed) -> Move:
    _on_map(ask)
    if _own(ask, move.of).by != ask.member and ask.table.partners(ask.member):
        raise MoveRefused("remove.partner", "Your partner put that there. Propose to remove it, saying why; they accept or refuse.")
    return move


def _removal_proposed(ask: Asking, move: m.RemovalProposed) -> Move:
    _on_map(ask)
    thing = _own(ask, move.of)
    if thing.by == ask.member:
        raise MoveRefused("remove.own", "That is yours: you can remove it yourself.")
    if thing.removal_by:
        raise MoveRefused("remove.proposed", "Its removal has been proposed already.")
    return move


def _removal_settled(ask: Asking, move: Any) -> Move:
    _on_map(ask)
    thing = _own(ask, move.of)
    if thing.removal_by is None:
        raise MoveRefused("remove.none", "Nobody proposes to remove that now.")
    writer = ask.table.members.get(thing.by)
    theirs = thing.by if writer and writer.active else None
    if ask.member == thing.removal_by or (theirs is not None and ask.member != theirs):
        raise MoveRefused("remove.not_yours", "The one who put it there decides.")
    return move  # type: ignore[no-any-return]  # RemovalAccepted or RemovalRefused


# --- News


def _link_judged(ask: Asking, move: m.LinkJudged) -> Move:
    ask.at(StepKind.NEWS)
    ask.sealed()
    if ask.member in ask.table.news:
        raise MoveRefused("news.sealed", "You have handed in what you thought alone. Change the map together now.")
    if move.link not in ask.table.links:
        raise MoveRefused("link.unknown", "That link is no longer on the map.")
    return move


def _news_sealed(ask: Asking, move: m.NewsSealed) -> Move:
    ask.at(StepKind.NEWS)
    ask.sealed()
    if move.step != ask.table.step.id or ask.member in ask.table.news:
        raise MoveRefused("news.sealed", "You have handed in what you thought alone. Change the map together now.")
    if not ask.desk.judgements and ask.table.links:  # a map whose time ran out may have none to judge
        raise MoveRefused("news.empty", "Say of at least one link whether the new papers make it more or less likely.")
    return m.NewsSealed(step=move.step, judgements=tuple(ask.desk.judgements.values()))


# --- Act


def _works_on(ask: Asking, causes: tuple[str, ...]) -> None:
    for id in causes:
        if not isinstance(ask.known_thing(id), Cause):
            raise MoveRefused("action.cause", "An action works on a cause of your map.")


def _action(ask: Asking, move: Any) -> Move:
    _on_map(ask)
    ask.at(StepKind.ACT)
    if isinstance(move, m.ActionPlanned | m.ActionReworded):
        _works_on(ask, move.action.works_on)
    if isinstance(move, m.ActionReworded | m.ChangeReworded):
        shelf = ask.table.actions if isinstance(move, m.ActionReworded) else ask.table.changes
        ask.known_thing(move.of)
        if move.of not in shelf:
            raise MoveRefused("action.unknown", "That is not in your plan any more.")
        _base(ask, move)
    elif len(ask.table.actions) + len(ask.table.changes) >= MOST_ACTIONS:
        raise MoveRefused("actions.many", "Sixty actions are more than anyone could carry out. Remove some first.")
    return move  # type: ignore[no-any-return]  # one of the four moves of a plan


MAP_RULES: dict[type[Move], Callable[[Asking, Any], Move]] = {
    m.CauseAdded: _cause_added,
    m.CauseReworded: _of_cause,
    m.CauseMoved: _of_cause,
    m.CauseWeighed: _of_cause,
    m.LinkDrawn: _link_drawn,
    m.LinkReworded: _of_link,
    m.LinkWeighed: _of_link,
    m.EvidencePointed: _pointed,
    m.EvidenceWithdrawn: _pointed,
    m.WordingChosen: _wording,
    m.Removed: _removed,
    m.RemovalProposed: _removal_proposed,
    m.RemovalAccepted: _removal_settled,
    m.RemovalRefused: _removal_settled,
    m.LinkJudged: _link_judged,
    m.NewsSealed: _news_sealed,
    m.ActionPlanned: _action,
    m.ActionReworded: _action,
    m.ChangeProposed: _action,
    m.ChangeReworded: _action,
}
