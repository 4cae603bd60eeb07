"""What a case could not match is kept when a pair comes to Compare, without anybody's name."""

from elearn.actions.play import Player
from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.store import words
from tests.content_builders import SLUG
from tests.site import NOW, a_site


def at_compare(site, *said):
    """Mira and Lew at Compare, with causes of their own among the rest on their map."""
    with site.app.app_context():
        player = Player(site.cohort, site.sitting, NOW)
        player.to(StepKind.MAP)
        for each in said:
            player.does(site.members["mira"], m.CauseAdded(words=each, layer="social"))
        player.to(StepKind.COMPARE)
        return player


def kept(site):
    with site.app.app_context():
        return {each.words: each.same_as for each in words.of_case(SLUG)}


def test_words_that_the_panel_does_not_know_are_kept_at_compare_and_others_are_not(tmp_path):
    site = a_site(tmp_path)
    at_compare(site, "Fungus by his bed", "damp bedroom")
    assert "Fungus by his bed" in kept(site)
    assert "damp bedroom" not in kept(site)


def test_before_compare_nothing_is_kept(tmp_path):
    site = a_site(tmp_path)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(StepKind.ACT)
    assert kept(site) == {}


def test_a_members_name_is_masked(tmp_path):
    site = a_site(tmp_path)
    at_compare(site, "Mira says the bus is late")
    assert "… says the bus is late" in kept(site)


def test_what_the_pair_says_it_is_is_kept_with_its_words(tmp_path):
    site = a_site(tmp_path)
    player = at_compare(site, "Fungus by his bed")
    with site.app.app_context():
        cause = next(each.id for each in player.table.causes.values() if each.words == "Fungus by his bed")
        player.does(site.members["lew"], m.SameAnswered(cause=cause, panel="mould-air", same=True))
    assert kept(site)["Fungus by his bed"] == "mould-air"
