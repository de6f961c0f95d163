"""What `make bench` measures, and how. Needs Django set up on a database that it may fill."""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import bench_data as data
from bench_report import Figure, Findings, Row
from bench_visits import first_visits
from bench_worker import rescoring
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from running import Answer, Environment, Person, eventually, free_port, kill_all, pids, service

from planner import bridge
from planner.models import Draft, Job, Step, User, Variant
from scoring import engine, rulebook

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "200"))  # fewer for a quick look
WARM_UP = 20
METHOD = (
    f"One gunicorn process with the threads that compose.yaml gives it, PostgreSQL 15 and Redis on the same machine, no"
    f" worker but in the last line; the client is a Python program on the same machine over one kept connection, so its own work is in the"
    f" times. Each measure: {WARM_UP} requests to warm up, then {REQUESTS} that count. Times are ms. The floor is a"
    f" signed-in page that does nothing; compare ratios to it, not milliseconds, across machines."
)
FORM = {"Accept": "application/json"}


@dataclass
class Bench:
    """Agencies of three sizes, the server, and one person of each role in front of it."""

    agencies: dict[int, data.Agency]
    users: dict[str, User]
    rounds: list[Draft]  # drafts that will go through a round of approval
    env: Environment = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    found: Findings = field(default_factory=Findings)

    @property
    def large(self) -> data.Agency:
        return self.agencies[5000]

    @contextmanager
    def serving(self) -> Iterator[None]:
        self.env = {**os.environ, "PORT": str(free_port())}
        service(self.env, "web", workers="1")
        try:
            for role, user in self.users.items():
                self.people[role] = self.sign_in(user)
            yield
        finally:
            for person in self.people.values():
                person.close()
            kill_all(self.env)

    def sign_in(self, user: User) -> Person:
        person = Person(self.env, user, cookies={"django_language": "fr"})
        assert eventually(person.answers, 30), "the server does not start"
        answer = person.post("/accounts/login/", {"login": user.email, "password": data.PASSWORD})
        assert answer.status == 302, answer.text[:2000]
        return person

    def timed(self, name: str, ask: Callable[[int], Answer], status: int, row: Row | None = None) -> Row:
        """``ask`` gets the number of the request; every answer must have the status."""
        row = row or Row(name, [])
        size, before = 0, 0.0
        for number in range(WARM_UP + REQUESTS):
            if number == WARM_UP:
                before = self.processor()
            answer = ask(number)
            assert answer.status == status, f"{name}: {answer.status} {answer.text[:500]}"
            if number >= WARM_UP:
                row.times.append(answer.seconds * 1000)
                size = max(size, len(answer.body))
        row.processor = (self.processor() - before) / REQUESTS
        if row.kilobytes:
            row.kilobytes.value = size / 1000
        self.found.rows.append(row)
        print(f"{row.name}: {statistics.median(row.times):.2f} ms", flush=True)
        return row

    def processor(self) -> float:
        """Milliseconds that the web process has computed so far: what a busy machine disturbs least."""
        ticks = 0
        for pid in pids(self.env, "gunicorn"):
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")

    def queries(self, role: str, ask: Callable[[Client], object]) -> int:
        """SQL statements of one request, counted in this process, the second time it is asked."""
        client = Client(SERVER_NAME="localhost", headers={"accept-language": "fr"})
        client.force_login(self.users[role])
        ask(client)
        with CaptureQueriesContext(connection) as captured:
            ask(client)
        return sum(
            not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured.captured_queries
        )


def fill() -> Bench:
    started = time.monotonic()
    users = data.make_people()
    agencies = {count: data.make_agency(f"bench-{count}", users) for count in (50, 500, 5000)}
    for count, agency in agencies.items():
        planned = data.make_drafts(agency, count)
        data.plan(agency, planned, timezone.localdate())
        data.score(planned)
    large = agencies[5000]
    waiting = data.make_drafts(large, 1000, 20_000)
    data.write_revisions(waiting)
    data.send_to_review(waiting)
    data.make_drafts(large, 10_000 - 5000 - 1000, 30_000)
    rounds = data.make_drafts(agencies[50], REQUESTS + WARM_UP, 60_000)
    data.write_revisions(rounds)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"filled in {time.monotonic() - started:.0f} s", flush=True)
    return Bench(agencies, users, rounds)


