from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Visitor, visitors
from cast import Cast, make_cast, make_person
from django.core.cache import caches
from house import House, build
from playwright.sync_api import Browser, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from running import ROOT, Environment, environment, kill_all, share
from second_edition import newer  # noqa: F401 - a fixture

from planner.models import Member, User, Workspace


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """What the process keeps for a few seconds is of the test before."""
    caches["local"].clear()


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


@pytest.fixture
def house(db: None, settings: Any, tmp_path: Path) -> Iterator[House]:
    """Something to show at every URL. Refusals, which are most of what is asked for, are not logged."""
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "media", tmp_path
    logging.disable(logging.ERROR)
    yield build(tmp_path)
    logging.disable(logging.NOTSET)


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


@pytest.fixture(scope="session")
def statics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as a server needs them: compressed, with the hash in their names."""
    env = environment(tmp_path_factory.mktemp("statics"))
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        cwd=ROOT,
        env=env,
        check=True,
    )
    return Path(env["SIGNET_VAR"]) / "static"


@pytest.fixture
def place(transactional_db: None, tmp_path: Path, statics: Path, settings: Settings) -> Iterator[Environment]:
    """The environment of real processes that share this test's database and files; none of them outlives the test."""
    env = share(tmp_path / "var", statics)
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    yield env
    kill_all(env)
