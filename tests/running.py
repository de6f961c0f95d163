"""Signet as real processes beside a test: started as a person or a server starts them, talked to over HTTP.

The ``place`` fixture lends them the test's own database, so that a test makes its cast and looks at rows as usual.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import yaml
from django.conf import settings
from django.db import connection
from django.test import Client

from planner.models import User

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SIGNET_MODE", "PYTEST_CURRENT_TEST")
Environment = dict[str, str]
_started: list[subprocess.Popen[Any]] = []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path) -> Environment:
    """Of a try-out whose files lie in ``folder``, on a free port."""
    env = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    return env | {"SIGNET_VAR": str(folder), "PORT": str(free_port())}


def share(folder: Path, statics: Path) -> Environment:
    """Like ``environment``, on the database and with the secret of this test, so that its sessions hold there too."""
    folder.mkdir(exist_ok=True)
    (folder / "secret").write_text(settings.SECRET_KEY)
    (folder / "static").symlink_to(statics)
    database = connection.settings_dict
    env = environment(folder)
    if connection.vendor == "sqlite":
        (folder / "signet.sqlite3").symlink_to(Path(database["NAME"]).resolve())
        return env
    who = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    env["DATABASE_URL"] = f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return env


def agency(env: Environment, redis_port: int | None = None) -> Environment:
    """``env`` as compose.yaml would have it: PostgreSQL and Redis, the latter perhaps through a ``Gate``."""
    redis = urlsplit(os.environ["REDIS_URL"])
    port = redis_port or redis.port or 6379
    return env | {
        "SIGNET_MODE": "agency",
        "SIGNET_SECRET_KEY": settings.SECRET_KEY,
        "SIGNET_URL": f"http://localhost:{env['PORT']}",
        "SIGNET_HOSTS": "localhost,127.0.0.1",
        "REDIS_URL": f"redis://{redis.hostname}:{port}/1",
    }


def supervise(env: Environment) -> subprocess.Popen[str]:
    """Web, worker and beat as ``make demo`` runs them."""
    supervisor = subprocess.Popen(
        [sys.executable, "config/supervisor.py"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    _started.append(supervisor)
    return supervisor


def until_ready(supervisor: subprocess.Popen[str]) -> str:
    """What it prints up to its last line of greeting."""
    assert supervisor.stdout
    printed = ""
    for line in supervisor.stdout:
        printed += line
        if "Ctrl-C" in line:
            return printed
    raise AssertionError(f"never became ready: {printed}")


def service(env: Environment, name: str, **instead: str) -> subprocess.Popen[bytes]:
    """One process of agency mode with the command that compose.yaml gives it, in a process group of its own.

    ``instead``: other values of its options, by name.
    """
    command = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"][name]["command"]
    command = command.replace("0.0.0.0:8000", f"127.0.0.1:{env['PORT']}")
    command = command.replace("/tmp/beat", str(Path(env["SIGNET_VAR"]) / "beat"))  # noqa: S108
    for option, value in instead.items():
        command = re.sub(rf"--{option} \S+", f"--{option} {value}", command)
    with (Path(env["SIGNET_VAR"]) / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *shlex.split(command)],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _started.append(process)
    return process


def of_place(env: Environment) -> list[int]:
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


def pids(env: Environment, word: str) -> list[int]:
    """Those of them with this whole word in their command: gunicorn, worker, beat."""
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0") for pid in of_place(env)}
    return sorted(pid for pid, command in commands.items() if word in command)


def kill_all(env: Environment) -> None:
    """Whatever still runs with this folder, at the end of a test."""
    for pid in of_place(env):
        os.kill(pid, signal.SIGKILL)
    while _started:
        process = _started.pop()
        process.communicate()


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Person:
    """A person's browser without a screen: one kept connection, and cookies. For one thread.

    Signed in from the start, unless ``cookies`` are given.
    """

    env: Environment
    user: User
    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None
    asked_at: float = 0.0

    def __post_init__(self) -> None:
        if not self.cookies:
            client = Client()
            client.force_login(self.user)
            self.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key or ""
        self.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
        self.line = http.client.HTTPConnection("127.0.0.1", int(self.env["PORT"]), timeout=30)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Answer:
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.cookies["csrftoken"]}
        return self.ask("POST", path, urlencode(data).encode(), form | headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        assert self.line
        if time.perf_counter() - self.asked_at > 1:
            self.line.close()  # the server closes what is idle for two seconds
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        started = time.perf_counter()
        self.line.request(method, path, body, {"Cookie": pairs, **headers})
        response = self.line.getresponse()
        body = response.read()
        self.asked_at = time.perf_counter()
        seconds = self.asked_at - started
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(response.status, body, seconds, dict(response.getheaders()))

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            return self.get("/healthz").status == 200
        except OSError:
            self.close()
            return False

    def close(self) -> None:
        if self.line:
            self.line.close()


class Gate:
    """A line to a server that a test can cut: "gone" refuses connections, "silent" takes them and never answers."""

    def __init__(self, port: int) -> None:
        self.target, self.port = port, free_port()
        self.silent = False
        self.listener: socket.socket | None = None
        self.ends: list[socket.socket] = []
        self.mend()

    def mend(self) -> None:
        """Let through again; what was connected before is cut, as by a server that was started anew."""
        self.cut()
        self.silent = False
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._accept, args=[self.listener], daemon=True).start()

    def fall_silent(self) -> None:
        self.silent = True

    def cut(self) -> None:
        """Nothing listens any more, and every connection ends."""
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ends.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
                self.ends += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError), source:
            while data := source.recv(65536):
                if not self.silent:
                    sink.sendall(data)
            sink.shutdown(socket.SHUT_RDWR)
