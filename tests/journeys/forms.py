"""Filling a page's forms as a person does: open what is folded, write, choose, press; and looking at the page with axe."""

from playwright.sync_api import Locator, Page, expect

from tests.site import ROOT

AXE = (ROOT / "tests/vendor/axe-core/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def unfold(form: Locator) -> None:
    """Open every fold the form lies in, outermost first."""
    folds = form.locator("xpath=ancestor::details")
    for number in range(folds.count()):
        fold = folds.nth(number)
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()


def send(page: Page, move: str, **fields: str) -> None:
    """Send the first form on the page that makes this move; a double underscore stands for a dot in a field's name."""
    form = page.locator(f"main form[data-move={move}]").first
    unfold(form)
    for name, value in fields.items():
        write(form, name.replace("__", "."), value)
    form.locator("button:not([data-close])").first.click()
    settled(page)


def write(form: Locator, name: str, value: str) -> None:
    field = form.locator(f'[name="{name}"], [name="{name}[]"]').first
    kind = field.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        form.locator(f'[name^="{name}"][value="{value}"]' if value else f'[name^="{name}"]').first.check()
    elif kind.startswith("select"):
        field.select_option(value) if value else field.select_option(index=1)
    else:
        field.fill(value)


def settled(page: Page) -> None:
    """Wait until what was sent is acknowledged and the page has been brought up to date."""
    expect(page.locator("#sync")).to_have_attribute("data-state", "saved", timeout=8000)


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, folds and all."""
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [f"{page.url}: {each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]
