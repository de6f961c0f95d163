"""What the tests need beyond Python: Chromium, gettext, a PostgreSQL and a Redis of their own.

Missing programs are installed with apt-get where that is allowed (root, or sudo without a password). The servers are
private: started on a free port with their data in a temporary folder, gone afterwards, so that nothing on the machine
is touched and two runs never meet. DATABASE_URL and REDIS_URL, when set, are used instead.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from supervisor import die_with_parent

PACKAGES = {
    "chromium": "chromium",
    "xgettext": "gettext",
    "postgres": "postgresql",
    "redis-server": "redis-server",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
UP_WITHIN = 20  # seconds


class Missing(Exception):
    """Something is not there and may not be installed; the text says what and how to get it."""


def find(program: str) -> str | None:
    """The program's path; PostgreSQL's server stands outside PATH on Debian, the newest version is taken."""
    if program == "chromium":
        return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if program in ("postgres", "initdb"):
        versions = sorted(
            Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: float(path.parts[4])
        )
        return str(versions[-1]) if versions else shutil.which(program)
    return shutil.which(program)


def as_root() -> list[str] | None:
    """How to run a command as root without being asked anything, None when that is not possible."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def need(program: str) -> str:
    """The program's path, after installing it if need be and allowed."""
    package = PACKAGES[program]
    if not find(program):
        prefix, apt = as_root(), shutil.which("apt-get")
        if prefix is not None and apt:
            print(f"Installing {package} ...", flush=True)
            install = [*prefix, apt, "install", "--yes", "--quiet", "--no-install-recommends", package]
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            if subprocess.run(install, env=quiet, capture_output=True, check=False).returncode:
                subprocess.run(
                    [*prefix, apt, "update", "--quiet"], env=quiet, capture_output=True, check=False
                )
                subprocess.run(install, env=quiet, capture_output=True, check=False)
    found = find(program)
    if not found:
        raise Missing(f"no {program}: `sudo apt-get install {package}`")
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Servers:
    """Private servers, each started when first asked for. Close it when done."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="signet-servers-"))
        self.folder.chmod(0o755)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.urls: dict[str, str] = {}

    def postgres(self) -> str:
        """An address for DATABASE_URL."""
        if "postgres" not in self.urls:
            self.urls["postgres"] = os.environ.get("DATABASE_URL") or self.start_postgres()
        return self.urls["postgres"]

    def redis(self) -> str:
        """An address for REDIS_URL."""
        if "redis" not in self.urls:
            self.urls["redis"] = os.environ.get("REDIS_URL") or self.start_redis()
        return self.urls["redis"]

    def start_postgres(self) -> str:
        server = need("postgres")
        data, port = self.folder / "postgres", free_port()
        data.mkdir(mode=0o700)
        user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        if user:
            os.chown(data, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        initdb = [str(Path(server).with_name("initdb")), "--pgdata", str(data), "--username", "signet"]
        initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        subprocess.run(initdb, user=user, cwd=data, check=True, capture_output=True)
        command = [server, "-D", str(data), "-p", str(port), "-k", str(data), "-h", "127.0.0.1"]
        # It holds nothing that must survive a power cut.
        command += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        self.spawn(command, port, user)
        return f"postgres://signet@127.0.0.1:{port}/postgres"

    def start_redis(self) -> str:
        port = free_port()
        command = [
            need("redis-server"),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(self.folder),
        ]
        self.spawn([*command, "--save", "", "--appendonly", "no"], port)
        return f"redis://127.0.0.1:{port}/0"

    def spawn(self, command: list[str], port: int, user: str | None = None) -> None:
        log = self.folder / f"{Path(command[0]).name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                user=user,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),  # noqa: PLW1509 - there are no threads here
            )
        self.processes.append(process)
        until = time.monotonic() + UP_WITHIN
        while not reachable(port):
            if process.poll() is not None or time.monotonic() > until:
                raise Missing(f"{command[0]} does not start: {log.read_text(errors='replace')[-500:]}")
            time.sleep(0.05)

    def close(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGINT)
        for process in self.processes:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def reachable(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
