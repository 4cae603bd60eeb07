"""A tutor repairs a pair on a page: merged, replaced, gone on alone; the log replays, desks are kept, and everybody is told in words."""

from datetime import UTC, datetime

import pytest

from elearn.actions.demo import place_at
from elearn.actions.sit import house_move
from elearn.actions.verify import verify
from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.domain.person import Discipline
from elearn.store import library, log, pairing, sittings
from tests.content_builders import a_case
from tests.site import NOW, a_site
from tests.web.test_every_page import Reader
from tests.web.test_pairing import enrol, offered


@pytest.fixture
def site(tmp_path):
    return a_site(tmp_path)


def seated(site, kind: StepKind, *names: str) -> int:
    """A pair of these people at a step, with work done. The first letter says what they study."""
    with site.app.app_context():
        people = [(site.people[name], Discipline.MEDICINE if name.startswith(("M", "m")) else Discipline.LAW) for name in names]
        return place_at(site.cohort, library.latest(a_case().case).sha, people, kind, NOW)[1]


def page(site, sitting: int) -> str:
    return f"/classes/{site.cohort}/pairs/{sitting}/repair"


def repaired(site, sitting: int, deed: str, **data):
    return site.client("tam").post(page(site, sitting), data={"do": deed, **data})


def at(site, sitting: int):
    """(the sitting with its seats, its table), and the log replays to it."""
    with site.app.app_context():
        found = sittings.with_seats(site.cohort, sitting)
        assert folding.replay(log.entries(site.cohort, sitting)) == found.table
        return found, found.table


def member(site, sitting: int, name: str) -> str:
    found, _ = at(site, sitting)
    return next(seat.member_id for seat in found.seats if seat.person_id == site.people[name])


def test_two_orphans_become_a_pair_and_keep_what_they_wrote(site):
    enrol(site, 2, 2)
    source, target = seated(site, StepKind.SHARE, "M1", "L1"), seated(site, StepKind.MAP, "M2", "L2")
    shown = site.client("tam").get(f"{page(site, source)}?into={target}").text
    assert "What they made here together does not come along; it stays readable to them." in shown
    assert repaired(site, source, "merge", into=target, away=[member(site, source, "L1")]).status_code == 303
    old, new = at(site, source), at(site, target)
    assert (old[0].closed_at is not None, old[1].active) == (True, ())
    (newcomer,) = [seat for seat in new[0].seats if seat.person_id == site.people["M1"]]
    assert (len(newcomer.read_desk.findings), new[1].members[newcomer.member_id].sealed) == (3, False)
    assert site.client("M1").get(f"/sittings/{site.cohort}/{target}/").headers["Location"].endswith("/spot")
    assert site.client("M1").get(f"/sittings/{site.cohort}/{source}/").status_code == 404


def test_the_old_pair_stays_readable_to_those_who_left_it_and_to_nobody_else(site):
    enrol(site, 2, 2)
    source, target = seated(site, StepKind.ACT, "M1", "L1"), seated(site, StepKind.MAP, "M2", "L2")
    repaired(site, source, "merge", into=target)
    address = f"/classes/{site.cohort}/earlier/{source}"
    read = site.client("L1").get(address).text
    assert "My findings" in read
    assert "The plan" in read
    assert address in site.client("L1").get("/home").text
    assert site.client("M2").get(address).status_code == 404


def test_somebody_takes_a_place_and_the_replay_says_so(site):
    enrol(site, 2, 2)
    sitting = seated(site, StepKind.MAP, "M1", "L1")
    gone = member(site, sitting, "L1")
    assert repaired(site, sitting, "replace", member=gone, person=site.people["L2"], why="left").status_code == 303
    found, table = at(site, sitting)
    assert [table.discipline(each.id) for each in table.active] == [Discipline.MEDICINE, Discipline.LAW]
    assert next(seat for seat in found.seats if seat.member_id == gone).left_at is not None
    replay = site.client("M1").get(f"/sittings/{site.cohort}/{sitting}/replay").text
    assert "Your tutor seated L2 here." in replay
    assert repaired(site, sitting, "join", person=site.people["L2"]).status_code == 422


def test_one_goes_on_alone_with_the_papers_labelled_as_opened_by_the_house(site):
    enrol(site, 1, 1)
    sitting = seated(site, StepKind.MAP, "M1", "L1")
    assert repaired(site, sitting, "alone", member=member(site, sitting, "L1"), why="absent").status_code == 303
    paper = next(each.id for each in a_case().papers if each.pack.value == "law")
    read = site.client("M1").get(f"/sittings/{site.cohort}/{sitting}/file?paper={paper}")
    assert "Opened by the house, since nobody who holds it sits in this pair now." in read.text
    assert "were opened by the house" in site.client("M1").get(f"/sittings/{site.cohort}/{sitting}/map").text
    for address in (page(site, sitting), f"/classes/{site.cohort}/pairs/{sitting}"):
        assert "is not the work of two professions" in site.client("tam").get(address).text


def test_whoever_comes_back_takes_the_seat_they_had(site):
    enrol(site, 2, 1)
    sitting = seated(site, StepKind.SHARE, "M1", "M2", "L1")
    mine = member(site, sitting, "M2")
    assert repaired(site, sitting, "leave", member=mine, why="absent").status_code == 303
    assert site.client("M2").get(f"/sittings/{site.cohort}/{sitting}/share").status_code == 404
    assert repaired(site, sitting, "join", person=site.people["M2"]).status_code == 303
    found, table = at(site, sitting)
    assert (len(found.seats), table.members[mine].active, table.members[mine].sealed) == (3, True, True)
    assert site.client("M2").get(f"/sittings/{site.cohort}/{sitting}/share").status_code == 200


