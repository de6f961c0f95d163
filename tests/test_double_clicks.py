"""Four presses at the same moment, each a request of its own on PostgreSQL, leave what one press leaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django import Settings
from rounds import approve, hash_of, open_step, send

from planner.models import Approval, Asset, AuditEvent, Comment, Decision, Draft, Notice, Review, Variant

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PRESSES = 4
HERE = "/w/atelier-nord"


def press(cast: Cast, who: str, act: Callable[[Client], HttpResponse]) -> set[int]:
    """Do it several times at once; the statuses of the answers."""
    start = threading.Barrier(PRESSES)
    statuses: list[int] = []

    def once(browser: Client) -> None:
        try:
            start.wait(10)
            statuses.append(act(browser).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=once, args=[cast.browser(who)]) for _ in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == PRESSES, "an answer is missing: it raised"
    return set(statuses)


def post(path: str, **data: object) -> Callable[[Client], HttpResponse]:
    return lambda browser: browser.post(HERE + path, data)  # type: ignore[return-value]


def logged(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_submit_and_approve(cast: Cast) -> None:
    draft = cast.draft()
    assert press(cast, "editor", post(f"/drafts/{draft.pk}/review/submit/")) == {302}
    assert Review.objects.filter(draft=draft).count() == 1
    assert logged("review.submitted") == 1
    assert Notice.objects.filter(kind="review_asked", user=cast.user("reviewer")).count() == 1

    answer = {"step": open_step(draft).pk, "content_hash": hash_of(draft), "answer": "approved", "note": ""}
    assert press(cast, "reviewer", post(f"/drafts/{draft.pk}/review/decide/", **answer)) == {302}
    assert Decision.objects.count() == 1
    assert logged("review.decided") == 1

    answer |= {"step": open_step(draft).pk}
    assert press(cast, "client", post(f"/client/{draft.pk}/decide/", **answer)) == {302}
    assert Approval.objects.filter(draft=draft).count() == 1
    assert logged("approval.given") == 1


def test_two_people_who_answer_at_once_are_one_answer_and_one_refusal(cast: Cast) -> None:
    draft = cast.draft()
    send(cast, draft)
    step, screen = open_step(draft), hash_of(draft)
    turns = iter(("approved", "changes", "approved", "changes"))
    said = {"step": step.pk, "content_hash": screen, "note": "Non."}

    def act(browser: Client) -> HttpResponse:
        return post(f"/drafts/{draft.pk}/review/decide/", **said, answer=next(turns))(browser)

    assert press(cast, "reviewer", act) == {302, 422}
    assert Decision.objects.count() == 1


def test_hand_off_and_published(cast: Cast) -> None:
    draft = cast.draft(planned=True)
    approve(cast, draft)
    variant = draft.variants.get()
    assert press(cast, "editor", post(f"/variants/{variant.pk}/handoff/")) == {302}
    assert logged("variant.handed_off") == 1
    link = {"url": "https://www.linkedin.com/feed/update/urn:li:activity:7100000000000000001/"}
    assert press(cast, "editor", post(f"/variants/{variant.pk}/published/", **link)) == {302}
    assert logged("variant.published") == 1
    variant.refresh_from_db()
    assert variant.published_url == link["url"]


def test_upload_and_place(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    draft = cast.draft(surfaces=("instagram.image",))
    Image.new("RGB", (1200, 1500), "teal").save(tmp_path / "four.png")
    data = (tmp_path / "four.png").read_bytes()

    def act(browser: Client) -> HttpResponse:
        file = SimpleUploadedFile("four.png", data, "image/png")
        return post("/media/upload/", file=file, brand=cast.malo.pk, draft=draft.pk)(browser)

    assert press(cast, "editor", act) <= {201, 302}
    assert Asset.objects.count() == 1
    assert draft.placements.count() == 1
    assert logged("media.uploaded") == 1
    assert len(list((tmp_path / str(cast.workspace.pk)).rglob("*.png"))) == 1, "files that no row knows"


def test_new_draft_channel_and_copy(cast: Cast) -> None:
    before = Draft.objects.count()
    assert press(cast, "editor", post("/drafts/new/", brand=cast.malo.pk)) == {302}
    assert Draft.objects.count() == before + 1
    draft = Draft.objects.get()
    channel = cast.channels["malo.linkedin"].pk
    assert press(cast, "editor", post(f"/drafts/{draft.pk}/channels/", channel=channel)) == {302}
    assert Variant.objects.filter(draft=draft).count() == 1


def test_comment(cast: Cast) -> None:
    draft = cast.draft()
    said = {"body": "Un mot de trop ? @Nadia Benali"}
    assert press(cast, "editor", post(f"/drafts/{draft.pk}/comments/", **said)) == {302}
    assert Comment.objects.count() == 1
    assert logged("comment.added") == 1
    cast.browser("editor").post(f"{HERE}/drafts/{draft.pk}/comments/", {"body": "Autre chose."})
    assert Comment.objects.count() == 2


def test_drop_in_the_calendar_and_its_undo(cast: Cast) -> None:
    draft = cast.draft(planned=True, surfaces=("linkedin.text", "instagram.image"))
    first = draft.variants.first()
    before = set(draft.variants.values_list("planned_at", "planned_on"))
    chip = {"chip": f"{draft.pk}-{int(first.planned_at.timestamp())}-2", "day": "2027-01-12"}
    undo: set[str] = set()

    def drop(browser: Client) -> HttpResponse:
        answer = browser.post(f"{HERE}/calendar/move/", chip, headers={"HX-Request": "true"})
        undo.add(json.loads(answer["HX-Trigger"])["toast"]["undo"])
        return answer  # type: ignore[return-value]

    assert press(cast, "editor", drop) == {200}
    assert logged("variant.planned") == 1
    assert draft.variants.filter(planned_on="2027-01-12").count() == 2
    assert len(undo - {""}) == 1  # only the press that moved it offers to undo
    path = max(undo).removeprefix(HERE)
    assert press(cast, "editor", post(path)) == {302}
    assert logged("variant.planned") == 2
    assert set(draft.variants.values_list("planned_at", "planned_on")) == before