def measure() -> Findings:
    bench = fill()
    with bench.serving():
        floor(bench)
        check(bench)
        calendars(bench)
        draft_page(bench)
        save(bench)
        approvals(bench)
        lists(bench)
        draft = linkedin_variant(bench).draft_id
        pages = {"calendar": "/calendar/", "draft page": f"/drafts/{draft}/"}
        visits = {name: bench.large.desk + path for name, path in pages.items()}
        bench.found.facts += first_visits(bench.people["editor"], visits)
        memory(bench)
        rescoring(bench, REQUESTS + WARM_UP)
    return bench.found


def floor(bench: Bench) -> None:
    page = bench.large.desk + "/progress/"
    counted = bench.queries("editor", lambda client: client.get(page))
    row = Row("signed-in page that does nothing", [], queries=Figure("SQL", counted))
    bench.timed("", lambda number: bench.people["editor"].get(page), 302, row)
    bench.found.floor = statistics.median(row.times)


def linkedin_variant(bench: Bench) -> Variant:
    return Variant.objects.select_related("draft", "channel", "brand").filter(
        workspace=bench.large.workspace, channel__platform="linkedin", planned_at__isnull=False
    )[0]


def check(bench: Bench) -> None:
    variant = linkedin_variant(bench)
    url = f"{bench.large.desk}/check/{variant.pk}/"
    counted = bench.queries("editor", lambda client: client.post(url, {"text": data.text_of(99)}))
    row = Row("live check of 1,300 characters, whole request", [], (12, 4), (25, 8))
    row.queries, row.kilobytes = Figure("SQL", counted, aim=4), Figure("kB", 0, aim=6)
    headers = {"HX-Request": "true"}
    bench.timed(
        "",
        lambda number: bench.people["editor"].post(url, {"text": data.text_of(number)}, **headers),
        200,
        row,
    )

    alone = Row("engine alone, same texts", [], (4, 0.65), (None, 1.0))
    edition = rulebook.current()
    for number in range(WARM_UP + REQUESTS):
        variant.text = data.text_of(1000 + number)
        snapshot = bridge.snapshot_of(variant)
        started = time.perf_counter()
        engine.check(snapshot, edition)
        if number >= WARM_UP:
            alone.times.append((time.perf_counter() - started) * 1000)
    bench.found.rows.append(alone)


def calendars(bench: Bench) -> None:
    medians: dict[int, float] = {}
    counts: set[int] = set()
    limits = {50: (None, None), 500: (60, None), 5000: (120, 25)}
    for size, agency in bench.agencies.items():
        url = agency.desk + "/calendar/"
        counted = bench.queries("editor", lambda client, url=url: client.get(url))
        counts.add(counted)
        row = Row(
            f"calendar month, {size:,} variants", [], limits[size], (None, 40 if size == 5000 else None)
        )
        row.queries, row.kilobytes = Figure("SQL", counted, 15, 10), Figure("kB", 0, 100)
        bench.timed("", lambda number, url=url: bench.people["editor"].get(url), 200, row)
        medians[size] = statistics.median(row.times)
    bench.found.facts += [
        Figure("different SQL counts of the three months", len(counts), 1),
        Figure("calendar month, time with 5,000 / with 500", medians[5000] / medians[500], aim=1.2),
    ]


def draft_page(bench: Bench) -> None:
    drafts = list(Draft.objects.filter(workspace=bench.large.workspace)[: REQUESTS + WARM_UP])
    url = bench.large.desk + "/drafts/{}/"
    counted = bench.queries("editor", lambda client: client.get(url.format(drafts[0].pk)))
    row = Row("draft page", [], (None, 14), (None, 20))
    row.queries, row.kilobytes = Figure("SQL", counted, 20, 12), Figure("kB", 0, aim=45)
    bench.timed("", lambda number: bench.people["editor"].get(url.format(drafts[number].pk)), 200, row)


