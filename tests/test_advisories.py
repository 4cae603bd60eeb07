"""Known vulnerabilities: what counts as checked, what is lived with, and until when."""

import json
from datetime import date

import pytest

from tools import advisories
from tools.advisories import Allowed, Fault, exceptions, expired, objections

FAULT = Fault("flask", "1.0", ("PYSEC-2026-1", "CVE-2026-1"))
TODAY = date(2026, 11, 24)


def lived_with(**more) -> Allowed:
    return Allowed(**{"package": "flask", "advisory": "CVE-2026-1", "reason": "Not reached.", "until": TODAY, **more})


def the_service(monkeypatch, *names: str | None) -> list[str]:
    """The service answers each question in turn with a fault of this package, with none for "", or not at all for None."""
    left = list(names)
    asked: list[str] = []

    def answer(requirements):
        asked.append(requirements.name)
        name = left.pop(0)
        return None if name is None else [Fault(name, "1.0", ("PYSEC-2026-1",))] if name else []

    monkeypatch.setattr(advisories, "asked", answer)
    return asked


def test_every_exception_of_ours_has_a_reason_and_a_day_and_bleach_is_one():
    ours = exceptions(advisories.EXCEPTIONS.read_text())
    assert "bleach" in {each.package for each in ours}
    assert all(len(each.reason) > 30 and isinstance(each.until, date) for each in ours)
    with pytest.raises(TypeError):
        exceptions('[[exception]]\npackage = "flask"\nadvisory = "CVE-2026-1"\nreason = "For ever."')


def test_an_exception_holds_through_its_last_day_and_fails_on_the_next():
    assert expired([lived_with()], TODAY) == []
    assert "ended on 2026-11-23" in expired([lived_with(until=date(2026, 11, 23))], TODAY)[0]


def test_a_known_vulnerability_fails_unless_it_is_lived_with_under_any_of_its_names():
    assert "flask 1.0 has a known vulnerability, PYSEC-2026-1" in objections([FAULT], [])[0]
    assert objections([FAULT], [lived_with()]) == []
    assert objections([FAULT], [lived_with(package="bleach"), lived_with(advisory="")])


def test_what_pip_audit_says_is_read():
    said = {"dependencies": [
        {"name": "flask", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": []}]},
        {"name": "nh3", "skip_reason": "not found"},
    ]}  # fmt: skip
    assert advisories.read(json.dumps(said)) == [FAULT]


@pytest.mark.parametrize("silence", ["", None])
def test_a_service_that_does_not_know_what_everybody_knows_has_checked_nothing(monkeypatch, capsys, silence):
    asked = the_service(monkeypatch, silence)
    assert advisories.main() == 0
    assert asked == ["known.txt"]
    assert "NOT CHECKED" in capsys.readouterr().out


@pytest.mark.parametrize(("found", "code"), [("", 0), ("flask", 1)])
def test_a_service_that_answers_is_asked_about_every_pinned_release(monkeypatch, capsys, found, code):
    asked = the_service(monkeypatch, "jinja2", found)
    assert advisories.main() == code
    assert asked == ["known.txt", "dev.txt"]
    assert "NOT CHECKED" not in capsys.readouterr().out
