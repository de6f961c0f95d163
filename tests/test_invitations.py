"""Invitations: from the form through the mail to the workspace, and every way in which that can go wrong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cast import PASSWORD, Cast, make_person
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planner.models import AuditEvent, Brand, Invitation, Member, Notice, User, Workspace
from planner.services import invitations

pytestmark = pytest.mark.django_db


def url(cast: Cast, name: str, *args: object) -> str:
    return reverse(name, args=[cast.workspace.slug, *args])


def send(cast: Cast, email: str, role: str = "editor", *brands: Brand, by: str = "owner", scope: str = "all"):
    data = {"email": email, "role": role, "scope": scope, "brands": [brand.pk for brand in brands]}
    return cast.browser(by).post(url(cast, "invite"), data)


@pytest.fixture
def invite(cast: Cast, django_capture_on_commit_callbacks):
    """Invites and gives the path of the link in the mail."""

    def send_and_read(
        email: str, role: str = "editor", *brands: Brand, by: str = "owner", scope: str = "all"
    ) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            answer = send(cast, email, role, *brands, by=by, scope=scope)
        assert answer.status_code == 302, answer.text
        return link()

    return send_and_read


def link() -> str:
    found = re.search(r"/invitations/[\w-]+/", str(mail.outbox[-1].body))
    assert found
    return found[0]


def test_an_invited_newcomer_signs_up_and_lands_in_the_workspace(cast: Cast, invite) -> None:
    path = invite("Zoe@Example.org", "reviewer", cast.kiln, scope="some")
    message = mail.outbox[-1]
    assert message.to == ["zoe@example.org"]
    assert message.subject == "Claire Delmas invites you to Atelier Nord on Signet"
    assert path.split("/")[2] not in str(list(Invitation.objects.values())), "only its hash is kept"

    browser = Client()
    page = browser.get(path, follow=True)
    assert 'value="zoe@example.org"' in page.text
    assert "Atelier Nord" in page.text
    sent = len(mail.outbox)
    answer = browser.post(
        reverse("account_signup"),
        {"email": "zoe@example.org", "name": "Zoé Petit", "password1": PASSWORD},
        follow=True,
    )
    assert len(mail.outbox) == sent, "the link has proved the address already"
    assert answer.redirect_chain[-1][0] == f"/w/{cast.workspace.slug}/"
    row = Member.objects.get(user__email="zoe@example.org")
    assert (row.role, row.all_brands, list(row.brands.all())) == ("reviewer", False, [cast.kiln])
    assert AuditEvent.objects.filter(workspace=cast.workspace, action="member.joined").exists()
    assert "used already" in Client().get(path).text


def test_another_address_at_sign_up_gets_no_way_in(cast: Cast, invite) -> None:
    browser = Client()
    browser.get(invite("zoe@example.org"), follow=True)
    browser.post(
        reverse("account_signup"), {"email": "eve@example.org", "name": "Eve", "password1": PASSWORD}
    )
    assert not Member.objects.filter(user__email="eve@example.org").exists()
    confirm = re.search(r"/accounts/confirm-email/\S+", str(mail.outbox[-1].body))
    assert confirm, "an address that no link has proved is confirmed by mail"
    page = browser.get(confirm[0], follow=True)
    assert page.redirect_chain[-1][0] == reverse("welcome")
    assert not Member.objects.filter(user__email="eve@example.org").exists()


def test_an_address_with_an_account_accepts_once_signed_in(cast: Cast) -> None:
    person = make_person("pia@example.org", "Pia")
    send(cast, "PIA@example.org", "manager")
    notice = Notice.objects.get(user=person)
    assert notice.kind == "invitation"
    invitation = Invitation.objects.get()
    browser = Client()
    asked = browser.get(notice.url)
    assert asked.url.startswith(reverse("account_login"))
    page = browser.post(
        asked.url, {"login": person.email, "password": PASSWORD, "next": notice.url}, follow=True
    )
    assert "Join Atelier Nord" in page.text
    assert "Join" in browser.get(reverse("welcome")).text
    assert not Member.objects.filter(user=person).exists(), "looking is not accepting"
    accept = reverse("invitation_mine", args=[invitation.pk])
    assert browser.post(accept).url == f"/w/{cast.workspace.slug}/"
    assert browser.post(accept).url == f"/w/{cast.workspace.slug}/", "a double click"
    assert Member.objects.get(user=person).role == "manager"
    assert AuditEvent.objects.filter(action="member.joined").count() == 1
    notice.refresh_from_db()
    assert notice.read_at


def test_the_wrong_person_is_told_so_and_learns_nothing_by_counting(
    cast: Cast, invite, outsider: User
) -> None:
    path = invite("zoe@example.org")
    browser = Client()
    browser.force_login(outsider)
    page = browser.get(path)
    assert page.status_code == 403
    assert "It was sent to zoe@example.org; you are signed in as otto@elsewhere.example.org" in page.text
    assert browser.post(path).status_code == 403
    by_number = browser.get(reverse("invitation_mine", args=[Invitation.objects.get().pk]))
    nowhere = browser.get(reverse("invitation_mine", args=[10**12]))
    assert by_number.status_code == nowhere.status_code == 404
    assert "Atelier" not in by_number.text
    assert "zoe" not in by_number.text
    with pytest.raises(ValidationError, match="another address"):
        invitations.accept(Invitation.objects.get(), user=outsider)


def test_an_unconfirmed_account_with_the_address_does_not_count(cast: Cast) -> None:
    squatter = User.objects.create_user(email="zoe@example.org", password=PASSWORD, name="Not Zoe")
    send(cast, "zoe@example.org")
    with pytest.raises(ValidationError, match="another address"):
        invitations.accept(Invitation.objects.get(), user=squatter)


def test_expired_revoked_and_unknown_links_get_a_clear_page(cast: Cast, invite) -> None:
    path = invite("zoe@example.org")
    row = Invitation.objects.get()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = Client().get(path)
    assert page.status_code == 410
    assert "expired" in page.text
    assert cast.browser("owner").post(url(cast, "invitation_revoke", row.pk)).status_code == 302
    assert "taken back" in Client().get(path).text
    assert cast.browser("owner").post(url(cast, "invitation_revoke", row.pk)).status_code == 302
    assert AuditEvent.objects.filter(action="member.invitation_revoked").count() == 1
    for odd in ("nothing", "%00", "é" * 200, "x" * 3000):
        assert Client().get(f"/invitations/{odd}/").status_code == 410


def test_sending_again_makes_a_new_link_and_ends_the_old(
    cast: Cast, invite, django_capture_on_commit_callbacks
) -> None:
    old = invite("zoe@example.org")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    pk = Invitation.objects.get().pk
    assert cast.browser("editor").post(url(cast, "invitation_resend", pk)).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        cast.browser("manager").post(url(cast, "invitation_resend", pk))
    assert link() != old
    assert Client().get(old).status_code == 410
    assert Client().get(link()).status_code == 302
    assert timezone.now() + timedelta(days=13) < Invitation.objects.get().expires_at


def test_one_open_invitation_per_address_and_none_for_members(cast: Cast) -> None:
    shown = send(cast, "zoe@example.org").url
    assert "zoe@example.org" in cast.browser("owner").get(shown).text.split('id="toasts"')[0]
    again = send(cast, "ZOE@example.org", "reviewer")
    assert again.status_code == 422
    assert "already invited" in again.text
    assert "zoe@example.org" in again.text.lower()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert send(cast, "zoe@example.org").status_code == 302, "an expired one is replaced"
    assert Invitation.objects.filter(accepted_at=None, revoked_at=None).count() == 1
    assert "is a member already" in send(cast, cast.user("client").email).text
    Member.objects.filter(pk=cast.members["writer"].pk).update(archived_at=timezone.now())
    assert "restore them" in send(cast, cast.user("writer").email).text


def test_nobody_invites_above_themselves_or_to_what_they_do_not_see(cast: Cast, outsider: User) -> None:
    foreign = Brand.objects.create(workspace=Workspace.objects.get(slug="elsewhere"), name="Foreign")
    assert send(cast, "a@example.org", "owner", by="manager").status_code == 422
    assert send(cast, "a@example.org", "client").status_code == 422
    assert send(cast, "a@example.org", "editor", foreign, scope="some").status_code == 422
    assert send(cast, "not an address").status_code == 422
    assert send(cast, "a@example.org", "king").status_code == 422
    for who in ("editor", "reviewer", "client"):
        assert send(cast, "a@example.org", by=who).status_code == 403
    assert not Invitation.objects.exists()
    assert send(cast, "a@example.org", "client", cast.malo).status_code == 302
    cast.members["manager"].all_brands = False
    cast.members["manager"].save()
    cast.members["manager"].brands.set([cast.malo])
    assert send(cast, "b@example.org", "editor", by="manager", scope="all").status_code == 422
    assert send(cast, "b@example.org", "editor", cast.kiln, by="manager", scope="some").status_code == 422


def test_a_mail_server_that_is_away_loses_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert send(cast, "zoe@example.org").status_code == 302
    assert Invitation.objects.count() == 1


def test_invitations_of_another_workspace_cannot_be_touched(cast: Cast, outsider: User) -> None:
    send(cast, "zoe@example.org")
    pk = Invitation.objects.get().pk
    browser = Client()
    browser.force_login(outsider)
    for name in ("invitation_resend", "invitation_revoke"):
        assert browser.post(reverse(name, args=["elsewhere", pk])).status_code == 404
        assert browser.post(url(cast, name, pk)).status_code == 404
    assert Invitation.objects.get().revoked_at is None


def test_whoever_left_comes_back_by_invitation_with_what_it_gives(cast: Cast, invite) -> None:
    person = make_person("pia@example.org", "Pia")
    row = Member.objects.create(workspace=cast.workspace, user=person, role="manager")
    send(cast, "late@example.org")
    Invitation.objects.update(email=person.email, role="reviewer")
    assert invitations.accept(Invitation.objects.get(), user=person).role == "manager", (
        "a member keeps their role"
    )
    Invitation.objects.update(accepted_at=None)
    Member.objects.filter(pk=row.pk).update(archived_at=timezone.now())
    assert invitations.accept(Invitation.objects.get(), user=person).role == "reviewer"
    Invitation.objects.update(accepted_at=None)
    Workspace.objects.update(archived_at=timezone.now())
    Member.objects.filter(pk=row.pk).update(archived_at=timezone.now())
    with pytest.raises(ValidationError, match="taken back"):
        invitations.accept(Invitation.objects.get(), user=person)


def test_the_list_of_the_invited_is_paged_and_costs_the_same_for_many(
    cast: Cast, django_assert_max_num_queries
) -> None:
    later = timezone.now() + timedelta(days=3)
    rows = [
        Invitation(
            workspace=cast.workspace,
            email=f"i{n}@example.org",
            role="editor",
            token_hash=f"{n}",
            expires_at=later,
        )
        for n in range(70)
    ]
    Invitation.objects.bulk_create(rows)
    browser = cast.browser("manager")
    with django_assert_max_num_queries(16):
        page = browser.get(url(cast, "members"), {"show": "invited"})
    assert "1 to 50 of 70" in page.text
    assert "i69@example.org" in page.text, "the newest first"
    assert "i0@example.org" in browser.get(url(cast, "members"), {"show": "invited", "page": "2"}).text
