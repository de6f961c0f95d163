"""A worker that dies in the middle of its work loses nothing and doubles nothing, in the try-out and in agency mode."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from cast import Cast
from running import Environment, agency, eventually, of_place, pids, service, supervise, until_ready

from planner import tasks
from planner.models import Draft, Job, Scorecard, Variant

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

WITHIN = 30  # seconds from the restart until all is done
MANY = 600
EARLY = 40  # done when the worker is killed


def write_many(cast: Cast) -> list[int]:
    """Primary keys of many long variants that nobody has scored."""
    text = "Nous avons perdu 11 000 € en six semaines, et voici ce que nous avons changé. " * 40
    drafts = Draft.objects.bulk_create(
        Draft(
            workspace=cast.workspace,
            brand=cast.malo,
            created_by=cast.user("editor"),
            title=f"n° {n}",
            text=f"{n} {text}",
        )
        for n in range(MANY)
    )
    channel = cast.channels["malo.linkedin"]
    rows = [
        Variant(workspace=cast.workspace, draft=draft, brand=cast.malo, channel=channel, format="text")
        for draft in drafts
    ]
    return [variant.pk for variant in Variant.objects.bulk_create(rows)]


def ask_for(cast: Cast, variants: list[int]) -> None:
    tasks.ask_many(Job.Kind.SCORE, variants, cast.workspace.pk)


def settled(times: int) -> int:
    """How many jobs have been answered this often."""
    return Job.objects.filter(kind=Job.Kind.SCORE, settled=times).count()


def computed() -> dict[int, datetime]:
    return dict(Scorecard.objects.values_list("variant", "computed_at"))


def in_the_middle(times: int) -> None:
    assert eventually(lambda: settled(times) >= EARLY, 30), "the worker does not work"


@contextmanager
def all_done_once(times: int) -> Iterator[None]:
    """Around the restart: what was done stays as it was, the rest is done within the time we promise."""
    before = Job.objects.filter(settled=times).values_list("subject", flat=True)
    done = {pk: at for pk, at in computed().items() if pk in set(before)}
    assert EARLY <= len(done) < MANY, "the worker was not killed in the middle"
    yield
    started = time.monotonic()
    assert eventually(lambda: settled(times) == MANY, WITHIN), Job.objects.exclude(state="done").values()[:3]
    assert time.monotonic() - started < WITHIN
    after = computed()
    assert len(after) == MANY
    assert {pk: after[pk] for pk in done} == done, "computed twice"
    assert not Job.objects.filter(kind=Job.Kind.SCORE).exclude(state=Job.State.DONE, asked=times).exists()


def test_in_the_try_out_a_killed_worker_is_replaced_and_goes_on(place: Environment, cast: Cast) -> None:
    variants = write_many(cast)
    supervisor = supervise(place)
    until_ready(supervisor)
    ask_for(cast, variants)
    in_the_middle(1)
    os.kill(pids(place, "worker")[0], signal.SIGKILL)
    with all_done_once(1):
        pass

    # Ctrl-C while work is under way: all stop in time, and the next start goes on.
    ask_for(cast, variants)
    in_the_middle(2)
    asked = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=10)
    assert time.monotonic() - asked < 5
    assert supervisor.returncode == 0
    assert of_place(place) == []
    with all_done_once(2):
        again = supervise(place)
        until_ready(again)
    again.terminate()
    again.communicate(timeout=10)


@pytest.mark.postgres
@pytest.mark.redis
def test_in_agency_mode_a_killed_worker_goes_on_after_its_restart(place: Environment, cast: Cast) -> None:
    variants = write_many(cast)
    env = agency(place)
    service(env, "beat")
    worker = service(env, "worker")
    ask_for(cast, variants)
    in_the_middle(1)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    with all_done_once(1):
        worker = service(env, "worker")

    # Only one of its processes, as when memory runs out: the others go on, and the work of the dead one is done too.
    ask_for(cast, variants)
    in_the_middle(2)
    children = [pid for pid in pids(env, "worker") if pid != worker.pid]
    with all_done_once(2):
        os.kill(children[-1], signal.SIGKILL)
    worker.terminate()
    worker.wait(timeout=20)
