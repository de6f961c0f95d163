"""Run Signet on this machine: web, worker and beat under one roof, until Ctrl-C. `make demo` starts it.

Standard library only. The supervisor opens the port itself and hands it to the web server: it knows at once whether
the port is free, and visitors wait instead of failing while the web server is restarted.
"""

import argparse
import contextlib
import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from bootstrap import ROOT, Refusal, refusal_of
from prepare import VAR

LOGS = VAR / "log"
READY_WITHIN = 60  # seconds for the first page
STOP_WITHIN = 3.0  # seconds to finish what is under way; the rows know what was not done
PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int) -> None:
    """Have the kernel stop this process when the one that started it is gone, however that ended (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number)


@dataclass
class Child:
    """One process that is started again when it dies."""

    name: str
    command: list[str]
    fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: list[float] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    def start(self) -> None:
        supervisor = os.getpid()

        def before() -> None:
            die_with_parent(signal.SIGKILL)
            if os.getppid() != supervisor:
                os._exit(1)

        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.fds,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops all in order
                preexec_fn=before,  # noqa: PLW1509 - there are no threads here
            )
        self.started = time.monotonic()

    def keep_alive(self) -> None:
        """Start it again if it died; give up when it died five times within a minute."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < 60] + [now]
        if len(self.deaths) >= 5:
            raise Refusal(f"The {self.name} process keeps dying: the reason is at the end of {self.log}.")
        print(
            f"The {self.name} process stopped (code {self.process.returncode}) and is started again.",
            flush=True,
        )
        self.end(signal.SIGKILL)
        time.sleep(0.2 * len(self.deaths))
        self.start()

    def end(self, signal_number: int) -> None:
        """Signal the process and all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal_number)


def wanted_port() -> int:
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Refusal(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            other = port + 123 if port + 123 < 65536 else 8123
            raise Refusal(
                f"Port {port} is in use: choose another one, for example `PORT={other} make demo`."
            ) from None
        if error.errno == errno.EACCES:
            raise Refusal(f"Port {port} is reserved for the system: choose one above 1023.") from None
        raise
    listener.listen(512)
    return listener


def only_one(port: int) -> IO[str]:
    """Hold the lock that says Signet runs from this folder; the file says on which port."""
    file = (VAR / "running").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise Refusal(
            f"Signet already runs from this folder: http://localhost:{file.read().strip()}"
        ) from None
    file.truncate(0)
    file.write(str(port))
    file.flush()
    return file


def children(listener: socket.socket) -> list[Child]:
    python = sys.executable
    web = [python, "-m", "gunicorn", "config.wsgi:application", "--bind", f"fd://{listener.fileno()}"]
    web += ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--graceful-timeout", "2"]
    web += ["--no-control-socket", "--log-level", "warning"]
    celery = [python, "-m", "celery", "--app", "config", "--quiet"]
    worker = [
        *celery,
        "worker",
        "--pool",
        "threads",
        "--concurrency",
        "2",
        "--queues",
        "sweep,default,media,slow",
    ]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    beat = [*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"]
    return [Child("web", web, (listener.fileno(),)), Child("worker", worker), Child("beat", beat)]


def answers(port: int) -> bool:
    """Whether a page comes back, of whatever status."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(f"http://127.0.0.1:{port}/", timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def wait_until_ready(web: Child, port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while not answers(port):
        web.keep_alive()
        if time.monotonic() > until:
            raise Refusal(
                f"The first page did not come within {READY_WITHIN} s: the reason may be in {web.log}."
            )
        time.sleep(0.05)


def greet(port: int) -> None:
    """The address and, when the demo agency left them, the logins: [{"role", "email", "password"}]."""
    print(f"\nSignet is ready: http://localhost:{port}\n")
    try:
        logins = json.loads((VAR / "logins.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        logins = []
    for login in logins:
        print(f"  {login['role']:<10} {login['email']:<28} {login['password']}")
    if not os.environ.get("EMAIL_URL", "").strip():
        print(f"\nNo mail leaves this machine: read it at http://localhost:{port}/tryout/mail/")
    print(f"\nLogs are in {LOGS}. Ctrl-C stops everything.\n", flush=True)


def stop(all_of_them: list[Child]) -> None:
    running = [child for child in all_of_them if child.process is not None]
    for child in running:
        child.end(signal.SIGTERM)
    until = time.monotonic() + STOP_WITHIN
    while time.monotonic() < until and any(
        child.process.poll() is None for child in running if child.process
    ):
        time.sleep(0.02)
    for child in running:
        child.end(signal.SIGKILL)  # also what the process itself left behind
        if child.process:
            child.process.wait()


def run() -> None:
    port = wanted_port()
    os.environ["PORT"] = str(port)
    LOGS.mkdir(parents=True, exist_ok=True)
    with listen(port) as listener, only_one(port):
        family = children(listener)
        try:
            for child in family:
                child.log.unlink(missing_ok=True)
                child.start()
            wait_until_ready(family[0], port)
            greet(port)
            while True:
                for child in family:
                    child.keep_alive()
                time.sleep(0.5)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(
                    number, signal.SIG_IGN
                )  # stopping takes a moment; a second Ctrl-C changes nothing
            stop(family)


def interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--stop-with-parent", action="store_true", help="stop when the process that started this dies"
    )
    if parser.parse_args().stop_with_parent:
        die_with_parent(signal.SIGTERM)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        run()
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    except OSError as error:
        print(refusal_of(error), file=sys.stderr)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
