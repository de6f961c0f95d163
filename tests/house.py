"""Every URL of the project, and a house with something to show at each: the ground of the guard tests.

``urls()`` walks the resolver, so a new URL is asked for by every guard test at once. When its parameter is new too, give
``House.arguments`` something real for it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cast import Cast, make_cast, make_person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image
from rounds import again, answer, send

from planner.models import (
    Approval,
    Asset,
    Comment,
    Draft,
    Gate,
    Import,
    Invitation,
    Member,
    Notice,
    Post,
    Recommendation,
    Workspace,
)
from planner.services import comments, drafts, gates, invitations, media, tokens

ROLES = ("owner", "manager", "editor", "reviewer", "client", "outsider", "nobody")
# What a client must never read; each stands in one place where clients have no business.
MARKERS = {
    "brief": "MARKER-BRIEF",
    "comment": "MARKER-COMMENT",
    "note": "MARKER-NOTE",
    "campaign": "MARKER-CAMPAIGN",
    "audience": "MARKER-AUDIENCE",
    "product": "MARKER-PRODUCT",
    "label": "MARKER-LABEL",
    "unreached": "MARKER-UNREACHED",
    "in review": "MARKER-IN-REVIEW",
    "other brand": "MARKER-OTHER-BRAND",
    "later edit": "MARKER-LATER-EDIT",
    "results": "MARKER-RESULTS",
    "voice": "MARKER-VOICE",
    "waiver": "MARKER-WAIVER",
    "token": "MARKER-TOKEN",
    "invitation": "marker-invitation",
}


@cache
def urls() -> dict[str, tuple[str, frozenset[str]]]:
    """By name: the pattern as it is written, and the names of its parameters."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for where, names, pattern in _walk(get_resolver(), "", frozenset()):
        assert pattern.name, f"{where} has no name"
        assert pattern.name not in found, f"two URLs are called {pattern.name}"
        found[pattern.name] = where, names
    return found


def _walk(
    resolver: URLResolver, where: str, names: frozenset[str]
) -> Iterator[tuple[str, frozenset[str], URLPattern]]:
    for entry in resolver.url_patterns:
        here = where + str(entry.pattern)
        all_names = names | frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, here, all_names)
        else:
            yield here, all_names, entry


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


@dataclass
class House:
    cast: Cast
    other: Cast  # the outsider's agency, with the same things in it
    arguments: dict[str, Any] = field(default_factory=dict)
    special: dict[str, dict[str, Any]] = field(default_factory=dict)  # for single URLs
    people: dict[str, Client] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)

    def address(self, name: str, who: str = "owner", **changed: Any) -> str:
        _where, wanted = urls()[name]
        known = (
            self.arguments | {"notice_id": self.notices.get(who, 0)} | self.special.get(name, {}) | changed
        )
        missing = wanted - set(known)
        assert not missing, f"tests/house.py has nothing to show for {missing} of {name}"
        return reverse(name, kwargs={key: known[key] for key in wanted})

    def ask(self, who: str, method: str, url: str) -> Answer:
        """One request of this person, without a body, after which all is as it was."""
        client = self.people[who]
        cookies = deepcopy(client.cookies)
        body = {"data": b"{}", "content_type": "application/json"} if url.startswith("/api/") else {}
        with undone():
            response = getattr(client, method.lower())(url, **({} if method in {"GET", "HEAD"} else body))
            found = Answer(response.status_code, response.headers, response.getvalue())
        client.cookies = cookies
        return found


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build(folder: Path) -> House:
    house = House(make_cast(), make_cast("elsewhere"))
    fill(house.cast, house.arguments)
    fill(house.other, {})
    _special(house, folder)
    for who in ROLES:
        client = Client(raise_request_exception=False)
        if who != "nobody":
            client.force_login(house.other.user("owner") if who == "outsider" else house.cast.user(who))
        house.people[who] = client
        if who not in {"nobody", "outsider"}:
            house.notices[who] = _notice(house.cast, who).pk
    return house


def fill(cast: Cast, found: dict[str, Any]) -> None:
    """A draft at the client's step, one approved with a receipt, one nobody sent, and all that hangs on them."""
    cast.malo.voice = MARKERS["voice"]
    cast.malo.save()
    draft = _reached(cast)
    approved = cast.draft(title="Signed")
    send(cast, approved)
    for who in ("reviewer", "client"):
        answer(cast, approved, who, note=MARKERS["note"] if who == "reviewer" else "")
    again(approved)
    edited = cast.draft(title="Edited")
    send(cast, edited)
    answer(cast, edited, "reviewer")
    _write(cast, edited, text=MARKERS["later edit"])
    cast.draft(title=MARKERS["unreached"], text=MARKERS["unreached"])
    waiting = cast.draft(title=MARKERS["in review"], text=MARKERS["in review"])
    send(cast, waiting)
    cast.draft(cast.kiln, title=MARKERS["other brand"], text=MARKERS["other brand"], planned=True)
    found |= {
        "workspace": cast.workspace.slug,
        "draft_id": draft.pk,
        "number": 1,
        "rule": "S-FOLD",
        "edition": "2026-11",
        "variant_id": draft.variants.get().pk,
        "asset_id": Asset.objects.get(workspace=cast.workspace).pk,
        "approval_id": Approval.objects.get(draft=approved).pk,
        "comment_id": Comment.objects.get(draft=draft).pk,
        "brand_id": cast.malo.pk,
        "channel_id": cast.channels["malo.linkedin"].pk,
        "pillar_id": cast.malo.pillars.first().pk,
        "member_id": cast.members["writer"].pk,
        "invitation_id": _invited(cast, f"{MARKERS['invitation']}@{cast.workspace.slug}.example.org").pk,
        "token_id": tokens.create(
            MARKERS["token"], scopes=["read"], expires_at=None, member=cast.members["manager"]
        )[0].pk,
        "gate_id": _gated(cast, draft).pk,
        "import_id": _imported(cast).pk,
    }


