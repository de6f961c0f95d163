"""Redis or the worker gone: pages work and are quick, what waits is shown as waiting, and is done when they are back."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from cast import Cast
from running import Environment, Gate, Person, agency, eventually, pids, service, supervise, until_ready

from planner.models import Draft, Job, Review, Scorecard

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

QUICK = 1.5  # seconds: a request that waited for a broker would take five or more
WITHIN = 30  # seconds from the return until all is done
WORKING = 'id="progress" role="status" hx-get'  # the sign of waiting work, on every page


@pytest.fixture
def gate() -> Iterator[Gate]:
    """The way to Redis, which the test can close."""
    gate = Gate(urlsplit(os.environ["REDIS_URL"]).port or 6379)
    yield gate
    gate.cut()


def write_check_submit(person: Person, draft: Draft, words: str) -> None:
    """What an editor does in a minute; every answer is quick."""
    variant = draft.variants.get()
    draft.refresh_from_db()
    desk = f"/w/{draft.workspace.slug}"
    typed = f"{draft.text} {words}"
    answers = [
        person.get(f"{desk}/drafts/{draft.pk}/"),
        person.post(f"{desk}/check/{variant.pk}/", {"text": typed}),
        person.post(
            f"{desk}/drafts/{draft.pk}/field/",
            {"field": "text", "value": typed, "base": draft.text},
            Accept="application/json",
        ),
        person.post(f"{desk}/drafts/{draft.pk}/review/submit/", {}),
        person.get(f"{desk}/drafts/{draft.pk}/"),
    ]
    assert [answer.status for answer in answers] == [200, 200, 200, 302, 200]
    assert max(answer.seconds for answer in answers) < QUICK, [answer.seconds for answer in answers]
    assert words in answers[-1].text
    assert WORKING in answers[-1].text
    draft.refresh_from_db()
    assert draft.text == typed
    assert Review.objects.filter(draft=draft, state=Review.State.OPEN).count() == 1


def left() -> int:
    return Job.objects.exclude(state=Job.State.DONE).count()


def assert_done_soon(person: Person, drafts: list[Draft]) -> None:
    started = time.monotonic()
    assert eventually(lambda: not left(), WITHIN), Job.objects.exclude(state=Job.State.DONE).values()
    assert time.monotonic() - started < WITHIN
    for draft in drafts:
        assert Scorecard.objects.filter(variant__draft=draft).count() == 1
    assert WORKING not in person.get(f"/w/{drafts[0].workspace.slug}/drafts/").text


@pytest.mark.postgres
@pytest.mark.redis
def test_redis_gone_costs_no_edit_and_no_time(place: Environment, cast: Cast, gate: Gate) -> None:
    env = agency(place, gate.port)
    drafts = [cast.draft(title=f"n° {n}") for n in range(3)]
    for name in ("web", "worker", "beat"):
        service(env, name)
    person = Person(env, cast.user("editor"))
    assert eventually(person.answers, 30)
    write_check_submit(person, drafts[0], "Tout va bien.")
    assert_done_soon(person, drafts[:1])

    outages: list[tuple[Callable[[], None], str]] = [
        (gate.cut, "Redis est arrêté."),
        (gate.fall_silent, "Redis se tait."),
    ]
    for number, (outage, words) in enumerate(outages, 1):
        outage()
        time.sleep(8)  # long enough that worker and beat notice
        write_check_submit(person, drafts[number], words)
        time.sleep(2)
        assert left(), "nothing reached the worker, so something waits"
        gate.mend()
        assert_done_soon(person, drafts[: number + 1])
    person.close()


def test_the_worker_gone_leaves_its_work_waiting(place: Environment, cast: Cast) -> None:
    drafts = [cast.draft(title=f"n° {n}") for n in range(2)]
    until_ready(supervise(place))
    person = Person(place, cast.user("editor"))
    worker = pids(place, "worker")[0]
    os.kill(worker, signal.SIGSTOP)  # there, and dead to the world: the supervisor cannot tell
    write_check_submit(person, drafts[0], "Personne ne compte.")
    write_check_submit(person, drafts[1], "Toujours personne.")
    time.sleep(6)  # a sweep later
    assert left()
    os.kill(worker, signal.SIGCONT)
    assert_done_soon(person, drafts)
    person.close()
