"""A client's session: sees rounds that reached them, with the content they brought, and nothing else."""

from __future__ import annotations

import re

import pytest
from cast import Cast
from django.http import Http404
from django.test import Client
from house import MARKERS, House, urls
from rounds import again, answer, approve, edit, hash_of, open_step, send
from test_approvals import picture, place

from planner import access
from planner.models import Approval, Asset, Comment, Decision, Draft, Look, Notice, User
from planner.services import comments

HERE = "/w/atelier-nord"
SECRET = "Entre nous, le client hésite"


@pytest.fixture
def phone(cast: Cast) -> Client:
    return cast.browser("client")


def reach(cast: Cast, draft: Draft) -> Draft:
    """Up to the client's step, with a secret note of the reviewer and a secret comment on the way."""
    comments.add(draft, member=cast.members["editor"], body=SECRET)
    send(cast, draft)
    answer(cast, draft, "reviewer", note=SECRET)
    return draft


def answers(phone: Client, draft: Draft, answer: str, note: str = "", **more: object) -> object:
    page = phone.get(f"{HERE}/client/{draft.pk}/").content.decode()
    found = {name: re.search(rf'name="{name}" value="(\w+)"', page) for name in ("step", "content_hash")}
    data = {name: match[1] for name, match in found.items() if match}
    return phone.post(f"{HERE}/client/{draft.pk}/decide/", {**data, "answer": answer, "note": note, **more})


def test_a_draft_appears_when_its_round_reaches_the_client(cast: Cast, phone: Client) -> None:
    draft = cast.draft(title="Le four", planned=True)
    urls = (
        f"{HERE}/client/{draft.pk}/",
        f"{HERE}/client/{draft.pk}/decide/",
        f"{HERE}/client/{draft.pk}/comments/",
    )
    assert "Nothing waits" in phone.get(f"{HERE}/client/").content.decode()
    for stage in ("drafting", "reviewer"):
        assert phone.get(urls[0]).status_code == 404, stage
        assert phone.post(urls[1]).status_code == 404
        assert phone.post(urls[2], {"body": "x"}).status_code == 404
        send(cast, draft)
    answer(cast, draft, "reviewer")
    assert "Le four" in phone.get(f"{HERE}/client/").content.decode()
    page = phone.get(urls[0]).content.decode()
    assert "11 000" in page
    assert "1 of 1" in page
    assert "Paris" in page


def test_approving_takes_one_press_and_leads_to_a_receipt(cast: Cast, phone: Client) -> None:
    draft = reach(cast, cast.draft(title="Le four"))
    assert answers(phone, draft, "approved").status_code == 302  # type: ignore[attr-defined]
    again(draft)
    assert draft.review_state == "approved"
    page = phone.get(f"{HERE}/client/{draft.pk}/").content.decode()
    assert "Approved" in page
    assert 'name="answer"' not in page
    receipt = phone.get(f"{HERE}/receipts/{Approval.objects.get().pk}/").content.decode()
    assert draft.content_hash in receipt
    assert "Malo Kerdraon" in receipt
    assert "Nadia Benali" in receipt
    assert SECRET not in receipt
    assert "own work" not in receipt


def test_asking_for_changes_keeps_what_was_typed(cast: Cast, phone: Client) -> None:
    draft = reach(cast, cast.draft())
    assert answers(phone, draft, "changes").status_code == 422  # type: ignore[attr-defined]
    assert answers(phone, draft, "noted", "x" * 5000).status_code == 422  # type: ignore[attr-defined]
    assert answers(phone, draft, "bribe", "Mon mot").status_code == 422  # type: ignore[attr-defined]
    assert not Decision.objects.filter(step__kind="client").exists()
    wrong = answers(phone, draft, "changes", "Le prix est faux", content_hash="0" * 64)
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    assert "Le prix est faux" in wrong.content.decode()  # type: ignore[attr-defined]
    answers(phone, draft, "changes", "Le prix est faux")
    again(draft)
    assert draft.review_state == "changes_requested"
    assert "Changes asked" in phone.get(f"{HERE}/client/").content.decode()


def test_a_client_sees_what_the_round_brought_never_the_edit_after_it(cast: Cast, phone: Client) -> None:
    draft = reach(cast, cast.draft())
    step, screen = open_step(draft), hash_of(draft)
    edit(cast, draft, text="Version de travail, pas encore relue.")
    page = phone.get(f"{HERE}/client/{draft.pk}/").content.decode()
    assert "11 000" in page
    assert "Version de travail" not in page
    assert "comes back to you" in page
    late = phone.post(
        f"{HERE}/client/{draft.pk}/decide/", {"step": step.pk, "content_hash": screen, "answer": "approved"}
    )
    assert late.status_code == 422
    assert "Version de travail" not in late.content.decode()
    assert not Decision.objects.filter(step=step).exists()


