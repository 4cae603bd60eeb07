"""Which passwords are good ones."""

import pytest

from elearn.domain.errors import Refusal
from elearn.domain.password import approve, composed


@pytest.mark.parametrize("words", ["three random words", "correct horse battery", "Zuckerwatte&Regen", "x7Qp-fm2L9vKd", "密码学与医学的法律问题讨论", "🐙 octopus tea tray", " " + "leading blank is fine"])  # fmt: skip  # noqa: E501  # one list of examples
def test_long_enough_and_uncommon_is_good_whatever_is_in_it(words):
    assert approve(words, "Mira Vos", "mira@x.test") == words


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("short", "password.short"),
        ("elevenchars", "password.short"),
        ("password1234", "password.common"),
        ("PasswordPassword!", "password.common"),
        ("medlaw2026!!", "password.common"),
        ("aaaaaaaaaaaaa", "password.common"),
        ("123456789012", "password.common"),
        ("qwertyuiopas", "password.common"),
        ("31-12-1999-31", "password.common"),
        ("mira.vos.2026", "password.common"),
        ("mira@x.test1", "password.common"),
        ("x" * 1025, "password.long"),
        ("three random\0words", "password.unwritable"),
        ("three random \ud800 words", "password.unwritable"),
    ],
)
def test_what_anybody_would_try_first_is_refused(words, id):
    with pytest.raises(Refusal) as refused:
        approve(words, "Mira Vos", "mira@x.test", "mira.vos@x.test")
    assert refused.value.id == id


def test_two_ways_of_writing_an_accent_are_one_password():
    assert composed("cafe\u0301 au lait noir") == composed("café au lait noir") == approve("cafe\u0301 au lait noir")