def _gated(cast: Cast, draft: Draft) -> Gate:
    """A gate that only watches, waived for the draft all the same."""
    manager = cast.members["manager"]
    gate = gates.add(cast.malo.pk, member=manager, what="rule", rule="R-BAIT-02", mode="shadow")
    day = timezone.now().date() + timedelta(days=7)
    gates.waive(gate, draft, member=manager, reason=MARKERS["waiver"], owner_id=manager.user_id, until=day)
    return gate


def _reached(cast: Cast) -> Draft:
    draft = cast.draft(
        title="Le four",
        planned=True,
        brief=MARKERS["brief"],
        campaign=MARKERS["campaign"],
        audience=MARKERS["audience"],
        products=[{"name": MARKERS["product"], "file": ""}],
        labels=[MARKERS["label"]],
    )
    image = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(image, "PNG")
    asset = media.upload(
        cast.members["editor"], cast.malo.pk, SimpleUploadedFile("four.png", image.getvalue(), "image/png")
    )
    Asset.objects.filter(pk=asset.pk).update(thumb=asset.file.name)
    media.place(cast.members["editor"], draft.pk, asset.pk, None)
    _write(cast, draft, title="Le four, enfin")
    comments.add(draft, member=cast.members["editor"], body=f"@Nadia Benali {MARKERS['comment']}")
    send(cast, draft)
    answer(cast, draft, "reviewer", note=MARKERS["note"])
    return draft


def _write(cast: Cast, draft: Draft, **fields: str) -> None:
    for name, value in fields.items():
        drafts.save_field(draft.pk, name, value, getattr(draft, name), member=cast.members["editor"])
    again(draft)


def _invited(cast: Cast, email: str) -> Invitation:
    return invitations.invite(email, role="editor", brands=None, member=cast.members["owner"])


def _imported(cast: Cast) -> Import:
    channel = cast.channels["malo.linkedin"]
    row = Import.objects.create(
        workspace=cast.workspace,
        brand=cast.malo,
        channel=channel,
        name=f"{MARKERS['results']}.csv",
        time_zone="Europe/Paris",
        state=Import.State.DONE,
        started_by=cast.user("editor"),
    )
    Post.objects.create(
        workspace=cast.workspace,
        brand=cast.malo,
        channel=channel,
        source=row,
        key="1",
        text=MARKERS["results"],
    )
    return row


def _notice(cast: Cast, who: str) -> Notice:
    return Notice.objects.create(
        workspace=cast.workspace,
        user=cast.user(who),
        kind="decision",
        key=f"house {who}",
        facts={"who": "Claire", "title": "Le four", "brand": "Malo"},
        url=reverse("notices", args=[cast.workspace.slug]),
    )


def _special(house: House, folder: Path) -> None:
    """Arguments that only one URL understands."""
    closed = Workspace.objects.create(name="Closed", slug="closed", archived_at=timezone.now())
    Member.objects.create(workspace=closed, user=house.cast.user("owner"), role="owner")
    mine = _invited(house.cast, make_person("guest@example.org", "Guest").email)
    (folder / "mail").mkdir()
    EmailBackend(file_path=str(folder / "mail")).send_messages(
        [EmailMessage("Hello", "Body", to=["a@b.org"])]
    )
    recommendation = Recommendation.objects.create(
        workspace=house.cast.workspace,
        brand=house.cast.malo,
        channel=house.cast.channels["malo.linkedin"],
        kind=Recommendation.Kind.SLOT,
        key="house",
        facts={
            "weekday": 1,
            "hour": 9,
            "n": 12,
            "lift": 0.2,
            "low": 0.1,
            "high": 0.3,
            "metric": "likes",
            "of": 30,
        },
    )
    house.special = {
        "workspace_restore": {"pk": closed.pk},
        "invitation_mine": {"pk": mine.pk},
        "invitation": {"token": "unknown"},
        "tryout_mail_one": {"name": next((folder / "mail").iterdir()).name},
        "account_confirm_email": {"key": "unknown"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
    } | {f"recommendation_{act}": {"pk": recommendation.pk} for act in ("accept", "dismiss", "reopen")}
