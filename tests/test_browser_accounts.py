"""Accounts as lived in a real Chromium: second step, passkeys, a forgotten password, invitations, sessions, workspaces."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal import auth as totp
from browsing import Visitor
from cast import PASSWORD, Cast
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from planner.models import Member, User, Workspace

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def mailed_path(part: str) -> str:
    """The path of the link in the last mail."""
    found = re.search(rf"https?://\S*{part}\S*", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return urlsplit(found[0]).path


def sign_in(visitor: Visitor, email: str, password: str = PASSWORD) -> None:
    page = visitor.open(reverse("account_login"))
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm_it_is_me(visitor: Visitor) -> None:
    expect(visitor.page.get_by_role("heading", name="Is it you?")).to_be_visible()
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Confirm").click()


def sign_out(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name=re.compile("Editor|Owner")).click()
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.page.wait_for_url("**/accounts/login/**")


def test_a_passkey_is_added_and_opens_the_account(visit: Visit, cast: Cast) -> None:
    visitor = visit()
    page, devices = visitor.page, visitor.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    sign_in(visitor, cast.user("editor").email)
    visitor.open(reverse("mfa_index"))
    page.get_by_role("link", name="Add a passkey").click()
    if page.get_by_role("heading", name="Is it you?").is_visible():
        confirm_it_is_me(visitor)
    page.get_by_label("Name").fill("Phone")
    visitor.is_accessible()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(lambda url: "add" not in url)
    visitor.open(reverse("mfa_list_webauthn"))
    expect(page.get_by_role("link", name="Rename Phone")).to_be_visible()
    assert len(devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    visitor.is_accessible()

    sign_out(visitor)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible()
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()


def test_a_code_from_the_app_is_asked_for_after_the_password(visit: Visit, cast: Cast) -> None:
    visitor = visit()
    page = visitor.page
    sign_in(visitor, cast.user("editor").email)
    visitor.open(reverse("mfa_index"))
    visitor.is_accessible()
    page.get_by_role("link", name="Set up").click()
    if page.get_by_role("heading", name="Is it you?").is_visible():
        confirm_it_is_me(visitor)
    visitor.is_accessible()
    secret = page.get_by_label("Or type this secret into the app").input_value()
    now = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Authenticator code").fill(now)
    page.get_by_role("button", name="Switch on").click()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    visitor.is_accessible()

    sign_out(visitor)
    sign_in(visitor, cast.user("editor").email)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    visitor.is_accessible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(visit: Visit, cast: Cast) -> None:
    visitor = visit()
    page = visitor.open(reverse("account_login"))
    page.get_by_role("link", name="Forgot").click()
    page.get_by_label("Email").fill(cast.user("writer").email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    visitor.is_accessible()
    visitor.open(mailed_path("password/reset"))
    visitor.is_accessible()
    page.get_by_label("New Password", exact=True).fill("another horse, another battery")
    page.get_by_label("New Password (again)").fill("another horse, another battery")
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
    sign_in(visitor, cast.user("writer").email)
    expect(page.get_by_text("not correct")).to_be_visible()
    sign_in(visitor, cast.user("writer").email, "another horse, another battery")
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()


def test_an_invited_address_without_account_lands_in_the_workspace(visit: Visit, cast: Cast) -> None:
    owner = visit(cast.user("manager"))
    page = owner.open(reverse("members", args=[cast.workspace.slug]))
    owner.is_accessible()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Email").fill("zoe@example.org")
    assert page.get_by_role("radio", name="Owner").count() == 0, "never above one's own role"
    page.get_by_role("radio", name="Reviewer").check()
    page.get_by_label("Kiln & Co").check()
    owner.is_accessible()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("zoe@example.org is invited.")).to_be_visible()

    guest = visit()
    page = guest.open(mailed_path("invitations"))
    expect(page.get_by_text("Hugo Martin invites you to")).to_be_visible()
    guest.is_accessible()
    page.get_by_label("Your name").fill("Zoé Petit")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    brands = page.get_by_role("navigation", name="Brands")
    expect(brands.get_by_text("Kiln & Co")).to_be_visible()
    expect(brands.get_by_text("Boulangerie Malo")).to_have_count(0)
    guest.is_accessible()
    assert Member.objects.get(user__email="zoe@example.org").role == "reviewer"


def test_two_workspaces_are_switched_and_other_sessions_ended(visit: Visit, cast: Cast) -> None:
    both: User = cast.user("editor")
    second = Workspace.objects.create(name="Studio Sud", slug="studio-sud")
    Member.objects.create(workspace=second, user=both, role="reviewer")
    visitor, elsewhere = visit(), visit()
    page = visitor.page
    sign_in(visitor, both.email)
    sign_in(elsewhere, both.email)
    page.get_by_role("link", name="Atelier Nord").click()
    page.get_by_role("button", name="Atelier Nord").click()
    page.get_by_role("link", name="Studio Sud").click()
    page.wait_for_url("**/w/studio-sud/")
    expect(page.get_by_role("link", name="New draft")).to_have_count(0)
    visitor.open("/")
    assert page.url.endswith("/w/studio-sud/"), "where one was last"

    visitor.open(reverse("usersessions_list"))
    expect(page.get_by_text("This one")).to_have_count(1)
    expect(page.get_by_text("Chrome on Linux")).to_have_count(2)
    visitor.is_accessible()
    page.get_by_role("button", name="Sign out everywhere else").click()
    page.wait_for_load_state()
    elsewhere.open("/")
    expect(elsewhere.page.get_by_role("heading", name="Sign in to Signet")).to_be_visible()
    visitor.open("/")
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()


@pytest.mark.parametrize(
    "name", ["me", "account_email", "account_change_password", "account_logout", "welcome"]
)
def test_pages_of_the_account_are_accessible(visit: Visit, cast: Cast, name: str) -> None:
    visitor = visit(cast.user("editor"))
    visitor.open(reverse(name))
    visitor.is_accessible()


def test_pages_of_the_settings_are_accessible(visit: Visit, cast: Cast) -> None:
    visitor = visit(cast.user("owner"))
    slug = cast.workspace.slug
    for name, *args in (
        ("workspace_settings",), ("workspace_leave",), ("brands",), ("brand_new",), ("brand", cast.malo.pk),
        ("channel_new", cast.malo.pk), ("pillar_new", cast.malo.pk), ("tokens",), ("audit",), ("notices",),
        ("member", cast.members["editor"].pk),
    ):  # fmt: skip
        visitor.open(reverse(name, args=[slug, *args]))
        visitor.is_accessible()
