"""Imports: from a file on somebody's desk to measured posts, whatever is in it and whatever happens to the worker."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from resource import RUSAGE_SELF, getrusage
from time import process_time
from typing import Any

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.utils import timezone, translation
from exported import (
    INSTAGRAM,
    START,
    TIKTOK,
    as_csv,
    claim,
    imported,
    instagram,
    instagram_row,
    linkedin,
    tiktok_row,
    upload,
    work,
)

from planner import tasks
from planner.jobs import ledger, posts
from planner.models import AuditEvent, Import, Job, Notice, Post, User
from planner.queries import imports as queries
from planner.services import posts as service

HERE = "/w/atelier-nord"
CASES: dict[str, tuple[bytes, str]] = {
    "empty of posts": (as_csv(INSTAGRAM), "no post under them"),
    "no table": (b"%PDF-1.7 hello", "neither a CSV file nor an Excel workbook"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither a CSV file nor an Excel workbook"),
    "another table": (as_csv(["a", "b"], [1, 2]), "missing is “Permalink”, “Publish time”"),
    "another platform": (
        as_csv(TIKTOK, tiktok_row(1, START)),
        "TikTok Studio content export, but the channel is on Instagram",
    ),
    "another export": (as_csv(["Date", "Primary"], ["2026-08-22T00:00:00", 12]), "a chart of one figure"),
    "a column is missing": (
        as_csv(
            ["Permalink", "Post type", "Likes"], ["https://www.instagram.com/p/Dxx00000001/", "IG image", 3]
        ),
        "missing is “Publish time”",
    ),
    "wrong encoding": (
        ",".join(INSTAGRAM).encode() + b"\n\x81\x8d\x8f\x90",
        "letters of this file cannot be read",
    ),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls kind"),
    "broken workbook": (b"PK\x03\x04 and then nothing", "damaged"),
}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(200 * 2**20))
    return out.getvalue()


def test_an_export_becomes_posts_with_what_it_says_and_nothing_else(cast: Cast) -> None:
    row = imported(cast, instagram(3), who="editor")
    assert (row.state, row.created, row.updated, row.done, row.total) == ("done", 3, 0, 3, 3)
    post = Post.objects.get(key="instagram:Dxx00000001")
    assert (post.likes, post.views, post.saves, post.format, post.text) == (10, 200, 3, "image", "Post 1")
    assert post.impressions is None
    assert post.completion is None
    assert post.published_at == START.replace(tzinfo=cast.malo.zone) + timedelta(
        days=1
    )  # Paris time, the brand's
    assert post.raw["Post type"] == "IG image"
    in_tokyo = imported(cast, instagram(1), "kiln.instagram", zone="Asia/Tokyo")
    at = Post.objects.get(channel=in_tokyo.channel).published_at
    assert at is not None
    assert at.isoformat() == "2026-04-13T00:00:00+00:00"


def test_importing_again_changes_nothing_and_a_newer_file_brings_numbers_up_to_date(cast: Cast) -> None:
    imported(cast, instagram(3))
    before = list(Post.objects.order_by("pk").values())
    again = imported(cast, instagram(3))
    assert (again.created, again.updated, again.facts["posts"]) == (0, 0, 3)
    assert list(Post.objects.order_by("pk").values()) == before
    newer = as_csv(
        INSTAGRAM,
        instagram_row(1, START + timedelta(days=1), 99, Saves=""),
        instagram_row(7, START + timedelta(days=7)),
    )
    third = imported(cast, newer)
    assert (third.created, third.updated) == (1, 1)
    post = Post.objects.get(key="instagram:Dxx00000001")
    assert post.likes == 99
    assert post.saves == 3  # what the newer file does not say stays known
    assert post.pk == before[1]["id"]


def test_linkedin_and_tiktok_are_read_as_they_come(cast: Cast) -> None:
    number = (int(START.timestamp() * 1000) << 22) + 5
    row = imported(
        cast,
        linkedin((number, "4/13/2026", 12, 900), (number + 1, "4/13/2026", 40, 300)),
        "malo.linkedin",
        name="a.xlsx",
    )
    assert queries.import_shown(cast.members["editor"], row.pk).from_address == 2
    first = Post.objects.get(key=f"linkedin:{number}")
    assert (first.engagements, first.impressions, first.saves, first.time_known) == (12, 900, None, True)
    imported(cast, as_csv(TIKTOK, tiktok_row(1, START)), "malo.tiktok")
    video = Post.objects.get(channel=cast.channels["malo.tiktok"])
    assert (video.views, video.completion, video.reach) == (1200, 0.31, None)


def test_a_post_is_tied_to_the_draft_it_was_published_from(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    draft.variants.update(published_url="https://instagram.com/p/Dxx00000001/?igsh=1")
    imported(cast, instagram(3))
    assert Post.objects.get(variant__draft=draft).key == "instagram:Dxx00000001"


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_taken_is_refused_in_words_and_leaves_nothing(cast: Cast, case: str) -> None:
    data, words = CASES[case]
    row = imported(cast, data, name="good-name.csv")
    assert row.state == "failed"
    page = cast.browser("editor").get(f"{HERE}/results/imports/{row.pk}/").content.decode()
    assert words in page
    assert "Nothing was imported" in page
    assert not Post.objects.exists()
    assert Job.objects.filter(kind="recommend").count() == 0
    with translation.override("fr"):
        assert queries.import_shown(cast.members["editor"], row.pk).error


def test_a_bomb_is_not_opened(cast: Cast) -> None:
    row = imported(cast, bomb(), name="export.xlsx")
    assert row.error["code"] == "zip_bomb"
    assert "128 MB" in queries.import_shown(cast.members["editor"], row.pk).error


def test_rows_that_are_odd_are_listed_and_counted_never_dropped_in_silence(cast: Cast) -> None:
    good = instagram_row(1, START)
    rows = [
        good,
        good,
        instagram_row(2, START, **{"Publish time": "soon"}),
        instagram_row(3, START, Likes="many"),
        instagram_row(4, START.replace(month=3, day=29, hour=2, minute=30)),
        instagram_row(5, START, Description="x" * 70_000),
        instagram_row(6, START, Description="=HYPERLINK(1)\x00"),
    ]
    row = imported(cast, as_csv(INSTAGRAM, *rows))
    assert (row.state, row.created, row.problem_count) == ("done", 5, 4)
    assert [(problem["row"], problem["code"]) for problem in row.problems] == [
        (3, "repeated_post"),
        (4, "bad_date"),
        (5, "not_a_number"),
        (6, "time_in_gap"),
    ]
    page = cast.browser("editor").get(f"{HERE}/results/imports/{row.pk}/").content.decode()
    for words in ("This is no date", "soon", "many", "The clocks skipped this time", "left out", "taken"):
        assert words in page
    assert Post.objects.get(key="instagram:Dxx00000006").text == "=HYPERLINK(1)"


@pytest.mark.processes  # with those: it takes as long
@pytest.mark.timeout(400)
def test_a_hundred_thousand_rows_are_read_in_time_and_without_filling_the_memory(cast: Cast) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(TIKTOK)
    for n in range(100_000):
        writer.writerow(tiktok_row(n, START + timedelta(minutes=n % 100_000)))
    row = upload(cast, out.getvalue().encode(), "malo.tiktok")
    del out, writer
    started, memory = process_time(), getrusage(RUSAGE_SELF).ru_maxrss
    posts.read_import(claim(row))
    row.refresh_from_db()
    assert (row.state, row.created, row.total) == ("done", 100_000, 100_000)
    assert Post.objects.count() == 100_000
    assert process_time() - started < 60  # seconds of one core; 17 measured
    assert getrusage(RUSAGE_SELF).ru_maxrss - memory < 200 * 1024  # KiB


def test_a_killed_worker_loses_and_doubles_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(cast, instagram(4))
    monkeypatch.setattr(posts, "CHUNK", 3)
    data = as_csv(INSTAGRAM, *[instagram_row(n, START + timedelta(days=n), likes=11) for n in range(10)])
    row = upload(cast, data)
    killed = claim(row)
    stored = posts._store
    calls: list[int] = []

    def dies(*args: Any) -> None:
        if len(calls) == 2:
            raise KeyboardInterrupt  # as SIGKILL: nothing of ours gets to tidy up
        calls.append(1)
        stored(*args)

    monkeypatch.setattr(posts, "_store", dies)
    with pytest.raises(KeyboardInterrupt):
        posts.read_import(killed)
    monkeypatch.setattr(posts, "_store", stored)
    row.refresh_from_db()
    assert (row.state, row.done, Post.objects.count()) == ("running", 6, 6)
    assert ledger.claim(Job.Kind.IMPORT, row.pk) is None  # its worker may be alive still
    Job.objects.filter(pk=killed.pk).update(beat_at=timezone.now() - timedelta(minutes=1))
    shown = queries.import_shown(cast.members["editor"], row.pk)
    assert shown.state == "waiting"  # nobody reads it, and the page does not pretend so
    posts.read_import(claim(row))
    row.refresh_from_db()
    assert (row.state, row.created, row.updated) == ("done", 6, 4)
    assert Post.objects.count() == 10
    with pytest.raises(ledger.ClaimLost):
        posts.read_import(killed)
    assert Notice.objects.filter(kind="import_done", key=f"import:{row.pk}").count() == 1


FRENCH = ["Lien de la vidéo", "Publié le", "J’aime", "Vues"]


def test_columns_in_a_language_nobody_knows_yet_are_named_by_the_person(cast: Cast) -> None:
    link = "https://www.tiktok.com/@malo/video/73{:017d}"
    file = as_csv(FRENCH, *[[link.format(n), "2026-04-13 18:00", 30 + n, 900] for n in range(3)])
    row = imported(cast, file, "malo.tiktok")
    browser = cast.browser("editor")
    path = f"{HERE}/results/imports/{row.pk}/"
    page = browser.get(path).content.decode()
    assert "missing is “Post time”" in page
    assert "<option>J’aime</option>" in page
    named = {"published": "Publié le", "likes": "J’aime", "views": "no such column", "nonsense": "Vues"}
    assert cast.browser("reviewer").post(f"{path}columns/", named).status_code == 403
    browser.post(f"{path}columns/", {})
    assert "Choose at least one column." in browser.get(path).content.decode()
    for _twice in range(2):
        browser.post(f"{path}columns/", named)
    work("import")
    row.refresh_from_db()
    assert (row.state, row.created) == ("done", 3)
    assert set(Post.objects.values_list("likes", "views")) == {(30, None), (31, None), (32, None)}
    browser.post(f"{path}columns/", named)
    assert "The columns of this file are known." in browser.get(path).content.decode()


def test_an_unexpected_error_is_tried_again_and_then_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = upload(cast, instagram(2))
    with monkeypatch.context() as broken:
        broken.setattr(posts, "_store", lambda *args: 1 / 0)
        for _attempt in range(ledger.MOST_ATTEMPTS):
            tasks.read_imports([row.pk])
    page = cast.browser("editor").get(f"{HERE}/results/imports/{row.pk}/").content.decode()
    assert "for a reason of our own" in page
    assert "Try again" in page
    assert cast.browser("reviewer").post(f"{HERE}/results/imports/{row.pk}/again/").status_code == 403
    assert cast.browser("editor").post(f"{HERE}/results/imports/{row.pk}/again/").status_code == 302
    work("import")
    assert Post.objects.count() == 2
    service.read_again(cast.members["editor"], row.pk)  # done already: stays done
    assert Job.objects.get(kind="import").state == "done"


def test_who_started_it_is_told_once(cast: Cast) -> None:
    row = imported(cast, instagram(1), who="writer")
    ledger.ask(Job.Kind.IMPORT, row.pk, cast.workspace.pk)
    work("import")
    notice = Notice.objects.get(kind="import_done")
    assert notice.user == cast.user("writer")
    assert notice.url == f"{HERE}/results/imports/{row.pk}/"
    page = cast.browser("writer").get(f"{HERE}/notices/").content.decode()
    assert "The import of “export.csv” is done (Boulangerie Malo)." in page
    imported(cast, b"%PDF-1.7", who="writer", name="x.pdf")
    assert "“x.pdf” could not be imported" in cast.browser("writer").get(f"{HERE}/notices/").content.decode()
    acts = list(
        AuditEvent.objects.filter(action__startswith="import.")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert acts == ["import.started", "import.done", "import.started", "import.failed"]


def send(
    browser: Client, cast: Cast, data: bytes = b"", channel: str = "malo.instagram", **fields: object
) -> Any:
    file = SimpleUploadedFile("export.csv", data or instagram(2))
    return browser.post(f"{HERE}/results/", {"channel": cast.channels[channel].pk, "file": file, **fields})


def test_two_presses_are_one_import(cast: Cast) -> None:
    browser = cast.browser("editor")
    first, second = send(browser, cast), send(browser, cast)
    assert first["Location"] == second["Location"]
    assert Import.objects.count() == 1
    work("import")
    send(browser, cast)  # later it is another one, which will change nothing
    assert Import.objects.count() == 2


def test_the_request_only_keeps_the_file_and_says_what_is_wrong_with_it(cast: Cast, settings: Any) -> None:
    browser = cast.browser("editor")
    answered = send(browser, cast)
    assert answered.status_code == 302
    assert not Post.objects.exists()
    assert "Waits for the worker" in browser.get(answered["Location"]).content.decode()
    empty = browser.post(
        f"{HERE}/results/",
        {"channel": cast.channels["malo.instagram"].pk, "file": SimpleUploadedFile("e.csv", b"")},
    )
    assert empty.status_code == 422
    assert "This file is empty." in empty.content.decode()
    settings.IMPORT_MAX_BYTES = 2**20
    large = send(browser, cast, bytes(2**20 + 1))
    assert large.status_code == 422
    assert "larger than 1 MB" in large.content.decode()
    assert send(browser, cast, time_zone="Mars/Base").status_code == 422
    for channel in ("x", "", "0", "99999999999999999999"):
        body = {"channel": channel, "file": SimpleUploadedFile("e.csv", instagram(1))}
        assert browser.post(f"{HERE}/results/", body).status_code == 422
    assert browser.post(f"{HERE}/results/", {}).status_code == 422
    assert Import.objects.count() == 1


def test_channels_that_cannot_be_imported_for_are_refused(cast: Cast) -> None:
    channel = cast.channels["malo.instagram"]
    channel.archived_at = timezone.now()
    channel.save()
    with pytest.raises(ValidationError, match="archived"):
        upload(cast, instagram(1))
    other = cast.channels["malo.tiktok"]
    other.platform = "threads"
    other.save()
    with pytest.raises(ValidationError, match="Exports of Threads cannot be read yet"):
        upload(cast, instagram(1), "malo.tiktok")


def test_who_may_import_and_who_may_see(cast: Cast, outsider: User) -> None:
    row = imported(cast, instagram(1))
    paths = [
        f"{HERE}/results/",
        f"{HERE}/results/imports/{row.pk}/",
        f"{HERE}/results/posts/",
        f"{HERE}/progress/",
    ]
    stranger = Client()
    stranger.force_login(outsider)
    for path in paths:
        assert cast.browser("client").get(path).status_code == 403
        assert stranger.get(path).status_code == 404
        assert cast.browser("reviewer").get(path).status_code in {200, 302}
    assert send(cast.browser("client"), cast).status_code == 403
    assert send(cast.browser("reviewer"), cast).status_code == 403
    assert send(stranger, cast).status_code == 404
    with pytest.raises(PermissionDenied):
        upload(cast, instagram(1), who="reviewer")
    limited = cast.members["writer"]
    limited.all_brands = False
    limited.save()
    limited.brands.add(cast.kiln)
    browser = cast.browser("writer")
    assert browser.get(f"{HERE}/results/imports/{row.pk}/").status_code == 404
    assert "export.csv" not in browser.get(f"{HERE}/results/").content.decode()
    assert send(browser, cast).status_code == 422  # the form offers no such channel
    with pytest.raises(Http404):
        upload(cast, instagram(1), who="writer")


@pytest.mark.parametrize("count", [3, 60])
def test_the_list_is_paged_at_a_fixed_cost_and_bears_nonsense(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    Import.objects.bulk_create(
        Import(
            workspace=cast.workspace, brand=cast.malo, channel=cast.channels["malo.instagram"],
            name=f"n {n}", time_zone="UTC", state="done",
        )
        for n in range(count)
    )  # fmt: skip
    browser = cast.browser("editor")
    browser.get(f"{HERE}/results/")
    with django_assert_max_num_queries(14):
        page = browser.get(f"{HERE}/results/").content.decode()
    assert f"n {count - 1}" in page
    assert f"of {count}" in page
    for query in ("?page=-1", "?page=x", "?page=99999999999999999999", "?channel=%00"):
        assert browser.get(f"{HERE}/results/{query}").status_code == 200


def test_the_status_is_a_fragment_that_asks_again_only_while_there_is_work(cast: Cast) -> None:
    row = upload(cast, instagram(1))
    browser = cast.browser("editor")
    path = f"{HERE}/results/imports/{row.pk}/"
    fragment = browser.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "hx-trigger" in fragment
    work("import")
    assert "hx-trigger" not in browser.get(path, headers={"HX-Request": "true"}).content.decode()