def save(bench: Bench) -> None:
    draft = linkedin_variant(bench).draft
    url = f"{bench.large.desk}/drafts/{draft.pk}/field/"
    known = draft.text

    def form(word: str) -> dict[str, str]:
        nonlocal known
        base, known = known, f"{draft.text} {word}"
        return {"field": "text", "value": known, "base": base}

    turns = iter(range(10**6, 2 * 10**6))
    counted = bench.queries("editor", lambda client: client.post(url, form(f"{next(turns)}."), headers=FORM))
    row = Row("save of a changed text", [], (20, 6), (None, 10), Figure("SQL", counted, aim=9))
    bench.timed("", lambda number: bench.people["editor"].post(url, form(f"{number}."), **FORM), 200, row)


def approvals(bench: Bench) -> None:
    """Each draft of ``rounds`` is submitted, then approved by the reviewer, then by the client."""
    desk, drafts = bench.agencies[50].desk, bench.rounds
    submit = Row("submit", [], (None, 8), (None, 13))
    bench.timed(
        "",
        lambda number: bench.people["editor"].post(f"{desk}/drafts/{drafts[number].pk}/review/submit/", {}),
        302,
        submit,
    )
    for role, page in (("reviewer", "drafts/{}/review/decide/"), ("client", "client/{}/decide/")):
        forms = answers(drafts)
        row = Row(f"approval by the {role}", [], (None, 8), (None, 13))

        def ask(
            number: int, role: str = role, page: str = page, forms: list[dict[str, str]] = forms
        ) -> Answer:
            return bench.people[role].post(f"{desk}/{page.format(drafts[number].pk)}", forms[number])

        bench.timed("", ask, 302, row)
    # Counted on drafts of their own: the second request is the one that counts.
    spare = data.make_drafts(bench.agencies[50], 2, 70_000)
    data.write_revisions(spare)
    turn = iter(spare)
    counted = bench.queries(
        "editor", lambda client: client.post(f"{desk}/drafts/{next(turn).pk}/review/submit/")
    )
    submit.queries = Figure("SQL", counted, aim=14)
    turn, forms = iter(spare), iter(answers(spare))
    counted = bench.queries(
        "reviewer", lambda client: client.post(f"{desk}/drafts/{next(turn).pk}/review/decide/", next(forms))
    )
    bench.found.rows[-2].queries = Figure("SQL", counted, aim=14)


def answers(drafts: list[Draft]) -> list[dict[str, str]]:
    """The form of an approval of each draft's open step."""
    steps = Step.objects.filter(review__draft__in=drafts, state=Step.State.OPEN).select_related("review")
    forms = {
        step.review.draft_id: {
            "step": str(step.pk),
            "content_hash": step.review.content_hash,
            "answer": "approved",
            "note": "",
        }
        for step in steps
    }
    return [forms[draft.pk] for draft in drafts]


def lists(bench: Bench) -> None:
    pages: Iterable[tuple[str, str, str, tuple[float, float], int, int]] = (
        ("drafts list, 10,000 drafts", "editor", "/drafts/", (14, 22), 8, 60),
        ("desk, 1,000 waiting", "reviewer", "/", (18, 30), 12, 80),
    )
    for name, role, path, aims, most, size in pages:
        url = bench.large.desk + path
        counted = bench.queries(role, lambda client, url=url: client.get(url))
        row = Row(name, [], (None, aims[0]), (None, aims[1]))
        row.queries, row.kilobytes = Figure("SQL", counted, aim=most), Figure("kB", 0, aim=size)
        bench.timed("", lambda number, role=role, url=url: bench.people[role].get(url), 200, row)


def memory(bench: Bench) -> None:
    """Resident, master and worker together as the system counts them, after all of the above."""
    peak = 0.0
    for pid in pids(bench.env, "gunicorn"):
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmHWM:\s+(\d+)", status)
        peak = max(peak, int(found[1]) / 1000 if found else 0)
    bench.found.facts.append(Figure("peak memory of the web process, MB", peak, aim=120))
    assert not Job.objects.filter(state=Job.State.FAILED).exists()
