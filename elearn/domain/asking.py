"""One question to the rules: may this member do that, as the table, the desk and the case stand? And the refusals that all rules share."""

from elearn.domain.content import Case, StepKind
from elearn.domain.desk import Desk
from elearn.domain.errors import MoveRefused
from elearn.domain.passage import Passage
from elearn.domain.sight import Sight, open_to_all
from elearn.domain.things import Cause, Finding, Thing
from elearn.domain.workspace import Workspace

MAP_OPEN = (StepKind.MAP, StepKind.NEWS, StepKind.ACT)
TALK_OPEN = (StepKind.SHARE, *MAP_OPEN)


class Asking:
    """One question to the rules: this member, this table, this desk, this case."""

    def __init__(self, table: Workspace, desk: Desk, case: Case, member: str, differences: int) -> None:
        self.table, self.desk, self.case, self.member, self.differences = table, desk, case, member, differences

    def at(self, *kinds: StepKind) -> None:
        """Refuses unless the pair stands at one of these steps."""
        if self.table.finished or self.table.step.kind not in kinds:
            step = self.case.step(self.table.step.id)
            raise MoveRefused(
                "step.not_open", "That belongs to another step. Your pair is at {step} now.", step=_title(step.kind) if step else ""
            )

    def known_thing(self, id: str) -> Thing | Finding:
        thing = self.table.thing(id)
        if thing is None and id in self.table.gone:
            raise MoveRefused("thing.removed", "That has been removed from the map. It stays in the replay; add it again if you need it.")
        if thing is None:
            raise MoveRefused("thing.unknown", "That is not on your table. Reload the page and try again.")
        return thing

    def cause(self, id: str) -> Cause:
        thing = self.known_thing(id)
        if not isinstance(thing, Cause):
            raise MoveRefused("link.ends", "Both ends of a link must be causes on the map.")
        return thing

    def evidence(self, *passages: Passage) -> None:
        """Refuses what not everybody here may read, or what does not stand in a paper."""
        for passage in passages:
            if not Sight(table=self.table, case=self.case, viewer=self.member).passage(passage):
                raise MoveRefused("passage.unknown", "Those words are not in a paper that you hold.")
            if not open_to_all(self.table, self.case, passage):
                raise MoveRefused(
                    "passage.closed", "Your partner cannot read that passage yet. Open the paper to them first, saying why it matters."
                )

    def sealed(self) -> None:
        if not Sight(table=self.table, case=self.case, viewer=self.member).joint_work():
            raise MoveRefused("seal.first", "Seal your own findings first; then the pair's work opens to you.")


def _title(kind: StepKind) -> str:
    return kind.value.capitalize()
