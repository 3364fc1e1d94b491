"""Chromium before a running portal. Both per module, so that nothing of them is left when other tests use the database."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.browser.portal import Portal, running
from tests.database import clone, drop

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
MILLISECONDS = 15_000  # two busy cores


@pytest.fixture(scope="module")
def portal(demo_template, tmp_path_factory) -> Iterator[Portal]:
    """The portal with the demonstration in it, for the tests of one module."""
    files = tmp_path_factory.mktemp("portal")
    database = clone(demo_template, files)
    with running(database, files) as portal:
        yield portal
    drop(database)


@pytest.fixture(scope="module")
def browser(portal) -> Iterator[Browser]:
    """Debian's Chromium. Needs the portal first: once Playwright runs, this thread may no longer use Django's database."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, f"Chromium saknas: {', '.join(NAMES)} finns inte i PATH (apt-get install chromium)."
    expect.set_options(timeout=MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Faults(list[str]):
    """What went wrong in the browser while a test ran.

    `expected`: the answers of 400 and above that the test is about. `offline`: it has pulled the plug itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.expected: set[int] = set()
        self.offline = False

    def watch(self, context: BrowserContext, portal: Portal) -> None:
        """Take note of every error in a window, and of every request to another host."""
        host = urlsplit(portal.url).netloc
        context.on("console", self._console)
        context.on("weberror", lambda error: self.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("request", lambda request: self._request(request, host))

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium and htmx repeat here what `_response` judges.
        repeated = message.text.startswith(("Failed to load resource", "Response Status Error Code"))
        if message.type in {"error", "warning"} and not repeated and not self.offline:
            self.append(f"{message.page and message.page.url}: {message.text}")

    def _failed(self, request: Request) -> None:
        if (
            request.failure != "net::ERR_ABORTED" and not self.offline
        ):  # a page that was left while it loaded, or a file for saving
            self.append(f"{request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.append(f"{response.request.method} {response.url}: {response.status}")

    def _request(self, request: Request, host: str) -> None:
        parts = urlsplit(request.url)
        if parts.netloc != host and not parts.scheme.startswith("chrome"):  # its own reader of PDFs
            self.append(f"{request.url}: en annan värd")


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Every test fails on an error in the console, a broken script, an unexpected answer or a request elsewhere."""
    faults = Faults()
    yield faults
    assert not faults, "\n".join(faults)


type Come = Callable[..., Page]


@pytest.fixture(scope="module")
def sessions() -> dict[str, tuple[dict, str]]:
    """Whoever has signed in before in this module, with her cookies and her first page: once is enough."""
    return {}


@pytest.fixture
def come(browser, portal, faults, sessions) -> Iterator[Come]:
    """`come("AU kommun")`: that person at her own computer, signed in, on Mitt arbete; without a role, a visitor.

    `alone`: with a session that no other test has, because this one ends it.
    """
    contexts = []

    def as_person(
        role: str = "", *, javascript: bool = True, width: int = 1280, height: int = 900, alone: bool = False
    ) -> Page:
        cookies, first_page = (None, "") if alone else sessions.get(role, (None, ""))
        context = browser.new_context(
            base_url=portal.url,
            storage_state=cookies,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
        )
        contexts.append(context)
        context.set_default_timeout(MILLISECONDS)
        faults.watch(context, portal)
        page = context.new_page()
        if cookies:
            page.goto(first_page)
        elif role:
            sign_in(page, role)
            if not alone:
                sessions[role] = (context.storage_state(), page.url)
        return page

    yield as_person
    for context in contexts:
        leave(context)


def leave(context: BrowserContext) -> None:
    """Close a window from an empty page: Chromium may never close one whose reader of PDFs is just starting."""
    for page in context.pages:
        with suppress(Error):  # a page that is still being fetched gives way with one
            page.goto("about:blank")
    context.close()


def sign_in(page: Page, role: str, *, to: str = "") -> None:
    """Through the sign-in page's button, on to where she was going."""
    page.goto(f"/logga-in/?next={to}" if to else "/logga-in/")
    page.get_by_role("button", name=f"Logga in som {role}", exact=True).click()
    expect(page).not_to_have_url(re.compile("/logga-in/"))
