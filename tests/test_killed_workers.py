"""A worker that dies in the middle of its work loses nothing and doubles nothing, in the try-out and in agency mode."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import exported
import pytest
from cast import Cast
from running import Environment, agency, eventually, of_place, pids, service, supervise, until_ready

from planner import tasks
from planner.models import AuditEvent, Draft, Import, Job, Post, Scorecard, Variant

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

WITHIN = 30  # seconds from the restart until all is done
MANY = 1000
EARLY = 5  # scored when the worker is killed
POSTS = 5000


def write_many(cast: Cast) -> list[int]:
    """Primary keys of many long variants that nobody has scored."""
    text = "Nous avons perdu 11 000 € en six semaines, et voici ce que nous avons changé. " * 20
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


def start_import(cast: Cast, channel: str) -> Import:
    """One post every three hours, for years."""
    rows = [exported.instagram_row(n, exported.START - timedelta(hours=3 * n)) for n in range(POSTS)]
    return exported.upload(cast, exported.as_csv(exported.INSTAGRAM, *rows), channel)


@dataclass
class Round:
    """Work that is asked for together: all variants for the ``times``-th time, and one import."""

    times: int
    row: Import
    scored: dict[int, datetime] = field(default_factory=dict)
    posts: set[int] = field(default_factory=set)

    def settled(self) -> set[int]:
        jobs = Job.objects.filter(kind=Job.Kind.SCORE, settled=self.times)
        return set(jobs.values_list("subject", flat=True))

    def stored(self) -> set[int]:
        return set(Post.objects.filter(channel=self.row.channel).values_list("pk", flat=True))

    def until_the_middle(self) -> None:
        def reached() -> bool:
            return len(self.settled()) >= EARLY and bool(self.stored())

        assert eventually(reached, 30), "the worker does not work"

    def note(self) -> None:
        """Called when nothing works any more: what was done by then."""
        done = self.settled()
        self.scored = {pk: at for pk, at in computed().items() if pk in done}
        self.posts = self.stored()
        assert len(done) < MANY or len(self.posts) < POSTS, "all was done before"

    def assert_done_soon(self) -> None:
        """What was done stayed as it was, the rest is done within the time we promise, and all of it once."""
        started = time.monotonic()
        jobs = Job.objects.exclude(state=Job.State.DONE)
        assert eventually(lambda: not jobs.exists(), WITHIN), list(
            jobs.values_list("kind", "state", "attempts", "done", "error", "due_at", "beat_at")[:5]
        )
        assert time.monotonic() - started < WITHIN
        after = computed()
        assert len(after) == MANY
        assert {pk: after[pk] for pk in self.scored} == self.scored, "computed twice"
        assert not Job.objects.filter(kind=Job.Kind.SCORE).exclude(asked=self.times).exists()
        self.row.refresh_from_db()
        assert (self.row.state, self.row.created, self.row.updated) == (Import.State.DONE, POSTS, 0)
        assert len(self.stored()) == POSTS
        assert self.posts <= self.stored(), "stored anew"
        assert AuditEvent.objects.filter(action="import.done", subject_id=self.row.pk).count() == 1


def computed() -> dict[int, datetime]:
    return dict(Scorecard.objects.values_list("variant", "computed_at"))


def begin(cast: Cast, variants: list[int], times: int, channel: str) -> Round:
    row = start_import(cast, channel)
    ask_for(cast, variants)
    work = Round(times, row)
    work.until_the_middle()
    return work


def test_in_the_try_out_a_killed_worker_is_replaced_and_goes_on(place: Environment, cast: Cast) -> None:
    variants = write_many(cast)
    supervisor = supervise(place)
    until_ready(supervisor)
    work = begin(cast, variants, 1, "malo.instagram")
    os.kill(pids(place, "worker")[0], signal.SIGKILL)
    work.note()
    work.assert_done_soon()

    # Ctrl-C while work is under way: all stop in time, and the next start goes on.
    work = begin(cast, variants, 2, "kiln.instagram")
    asked = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=10)
    assert time.monotonic() - asked < 5
    assert supervisor.returncode == 0
    assert of_place(place) == []
    work.note()
    again = supervise(place)
    until_ready(again)
    work.assert_done_soon()
    again.terminate()
    again.communicate(timeout=10)


@pytest.mark.postgres
@pytest.mark.redis
def test_in_agency_mode_a_killed_worker_goes_on_after_its_restart(place: Environment, cast: Cast) -> None:
    variants = write_many(cast)
    env = agency(place)
    service(env, "beat")
    worker = service(env, "worker")
    work = begin(cast, variants, 1, "malo.instagram")
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    work.note()
    worker = service(env, "worker")
    work.assert_done_soon()

    # Only the processes under it, as when memory runs out: they are replaced, and their work is done too.
    work = begin(cast, variants, 2, "kiln.instagram")
    for pid in pids(env, "worker"):
        if pid != worker.pid:
            os.kill(pid, signal.SIGKILL)
    work.note()
    work.assert_done_soon()
    worker.terminate()
    worker.wait(timeout=20)
