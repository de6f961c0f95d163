"""What one worker does while people go on working: part of `make bench`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench_report import Figure, Row
from running import eventually, service

from planner import tasks
from planner.jobs import scorecards
from planner.models import Draft, Job

if TYPE_CHECKING:
    from bench_measures import Bench


def rescoring(bench: Bench, requests: int) -> None:
    """All scorecards of the large workspace anew, as after a switch of edition, by one worker, while somebody opens drafts."""
    workspace = bench.large.workspace
    wanted = scorecards.outdated(workspace).count()
    drafts = list(Draft.objects.filter(workspace=workspace).values_list("pk", flat=True)[:requests])
    worker = service(bench.env, "worker", concurrency="1")
    tasks.ask(Job.Kind.RESCORE, workspace.pk, workspace.pk)
    job = Job.objects.filter(kind=Job.Kind.RESCORE, subject=workspace.pk)
    assert eventually(lambda: job.filter(done__gt=0).exists(), 60), "the worker does not work"
    started, before = time.monotonic(), job.get().done - job.get().total + wanted
    row = Row("draft page while all is scored anew", [], (None, 20), (None, 40))
    url = bench.large.desk + "/drafts/{}/"
    bench.timed("", lambda number: bench.people["editor"].get(url.format(drafts[number])), 200, row)
    assert eventually(lambda: job.filter(state=Job.State.DONE).exists(), 600), job.values()
    each = (time.monotonic() - started) / (wanted - before) * 1000
    assert not scorecards.outdated(workspace).exists(), "some were left out"
    print(f"{wanted:,} scorecards anew: {1000 / each:.0f} a second", flush=True)
    bench.found.facts.append(
        Figure(f"scoring {wanted:,} variants anew by one worker, ms each (5 are 200 a second)", each, must=5)
    )
    worker.terminate()
    worker.wait(timeout=30)
