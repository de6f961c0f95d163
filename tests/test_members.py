"""Who is in a workspace: roles, brands, removal, and the owner that always stays."""

from __future__ import annotations

import threading

import pytest
from cast import Cast, make_cast, make_person
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from planner import access
from planner.models import AuditEvent, Brand, Member, Role, User, Workspace
from planner.services import members, tokens

pytestmark = pytest.mark.django_db


def url(cast: Cast, name: str, *args: object) -> str:
    return reverse(name, args=[cast.workspace.slug, *args])


def role_of(cast: Cast, who: str) -> str:
    return Member.objects.get(pk=cast.members[who].pk).role


def change(cast: Cast, by: str, who: str, role: str, *brands: Brand, scope: str = "all"):
    data = {"role": role, "scope": scope, "brands": [brand.pk for brand in brands]}
    return cast.browser(by).post(url(cast, "member", cast.members[who].pk), data)


def test_the_list_is_for_owners_and_managers_and_costs_the_same_for_many(
    cast: Cast, django_assert_max_num_queries
) -> None:
    for who in ("editor", "reviewer", "client"):
        assert cast.browser(who).get(url(cast, "members")).status_code == 403
    browser = cast.browser("manager")
    page = browser.get(url(cast, "members"))
    assert all(member.user.name in page.text for member in cast.members.values())
    for number in range(120):
        person = User.objects.create(email=f"p{number}@example.org", name=f"Person {number:03}")
        row = Member.objects.create(workspace=cast.workspace, user=person, role="editor", all_brands=False)
        row.brands.add(cast.malo)
    with django_assert_max_num_queries(20):
        page = browser.get(url(cast, "members"))
    assert "1 to 50 of 126" in page.text
    for nonsense in (
        {"page": "-1"},
        {"page": "x"},
        {"show": "invited", "page": "-7"},
        {"page": "10" * 30},
        {"q": "\0%_'"},
    ):
        assert browser.get(url(cast, "members"), nonsense).status_code == 200
    assert browser.get(url(cast, "members") + "?show=%ff&q=%ed%a0%80").status_code == 200
    assert "Person 042" in browser.get(url(cast, "members"), {"q": "person 042"}).text


def test_a_role_is_given_up_to_ones_own(cast: Cast) -> None:
    assert change(cast, "manager", "editor", "manager").status_code == 302
    assert role_of(cast, "editor") == "manager"
    above = change(cast, "manager", "editor", "owner")
    assert above.status_code == 422
    assert role_of(cast, "editor") == "manager"
    for by in ("writer", "reviewer", "client"):
        assert change(cast, by, "editor", "reviewer").status_code == 403
    refused = change(cast, "manager", "owner", "editor")
    assert refused.status_code == 403
    assert "above their own" in refused.text
    with pytest.raises(PermissionDenied, match="above their own"):
        members.change(cast.members["editor"].pk, role="owner", brands=None, member=cast.members["manager"])
    event = AuditEvent.objects.get(workspace=cast.workspace, action="member.changed")
    assert event.data["after"]["role"] == "manager"


def test_the_last_owner_is_neither_demoted_nor_removed(cast: Cast) -> None:
    answer = change(cast, "owner", "owner", "manager")
    assert answer.status_code == 403
    assert "at least one owner" in answer.text
    assert (
        cast.browser("owner").post(url(cast, "member_archive", cast.members["owner"].pk)).status_code == 403
    )
    assert change(cast, "owner", "manager", "owner").status_code == 302
    assert change(cast, "owner", "owner", "editor").url == "/"
    assert role_of(cast, "owner") == "editor"
    assert change(cast, "manager", "manager", "reviewer").status_code == 403