def test_a_client_only_brand_shows_the_difference_when_the_content_moved(cast: Cast, phone: Client) -> None:
    cast.malo.reviewer_step = False
    cast.malo.save()
    draft = cast.draft()
    send(cast, draft)
    screen = hash_of(draft)
    look = f"{HERE}/drafts/{draft.pk}/review/look/"
    assert phone.get(look).status_code == 405
    assert phone.post(look, {"content_hash": screen}).status_code == 204
    step = open_step(draft)
    edit(cast, draft, text="Nous avons perdu 12 000 € en six semaines.")
    moved = phone.post(
        f"{HERE}/client/{draft.pk}/decide/", {"step": step.pk, "content_hash": screen, "answer": "approved"}
    )
    assert moved.status_code == 422
    page = moved.content.decode()
    assert "changed since you opened it" in page
    assert "<ins>" in page
    assert not Decision.objects.exists()


def test_reading_writes_nothing(cast: Cast, phone: Client) -> None:
    draft = reach(cast, cast.draft())
    looks, notices = Look.objects.count(), Notice.objects.count()
    for url in (f"{HERE}/client/", f"{HERE}/client/{draft.pk}/", f"{HERE}/notices/"):
        assert phone.get(url).status_code == 200
    assert (Look.objects.count(), Notice.objects.count()) == (looks, notices)


def test_nothing_internal_reaches_a_client(cast: Cast, phone: Client) -> None:
    draft = reach(cast, cast.draft(brief=SECRET, labels=[SECRET], campaign=SECRET))
    comments.add(draft, member=cast.members["owner"], body=f"@Malo Kerdraon {SECRET}")
    comments.add(draft, member=cast.members["editor"], body="Bonjour Malo", client_sees=True)
    answers(phone, draft, "approved")
    receipt = Approval.objects.get().pk
    for url in (
        f"{HERE}/client/",
        f"{HERE}/client/{draft.pk}/",
        f"{HERE}/receipts/{receipt}/",
        f"{HERE}/notices/",
    ):
        page = phone.get(url).content.decode()
        assert SECRET not in page, url
        assert "Team only" not in page
    assert "Bonjour Malo" in phone.get(f"{HERE}/client/{draft.pk}/").content.decode()
    assert not any(SECRET in str(notice.facts) for notice in Notice.objects.filter(user=cast.user("client")))


def test_what_a_client_writes_is_client_visible_whatever_the_form_says(cast: Cast, phone: Client) -> None:
    draft = reach(cast, cast.draft())
    url = f"{HERE}/client/{draft.pk}/comments/"
    phone.post(url, {"body": "Bonjour", "visibility": "internal", "client_sees": ""})
    assert Comment.objects.get(body="Bonjour").visibility == "client"
    assert phone.post(url, {"body": " "}).status_code == 422


def test_the_rest_of_the_house_is_closed_to_a_client(cast: Cast, phone: Client, outsider: User) -> None:
    draft = reach(cast, cast.draft())
    comment, variant = Comment.objects.get(), draft.variants.get()
    closed = [
        "",
        f"drafts/{draft.pk}/review/",
        f"drafts/{draft.pk}/handoff/",
        f"drafts/{draft.pk}/handoff/package/",
        "settings/log/",
        "settings/log/log.csv",
    ]
    for url in closed:
        assert phone.get(f"{HERE}/{url}").status_code == 403, url
    posts = [
        *(f"drafts/{draft.pk}/review/{act}/" for act in ("submit", "decide", "withdraw")),
        f"drafts/{draft.pk}/comments/",
        f"comments/{comment.pk}/resolve/",
        *(f"variants/{variant.pk}/{act}/" for act in ("handoff", "handoff/undo", "published")),
    ]
    for url in posts:
        assert phone.post(f"{HERE}/{url}").status_code == 403, url
    stranger = Client()
    stranger.force_login(outsider)
    for url in ("client/", f"client/{draft.pk}/", "notices/", "settings/log/", ""):
        assert stranger.get(f"{HERE}/{url}").status_code == 404, url
    for url in [*posts, f"client/{draft.pk}/decide/", f"client/{draft.pk}/comments/"]:
        assert stranger.post(f"{HERE}/{url}").status_code == 404, url


def test_a_client_of_another_brand_sees_nothing(cast: Cast, phone: Client) -> None:
    draft = cast.draft(cast.kiln)
    approve_without_client(cast, draft)
    assert phone.get(f"{HERE}/client/{draft.pk}/").status_code == 404
    assert phone.get(f"{HERE}/receipts/{Approval.objects.get().pk}/").status_code == 404


