"""The macros of templates/parts say to ears what they show to eyes."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from jinja2 import StrictUndefined
from wtforms import Form, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired

from elearn.web.filters import quoted

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MIRA = SimpleNamespace(name="Mira Sen", initials="MS", discipline="medicine")


class Note(Form):
    words = StringField("What does it tell you?", [DataRequired("Say what it tells you.")], description="In a sentence.")
    layer = RadioField("Where does it belong?", choices=[SelectChoice("legal", "Legal need"), SelectChoice("health", "Health")])


@pytest.fixture(autouse=True)
def pages() -> Iterator[None]:
    app = Flask("kit", template_folder=str(TEMPLATES))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals |= {"_": lambda words, **values: words % values if values else words, "static": lambda path: f"/static/{path}"}
    app.jinja_env.globals["drawn_sign"] = app.jinja_env.get_template("parts/sign.html").module.drawn
    app.jinja_env.filters["quoted"] = quoted
    with app.test_request_context():
        yield


def shown(macro: str, call: str, part: str = "kit", **values: object) -> str:
    return render_template_string(f'{{% from "parts/{part}.html" import {macro} %}}{{{{ {call} }}}}', **values)


def step(title: str, state: str) -> dict[str, str | None]:
    return {"id": title.lower(), "title": title, "state": state, "url": None if state == "later" else f"/{title}"}


def test_a_sign_is_silent_beside_words_and_speaks_when_alone() -> None:
    assert 'aria-hidden="true"' in shown("sign", 'sign("tick")')
    assert 'role="img" aria-label="done"' in shown("sign", 'sign("tick", "done")')


def test_a_chip_names_the_profession_that_its_colour_shows() -> None:
    chip = shown("chip", 'chip("law", "Lew")')
    assert '<span class="vh">law: </span>Lew' in chip
    assert "#law" in chip


def test_an_avatar_has_a_name_only_where_none_is_written() -> None:
    assert 'aria-hidden="true"' in shown("avatar", "avatar(person)", person=MIRA)
    assert 'aria-label="Mira Sen"' in shown("avatar", "avatar(person, alone=True)", person=MIRA)


def test_the_stepper_marks_where_the_pair_is_and_links_only_what_is_open() -> None:
    steps = [step("Meet", "done"), step("Spot", "here"), step("Share", "later")]
    html = shown("stepper", "stepper(steps)", steps=steps)
    assert html.count("aria-current") == 1
    assert 'class="here" aria-current="step"' in html
    assert ('href="/Meet"' in html, 'href="/Share"' in html) == (True, False)


def test_a_field_in_error_is_tied_to_its_hint_and_its_error() -> None:
    form = Note(data={"words": ""})
    form.validate()
    html = shown("field", "field(form.words)", "forms", form=form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="words-hint words-error"' in html
    assert 'id="words-hint"' in html
    assert 'id="words-error"' in html


def test_a_choice_is_a_fieldset_with_a_legend_and_a_label_for_every_radio() -> None:
    html = shown("field", "field(form.layer)", "forms", form=Note())
    assert "<legend>Where does it belong?</legend>" in html
    assert html.count("<label class=") == html.count('type="radio"') == 2


def test_the_error_summary_leads_to_each_field_and_is_absent_when_all_is_well() -> None:
    form = Note(data={"words": "", "layer": "legal"})
    form.validate()
    assert '<a href="#words">Say what it tells you.</a>' in shown("error_summary", "error_summary(form)", "forms", form=form)
    assert shown("error_summary", "error_summary(form)", "forms", form=Note()).strip() == ""


def test_what_people_wrote_is_escaped_wherever_the_kit_shows_it() -> None:
    html = shown("passage", "passage(p)", p={"text": "<b>wet</b>", "voice": "law", "source": "<i>Survey</i>"})
    assert "<b>" not in html
    assert "<i>" not in html
