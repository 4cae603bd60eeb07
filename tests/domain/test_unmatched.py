"""Words that pairs used and nobody could match."""

from elearn.domain.unmatched import LEAST_PAIRS, Used, learned, unmatched
from elearn.domain.vocabulary import Layer
from tests.content_builders import a_case


def wrote(words: str, *pairs: int, layer: Layer = Layer.EXPOSURE, same_as: str | None = None) -> list[Used]:
    return [Used(pair=(1, each), words=words, layer=layer, same_as=same_as) for each in pairs]


def test_words_that_are_alike_are_one_group_with_the_nearest_cause():
    used = [*wrote("Fungus on the bedroom wall", 1, 2, 3), *wrote("bedroom wall fungus", 4), *wrote("Fungus on bedroom walls", 5, 6)]
    [group] = unmatched(a_case(), used).groups
    assert (group.pairs, group.nearest) == (6, "mould-air")
    assert [(each.words, each.pairs) for each in group.wordings] == [
        ("Fungus on the bedroom wall", 5), ("bedroom wall fungus", 1),
    ]  # fmt: skip


def test_what_fewer_than_five_pairs_wrote_is_counted_and_not_shown():
    found = unmatched(a_case(), wrote("Fungus on the bedroom wall", *range(LEAST_PAIRS - 1)))
    assert (found.groups, found.kept_back, found.pairs) == ((), 1, LEAST_PAIRS - 1)


def test_a_pair_that_says_it_five_times_is_one_pair():
    assert unmatched(a_case(), wrote("Fungus on the bedroom wall", 7, 7, 7, 7, 7)).groups == ()


def test_words_that_a_newer_version_knows_are_left_out():
    used = wrote("Fungus on the bedroom wall", *range(6))
    causes = [
        each.model_copy(update={"also": (*each.also, "fungus on bedroom wall")}) if each.id == "mould-air" else each
        for each in a_case().panel.causes
    ]
    case = a_case(panel=a_case().panel.model_copy(update={"causes": tuple(causes)}))
    assert unmatched(case, used).pairs == 0


def test_what_pairs_said_it_is_counts_for_more_than_likeness():
    [group] = unmatched(a_case(), wrote("Fungus on the bedroom wall", *range(5), same_as="wheeze")).groups
    assert (group.nearest, group.agreed) == ("wheeze", 5)


def test_a_cause_that_the_panel_no_longer_has_is_not_named():
    [group] = unmatched(a_case(), wrote("Fungus on the bedroom wall", *range(5), same_as="gone")).groups
    assert (group.nearest, group.agreed) == ("mould-air", 0)


def test_words_that_are_not_alike_stay_apart():
    used = [*wrote("Fungus on the bedroom wall", *range(5)), *wrote("Bedroom next to a busy road", *range(5))]
    assert len(unmatched(a_case(), used).groups) == 2


def test_what_a_cause_has_already_is_not_learned_twice():
    known = {"mould-air": ("Mould where he sleeps", "black mould")}
    assert learned(["Black  Mould", "wet wall", "Wet walls", " "], known, "mould-air") == ["wet wall"]
