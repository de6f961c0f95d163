"""A worker that dies while it reads an import: every post is there once, and counted once, soon after its replacement."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from exported import START, TIKTOK, as_csv, tiktok_row, upload
from running import Environment, eventually, pids, supervise, until_ready

from planner.models import Import, Job, Notice, Post

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

ROWS = 6_000
WITHIN = 30  # seconds from the restart until all is read


def test_a_killed_import_is_read_once(place: Environment, cast: Cast, settings: Any) -> None:
    settings.MEDIA_ROOT = Path(place["SIGNET_VAR"]) / "media"  # where its worker looks
    rows = [tiktok_row(n, START + timedelta(minutes=n)) for n in range(ROWS)]
    supervisor = supervise(place)
    until_ready(supervisor)
    row = upload(cast, as_csv(TIKTOK, *rows), "malo.tiktok")
    assert eventually(lambda: Import.objects.get(pk=row.pk).done >= 500, 30), "the worker does not read"
    os.kill(pids(place, "worker")[0], signal.SIGKILL)
    row.refresh_from_db()
    assert row.state == "running", "the worker was not killed in the middle"
    started = time.monotonic()
    assert eventually(lambda: Import.objects.get(pk=row.pk).state == "done", WITHIN), row.done
    assert time.monotonic() - started < WITHIN
    row.refresh_from_db()
    assert (row.created, row.updated, row.total) == (ROWS, 0, ROWS)
    assert Post.objects.count() == ROWS
    assert Notice.objects.filter(kind="import_done").count() == 1
    assert eventually(Job.objects.filter(kind="recommend", state="done").exists, WITHIN), "nothing follows"
    supervisor.terminate()
    supervisor.communicate(timeout=10)
