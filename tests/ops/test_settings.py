"""The configuration: every setting is told in the manual and can be set; each mistake is named at the start, all at once."""

import pytest

from elearn.commands import settings
from elearn.config import ENVIRONMENT, Config, ConfigError, load
from tests.site import ROOT

NOT_FROM_THE_ENVIRONMENT = {"demo", "templates_dir", "static_dir"}


def loaded(tmp_path, text="", **environ):
    (tmp_path / "elearn.toml").write_text(text)
    return load(instance=tmp_path, environ={"SECRET_KEY": "k" * 40, **environ})


def test_the_manual_has_the_settings_as_they_are():
    kept = (ROOT / "docs" / "operators" / "settings.md").read_text()
    assert kept == settings.page(), "python -m elearn.commands.settings docs/operators/settings.md"


def test_every_setting_says_what_it_is():
    assert [name for name, field in Config.model_fields.items() if not field.description] == []


def test_every_setting_but_a_few_can_be_set_by_the_environment():
    assert set(Config.model_fields) - set(ENVIRONMENT.values()) == NOT_FROM_THE_ENVIRONMENT


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(tmp_path):
    config = loaded(tmp_path, 'site_name = "Ours"\nport = 6000\n', PORT="7000")
    assert (config.site_name, config.port, config.host) == ("Ours", 7000, "127.0.0.1")


def test_lists_in_the_environment_have_commas(tmp_path):
    config = loaded(tmp_path, TRUSTED_HOSTS="a.example, b.example", OLD_SECRET_KEYS="one,two", SUPPORT_CONTACTS="Wellbeing; Night line")
    assert (config.trusted_hosts, config.old_secret_keys) == (("a.example", "b.example"), ("one", "two"))
    assert [each.name for each in config.support] == ["Wellbeing", "Night line"]


def test_every_mistake_is_named_at_once(tmp_path):
    with pytest.raises(ConfigError) as said:
        loaded(tmp_path, 'prot = 6000\nsession_hours = 0\nsite_url = "learn.example"\n', PORT="many", METRICS_PORT="-1")
    assert all(name in str(said.value) for name in ("prot", "session_hours", "site_url", "port", "metrics_port"))


def test_a_file_that_is_not_toml_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"elearn\.toml"):
        loaded(tmp_path, "port: 6000")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('smtp_host = "mail.example"\n', "mail_from"),
        ('smtp_password = "x"\nsmtp_security = "none"\n', "smtp_password"),
        ("processes = 2\n", "processes"),
        ('waker = "redis"\n', "redis_url"),
    ],
)
def test_settings_that_do_not_go_together_are_named(tmp_path, text, named):
    with pytest.raises(ConfigError, match=named):
        loaded(tmp_path, text)
