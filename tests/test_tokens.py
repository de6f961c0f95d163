"""API tokens: made by leads, shown once, kept as a hash, dead when revoked, expired or when their member is gone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planner.models import ApiToken, AuditEvent, Member, User, Workspace
from planner.services import tokens

pytestmark = pytest.mark.django_db


def url(cast: Cast, name: str = "tokens", *args: object) -> str:
    return reverse(name, args=[cast.workspace.slug, *args])


def make(cast: Cast, who: str = "manager", **more: object):
    data = {"name": "Website", "scopes": ["read", "check"], "life": "30", **more}
    return cast.browser(who).post(url(cast), data)


def test_a_token_is_shown_once_and_kept_as_a_hash(cast: Cast) -> None:
    page = make(cast)
    found = re.search(r"sgn_[\w-]{43}", page.text)
    assert found
    assert "no-store" in page["Cache-Control"]
    secret = found[0]
    assert secret not in cast.browser("manager").get(url(cast)).text
    row = ApiToken.objects.get()
    assert secret not in str(ApiToken.objects.values()) + str(AuditEvent.objects.values())
    assert row.scopes == ["check", "read"]
    assert timedelta(days=29) < row.expires_at - timezone.now() < timedelta(days=31)

    assert row.last_used_at is None
    token = tokens.authenticate(secret)
    assert token is not None
    assert (token.member.user, token.workspace) == (cast.user("manager"), cast.workspace)
    assert ApiToken.objects.get().last_used_at
    for wrong in ("", "sgn_", secret[:-1], secret + "x", secret.upper(), row.token_hash, "sgn_\ud800"):
        assert tokens.authenticate(wrong) is None


@pytest.mark.parametrize("end", ["revoked", "expired", "member", "person", "workspace"])
def test_a_dead_token_opens_nothing(cast: Cast, end: str) -> None:
    _row, secret = tokens.create("x", scopes=["read"], expires_at=None, member=cast.members["manager"])
    assert tokens.authenticate(secret)
    now = timezone.now()
    match end:
        case "revoked":
            assert (
                cast.browser("owner").post(url(cast, "token_revoke", ApiToken.objects.get().pk)).status_code
                == 302
            )
        case "expired":
            ApiToken.objects.update(expires_at=now)
        case "member":
            Member.objects.filter(pk=cast.members["manager"].pk).update(archived_at=now)
        case "person":
            User.objects.filter(pk=cast.user("manager").pk).update(is_active=False)
        case "workspace":
            Workspace.objects.update(archived_at=now)
    assert tokens.authenticate(secret) is None


def test_who_may_not_and_what_is_wrong_makes_no_token(cast: Cast, outsider: User) -> None:
    for who in ("editor", "reviewer", "client"):
        assert make(cast, who).status_code == 403
    assert make(cast, scopes=["admin"]).status_code == 422
    assert make(cast, scopes=[]).status_code == 422
    assert make(cast, name="").status_code == 422
    assert make(cast, life="99999").status_code == 422
    assert not ApiToken.objects.exists()
    make(cast)
    pk = ApiToken.objects.get().pk
    browser = Client()
    browser.force_login(outsider)
    assert browser.post(reverse("token_revoke", args=["elsewhere", pk])).status_code == 404
    assert cast.browser("editor").post(url(cast, "token_revoke", pk)).status_code == 403
    assert ApiToken.objects.get().is_live


def test_the_list_costs_the_same_for_many(cast: Cast, django_assert_max_num_queries) -> None:
    for number in range(60):
        tokens.create(f"Token {number}", scopes=["read"], expires_at=None, member=cast.members["manager"])
    browser = cast.browser("owner")
    with django_assert_max_num_queries(16):
        assert "1 to 50 of 60" in browser.get(url(cast), {"page": "-3"}).text.replace("51 to 60", "1 to 50")
    assert browser.get(url(cast), {"page": "x"}).status_code == 200