def reaches(cast: Cast, asset: Asset) -> bool:
    try:
        return access.asset_for(cast.members["client"], asset.pk) == asset
    except Http404:
        return False


def approve_without_client(cast: Cast, draft: Draft) -> None:
    draft.brand.client_step = False
    draft.brand.save()
    approve(cast, draft)


def test_a_receipt_without_the_clients_step_is_not_theirs(cast: Cast, phone: Client) -> None:
    draft = cast.draft()
    approve_without_client(cast, draft)
    assert phone.get(f"{HERE}/receipts/{Approval.objects.get().pk}/").status_code == 404
    assert cast.browser("reviewer").get(f"{HERE}/receipts/{Approval.objects.get().pk}/").status_code == 200


def test_a_client_reaches_the_pictures_of_their_rounds_only(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    shown, later = picture(cast, "shown.jpg"), picture(cast, "later.jpg")
    place(draft, shown)
    again(draft)
    assert not reaches(cast, shown)
    reach(cast, draft)
    assert reaches(cast, shown)
    draft.placements.all().delete()
    place(draft, later)
    edit(cast, draft, text="Avec une autre image")
    assert not reaches(cast, later)
    assert reaches(cast, shown)


def test_the_home_of_a_client_is_paged_and_costs_the_same(
    cast: Cast, phone: Client, django_assert_max_num_queries: object
) -> None:
    for n in range(22):
        reach(cast, cast.draft(title=f"n {n}"))
    phone.get(f"{HERE}/client/")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = phone.get(f"{HERE}/client/").content.decode()
    assert "22 posts wait" in page
    assert "1 to 20 of 22" in page
    for query in ("?waiting=2", "?waiting=x", "?decided=-3&waiting=99999999999999999999"):
        assert phone.get(f"{HERE}/client/{query}").status_code == 200


# What answers a client's session with a page or a file, and why.
FOR_CLIENTS = {
    "client_home client_draft client_decide client_comment review_look": "made for them",
    "receipt": "of rounds that reached them",
    "asset_file asset_thumb": "pictures of rounds that reached them",
    "notices": "their own",
    "workspace_leave": "anybody may leave",
    "me welcome zone": "their own account",
    "api_docs api_schema healthz": "tell of no workspace",
    "tryout_mail tryout_mail_one": "in try-out mode only, where everybody reads all mail",
}
OPEN_TO_CLIENTS = {name for names in FOR_CLIENTS for name in names.split()}
ACCOUNT = ("account_", "mfa_", "usersessions_")


@pytest.mark.walk
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_client_walks_every_url_and_finds_only_what_is_for_them(house: House, method: str) -> None:
    reached: set[str] = set()
    for name in urls():
        answer = house.ask("client", method, house.address(name, "client"))
        if answer.status in {200, 204, 206, 422} and not name.startswith(ACCOUNT):
            reached.add(name)
        told = [what for what, marker in MARKERS.items() if marker.lower() in answer.text.lower()]
        assert not told or name.startswith("tryout_"), f"{method} {name} tells a client of: {told}"
    unexpected = reached - OPEN_TO_CLIENTS
    assert not unexpected, f"{method}: open to clients without a reason"
    if method == "GET":
        posts_only = {"client_decide", "client_comment", "review_look", "zone"}
        assert not OPEN_TO_CLIENTS - posts_only - reached, "no longer open: a stale exception"


@pytest.mark.walk
def test_the_team_reads_what_a_client_must_not(house: House) -> None:
    """So that the walk of the client looks for words that are there to be found."""
    read = "".join(house.ask("owner", "GET", house.address(name)).text for name in urls()).lower()
    assert not [what for what, marker in MARKERS.items() if marker.lower() not in read]


@pytest.mark.walk
def test_a_client_never_reaches_what_has_not_reached_them(house: House) -> None:
    """Drafts nobody sent, drafts still with the reviewer and drafts of other brands: by every address that takes a draft."""
    closed = Draft.objects.filter(
        workspace=house.cast.workspace,
        title__in=[MARKERS[key] for key in ("unreached", "in review", "other brand")],
    )
    assert closed.count() == 3
    for draft in closed:
        ids = {"draft_id": draft.pk, "variant_id": draft.variants.get().pk}
        for name, (_where, wanted) in urls().items():
            if not wanted & set(ids):
                continue
            for method in ("GET", "POST"):
                answer = house.ask("client", method, house.address(name, "client", **ids))
                assert answer.status in {403, 404, 405}, f"{method} {name}: {answer.status}"
