"""A person in front of a real Chromium: signs in, opens pages, and is told of every script error and CSP violation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from planner.models import User

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ("color-contrast", "link-in-text-block")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
# Whether every colour that fades has arrived; two frames on, so that a change has begun to.
FADED = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(!document.getAnimations().some((one) => one instanceof CSSTransition)))))"""
# What Chromium itself says about an answer that a test asks for on purpose.
EXPECTED = (
    "Failed to load resource: the server responded with a status of 4",
    "net::ERR_INTERNET_DISCONNECTED",
)


@dataclass
class Visitor:
    """One browser profile. ``troubles`` must be empty at the end of the test (the fixture checks)."""

    context: BrowserContext
    page: Page
    origin: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if (
            message.type == "error"
            and not message.text.startswith(EXPECTED)
            and not any(words in message.text for words in EXPECTED)
        ):
            self.troubles.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(self.origin + path, wait_until="load")
        return self.page

    def sign_in(self, user: User) -> Visitor:
        """By session, as after a login: the login page has tests of its own."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": self.origin}]
        )
        return self

    def violations(self, *rules: str) -> list[str]:
        """What axe finds against WCAG 2.2 A and AA, or these rules, on the page as it is now, one line each."""
        wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
        found = Axe().run(self.page, options={"runOnly": wanted, "resultTypes": ["violations"]})
        return [
            f"{item['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for item in found.response["violations"]
            for node in item["nodes"]
        ]

    def is_accessible(self) -> None:
        """In the light and in the dark, where only colours differ."""
        for scheme, rules in (("light", ()), ("dark", COLOURS)):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            while not self.page.evaluate(FADED):  # a busy machine takes its time
                self.page.wait_for_timeout(50)
            violations = self.violations(*rules)
            assert not violations, f"{scheme} {self.page.url}:\n" + "\n".join(violations)
        self.page.emulate_media(color_scheme="light")


def visitors(browser: Browser, origin: str) -> Iterator[Callable[..., Visitor]]:
    """A factory of visitors, each with cookies of their own; at the end none may have met trouble."""
    made: list[Visitor] = []

    def make(user: User | None = None, *, viewport: dict[str, int] = DESK, **options: object) -> Visitor:
        context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        visitor = Visitor(context, context.new_page(), origin)
        made.append(visitor)
        return visitor.sign_in(user) if user else visitor

    yield make
    for visitor in made:
        visitor.context.close()
    troubles = [trouble for visitor in made for trouble in visitor.troubles]
    assert not troubles, "\n".join(troubles)
