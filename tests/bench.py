"""Measure the running application as a client on this machine: one web process, PostgreSQL. `make bench` runs it.

Prints tables, writes docs/performance.md, and exits with 1 when something that must hold does not.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
NAME = f"signet_bench_{os.getpid()}"


@contextmanager
def own_database() -> Iterator[None]:
    """A database of this run on the server of DATABASE_URL, and the settings of agency mode for it."""
    import psycopg

    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server, tempfile.TemporaryDirectory() as folder:
        server.execute(f"CREATE DATABASE {NAME}")
        os.environ |= {
            "SIGNET_MODE": "agency",
            "SIGNET_VAR": folder,
            "SIGNET_SECRET_KEY": secrets.token_urlsafe(48),
            "SIGNET_URL": "http://localhost",
            "SIGNET_HOSTS": "localhost,127.0.0.1",
            "DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{NAME}")),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        try:
            for command in (
                "migrate --verbosity=0",
                "createcachetable",
                "collectstatic --noinput --verbosity=0",
            ):
                subprocess.run([sys.executable, "manage.py", *command.split()], cwd=ROOT, check=True)
            yield
        finally:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def main() -> int:
    signal.signal(
        signal.SIGTERM, lambda number, frame: sys.exit(1)
    )  # through the finally clauses: no server stays
    with own_database():
        import django

        django.setup()
        from bench_measures import METHOD, measure
        from bench_report import write
        from django.db import connection

        try:
            found = measure()
        finally:
            connection.close()
    write(found, METHOD)
    for line in found.broken:
        print(f"Does not hold: {line}", file=sys.stderr)
    return 1 if found.broken else 0


if __name__ == "__main__":
    sys.exit(main())
