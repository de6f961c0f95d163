"""Reading imports: an export becomes posts, chunk by chunk. Every chunk is stored together with its sign of life.

A worker that dies leaves whole chunks; the next one reads the file again from the top and finds those posts as they are,
so that nothing is lost, doubled or counted twice. Files that cannot be taken are refused before the first post.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from planner import audit
from planner.jobs import events, ledger
from planner.models import Import, Job, NoticeKind, Post, Variant
from planner.queries.imports import KINDS, LEFT_OUT, PROBLEMS
from scoring.history.exports import Export, ExportError, MeasuredPost, post_key, read_export

CHUNK = 500  # posts
BEAT_EVERY = 2.0  # seconds
FINISHED = {Import.State.DONE, Import.State.FAILED}
WHEN = ("published_on", "published_at", "time_known")
METRICS = (
    "impressions", "views", "reach", "likes", "comments", "shares", "saves", "clicks", "follows", "engagements",
    "completion", "watch_seconds", "duration_seconds",
)  # fmt: skip
WRITTEN = ["source", "variant", "permalink", "text", "format", "raw", *WHEN, *METRICS]

Follow = list[tuple[Job.Kind, int, int]]


@dataclass(slots=True)
class Tally:
    """What an import did so far. ``links``: key of a post -> the variant that was published there."""

    links: dict[str, int]
    posts: int = 0
    created: int = 0
    updated: int = 0
    days: list[str] = field(default_factory=list)  # first and last, ISO


def read_import(job: Job) -> Follow:
    """Store the posts of one import. One that is gone or settled already is left alone."""
    row = (
        Import.objects.select_related("channel", "brand", "workspace", "started_by")
        .filter(pk=job.subject)
        .first()
    )
    if row is None or row.state in FINISHED:
        ledger.settle(job)
        return []
    try:
        export = read_export(
            Path(row.file.path),
            row.name,
            row.time_zone,
            KINDS[row.channel.platform],
            row.facts.get("columns"),
            _pulse(job),
        )
        tally = _store_all(job, row, export)
    except ExportError as error:
        return _fail(job, row, error.code, error.facts)
    except FileNotFoundError:
        return _fail(job, row, "file_gone", {})
    return _finish(job, row, export, tally)


def _pulse(job: Job) -> Callable[[], None]:
    """A sign of life every two seconds at most, for the stretches in which nothing is stored."""
    last = monotonic()

    def tick() -> None:
        nonlocal last
        if monotonic() - last > BEAT_EVERY:
            ledger.beat(job)
            last = monotonic()

    return tick


def _store_all(job: Job, row: Import, export: Export) -> Tally:
    tally = Tally(_published(row))
    for posts in _chunks(export.posts):
        with transaction.atomic():
            done = min(export.total, sum(export.counts[code] for code in (*LEFT_OUT, "posts")))
            ledger.beat(job, done, export.total)
            _store(row, posts, tally)
            Import.objects.filter(pk=row.pk).update(
                state=Import.State.RUNNING, kind=export.kind, done=done, total=export.total
            )
    return tally


def _chunks(posts: Iterator[MeasuredPost]) -> Iterator[list[MeasuredPost]]:
    while chunk := list(islice(posts, CHUNK)):
        yield chunk


def _published(row: Import) -> dict[str, int]:
    """Where the channel's own variants stand, by key of the post."""
    links = Variant.objects.filter(channel=row.channel_id).exclude(published_url="")
    return {
        key: pk for pk, url in links.values_list("pk", "published_url") if (key := post_key(url)) is not None
    }


def _store(row: Import, posts: Iterable[MeasuredPost], tally: Tally) -> None:
    """Write the posts that are new or differ; the same file again writes nothing."""
    found = {post.key: post for post in posts}
    stored = {post.key: post for post in Post.objects.filter(channel=row.channel_id, key__in=list(found))}
    writes: list[Post] = []
    for key, measured in found.items():
        post = stored.get(key) or _new(row, key)
        new = key not in stored
        mine = post.source_id == row.pk  # written by this import before its worker died
        changed = _take(post, measured, tally.links.get(key))
        if changed or new:
            post.pk, post.source = None, row  # an upsert by channel and key: the row keeps its primary key
            writes.append(post)
        if new or (mine and post.created_at >= row.created_at):
            tally.created += 1
        elif changed or mine:
            tally.updated += 1
    Post.objects.bulk_create(
        writes, update_conflicts=True, unique_fields=["channel", "key"], update_fields=WRITTEN
    )
    tally.posts += len(found)
    days = sorted([*tally.days, *(post.published_on.isoformat() for post in found.values())])
    tally.days = [days[0], days[-1]]


def _new(row: Import, key: str) -> Post:
    return Post(workspace_id=row.workspace_id, brand_id=row.brand_id, channel_id=row.channel_id, key=key)


def _take(post: Post, measured: MeasuredPost, variant: int | None) -> bool:
    """Put what the file says into the row; whether that changed it. What the file does not say is kept as known."""
    said: dict[str, Any] = {
        **asdict(measured.metrics),
        "permalink": measured.permalink,
        "text": _clean(measured.text),
        "format": measured.format,
        "raw": {**post.raw, **{_clean(name): _clean(cell) for name, cell in measured.raw.items()}},
        "variant_id": variant,
    }
    if measured.time_known or not post.time_known:
        said |= {name: getattr(measured, name) for name in WHEN}
    changed = {
        name: value
        for name, value in said.items()
        if value not in (None, "") and getattr(post, name) != value
    }
    for name, value in changed.items():
        setattr(post, name, value)
    return bool(changed)


def _clean(text: str) -> str:
    return text.replace("\x00", "")  # PostgreSQL keeps no such character


def _finish(job: Job, row: Import, export: Export, tally: Tally) -> Follow:
    row.state, row.kind = Import.State.DONE, str(export.kind)
    row.done = row.total = export.total
    row.created, row.updated = tally.created, tally.updated
    row.problems = [asdict(problem) for problem in export.problems]
    row.problem_count = sum(number for code, number in export.counts.items() if code in PROBLEMS)
    row.facts = {
        **row.facts,
        "posts": tally.posts,
        "counts": dict(export.counts),
        "date_basis": export.date_basis,
        "unknown": list(export.unknown),
        "days": tally.days,
    }
    return _end(job, row, posts=tally.posts, created=tally.created, updated=tally.updated)


def _fail(job: Job, row: Import, code: str, facts: dict[str, Any]) -> Follow:
    row.state, row.error = Import.State.FAILED, {"code": code, **facts}
    return _end(job, row, reason=code)


def _end(job: Job, row: Import, **facts: Any) -> Follow:
    """Result, log, notice and the work that follows stand or fall together with the end of the job."""
    failed = row.state == Import.State.FAILED
    row.finished_at = timezone.now()
    with transaction.atomic():
        row.save()
        action = "import.failed" if failed else "import.done"
        audit.record(row.workspace, action, row, actor=None, brand=row.brand, **facts)
        follow = events.note(
            NoticeKind.IMPORT_DONE,
            [row.started_by] if row.started_by else [],
            facts={"title": row.name, "brand": row.brand.name, "failed": failed},
            url=reverse("import", args=[row.workspace.slug, row.pk]),
            key=f"import:{row.pk}",
            workspace=row.workspace,
            brand=row.brand,
        )
        if not failed:
            ledger.ask(Job.Kind.RECOMMEND, row.brand_id, row.workspace_id)
            follow.append((Job.Kind.RECOMMEND, row.brand_id, row.workspace_id))
        ledger.settle(job)
    return follow