def test_brands_are_those_of_the_workspace_and_clients_have_some(cast: Cast, outsider: User) -> None:
    foreign = Brand.objects.create(workspace=Workspace.objects.get(slug="elsewhere"), name="Foreign")
    assert change(cast, "owner", "editor", "editor", foreign, scope="some").status_code == 422
    assert change(cast, "owner", "editor", "editor", scope="some").status_code == 422
    assert change(cast, "owner", "editor", "client", scope="all").status_code == 422
    answer = cast.browser("owner").post(
        url(cast, "member", cast.members["editor"].pk),
        {"role": "editor", "scope": "some", "brands": ["x", "9" * 30]},
    )
    assert answer.status_code == 422
    both = change(cast, "owner", "editor", "editor", cast.malo, scope="all")
    assert both.status_code == 422, "a ticked brand is never quietly widened to all"
    assert Member.objects.get(pk=cast.members["editor"].pk).all_brands
    assert change(cast, "owner", "editor", "client", cast.kiln, scope="some").status_code == 302
    row = Member.objects.get(pk=cast.members["editor"].pk)
    assert (row.role, row.all_brands, list(row.brands.all())) == ("client", False, [cast.kiln])


def test_a_manager_of_one_brand_gives_and_sees_only_that(cast: Cast) -> None:
    manager = cast.members["manager"]
    manager.all_brands = False
    manager.save()
    manager.brands.set([cast.malo])
    reviewer = cast.members["reviewer"]
    reviewer.all_brands = False
    reviewer.save()
    reviewer.brands.set([cast.kiln])
    page = cast.browser("manager").get(url(cast, "members"))
    assert "Kiln &amp; Co" not in page.text
    assert change(cast, "manager", "reviewer", "reviewer", cast.kiln, scope="some").status_code == 422
    assert change(cast, "manager", "reviewer", "editor", cast.malo, scope="some").status_code == 302
    assert set(reviewer.brands.all()) == {cast.malo, cast.kiln}, "what the manager does not see is left alone"
    wide = change(cast, "manager", "editor", "editor", cast.malo, scope="some")
    assert wide.status_code == 422
    assert "has all brands" in wide.text


def test_removal_ends_access_and_tokens_and_can_be_undone(cast: Cast) -> None:
    _token, secret = tokens.create("x", scopes=["read"], expires_at=None, member=cast.members["manager"])
    editor = cast.browser("manager")
    owner = cast.browser("owner")
    archive = url(cast, "member_archive", cast.members["manager"].pk)
    assert cast.browser("editor").post(archive).status_code == 403
    assert owner.post(archive).status_code == 302
    assert owner.post(archive).status_code == 302, "a double click is one removal"
    assert editor.get(url(cast, "workspace_settings")).status_code == 404
    assert tokens.authenticate(secret) is None
    assert AuditEvent.objects.filter(action="member.archived").count() == 1
    assert cast.user("manager").name in owner.get(url(cast, "members"), {"show": "archived"}).text
    assert owner.post(url(cast, "member_restore", cast.members["manager"].pk)).status_code == 302
    assert editor.get(url(cast, "workspace_settings")).status_code == 200
    assert tokens.authenticate(secret) is None


def test_members_of_another_workspace_cannot_be_touched(cast: Cast, outsider: User) -> None:
    theirs = Member.objects.get(user=outsider)
    browser = cast.browser("owner")
    for name in ("member", "member_archive", "member_restore"):
        assert browser.post(url(cast, name, theirs.pk), {"role": "client"}).status_code == 404
    assert browser.get(url(cast, "member", 10**30)).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.role, theirs.archived_at) == ("owner", None)
    stranger = Client()
    stranger.force_login(outsider)
    assert stranger.post(url(cast, "member_archive", cast.members["editor"].pk)).status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_at_once_leave_one() -> None:
    cast = make_cast("race")
    second = make_person("second@example.org", "Second Owner")
    one = cast.members["owner"]
    two = Member.objects.create(workspace=cast.workspace, user=second, role=Role.OWNER)
    start = threading.Barrier(2)
    refused: list[str] = []

    def demote(by: Member, who: Member) -> None:
        try:
            actor = access.member_for(by.user, cast.workspace.slug)
            start.wait(5)
            members.change(who.pk, role=Role.EDITOR, brands=None, member=actor)
        except PermissionDenied as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Member.objects.filter(workspace=cast.workspace, role=Role.OWNER, archived_at=None).count() == 1
