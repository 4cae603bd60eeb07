"""The map as pages show it: five columns of causes, each with what it rests on, what leads where, and what was said about it.

`map_model` is the one model of a map. The map, the outline, News, Act, Compare, the replay and the tutor's page of a pair all show it.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask import current_app, request

from elearn.domain.asking import MAP_OPEN
from elearn.domain.content import Layer, Pack, StepKind
from elearn.domain.digest import passages_by_pack
from elearn.domain.move import Idea
from elearn.domain.passage import Passage
from elearn.domain.sight import WATCHER
from elearn.domain.telling import words_of
from elearn.domain.things import Cause, Evidence, Link, Remark, Thing
from elearn.domain.workspace import Workspace
from elearn.web.doors import Place
from elearn.web.learn import papers
from elearn.web.learn.going_on import going_on
from elearn.web.learn.pointing import choices
from elearn.web.learn.said import latest

WANTS_ANSWER = ("ask", "challenge")


def view(here: Place) -> dict[str, Any]:
    """What the map's page shows."""
    return {"go": going_on(here, StepKind.MAP, left=0 if here.table.links else 1), **workbench(here)}


def workbench(here: Place) -> dict[str, Any]:
    """The map with all that one needs to work on it: what News, Act and the outline take, and lay out in their own way.

    `map` is `map_model`, `editable` whether this viewer may change it now, `pointing` the passages to choose from, `preset` what the
    address asks the link and evidence forms to begin with, `work` the cause or link that it, or a form that was refused, is about,
    `questions` and `latest`
    what stands between the two, `balance` passages by pack.
    """
    editable = may_change(here)
    drawn = map_model(here)
    packs = passages_by_pack(here.table, here.case)
    return {
        "map": drawn,
        "editable": editable,
        "pointing": choices(here) if editable else {"findings": [], "papers": []},
        "preset": {name: request.args.get(name, "") for name in ("from", "on")},
        "work": _chosen(drawn, request.args.get("work") or request.form.get("of") or request.form.get("on", "")),
        "questions": drawn["questions"],
        "latest": latest(here),
        "balance": {"medicine": packs[Pack.MEDICINE], "law": packs[Pack.LAW]},
    }


def _chosen(drawn: dict[str, Any], wanted: str) -> dict[str, Any] | None:
    """The cause or link of a map with this id."""
    causes = [each for column in drawn["columns"] for each in column["causes"]]
    return next((each for cause in causes for each in (cause, *cause["out"]) if each["id"] == wanted), None) if wanted else None


def may_change(here: Place) -> bool:
    """Whether the viewer may change the map at this moment: the rules say the same to whoever tries."""
    table = here.table
    return here.me != WATCHER and not table.finished and table.step.kind in MAP_OPEN and here.sight.joint_work()


def map_model(here: Place, table: Workspace | None = None) -> dict[str, Any]:
    """A map: `columns` of causes, upstream first, `questions` that nobody has answered, and how much there is of each.

    `table`: an earlier state of the same sitting, for the replay. What the viewer may read is always asked of the present one.
    """
    present = current_app.extensions["presence"].here(here.sitting.cohort_id, here.sitting.id)
    if table is not None:
        return _model(here, table, present)
    return here.once("map", lambda: _model(here, here.table, present), *present.items())


def _model(here: Place, table: Workspace, present: Mapping[str, str]) -> dict[str, Any]:
    reader = _Reader(here, table, present)
    columns = [{"id": layer.value, "causes": reader.column(layer)} for layer in Layer]
    return {
        "columns": columns,
        "causes": sum(len(each["causes"]) for each in columns),
        "links": len(reader.links),
        "questions": reader.open_questions(),
    }