def test_what_cannot_be_is_refused_on_the_page_and_changes_nothing(site):
    enrol(site, 2, 2)
    sitting, late = seated(site, StepKind.SHARE, "M1", "L1"), seated(site, StepKind.COMPARE, "M2", "L2")
    before = at(site, sitting)[1]
    lonely = repaired(site, sitting, "leave", member=member(site, sitting, "L1"))
    assert (lonely.status_code, "Without them nobody of law sits here." in lonely.text) == (422, True)
    panel = repaired(site, sitting, "merge", into=late)
    assert (panel.status_code, "has the panel&#39;s map before it already" in panel.text) == (422, True)
    assert repaired(site, sitting, "join", person=site.people["M2"]).status_code == 422
    assert repaired(site, sitting, "replace", member="n0b0dy00", person=site.people["otto"]).status_code == 422
    assert at(site, sitting)[1] == before
    assert len(at(site, sitting)[0].seats) == 2


def test_in_a_class_too_large_for_a_list_pairs_and_students_are_looked_for(site, monkeypatch):
    enrol(site, 4, 4)
    sitting, others = seated(site, StepKind.SHARE, "M1", "L1"), [seated(site, StepKind.MAP, f"M{n}", f"L{n}") for n in (2, 3)]
    tam, address = site.client("tam"), page(site, sitting)
    assert 'type="search"' not in tam.get(address).text
    assert offered(tam.get(address).text, "join-new") == ["L4", "M4"]
    monkeypatch.setattr(pairing, "MOST_OFFERED", 1)
    assert 'type="search"' in tam.get(address).text
    assert offered(tam.get(f"{address}?named=m4").text, "join-new") == ["M4"]
    for named in ("L3", at(site, others[1])[0].number):
        assert f'<option value="{others[1]}"' in tam.get(f"{address}?named={named}").text
    assert tam.get(f"{address}?named={'9' * 40}&into={'9' * 40}").status_code == 200


def test_whoever_sat_here_before_is_offered_before_all_others(site, monkeypatch):
    enrol(site, 3, 1)
    sitting = seated(site, StepKind.SHARE, "M1", "M3", "L1")
    assert repaired(site, sitting, "leave", member=member(site, sitting, "M3"), why="absent").status_code == 303
    monkeypatch.setattr(pairing, "MOST_OFFERED", 1)
    assert offered(site.client("tam").get(page(site, sitting)).text, "join-new") == ["M3"]


def test_only_pairs_that_can_be_joined_are_offered(site, monkeypatch):
    enrol(site, 5, 4)
    monkeypatch.setattr(pairing, "MOST", 3)
    sitting, free = seated(site, StepKind.SHARE, "M1", "L1"), seated(site, StepKind.MAP, "M2", "L2")
    seated(site, StepKind.COMPARE, "M3", "L3")
    seated(site, StepKind.MAP, "M4", "M5", "L4")
    with site.app.app_context():
        found, more = pairing.others_at(site.cohort, a_case().case, sitting, [StepKind.MAP])
    assert ([each.id for each in found], [each.names for each in found], more) == ([free], [("M2", "L2")], False)


def test_after_every_repair_the_whole_site_verifies(site):
    enrol(site, 4, 3)
    one, two, three = (
        seated(site, StepKind.SPOT, "M1", "L1"),
        seated(site, StepKind.SHARE, "M2", "L2"),
        seated(site, StepKind.MEET, "M3", "L3"),
    )
    repaired(site, one, "merge", into=two)
    repaired(site, three, "replace", member=member(site, three, "M3"), person=site.people["M4"])
    repaired(site, two, "alone", member=member(site, two, "L2"))
    with site.app.app_context():
        assert verify().amiss == ()


def test_every_page_of_pairing_is_well_formed(site):
    enrol(site, 3, 2)
    one, two = seated(site, StepKind.MAP, "M1", "L1"), seated(site, StepKind.SHARE, "M2", "L2")
    repaired(site, two, "merge", into=one)
    pairs = f"/classes/{site.cohort}/pairing"
    site.client("tam").post(f"{pairs}/propose", data={"case": a_case().case, "most": 4})
    for name, address in [
        ("tam", pairs),
        ("tam", f"{pairs}/apart"),
        ("tam", page(site, one)),
        ("M2", f"/classes/{site.cohort}/earlier/{two}"),
        ("M2", f"/classes/{site.cohort}/when"),
    ]:
        reader = Reader()
        reader.feed(site.client(name).get(address).text)
        twice = {each for each in reader.ids if reader.ids.count(each) > 1}
        assert (address, reader.wrong, reader.open, twice, reader.heads) == (address, [], [], set(), 1)


def test_the_card_of_a_pair_whose_time_ran_out_leads_to_its_repair_for_those_who_teach(site):
    enrol(site, 1, 1)
    sitting = seated(site, StepKind.MAP, "M1", "L1")
    with site.app.app_context():
        house_move(site.cohort, sitting, m.TimeRanOut(step="map", without=(member(site, sitting, "L1"),)), datetime.now(UTC))
    live = f"/classes/{site.cohort}/live"
    assert page(site, sitting) in site.client("tam").get(live).text
    assert page(site, sitting) not in site.client("ola").get(live).text
