"""`make demo` as a person meets it: real processes, the try-out's settings, a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from running import (
    ROOT,
    environment,
    eventually,
    free_port,
    kill_all,
    of_place,
    pids,
    supervise,
    until_ready,
)

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]


@pytest.fixture
def fresh(tmp_path: Path, statics: Path) -> Iterator[dict[str, str]]:
    """The environment of a fresh try-out: a database with tables and nothing in it, static files, a free port."""
    env = environment(tmp_path)
    (tmp_path / "static").symlink_to(statics)
    for command in (["migrate", "--verbosity=0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
    yield env
    kill_all(env)


def replaced(env: dict[str, str], name: str, dead: int) -> bool:
    living = pids(env, name)
    return bool(living) and dead not in living


def page(env: dict[str, str]) -> int:
    with urllib.request.urlopen(f"http://localhost:{env['PORT']}/", timeout=20) as answer:
        return int(answer.status)


def test_it_serves_restarts_what_dies_and_stops_on_ctrl_c(fresh: dict[str, str]) -> None:
    (Path(fresh["SIGNET_VAR"]) / "logins.json").write_text(
        '[{"role": "owner", "email": "claire@example.org", "password": "try-it-out"}]'
    )
    supervisor = supervise(fresh)
    greeting = until_ready(supervisor)
    assert f"http://localhost:{fresh['PORT']}" in greeting
    assert re.search(r"owner +claire@example\.org +try-it-out", greeting)
    assert page(fresh) == 200

    for name in ("gunicorn", "worker", "beat"):
        assert pids(fresh, name), f"{name} is not running"
        first = pids(fresh, name)[0]
        os.kill(first, signal.SIGKILL)
        assert eventually(partial(replaced, fresh, name, first), 15), f"{name} stays dead"
    assert page(fresh) == 200

    asked = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    rest, _ = supervisor.communicate(timeout=10)
    assert time.monotonic() - asked < 5
    assert supervisor.returncode == 0
    assert "Stopped." in rest
    assert of_place(fresh) == []


def test_a_killed_supervisor_leaves_no_orphans_and_no_taken_port(fresh: dict[str, str]) -> None:
    supervisor = supervise(fresh)
    until_ready(supervisor)
    assert len(of_place(fresh)) >= 4
    supervisor.kill()
    supervisor.communicate(timeout=10)
    assert eventually(lambda: not of_place(fresh), 10), of_place(fresh)
    again = supervise(fresh)
    until_ready(again)
    again.terminate()
    again.communicate(timeout=10)
    assert again.returncode == 0


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        ("taken", "Port {} is in use: choose another one, for example `PORT={} make demo`."),
        ("http", "PORT must be a number from 1 to 65535, not 'http'."),
        ("70000", "PORT must be a number from 1 to 65535, not '70000'."),
    ],
)
def test_a_port_that_cannot_be_had_is_one_sentence(tmp_path: Path, port: str, sentence: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        env = {**os.environ, "SIGNET_VAR": str(tmp_path), "PORT": str(number) if port == "taken" else port}
        refused = subprocess.run(
            [sys.executable, "config/supervisor.py"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.strip() == sentence.format(number, other_port(number))
    assert of_place(env) == []


def other_port(number: int) -> int:
    return number + 123 if number + 123 < 65536 else 8123


def test_a_second_one_in_the_same_folder_is_refused_with_the_address_of_the_first(
    fresh: dict[str, str],
) -> None:
    supervisor = supervise(fresh)
    until_ready(supervisor)
    other = supervise({**fresh, "PORT": str(free_port())})
    said, _ = other.communicate(timeout=20)
    assert other.returncode == 1
    assert said.strip() == f"Signet already runs from this folder: http://localhost:{fresh['PORT']}"
    supervisor.terminate()
    supervisor.communicate(timeout=10)
