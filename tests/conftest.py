from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from browsing import Visitor, visitors
from cast import Cast, make_cast, make_person
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from planner.models import Member, User, Workspace


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def outsider(db: None) -> User:
    """An owner of another agency."""
    user = make_person("otto@elsewhere.example.org", "Otto Elsewhere")
    workspace = Workspace.objects.create(name="Elsewhere", slug="elsewhere")
    Member.objects.create(workspace=workspace, user=user, role="owner")
    return user


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Missing, it is a failure in CI and elsewhere a skip that says what to install."""
    path = os.environ.get("SIGNET_CHROMIUM") or shutil.which("chromium")
    if not path:
        message = "no chromium: `sudo apt-get install chromium`"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    # Playwright keeps a loop running in this thread; the database is used from it all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visitor]]:
    """``visit(user)`` opens a browser as this person; ``visit()`` as a stranger. Tests using it are marked ``browser``."""
    yield from visitors(chromium, live_server.url)
