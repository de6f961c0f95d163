from __future__ import annotations

import pytest
from cast import Cast
from django.core import mail
from django.http import Http404
from django.test import Client
from rounds import approve, send

from planner.jobs import events as jobs
from planner.jobs import ledger
from planner.models import Job, Member, Notice, NoticeKind, User
from planner.services import comments, notices

HERE = "/w/atelier-nord"


def tell(cast: Cast, *who: str, key: str = "k", kind: NoticeKind = NoticeKind.MENTION, **facts: str) -> None:
    notices.notify(
        kind,
        [cast.user(name) for name in who],
        facts={"who": "Inès", "title": "Le four", "brand": "Malo", **facts},
        url=f"{HERE}/notices/",
        key=key,
        workspace=cast.workspace,
        brand=cast.malo,
    )


def work(notice: Notice) -> None:
    job = ledger.claim(Job.Kind.MAIL, notice.pk)
    assert job
    jobs.mail_notice(job)


def test_told_once_in_the_app_and_by_mail(cast: Cast) -> None:
    for _again in range(2):
        tell(cast, "reviewer")
    notice = Notice.objects.get()
    assert Job.objects.filter(kind="mail", subject=notice.pk).count() == 1
    work(notice)
    ledger.ask(Job.Kind.MAIL, notice.pk, cast.workspace.pk)
    work(notice)
    assert [message.to for message in mail.outbox] == [["reviewer@atelier-nord.example.org"]]
    notice.refresh_from_db()
    assert notice.mailed_at is not None
    assert Job.objects.get().state == "done"


def test_the_mail_speaks_the_readers_language_and_escapes_what_others_wrote(cast: Cast) -> None:
    tell(cast, "reviewer", title="Le <b>four</b>\nSubject: x", note="<script>alert(1)</script>")
    work(Notice.objects.get())
    message = mail.outbox[0]
    assert message.subject == "Inès mentions you on “Le <b>four</b> Subject: x” (Malo)."
    assert "http://localhost" in message.body
    assert "<script>alert(1)</script>" in message.body  # plain text is plain
    html = message.alternatives[0][0]  # type: ignore[attr-defined]
    assert "<script>" not in html
    assert "&lt;b&gt;four" in html


def test_a_person_switches_kinds_off(cast: Cast) -> None:
    user = cast.user("reviewer")
    notices.set_choice(user, NoticeKind.MENTION, in_app=True, by_mail=False)
    tell(cast, "reviewer", key="1")
    assert not Job.objects.filter(kind="mail").exists()
    notices.set_choice(user, NoticeKind.MENTION, in_app=False, by_mail=True)
    tell(cast, "reviewer", key="2")
    notices.set_choice(user, NoticeKind.MENTION, in_app=False, by_mail=False)
    tell(cast, "reviewer", key="3")
    assert list(Notice.objects.order_by("pk").values_list("key", "in_app", "by_mail")) == [
        ("1", True, False),
        ("2", False, True),
    ]
    page = cast.browser("reviewer").get(f"{HERE}/notices/").content.decode()
    assert page.count("mentions you on") == 1
    tell(cast, "reviewer", key="4", kind=NoticeKind.DECISION)
    assert Notice.objects.filter(key="4", in_app=True, by_mail=True).exists()


@pytest.mark.parametrize("why", ["left", "other brand", "inactive"])
def test_who_may_no_longer_know_gets_no_mail(cast: Cast, why: str) -> None:
    tell(cast, "client")
    member = cast.members["client"]
    if why == "left":
        Member.objects.filter(pk=member.pk).update(archived_at="2026-01-01T00:00:00Z")
    elif why == "other brand":
        member.brands.set([cast.kiln])
    else:
        User.objects.filter(pk=member.user_id).update(is_active=False)
    work(Notice.objects.get())
    assert mail.outbox == []
    assert Job.objects.get().state == "done"


def test_a_mail_that_cannot_be_sent_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(cast, "reviewer")
    notice = Notice.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            work(notice)
    notice.refresh_from_db()
    assert notice.mailed_at is None
    job = Job.objects.get()
    ledger.give_back(job, "no server")
    work(notice)
    assert len(mail.outbox) == 1


def test_a_round_tells_each_in_their_turn(cast: Cast) -> None:
    draft = cast.draft()
    send(cast, draft, "manager")
    asked = Notice.objects.filter(kind="review_asked")
    assert {notice.user.label for notice in asked} == {
        "Claire Delmas",
        "Nadia Benali",
    }  # not the sender, not the client
    approve(cast, draft)
    client = Notice.objects.get(user=cast.user("client"))
    assert client.kind == "review_asked"
    assert client.url == f"{HERE}/client/{draft.pk}/"
    done = Notice.objects.filter(kind="decision", user=cast.user("manager")).order_by("pk")
    assert [notice.facts["done"] for notice in done] == [False, True]
    assert Notice.objects.filter(kind="decision", user=cast.user("editor")).count() == 2  # she wrote it


def test_the_list_is_ones_own_and_marks_what_was_read(cast: Cast) -> None:
    tell(cast, "reviewer", "editor")
    mine = Notice.objects.get(user=cast.user("reviewer"))
    theirs = Notice.objects.get(user=cast.user("editor"))
    browser = cast.browser("reviewer")
    with pytest.raises(Http404):
        notices.mark_read(cast.members["reviewer"], theirs.pk)
    assert browser.post(f"{HERE}/notices/{theirs.pk}/read/").status_code == 404
    assert browser.get(f"{HERE}/notices/{mine.pk}/read/").status_code == 405
    answered = browser.post(f"{HERE}/notices/{mine.pk}/read/", headers={"HX-Request": "true"})
    assert answered.status_code == 200
    assert "Mark as unread" in answered.content.decode()
    assert "mentions you" not in browser.get(f"{HERE}/notices/?show=unread").content.decode()
    browser.post(f"{HERE}/notices/{mine.pk}/read/", {"unread": "1"})
    mine.refresh_from_db()
    assert mine.read_at is None
    opened = browser.post(f"{HERE}/notices/{mine.pk}/read/", {"open": "1"})
    assert opened["Location"] == mine.url
    assert browser.post(f"{HERE}/notices/read/").status_code == 302
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_the_list_is_paged_and_bears_nonsense(cast: Cast, django_assert_max_num_queries: object) -> None:
    for n in range(35):
        tell(cast, "reviewer", key=str(n))
    browser: Client = cast.browser("reviewer")
    browser.get(f"{HERE}/notices/")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert "1 to 30 of 35" in browser.get(f"{HERE}/notices/").content.decode()
    for query in ("?page=-1", "?page=x", "?page=99999999999999999999&show=%00"):
        assert browser.get(f"{HERE}/notices/{query}").status_code == 200


def test_a_mention_reaches_its_person_with_the_words(cast: Cast) -> None:
    draft = cast.draft(title="Le four")
    comments.add(draft, member=cast.members["editor"], body="@Nadia Benali, le prix ?")
    work(Notice.objects.get())
    assert "le prix ?" in mail.outbox[0].body
    assert f"/drafts/{draft.pk}/review/" in mail.outbox[0].body
