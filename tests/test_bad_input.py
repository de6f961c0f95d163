"""Input that nobody means well with: a clear sentence, nothing half done, and pages that stay readable."""

from __future__ import annotations

import socket
import time
from datetime import date

import pytest
from cast import Cast
from django.test import Client
from running import Environment, Person, agency, eventually, service

from planner.models import Asset, Comment, Draft, Variant

HERE = "/w/atelier-nord"
JSON = {"Accept": "application/json"}


def save(browser: Client, draft: Draft, field: str, value: str, **headers: str):
    data = {"field": field, "value": value, "base": getattr(draft, field)}
    return browser.post(f"{HERE}/drafts/{draft.pk}/field/", data, headers=JSON | headers)


def test_a_form_beyond_all_limits_is_refused_by_its_size_in_the_persons_language(cast: Cast) -> None:
    draft = cast.draft()
    browser = cast.browser("editor")
    for language, words in (("en", "at most 4 MB"), ("fr", "4")):
        answer = browser.post(
            f"{HERE}/drafts/{draft.pk}/field/",
            "field=text&value=" + "x" * (4 * 1024 * 1024),
            content_type="application/x-www-form-urlencoded",
            headers={"Accept-Language": language, **JSON},
        )
        assert answer.status_code == 413
        assert answer["Content-Type"].startswith("text/plain")
        assert words in answer.text
    draft.refresh_from_db()
    assert len(draft.text) < 200


def test_a_text_of_exactly_one_megabyte_is_kept_checked_and_shown(cast: Cast) -> None:
    draft = cast.draft(text="")
    variant = draft.variants.get()
    text = ("mot " * (256 * 1024))[: 1024 * 1024 - 1] + "."
    browser = cast.browser("editor")
    assert save(browser, draft, "text", text).status_code == 200
    started = time.monotonic()
    checked = browser.post(f"{HERE}/check/{variant.pk}/", {"text": text}, headers={"HX-Request": "true"})
    assert checked.status_code == 200
    assert time.monotonic() - started < 20
    draft.refresh_from_db()
    assert draft.text == text
    assert browser.get(f"{HERE}/drafts/").status_code == 200
    refused = browser.post(f"{HERE}/check/{variant.pk}/", {"text": text + "é"})
    assert refused.status_code == 422
    assert "1 MB" in refused.text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("\u200b\u2060\ufeff", "Nous avons perdu"),
        ("Pa\x07in\x1b[31m", "Pa in [31m"),
        ("\u202egnp.niap", "\u202egnp.niap"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_titles_with_tricks_stay_readable_links(cast: Cast, title: str, shown: str) -> None:
    draft = cast.draft()
    browser = cast.browser("editor")
    assert save(browser, draft, "title", title).status_code == 200
    page = browser.get(f"{HERE}/drafts/").text
    link = page.split(f'href="{HERE}/drafts/{draft.pk}/">', 1)[1].split("</a>", 1)[0]
    assert link.strip().startswith(shown)


def test_a_comment_that_nobody_can_see_is_none(cast: Cast) -> None:
    draft = cast.draft()
    for body in ("\u200b \u2060", "\x07", "   "):
        answer = cast.browser("editor").post(f"{HERE}/drafts/{draft.pk}/comments/", {"body": body})
        assert answer.status_code == 422
        assert "Please write something first." in answer.text
    assert not Comment.objects.exists()


def test_an_hour_that_clocks_skip_is_refused_in_every_form(cast: Cast) -> None:
    """On 28 March 2027 Paris goes from 2:00 to 3:00."""
    draft = cast.draft()
    variant = draft.variants.get()
    browser = cast.browser("editor")
    posts = {
        f"{HERE}/variants/{variant.pk}/plan/": {"day": "2027-03-28", "time": "02:30"},
        f"{HERE}/variants/{variant.pk}/field/": {"field": "plan", "value": "2027-03-28T02:30", "base": ""},
    }
    for url, data in posts.items():
        answer = browser.post(url, data, headers=JSON)
        assert answer.status_code == 422, url
        assert "clocks in Paris go forward" in answer.text, url
    assert Variant.objects.get(pk=variant.pk).planned_on is None
    for url, data in posts.items():
        late = {key: value.replace("02:30", "03:00") for key, value in data.items()}
        assert browser.post(url, late, headers=JSON).status_code in {200, 302}, url
    assert Variant.objects.get(pk=variant.pk).planned_on == date(2027, 3, 28)


@pytest.mark.processes
@pytest.mark.postgres
@pytest.mark.redis
def test_two_gigabytes_are_refused_before_they_are_read(place: Environment, cast: Cast) -> None:
    """Through the real server: the answer comes while nothing of the body was sent."""
    env = agency(place)
    service(env, "web")
    person = Person(env, cast.user("editor"))
    assert eventually(person.answers, 30)
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    head = (
        f"POST {HERE}/media/upload/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {person.cookies['csrftoken']}\r\nAccept: application/json\r\nAccept-Language: en\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2147483648\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", int(env["PORT"])), timeout=5) as line:
        line.sendall(head.encode())
        answer = ""
        while "kept." not in answer and (part := line.recv(4096)):
            answer += part.decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "at most 500 MB. Nothing was kept." in answer
    assert not Asset.objects.exists()
    person.close()
