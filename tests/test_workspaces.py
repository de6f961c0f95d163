"""Making, naming, archiving, restoring and leaving workspaces."""

from __future__ import annotations

import pytest
from cast import Cast, make_person
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from planner.models import AuditEvent, Member, User, Workspace
from planner.services import workspaces

pytestmark = pytest.mark.django_db


def url(cast: Cast, name: str, *args: object) -> str:
    return reverse(name, args=[cast.workspace.slug, *args])


def actions(cast: Cast) -> list[str]:
    return list(AuditEvent.objects.filter(workspace=cast.workspace).values_list("action", flat=True))


@pytest.mark.parametrize("name", ["Éclair & Fils", "日本", "!!!", "x" * 80, "settings"])
def test_any_name_gives_an_address_of_its_own(name: str, outsider: User) -> None:
    made = [workspaces.create(name, actor=outsider) for _time in range(8)]
    slugs = {member.workspace.slug for member in made}
    assert len(slugs) == 8
    browser = Client()
    browser.force_login(outsider)
    for slug in slugs:
        assert browser.get(f"/w/{slug}/settings/").status_code == 200


def test_a_name_that_finds_no_address_is_a_sentence(monkeypatch: pytest.MonkeyPatch, outsider: User) -> None:
    workspaces.create("Same", actor=outsider)
    monkeypatch.setattr(workspaces.secrets, "token_hex", lambda _size: "fixed")
    for _time in range(5):
        workspaces.create("Same", actor=outsider)
    with pytest.raises(ValidationError, match="another one"):
        workspaces.create("Same", actor=outsider)


def test_only_an_owner_renames_and_the_address_stays(cast: Cast) -> None:
    for who in ("manager", "editor", "reviewer"):
        answer = cast.browser(who).post(url(cast, "workspace_settings"), {"name": "Mine now"})
        assert answer.status_code == 403
        assert "Only an owner" in answer.text
    owner = cast.browser("owner")
    assert owner.post(url(cast, "workspace_settings"), {"name": ""}).status_code == 422
    assert owner.post(url(cast, "workspace_settings"), {"name": "Atelier Sud"}).status_code == 302
    cast.workspace.refresh_from_db()
    assert (cast.workspace.name, cast.workspace.slug) == ("Atelier Sud", "atelier-nord")
    assert actions(cast) == ["workspace.renamed"]
    owner.post(url(cast, "workspace_settings"), {"name": "Atelier Sud"})
    assert actions(cast) == ["workspace.renamed"], "nothing changed, nothing written"


def test_a_stranger_finds_nothing_and_a_client_no_settings(cast: Cast, outsider: User) -> None:
    browser = Client()
    browser.force_login(outsider)
    for name in (
        "workspace_settings",
        "members",
        "invite",
        "tokens",
        "brands",
        "brand_new",
        "workspace_leave",
    ):
        assert browser.get(url(cast, name)).status_code == 404
        assert Client().get(url(cast, name)).status_code == 302
        if name != "workspace_leave":
            assert cast.browser("client").get(url(cast, name)).status_code == 403


def test_archiving_asks_for_the_name_and_an_owner_restores(cast: Cast, outsider: User) -> None:
    assert (
        cast.browser("manager").post(url(cast, "workspace_archive"), {"name": "Atelier Nord"}).status_code
        == 403
    )
    owner = cast.browser("owner")
    wrong = owner.post(url(cast, "workspace_archive"), {"name": "Atelier"})
    assert wrong.status_code == 422
    assert "Nothing was archived" in wrong.text
    assert owner.post(url(cast, "workspace_archive"), {"name": " atelier nord "}).url == reverse("welcome")
    assert cast.browser("editor").get(url(cast, "workspace_settings")).status_code == 404
    assert owner.get("/").url == reverse("welcome")

    restore = reverse("workspace_restore", args=[cast.workspace.pk])
    assert "Archived workspaces" in owner.get(reverse("welcome")).text
    stranger = Client()
    stranger.force_login(outsider)
    assert stranger.post(restore).status_code == 404
    assert cast.browser("manager").post(restore).status_code == 404
    assert owner.post(restore).status_code == 302
    assert owner.post(restore).status_code == 404, "a double click restores once"
    assert cast.browser("editor").get(url(cast, "workspace_settings")).status_code == 200
    assert actions(cast).count("workspace.restored") == 1


def test_leaving_asks_once_and_the_last_owner_stays(cast: Cast) -> None:
    owner = cast.browser("owner")
    assert "last owner" in owner.get(url(cast, "workspace_leave")).text
    answer = owner.post(url(cast, "workspace_leave"))
    assert answer.status_code == 403
    assert "last owner" in answer.text
    for who in ("client", "editor"):
        browser = cast.browser(who)
        assert "Leave Atelier Nord?" in browser.get(url(cast, "workspace_leave")).text
        assert browser.post(url(cast, "workspace_leave")).url == reverse("welcome")
        assert browser.get(url(cast, "workspace_settings")).status_code == 404
        assert browser.get("/").url == reverse("welcome")
    Member.objects.create(
        workspace=cast.workspace, user=make_person("o2@example.org", "Second"), role="owner"
    )
    assert owner.post(url(cast, "workspace_leave")).status_code == 302
    assert Workspace.objects.filter(
        pk=cast.workspace.pk, members__role="owner", members__archived_at=None
    ).exists()
