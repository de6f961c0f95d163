"""The mailbox of a try-out and the health page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


def write(folder: Path, subject: str, body: str) -> None:
    EmailBackend(file_path=str(folder)).send_messages([EmailMessage(subject, body, to=["a@example.org"])])


def test_mails_are_listed_and_read_with_links_that_work(folder: Path) -> None:
    browser = Client()
    assert "No mail yet" in browser.get(reverse("tryout_mail")).text
    write(
        folder,
        "Très important",
        "Open <b>this</b>:\n\nhttp://localhost:8000/accounts/confirm-email/x:y/\n\nÀ bientôt",
    )
    listing = browser.get(reverse("tryout_mail")).text
    assert "Très important" in listing
    name = next(folder.iterdir()).name
    page = browser.get(reverse("tryout_mail_one", args=[name])).text
    assert 'href="http://localhost:8000/accounts/confirm-email/x:y/"' in page
    assert "&lt;b&gt;this" in page
    assert "À bientôt" in page


def test_odd_files_never_break_the_page(folder: Path) -> None:
    (folder / "empty.log").write_bytes(b"")
    (folder / "binary.log").write_bytes(bytes(range(256)) * 40)
    (folder / "odd.log").write_bytes(
        b"Subject: =?utf-9?Q?x?=\nTo: <<<\nContent-Type: text/plain; charset=nope\n\n\xff\xfe"
    )
    (folder / "many.log").write_bytes(b"Content-Type: multipart/mixed\n\n")
    (folder / "folder.log").mkdir()
    browser = Client()
    for page in ("", "-1", "9999999", "x"):
        assert browser.get(reverse("tryout_mail"), {"page": page}).status_code == 200
    for path in folder.iterdir():
        assert browser.get(reverse("tryout_mail_one", args=[path.name])).status_code == 200
    for name in ("..", "nothing.log", "%2e%2e", "x\0"):
        assert browser.get(reverse("tryout_mail") + f"{name}/").status_code in {301, 404}


def test_agency_mode_has_no_mailbox(folder: Path, settings) -> None:
    write(folder, "Secret", "x")
    settings.TRYOUT = False
    browser = Client()
    assert browser.get(reverse("tryout_mail")).status_code == 404
    assert browser.get(reverse("tryout_mail_one", args=[next(folder.iterdir()).name])).status_code == 404
    assert "tryout" not in browser.get(reverse("account_login")).text


def test_health_says_whether_the_database_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError, connection

    assert Client().get("/healthz").status_code == 200

    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)
    assert Client().get("/healthz").status_code == 503
