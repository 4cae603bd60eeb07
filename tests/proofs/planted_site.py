"""A site into which a sitting from memory is put as it stands, and searched: every page, feed, stream, export and refusal, as everybody."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from elearn.actions import results, sit
from elearn.domain import dictionary
from elearn.domain import move as m
from elearn.domain.desk import Desk
from elearn.domain.digest import digest
from elearn.domain.person import Discipline, Role
from elearn.domain.sight import WATCHER
from elearn.store import library, log
from elearn.store.cohorts import Enrolment
from elearn.store.db import saving
from elearn.store.people import Person
from elearn.store.sittings import Draft, Seat, Sitting
from elearn.web.live.stream import Streams
from tests.proofs.planted import Secret, Stage, canaries, planted_case
from tests.proofs.planted_marks import PlantedMarks, Until
from tests.site import a_site
from tests.two_classes import KeptAside

PEOPLE = {"mira0000": Discipline.MEDICINE, "lew00000": Discipline.LAW, "mona0000": Discipline.MEDICINE, "lena0000": Discipline.LAW}
"""who may sit there: member id → what they study. The account's name is what stands before the noughts."""
NOTHING = ("otto", "olga", "priya", "ada", "cleo", "sam")
"""strangers to the pair: of another class, an author, an admin, a classmate, a second marker to whom nothing was given"""
STAFF = ("tam", "ola", "lea")
"""a tutor, an observer, and the lead; the tutor looks at every page, the lead takes exports"""
BESIDE = ("", "file", "outline", "replay", "words", "feedback", "feed")
OF_CLASS = ("", "/live", "/live/rules", "/times", "/pairing", "/marking?show=all", "/insights", "/insights/marks", "/insights/coverage",
            "/evidence", "/people", "/exports", "/exports/dictionary.csv", "/marking/record")  # fmt: skip
OWN = ("/home", "/classes", "/account", "/account/data", "/account/data/file", "/account/notices", "/pause", "/where-to-turn")
NEW_EACH_TIME = re.compile(rb'(name="csrf_token" value|name="csrf-token" content|name="op" value)="[^"]*"')


def name_of(member: str) -> str:
    return member.rstrip("0")


def _unpacked(data: bytes) -> Iterator[str]:
    """What an answer says; of an archive, what all its files say."""
    if not data.startswith(b"PK"):
        yield data.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        for each in whole.namelist():
            yield from _unpacked(whole.read(each))


