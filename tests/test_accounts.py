"""Sign-up, sign-in, one's own settings, language and theme: what a person does before and outside of a workspace."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from cast import PASSWORD, Cast, make_person
from django.core import mail
from django.test import Client
from django.urls import reverse

from planner.models import NoticeChoice, User

pytestmark = pytest.mark.django_db


def link_in_mail(part: str = "http") -> str:
    found = re.search(rf"(https?://[^/\s]+)?(/\S*{part}\S*)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[2]


def sign_up(browser: Client, email: str = "new@example.org", **more: str):
    return browser.post(
        reverse("account_signup"), {"email": email, "name": "Nora New", "password1": PASSWORD, **more}
    )


def test_a_newcomer_signs_up_confirms_by_link_and_makes_a_workspace() -> None:
    browser = Client()
    assert browser.get("/").url == reverse("account_login")
    page = sign_up(browser)
    assert page.status_code == 302
    assert "Look into your mail" in browser.get(page.url).text
    assert mail.outbox[-1].subject == "Confirm your address for Signet"
    page = browser.get(link_in_mail("confirm-email"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("welcome")
    assert "Welcome, Nora New" in page.text

    page = browser.post(reverse("welcome"), {"name": "  "})
    assert page.status_code == 422
    page = browser.post(reverse("welcome"), {"name": "Atelier Nord"})
    assert page.url == "/w/atelier-nord/"
    user = User.objects.get(email="new@example.org")
    assert user.memberships.get().role == "owner"
    assert browser.get("/").url == "/w/atelier-nord/"


def test_signing_in_needs_the_right_password_and_a_confirmed_address(cast: Cast) -> None:
    browser = Client()
    who = {"login": cast.user("editor").email.upper(), "password": "wrong"}
    assert "not correct" in browser.post(reverse("account_login"), who).text
    assert browser.post(reverse("account_login"), who | {"password": PASSWORD}).url == reverse("home")
    sign_up(other := Client())
    answer = other.post(
        reverse("account_login"), {"login": "new@example.org", "password": PASSWORD}, follow=True
    )
    assert "Look into your mail" in answer.text
    assert other.get("/").url == reverse("account_login")


def test_too_many_tries_get_a_page(cast: Cast) -> None:
    browser = Client()
    who = {"login": cast.user("editor").email, "password": "wrong"}
    pages = [browser.post(reverse("account_login"), who) for _try in range(12)]
    assert {page.status_code for page in pages} <= {200, 429}
    assert "Too many" in pages[-1].text or "slower" in pages[-1].text


def test_a_forgotten_password_is_replaced_by_link_once(cast: Cast) -> None:
    browser = Client()
    page = browser.post(reverse("account_reset_password"), {"email": cast.user("editor").email}, follow=True)
    assert "Look into your mail" in page.text
    link = link_in_mail("password/reset/key")
    form = browser.get(link, follow=True)
    assert "Choose a new password" in form.text
    browser.post(
        form.redirect_chain[-1][0], {"password1": "blue kettle rain", "password2": "blue kettle rain"}
    )
    cast.user("editor").refresh_from_db()
    assert cast.user("editor").check_password("blue kettle rain")
    assert "no longer good" in Client().get(link, follow=True).text


def test_a_reset_tells_nobody_who_has_an_account(cast: Cast) -> None:
    page = Client().post(reverse("account_reset_password"), {"email": "stranger@example.org"}, follow=True)
    assert "Look into your mail" in page.text
    assert "no account with this address" in mail.outbox[-1].body.lower()


@pytest.mark.parametrize(
    "name",
    [
        "account_email", "account_change_password", "account_logout", "mfa_index", "mfa_list_webauthn", "usersessions_list",
        "account_reauthenticate", "me", "welcome",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_the_account_opens_in_our_look(cast: Cast, name: str, language: str) -> None:
    User.objects.filter(pk=cast.user("editor").pk).update(language=language)
    browser = cast.browser("editor")
    page = browser.get(reverse(name))
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert "css/tokens.css" in page.text
    scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page.text)
    assert not scripts, "inline script under a strict CSP"


def confirm(browser: Client, name: str, password: str):
    return browser.post(
        reverse("account_reauthenticate"), {"password": password, "next": reverse(name)}, follow=True
    )


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"])
def test_locked_pages_ask_again_and_then_open(cast: Cast, name: str) -> None:
    browser = Client()
    browser.post(reverse("account_login"), {"login": cast.user("editor").email, "password": PASSWORD})
    assert "Is it you?" in browser.get(reverse(name), follow=True).text
    assert "Incorrect password" in confirm(browser, name, "wrong").text
    page = confirm(browser, name, PASSWORD)
    assert page.status_code == 200
    if name == "mfa_add_webauthn":
        assert 'id="passkey-options"' in page.text
        assert "data-passkey" in page.text


def test_totp_and_recovery_codes_guard_the_next_sign_in(cast: Cast) -> None:
    browser = Client()
    who = {"login": cast.user("editor").email, "password": PASSWORD}
    browser.post(reverse("account_login"), who)
    page = confirm(browser, "mfa_activate_totp", PASSWORD)
    secret = re.search(r'id="secret" value="([A-Z2-7]+)"', page.text)
    assert secret, "shown, for those who cannot scan"
    code = totp.format_hotp_value(totp.hotp_value(secret[1], int(time.time()) // 30))
    wrong = browser.post(reverse("mfa_activate_totp"), {"code": "000000" if code != "000000" else "111111"})
    assert "Incorrect code" in wrong.text
    page = browser.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    codes = re.findall(r"<li>([0-9a-f]{4,}[0-9a-f-]*)</li>", page.text)
    assert len(codes) == 10

    again = Client()
    page = again.post(reverse("account_login"), who, follow=True)
    assert "One more step" in page.text
    assert again.get("/").url == reverse("account_login")
    page = again.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert page.status_code == 302
    assert again.get(reverse("me")).status_code == 200


def test_me_saves_what_changes_and_keeps_wrong_input(cast: Cast) -> None:
    browser = cast.browser("editor")
    fine = {"name": "Inès C.", "language": "fr", "theme": "dark", "time_zone": "America/Toronto"}
    assert browser.post(reverse("me"), fine).status_code == 302
    page = browser.get(reverse("me"))
    assert '<html lang="fr" data-theme="dark"' in page.text
    wrong = browser.post(reverse("me"), fine | {"name": "", "time_zone": "Mars/Olympus"})
    assert wrong.status_code == 422
    assert User.objects.get(pk=cast.user("editor").pk).time_zone == "America/Toronto"


def test_the_clock_is_the_devices_until_one_is_chosen(cast: Cast) -> None:
    sign_up(Client(), time_zone="America/Toronto")
    sign_up(Client(), email="odd@example.org", time_zone="Mars/Olympus")
    zones = dict(User.objects.values_list("email", "time_zone"))
    assert (zones["new@example.org"], zones["odd@example.org"]) == ("America/Toronto", "")

    person, browser = cast.user("editor"), cast.browser("editor")
    User.objects.filter(pk=person.pk).update(time_zone="")
    assert f'data-zone-url="{reverse("zone")}"' in browser.get(reverse("me")).text
    for sent in ("Mars/Olympus", "Asia/Tokyo", "Europe/Paris"):
        assert browser.post(reverse("zone"), {"time_zone": sent}).status_code == 204
    assert User.objects.get(pk=person.pk).time_zone == "Asia/Tokyo"
    assert "data-zone-url" not in browser.get(reverse("me")).text


def test_notices_are_switched_off_per_kind(cast: Cast) -> None:
    browser = cast.browser("editor")
    assert browser.post(reverse("me_notices"), {"mention_app": "on"}).status_code == 302
    rows = {
        row.kind: (row.in_app, row.by_mail) for row in NoticeChoice.objects.filter(user=cast.user("editor"))
    }
    assert rows["mention"] == (True, False)
    assert rows["decision"] == (False, False)


def test_language_before_sign_in_is_a_cookie_and_next_never_leaves_the_site(db: None) -> None:
    browser = Client()
    answer = browser.post(reverse("language"), {"language": "fr", "next": "//evil.example/"})
    assert answer.url == "/"
    assert '<html lang="fr"' in browser.get(reverse("account_login")).text
    assert (
        browser.post(reverse("language"), {"language": "xx", "next": "/accounts/login/"}).url
        == "/accounts/login/"
    )
    assert '<html lang="fr"' in browser.get(reverse("account_login")).text
    assert browser.get(reverse("language")).status_code == 405


def test_theme_and_language_follow_the_account(cast: Cast) -> None:
    browser = cast.browser("client")
    browser.post(reverse("theme"), {"theme": "light"})
    browser.post(reverse("theme"), {"theme": "neon"})
    browser.post(reverse("language"), {"language": "fr"})
    user = User.objects.get(pk=cast.user("client").pk)
    assert (user.theme, user.language) == ("light", "fr")


def test_home_goes_where_one_was_last_and_a_client_to_the_client_pages(cast: Cast) -> None:
    assert cast.browser("client").get("/").url == f"/w/{cast.workspace.slug}/client/"
    person = make_person("two@example.org", "Two Homes")
    browser = Client()
    browser.force_login(person)
    assert browser.get("/").url == reverse("welcome")
    browser.post(reverse("welcome"), {"name": "First"})
    browser.post(reverse("welcome"), {"name": "Second"})
    assert browser.get("/").url == "/w/second/"
    assert browser.get("/w/first/settings/").status_code == 200
    assert browser.get("/").url == "/w/first/"
    fresh = Client()
    fresh.force_login(person)
    assert fresh.get("/").url == reverse("welcome"), "several and none used yet: one chooses"


def test_a_page_of_the_account_keeps_the_frame_of_the_workspace(cast: Cast) -> None:
    browser = cast.browser("editor")
    assert cast.workspace.name not in browser.get(reverse("account_change_password")).text
    browser.get(f"/w/{cast.workspace.slug}/settings/")
    assert cast.workspace.name in browser.get(reverse("account_change_password")).text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
        ("curl/8 <b>", "curl/8 &lt;b&gt;"),
        ("", "Unknown device"),
    ],
)
def test_sessions_are_listed_by_the_name_of_the_device(cast: Cast, agent: str, words: str) -> None:
    browser = Client(HTTP_USER_AGENT=agent)
    browser.post(reverse("account_login"), {"login": cast.user("editor").email, "password": PASSWORD})
    page = browser.get(reverse("usersessions_list")).text
    assert words in page
    assert page.count("This one") == 1
