"""Spot: papers read alone, findings noted on passages, and the seal."""

from datetime import UTC, datetime
from pathlib import Path

from elearn.actions import sit
from elearn.domain import move as m
from elearn.domain.person import Discipline
from elearn.store.db import saving
from elearn.store.people import Person
from elearn.store.sittings import Seat
from elearn.web.learn import papers
from tests.site import Site, a_site
from tests.web.first_half import CASE, at_share, at_spot, page, sends, spots, words_at
from tests.web.marked import finished

LATER = ("share", "map", "news", "act", "compare", "reflect", "outline", "replay")
NOTED = {"passage": "clinic-letter:0:15", "finding__says": "A letter", "finding__layer": "health", "finding__sure": "70"}


def test_each_reads_the_own_pack_and_what_is_shared_and_nothing_else(tmp_path: Path) -> None:
    html = page(at_spot(tmp_path), "mira", "spot")
    assert "third winter" in html
    assert "How it begins" in html
    assert "black mould" not in html


def test_a_paper_of_the_other_side_is_not_opened_by_its_address(tmp_path: Path) -> None:
    html = page(at_spot(tmp_path), "mira", "spot?paper=repairs-log")
    assert "black mould" not in html
    assert 'data-paper="clinic-letter"' in html


def test_tabs_are_links_and_the_open_one_says_so(tmp_path: Path) -> None:
    html = page(at_spot(tmp_path), "lew", "spot?paper=opening")
    assert "She has a folder of letters" in html
    assert 'paper=opening" aria-current="page"' in html


def test_a_finding_is_noted_on_a_paragraph_without_a_script(tmp_path: Path) -> None:
    site = at_spot(tmp_path)
    assert '<option value="clinic-letter:0:15">Dear colleague,</option>' in page(site, "mira", "spot")
    assert sends(site, "mira", "FindingNoted", "spot", **NOTED).status_code == 303
    html = page(site, "mira", "spot")
    assert "1 so far" in html
    assert '<mark class="medicine">Dear colleague,<sup' in html


def test_what_was_typed_into_a_refused_form_comes_back(tmp_path: Path) -> None:
    site = at_spot(tmp_path)
    answer = sends(site, "mira", "FindingNoted", "spot", draft="note", **{**NOTED, "passage": "repairs-log:0:4"})
    assert answer.status_code == 422
    assert 'value="A letter"' in answer.get_data(as_text=True)


def test_a_finding_is_changed_and_dropped(tmp_path: Path) -> None:
    site = at_spot(tmp_path)
    id = spots(site, "mira", "clinic-letter", "the third winter", says="It comes back")
    more = {name: value for name, value in NOTED.items() if name != "passage"}
    assert sends(site, "mira", "FindingReworded", "spot", of=id, passage="", **more).status_code == 303
    assert "It comes back" not in page(site, "mira", "spot")
    assert "the third winter" in page(site, "mira", "spot")
    sends(site, "mira", "FindingDropped", "spot", of=id)
    assert "0 so far" in page(site, "mira", "spot")


def test_the_partner_learns_that_one_reads_and_that_one_has_sealed_and_no_more(tmp_path: Path) -> None:
    site = at_spot(tmp_path)
    spots(site, "mira", "clinic-letter", "the third winter", says="It comes back")
    before = page(site, "lew", "spot")
    assert "Mira is still reading" in before
    assert "It comes back" not in before
    site.does("mira", m.FindingsSealed())
    after = page(site, "lew", "spot")
    assert "Mira has sealed" in after
    assert "It comes back" not in after
    assert "1 so far" not in after


def test_a_nudge_is_seen_by_whoever_still_reads(tmp_path: Path) -> None:
    site = at_spot(tmp_path)
    spots(site, "mira", "clinic-letter", "the third winter")
    site.does("mira", m.FindingsSealed())
    assert sends(site, "mira", "Nudged", "spot", step="spot").status_code == 303
    assert "You nudged at" in page(site, "mira", "spot")
    assert "Mira is ready when you are." in page(site, "lew", "spot")


def test_sealing_is_said_to_be_final_and_needs_a_finding(tmp_path: Path) -> None:
    site = at_spot(tmp_path)
    assert "Sealing is final" not in page(site, "mira", "spot")
    spots(site, "mira", "clinic-letter", "the third winter")
    assert "Sealing is final" in page(site, "mira", "spot")


def test_after_my_seal_my_findings_are_read_only_and_my_papers_stay_open(tmp_path: Path) -> None:
    site = at_spot(tmp_path)
    spots(site, "mira", "clinic-letter", "the third winter", says="It comes back")
    assert sends(site, "mira", "FindingsSealed", "spot").status_code == 303
    html = page(site, "mira", "spot?paper=clinic-letter")
    assert "It comes back" in html
    assert "has told the landlord twice" in html
    assert 'data-move="Finding' not in html


def comes(site: Site, sitting: int) -> None:
    """Ren joins after the seal, and seals nothing."""
    with site.app.app_context():
        with saving() as session:
            ren = Person(name="Ren", email="ren@x.test", discipline=Discipline.LAW, created_at=datetime.now(UTC))
            session.add(ren)
            session.flush()
            seat = Seat(cohort_id=site.cohort, sitting_id=sitting, member_id="ren00000", person_id=ren.id, discipline=Discipline.LAW)
            seat.desk = "{}"
            session.add(seat)
            site.people["ren"], site.members["ren"] = ren.id, "ren00000"
        joined = m.MemberJoined(member="ren00000", discipline=Discipline.LAW)
        sit.house_move(site.cohort, sitting, joined, datetime.now(UTC))


def test_a_newcomer_after_the_seal_reads_alone_first(tmp_path: Path) -> None:
    site, _, _ = at_share(tmp_path)
    comes(site, site.sitting)
    html = page(site, "ren", "spot")
    assert "read and sealed before you came" in html
    assert "Better away" not in html
    assert 'data-move="FindingNoted"' in html


def test_a_newcomer_reads_a_paper_that_a_partner_opened_without_hearing_why(tmp_path: Path) -> None:
    site, _, _ = at_share(tmp_path)
    site.does("lew", m.PaperOpened(paper="repairs-log", words="It shows the dates"))
    comes(site, site.sitting)
    html = page(site, "ren", "spot?paper=repairs-log")
    assert "Opened to all of you" in html
    assert "It shows the dates" not in html


def test_what_the_others_finished_opens_to_nobody_who_never_sealed(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    sitting, _ = finished(site)
    comes(site, sitting)
    asked = {each: site.client("ren").get(f"/sittings/{site.cohort}/{sitting}/{each}").status_code for each in ("spot", "file", *LATER)}
    assert asked == {"spot": 200, "file": 200, **dict.fromkeys(LATER, 403)}


def test_a_mark_runs_through_bold_words_and_leaves_the_text_as_it_was() -> None:
    paper = CASE.paper("clinic-letter")
    assert paper is not None
    over = words_at("clinic-letter", "coughed for the third winter in a row. His")
    html = str(papers.marked(paper, [papers.Mark(passage=over, number=1, target="f", voice="law", label="a <b>")]))
    assert html.count("<mark") == 3
    assert html.count("<sup") == 1
    assert 'aria-label="a &lt;b&gt;"' in html
    assert "<strong><mark" in html
