"""Whatever a browser, or somebody with a worse tool, sends: it gets a sentence, nothing is stored, and nothing typed is lost."""

import pytest

from tests.web.marked import a_marked_site

AS_SCRIPT = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("field", "sent"),
    [("version", [1]), ("version", None), ("version", float("inf")), ("level", {"a": 1}), ("comment", "a\0b"), ("comment", "\ud800")],
)
def test_levels_and_words_that_no_page_sends_are_refused_in_words_and_not_kept(tmp_path, database, field, sent):
    marked = a_marked_site(tmp_path, database=database)
    name = ".".join(marked.keys()[0])
    body = {f"version.{name}": 0, f"level.{name}": 2, f"comment.{name}": "Seen."} | {f"{field}.{name}": sent}
    answer = marked.site.client("tam").post(marked.path, json=body, headers=AS_SCRIPT)
    assert (answer.status_code, bool(answer.json["sentence"])) == (400, True)
    assert "0 of 13 given" in marked.site.client("tam").get(marked.path).text


def test_a_page_of_the_queue_past_its_end_is_the_last_one(tmp_path):
    marked = a_marked_site(tmp_path)
    shown = marked.site.client("tam").get(f"/classes/{marked.site.cohort}/marking?page=7").text
    assert marked.path in shown
    assert "Nothing waits for you" not in shown
