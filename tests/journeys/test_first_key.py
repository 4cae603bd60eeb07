"""A single-use link, opened in a real browser behind the proxy that is shipped, where every page is encrypted."""

from datetime import UTC, datetime

import pytest

from elearn.actions import invite
from elearn.store.db import saving
from elearn.store.tokens import Purpose
from tests.ops.test_deploy import topology

pytestmark = pytest.mark.journey
PASSWORD = "three quiet herons at dusk"


def test_a_password_is_chosen_from_a_page_that_tells_no_other_where_it_was(tmp_path, postgres_url, redis_url, chromium):
    with topology(tmp_path, postgres_url, redis_url) as (site, _, _, url, _):
        with site.app.app_context(), saving():
            secret = invite.mint(Purpose.INVITATION, site.people["mira"], datetime.now(UTC))
        with chromium.new_context(ignore_https_errors=True) as browser:
            page = browser.new_page()
            page.goto(f"{url}/welcome/{secret}")
            page.get_by_label("password").fill(PASSWORD)
            page.get_by_role("button").last.click()
            page.get_by_role("heading", name="My cases").wait_for()
            assert page.goto(f"{url}/welcome/{secret}").status == 410
