"""`make demo` as a person meets it: real processes, the try-out's settings, a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SIGNET_MODE", "PYTEST_CURRENT_TEST")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def place(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a fresh try-out: a database with tables and nothing in it, static files, a free port."""
    env = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    env |= {"SIGNET_VAR": str(tmp_path), "PORT": str(free_port())}
    for command in (
        ["migrate", "--verbosity=0"],
        ["createcachetable"],
        ["collectstatic", "--noinput", "--verbosity=0"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
    yield env
    for pid in of_place(env):
        os.kill(pid, signal.SIGKILL)


def start(env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "config/supervisor.py"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until_ready(supervisor: subprocess.Popen[str]) -> str:
    """What it prints up to its last line of greeting."""
    assert supervisor.stdout
    printed = ""
    for line in supervisor.stdout:
        printed += line
        if "Ctrl-C" in line:
            return printed
    raise AssertionError(f"never became ready: {printed}")


def of_place(env: dict[str, str]) -> list[int]:
    """Every living process that was started with this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            mine = f"SIGNET_VAR={env['SIGNET_VAR']}\0".encode() in (path / "environ").read_bytes()
            alive = ") Z " not in (path / "stat").read_text()
        except OSError:
            continue
        if mine and alive and int(path.name) != os.getpid():
            found.append(int(path.name))
    return found


def pids(env: dict[str, str], needle: str) -> list[int]:
    command_lines = {
        pid: Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ") for pid in of_place(env)
    }
    return sorted(pid for pid, line in command_lines.items() if needle.encode() in line)


def replaced(env: dict[str, str], name: str, dead: int) -> bool:
    living = pids(env, name)
    return bool(living) and dead not in living


def page(env: dict[str, str]) -> int:
    with urllib.request.urlopen(f"http://localhost:{env['PORT']}/", timeout=20) as answer:
        return int(answer.status)


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def test_it_serves_restarts_what_dies_and_stops_on_ctrl_c(place: dict[str, str]) -> None:
    (Path(place["SIGNET_VAR"]) / "logins.json").write_text(
        '[{"role": "owner", "email": "claire@example.org", "password": "try-it-out"}]'
    )
    supervisor = start(place)
    greeting = until_ready(supervisor)
    assert f"http://localhost:{place['PORT']}" in greeting
    assert re.search(r"owner +claire@example\.org +try-it-out", greeting)
    assert page(place) == 200

    for name in ("gunicorn", "worker", "beat"):
        assert pids(place, name), f"{name} is not running"
        first = pids(place, name)[0]
        os.kill(first, signal.SIGKILL)
        assert eventually(partial(replaced, place, name, first), 15), f"{name} stays dead"
    assert page(place) == 200

    asked = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    rest, _ = supervisor.communicate(timeout=10)
    assert time.monotonic() - asked < 5
    assert supervisor.returncode == 0
    assert "Stopped." in rest
    assert of_place(place) == []


def test_a_killed_supervisor_leaves_no_orphans_and_no_taken_port(place: dict[str, str]) -> None:
    supervisor = start(place)
    until_ready(supervisor)
    assert len(of_place(place)) >= 4
    supervisor.kill()
    supervisor.communicate(timeout=10)
    assert eventually(lambda: not of_place(place), 10), of_place(place)
    again = start(place)
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
    place: dict[str, str],
) -> None:
    supervisor = start(place)
    until_ready(supervisor)
    other = start({**place, "PORT": str(free_port())})
    said, _ = other.communicate(timeout=20)
    assert other.returncode == 1
    assert said.strip() == f"Signet already runs from this folder: http://localhost:{place['PORT']}"
    supervisor.terminate()
    supervisor.communicate(timeout=10)