class _Reader:
    """One reading of a table for one viewer, with everything looked up once."""

    def __init__(self, here: Place, table: Workspace, present: Mapping[str, str]) -> None:
        self.here, self.table, self.names, self.present = here, table, here.names, present
        shown = here.sight.joint_work()
        self.causes = table.causes if shown else {}
        self.links = [each for each in table.links.values() if shown and each.source in table.causes and each.target in table.causes]
        self.remarks: dict[str, list[Remark]] = defaultdict(list)
        for remark in table.remarks.values() if shown else ():
            self.remarks[remark.on].append(remark)
        self.leaving: dict[str, list[Link]] = defaultdict(list)
        self.arriving: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            self.leaving[link.source].append(link)
            self.arriving[link.target].append(link)
        self.across = {each: here.me in {who.id for who in table.other_side(each)} for each in table.members}
        self.readable: dict[Passage, bool] = {}

    def column(self, layer: Layer) -> list[dict[str, Any]]:
        return [self.cause(each) for each in sorted(self.causes.values(), key=lambda cause: cause.seq) if each.layer is layer]

    def cause(self, cause: Cause) -> dict[str, Any]:
        shown = {
            **self.thing(cause),
            "words": cause.words,
            "layer": cause.layer.value,
            "sure": cause.sure,
            "evidence": self.evidence(cause.evidence),
            "rivals": [{"id": each.id, "by": self.name(each.by), "words": each.words, "how": ""} for each in cause.rivals],
            "out": [self.link(each) for each in self.leaving[cause.id]],
            "into": [self.tie(each, each.source) for each in self.arriving[cause.id]],
        }
        return {**shown, "all": repr(shown)}  # what its card is kept by

    def link(self, link: Link) -> dict[str, Any]:
        """A link as it stands in the card of the cause that it leaves: with all that can be done to it."""
        return {
            **self.thing(link),
            **self.tie(link, link.target),
            "sure": link.sure,
            "evidence": self.evidence(link.evidence),
            "rivals": [
                {"id": each.id, "by": self.name(each.by), "words": each.words.words, "how": each.words.how.value} for each in link.rivals
            ],
        }

    def tie(self, link: Link, other: str) -> dict[str, Any]:
        """A link as words: how, because of what, and the cause at its other end."""
        return {
            "id": link.id,
            "how": link.says.how.value,
            "words": link.says.words,
            "other": other,
            "other_words": self.causes[other].words,
            "voice": self.voice(link)[0],
        }

    def thing(self, thing: Thing) -> dict[str, Any]:
        voice, who = self.voice(thing)
        said = [self.remark(each) for each in self.remarks[thing.id]]
        return {
            "id": thing.id,
            "voice": voice,
            "who": who,
            "by": self.name(thing.by),
            "mine": thing.by == self.here.me,
            "across": self.across.get(thing.by, False),
            "version": thing.version,
            "said": said,
            "questions": [each for each in said if each["open"]],
            "removal": self.removal(thing),
            "editing": ", ".join(self.name(who) for who, what in self.present.items() if what == thing.id and who != self.here.me),
        }

    def voice(self, thing: Thing) -> tuple[str, str]:
        """Whose idea it was, as a profession and as a name: the writer's, a partner's, or of both."""
        if thing.idea is Idea.BOTH:
            return "both", ""
        if thing.idea is Idea.MINE:
            discipline = self.table.discipline(thing.by)
            return (discipline.value if discipline else "both"), self.name(thing.by)
        others = self.table.other_side(thing.by)
        return (others[0].discipline.value if others else "both"), ", ".join(self.name(each.id) for each in others)

    def evidence(self, evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
        """Quotations of what the viewer may read; of anything else only that it is there."""
        return [
            {
                "quote": papers.quote(self.here, each.passage) if self.may_read(each.passage) else None,
                "voice": self.pack_voice(each.passage),
                "against": each.against,
                "by": self.name(each.by),
                "mine": each.by == self.here.me,
            }
            for each in evidence
        ]

    def may_read(self, passage: Passage) -> bool:
        if passage not in self.readable:
            self.readable[passage] = self.here.sight.passage(passage)
        return self.readable[passage]

    def pack_voice(self, passage: Passage) -> str:
        paper = self.here.case.paper(passage.paper)
        return "both" if paper is None or paper.pack is Pack.SHARED else paper.pack.value

    def remark(self, remark: Remark) -> dict[str, Any]:
        unanswered = remark.kind in WANTS_ANSWER and not remark.answered
        discipline = self.table.discipline(remark.by)
        return {
            "id": remark.id,
            "kind": remark.kind,
            "name": self.name(remark.by),
            "discipline": discipline.value if discipline else "both",
            "mine": remark.by == self.here.me,
            "words": remark.words,
            "at": remark.at,
            "on": remark.on,
            "about": words_of(self.table, remark.on),
            "open": unanswered,
            "to_answer": unanswered and self.across.get(remark.by, False),
        }

    def open_questions(self) -> list[dict[str, Any]]:
        return [self.remark(each) for each in self.table.open_questions()] if self.here.sight.joint_work() else []

    def removal(self, thing: Thing) -> dict[str, Any] | None:
        """A proposal to remove it: whose, why, and whether the viewer decides."""
        if thing.removal_by is None:
            return None
        writer = self.table.members.get(thing.by)
        decides = writer is None or not writer.active or thing.by == self.here.me
        mine = thing.removal_by == self.here.me
        return {"by": self.name(thing.removal_by), "mine": mine, "words": thing.removal_words, "decides": decides and not mine}

    def name(self, member: str) -> str:
        return self.names.get(member, "")
