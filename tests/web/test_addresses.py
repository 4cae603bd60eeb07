"""Addresses and words that are worked out once are those that would be worked out each time."""

import pytest
from flask import Flask, url_for

from elearn.web import speaking
from tests.site import a_site


@pytest.fixture
def site(tmp_path):
    return a_site(tmp_path)


@pytest.mark.parametrize("mounted", ["", "/cases"])
@pytest.mark.parametrize("values", [{"page": "map"}, {"page": "map", "_anchor": "c-1"}, {"page": "file", "paper": "a b&c"}, {"page": "1"}])
def test_an_address_asked_for_again_is_the_one_that_flask_works_out(site, values, mounted):
    with site.app.test_request_context("/home", environ_overrides={"SCRIPT_NAME": mounted}):
        asked = {"cohort": 1, "sitting": 2, **values}
        right = Flask.url_for(site.app, "learn.page", **asked)
        assert [url_for("learn.page", **asked) for _ in range(2)] == [right, right] and right.startswith(f"{mounted}/sittings/1/2/")


def test_a_whole_address_names_the_host_of_its_request(site):
    for host in ("localhost", "127.0.0.1"):
        with site.app.test_request_context("/", base_url=f"https://{host}"):
            assert url_for("account.front", _external=True) == f"https://{host}/"


def test_words_kept_for_one_language_are_not_shown_in_another(site):
    class Welsh(speaking.NullTranslations):
        def gettext(self, words):
            return f"cy {words}"

    shown = []
    for language in (speaking._ENGLISH, Welsh(), speaking._ENGLISH):
        with site.app.test_request_context():
            speaking._catalogue.set(language)
            template = site.app.jinja_env.from_string('{% from "parts/map_words.html" import hows with context %}{{ hows.causes }}')
            shown.append(template.render())
    assert shown == ["causes", "cy causes", "causes"]