class PlantedSite:
    """One site for all sittings: each is put in, searched, and taken out again."""

    def __init__(self, folder: Path) -> None:
        self.site = a_site(folder, case=planted_case(), database=f"sqlite:///{folder / 'planted.sqlite'}")
        with self.site.app.app_context():
            now = datetime.now(UTC)
            with saving() as session:
                more = {name: Person(name=name.capitalize(), email=f"{name}@x.test", created_at=now) for name in ("mona", "lena", "cleo")}
                session.add_all(more.values())
                session.flush()
                self.site.people |= {name: each.id for name, each in more.items()}
                for name, person in more.items():
                    side = PEOPLE.get(f"{name}0000", Discipline.LAW)
                    session.add(Enrolment(cohort_id=self.site.cohort, person_id=person.id, role=Role.LEARNER, discipline=side))
                found = library.latest(planted_case().case)
                assert found is not None
                self.sha = found.sha
        self.browsers: dict[str, FlaskClient] = {}
        self.aside = KeptAside(folder / "planted.sqlite")
        self.id = 1

    @property
    def path(self) -> str:
        return f"/sittings/{self.site.cohort}/{self.id}"

    # --- a sitting is put in

    def holds(self, stage: Stage, until: Until) -> bool:
        """Put it in, mark it so far if it is finished, search everything as everybody, and take it out. Returns whether it was marked."""
        self.id += 1  # no sitting ever has another's number, and what the site remembers of one rests on that
        self.site.signed_in.clear()  # a sign-in ends when it is idle, and a deep proof takes longer than that
        try:
            self.browsers = {name: self.site.client(name) for name in self.site.people}
            self._put_in(stage)
            self._leaves_drafts(stage)
            marks = self._is_marked(stage, until)
            self._is_searched(stage, marks)
            self._tells_no_count(stage)
            return bool(marks.script)
        finally:
            self.aside.changes()

    def _put_in(self, stage: Stage) -> None:
        table, now = stage.table, datetime.now(UTC)
        key: dict[str, Any] = {"cohort_id": self.site.cohort, "sitting_id": self.id}
        late = now - table.moved_at if table.moved_at else timedelta()
        with self.site.app.app_context(), saving() as session:
            session.add(Sitting(cohort_id=self.site.cohort, id=self.id, number=self.id, case_sha=self.sha, last_seq=table.last,
                                snapshot=table.model_dump_json(), digest=digest(table, stage.shown).model_dump(mode="json"),
                                opened_at=now, moved_at=now, closed_at=None, due_at=None))  # fmt: skip
            session.flush()
            for member in table.members.values():
                desk = stage.desks.get(member.id, Desk())
                session.add(Seat(**key, member_id=member.id, person_id=self.site.people[name_of(member.id)], discipline=member.discipline,
                                 last_seq=desk.last, desk=desk.model_dump_json(), findings=len(desk.findings),
                                 left_at=None if member.active else now))  # fmt: skip
            session.flush()
            for entry in stage.log:
                log.append(
                    self.site.cohort, self.id, entry.model_copy(update={"at": entry.at + late}), log.body_sha(entry.name, entry.move)
                )
            if table.at_step:
                results.keep(self.site.cohort, self.id, stage.shown, now)

    def _leaves_drafts(self, stage: Stage) -> None:
        """Everybody has half a sentence in a field."""
        with self.site.app.app_context(), saving() as session:
            for number, member in enumerate(stage.table.members):
                word = f"canarydraft{number}z"
                stage.secrets[word] = Secret(kind="draft", by=member)
                session.add(Draft(cohort_id=self.site.cohort, sitting_id=self.id, member_id=member, field="cause.words", words=word,
                                  written_at=datetime.now(UTC)))  # fmt: skip

    def _is_marked(self, stage: Stage, until: Until) -> PlantedMarks:
        """What a marker gives changes no page of a student until it is released, and none after it was taken back."""
        marks = PlantedMarks(site=self.site, sitting=self.id, until=until)
        marks.put_up()
        if marks.script:
            reader = stage.table.active[0].id
            before = self._as_shown(stage, reader, "feedback")
            marks.give()
            marks.come_to()
            assert until is Until.RELEASED or before == self._as_shown(stage, reader, "feedback"), (reader, until)
        return marks

    # --- and searched

    def _is_searched(self, stage: Stage, marks: PlantedMarks) -> None:
        for name in self.site.people:
            member = next((each for each in stage.table.members if name_of(each) == name), None)
            allowed = stage.allowed(WATCHER) if name in STAFF else stage.allowed(member) if member else frozenset()
            allowed |= marks.allowed(name, member)
            seen: set[str] = set()
            for where, text in self._fetched(stage, marks.script, name, member):
                found = canaries(text)
                assert found <= allowed, (name, where, sorted(found - allowed), stage.table.step.id)
                seen |= found
            if member and stage.table.members[member].active:
                must = stage.own(member) | marks.given_to(member)
                assert must <= seen, (name, sorted(must - seen))

    def _fetched(self, stage: Stage, script: int, name: str, member: str | None) -> Iterator[tuple[str, str]]:
        """Whatever this person can be sent: (where, its text)."""
        browser, cohort = self.browsers[name], self.site.cohort
        pages = [f"{self.path}/{stage.table.step.id}", f"{self.path}/feed", f"{self.path}/replay", "/home"]
        pages += [f"/classes/{cohort}/pairs/{self.id}", f"/classes/{cohort}/earlier/{self.id}", f"/live{self.path}"]
        pages += [f"/classes/{cohort}/marking/{script}"] if script else []
        if member:
            pages += [f"{self.path}/{each}" for each in (*(each.id for each in stage.shown.steps), *BESIDE)] + list(OWN)
        if name == "tam":
            pages += [f"/classes/{cohort}{each}" for each in (*OF_CLASS, f"/debrief/{stage.shown.case}")] + list(OWN)
            pages += [f"/classes/{cohort}/pairs/{self.id}/{each}" for each in ("replay", "repair")]
        for page in dict.fromkeys(pages):
            yield page, "\n".join(_unpacked(browser.get(page).data))
        if member or name in ("otto", "tam"):
            yield from self._refusals(stage, name, member)
        for viewer in [member] if member and stage.table.members[member].active else [WATCHER] if name in STAFF else []:
            yield "stream", repr(self._streamed(viewer))
        if name == "lea":
            yield from self._exported(browser, cohort)

    def _refusals(self, stage: Stage, name: str, member: str | None) -> Iterator[tuple[str, str]]:
        """Moves that speak of others' things, as a script and as a form send them: what is hidden is not quoted back."""
        others = [each.op for each in stage.log if each.lane and each.lane != member][-2:] + list(stage.table.findings)[:1]
        for of in others:
            for move, body in (("FindingReworded", {"of": of}), ("Explained", {"on": of, "words": "So"}), ("LinkJudged", {"link": of}),
                               ("Removed", {"of": of}), ("Answered", {"to": of, "words": "So"})):  # fmt: skip
                said = {"as": member or "", "op": sit.new_op(), "move": move, "body": body}
                answer = self.browsers[name].post(f"{self.path}/moves", json=said, headers={"Accept": "application/json"})
                if answer.status_code != 200:
                    yield f"refusal of {move}", answer.text
        form = {"as": member or "", "op": sit.new_op(), "move": "FindingReworded", "of": (others or ["n0th1ng0"])[0], "page": "spot"}
        yield "refusal as a page", self.browsers[name].post(f"{self.path}/moves", data=form).text

    def _streamed(self, viewer: str) -> Any:
        app = self.site.app
        streams = Streams(app, app.extensions["waker"], app.extensions["presence"], 1.0)
        return streams._read(self.site.cohort, self.id, viewer, 0, 0)  # what each event of a stream is made of

    def _exported(self, browser: Any, cohort: int) -> Iterator[tuple[str, str]]:
        tables = [each.name for each in dictionary.TABLES]
        sent = browser.post(f"/classes/{cohort}/exports", data={"table": tables, "form": "csv", "words": "yes"})
        assert sent.status_code == 200, sent.status_code
        yield "export", "\n".join(_unpacked(sent.data))

    def _tells_no_count(self, stage: Stage) -> None:
        """What somebody does alone changes no page of anybody else in the pair: neither length, nor number, nor time."""
        writer, reader = self._writes_alone(stage)
        if not writer or not reader:
            return
        before = self._as_shown(stage, reader, "outline", "feed")
        finding = m.FindingWords(says="One more", layer="health", sure=50)
        paper = next(each for each in stage.shown.papers if each.pack.value == stage.table.discipline(writer))
        move = m.FindingNoted(passage=m.Passage(paper=paper.id, start=0, end=12), finding=finding)
        with self.site.app.app_context():
            sit.make_move(self.site.cohort, self.id, writer, sit.new_op(), move, datetime.now(UTC))
        assert before == self._as_shown(stage, reader, "outline", "feed"), (writer, reader, stage.table.step.id)

    def _as_shown(self, stage: Stage, reader: str, *beside: str) -> list[bytes]:
        """The page of the step, home, and these of the sitting, to the byte but for what is new each time."""
        pages = [f"{self.path}/{each}" for each in (stage.table.step.id, *beside)] + ["/home"]
        return [NEW_EACH_TIME.sub(b"", self.browsers[name_of(reader)].get(each).data) for each in pages]

    def _writes_alone(self, stage: Stage) -> tuple[str, str]:
        """Somebody who may still note findings, and somebody who may not know of it."""
        active = stage.table.active
        at_spot = stage.table.step.kind == "spot"
        writer = next((each.id for each in active if not each.sealed), "") if at_spot else ""
        return writer, next((each.id for each in active if each.id != writer), "")
