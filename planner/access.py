"""Who may fetch what. Views, API and services get rows of a workspace through these functions only.

Not a member, or limited to other brands: Http404, as if it did not exist. A member whose role is too low: ``Refused`` (403) with
the reason in words. ``lock=True`` takes the row lock inside a transaction.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import Http404

from planner import policy
from planner.models import (
    ApiToken,
    Approval,
    Asset,
    Brand,
    Channel,
    Comment,
    Draft,
    Gate,
    Import,
    Invitation,
    Member,
    Notice,
    Pillar,
    Post,
    Recommendation,
    Review,
    Revision,
    Step,
    User,
    Variant,
    Waiver,
)

Row = TypeVar("Row", bound=Model)


class Refused(PermissionDenied):
    """403 whose message is the reason, in words."""


def require(verdict: policy.Verdict) -> None:
    if not verdict:
        raise Refused(str(verdict.reason))


def allow(member: Member, action: str) -> None:
    require(policy.can(member.role, action))


def member_for(user: User, slug: str) -> Member:
    """The person's membership of the workspace with this slug; everybody else gets 404."""
    rows = Member.objects.select_related("workspace").filter(
        user=user, workspace__slug=slug, archived_at=None, workspace__archived_at=None
    )
    member = _one(rows)
    member.user = user
    return member


def queue_up(member: Member) -> None:
    """Let one person's presses of a button follow each other: the second sees what the first one wrote. In a transaction."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)


def memberships_of(user: User) -> QuerySet[Member]:
    return (
        Member.objects.select_related("workspace")
        .filter(user=user, archived_at=None, workspace__archived_at=None)
        .order_by("workspace__name")
    )


def _one(rows: QuerySet[Row], lock: bool = False) -> Row:
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Http404
    return row


def brand_ids(member: Member) -> set[int] | None:
    """Primary keys of the brands this member is limited to; None means all. One query per request."""
    if member.all_brands:
        return None
    if not hasattr(member, "_brand_ids"):
        member._brand_ids = set(member.brands.values_list("pk", flat=True))  # type: ignore[attr-defined]
    return member._brand_ids  # type: ignore[attr-defined, no-any-return]


def within(member: Member, rows: QuerySet[Row], brand: str = "brand") -> QuerySet[Row]:
    """``rows`` cut down to the member's workspace and brands. ``brand`` is the path to the brand, "" for brands themselves."""
    rows = rows.filter(workspace=member.workspace_id)
    ids = brand_ids(member)
    if ids is None:
        return rows
    return rows.filter(**{f"{brand}_id__in" if brand else "pk__in": ids})


def brands_of(member: Member, *, archived: bool = False) -> QuerySet[Brand]:
    rows = within(member, Brand.objects.all(), "")
    return rows if archived else rows.filter(archived_at=None)


def brand_for(member: Member, pk: int, action: str = "draft.read", *, lock: bool = False) -> Brand:
    brand = _one(within(member, Brand.objects.all(), "").filter(pk=pk), lock)
    allow(member, action)
    return brand


def drafts_of(member: Member, *, archived: bool = False) -> QuerySet[Draft]:
    """The drafts a member may see, without ``archived`` those in use, of brands in use: a client only those whose round has reached, or passed, the client's step."""
    rows = within(member, Draft.objects.all())
    if not archived:
        rows = rows.filter(archived_at=None, brand__archived_at=None)
    if member.is_client:
        rows = rows.filter(pk__in=shown_to_clients().values("review__draft"))
    return rows


def shown_to_clients() -> QuerySet[Step]:
    """Client steps that were opened: what makes a round visible to the brand's clients.

    A round that an edit ended later stays visible with the content it had (``Review.content``), never with the edit.
    """
    return Step.objects.filter(kind=Step.Kind.CLIENT, opened_at__isnull=False)


def draft_for(member: Member, pk: int, action: str = "draft.read", *, lock: bool = False) -> Draft:
    """Archived drafts are found too, so that they can be read and restored."""
    rows = drafts_of(member, archived=True).select_related("brand", "pillar")
    draft = _one(rows.filter(pk=pk), lock)
    draft.workspace = member.workspace
    allow(member, action)
    return draft


def variants_of(member: Member) -> QuerySet[Variant]:
    rows = within(
        member, Variant.objects.filter(archived_at=None, draft__archived_at=None, brand__archived_at=None)
    )
    if member.is_client:
        rows = rows.filter(draft__in=shown_to_clients().values("review__draft"))
    return rows


def variant_for(member: Member, pk: int, action: str = "draft.read", *, lock: bool = False) -> Variant:
    rows = within(member, Variant.objects.select_related("draft", "channel", "brand"))
    if member.is_client:
        rows = rows.filter(draft__in=shown_to_clients().values("review__draft"))
    variant = _one(rows.filter(pk=pk), lock)
    variant.workspace = variant.draft.workspace = member.workspace
    allow(member, action)
    return variant


def _for(
    member: Member,
    rows: QuerySet[Row],
    pk: int,
    action: str,
    *,
    brand: str | None = "brand",
    lock: bool = False,
) -> Row:
    rows = within(member, rows, brand) if brand is not None else rows.filter(workspace=member.workspace_id)
    row = _one(rows.filter(pk=pk), lock)
    allow(member, action)
    return row


def channel_for(member: Member, pk: int, action: str = "draft.read", *, lock: bool = False) -> Channel:
    return _for(member, Channel.objects.select_related("brand"), pk, action, lock=lock)


def pillar_for(member: Member, pk: int, action: str = "draft.read") -> Pillar:
    return _for(member, Pillar.objects.select_related("brand"), pk, action)


def asset_for(member: Member, pk: int, action: str = "draft.read", *, lock: bool = False) -> Asset:
    """Clients reach only assets in the content of a round that reached them, whatever became of the draft since."""
    rows: QuerySet[Asset] = Asset.objects.select_related("brand")
    if member.is_client:
        reached = within(
            member, Review.objects.filter(pk__in=shown_to_clients().values("review")), "draft__brand"
        )
        text = Cast("content", TextField())
        rows = rows.exclude(sha256="").filter(
            Exists(reached.annotate(as_text=text).filter(as_text__contains=OuterRef("sha256")))
        )
        action = "review.read" if action == "draft.read" else action
        lock = False
    return _for(member, rows, pk, action, lock=lock)


def revision_for(member: Member, draft: Draft, number: int, action: str = "draft.read") -> Revision:
    row = _one(Revision.objects.filter(workspace=member.workspace_id, draft=draft, number=number))
    allow(member, action)
    return row


def review_for(member: Member, pk: int, action: str = "review.read", *, lock: bool = False) -> Review:
    rows = Review.objects.select_related("draft", "draft__brand", "workspace")
    if member.is_client:
        rows = rows.filter(pk__in=shown_to_clients().values("review"))
    return _for(member, rows, pk, action, brand="draft__brand", lock=lock)


def approval_for(member: Member, pk: int, action: str = "review.read") -> Approval:
    rows = Approval.objects.select_related("draft", "draft__brand", "review")
    if member.is_client:
        rows = rows.filter(review__in=shown_to_clients().values("review"))
    return _for(member, rows, pk, action, brand="draft__brand")


def comments_of(member: Member, draft: Draft) -> QuerySet[Comment]:
    """The comments of a draft this member may read: a client can never receive an internal one."""
    rows = Comment.objects.filter(workspace=member.workspace_id, draft=draft)
    return rows.filter(visibility=Comment.Visibility.CLIENT) if member.is_client else rows


def comment_for(member: Member, pk: int, action: str = "comment.client", *, lock: bool = False) -> Comment:
    rows = Comment.objects.select_related("draft", "draft__brand")
    if member.is_client:
        rows = rows.filter(visibility=Comment.Visibility.CLIENT, draft__in=drafts_of(member))
    return _for(member, rows, pk, action, brand="draft__brand", lock=lock)


def import_for(member: Member, pk: int, action: str = "draft.read") -> Import:
    return _for(member, Import.objects.select_related("brand", "channel"), pk, action)


def posts_of(member: Member) -> QuerySet[Post]:
    return within(member, Post.objects.all())


def recommendations_of(member: Member) -> QuerySet[Recommendation]:
    return within(member, Recommendation.objects.select_related("brand", "channel", "pillar"))


def recommendation_for(member: Member, pk: int, action: str, *, lock: bool = False) -> Recommendation:
    return _for(member, Recommendation.objects.select_related("brand"), pk, action, lock=lock)


def gate_for(member: Member, pk: int, action: str = "brand.manage", *, lock: bool = False) -> Gate:
    return _for(member, Gate.objects.select_related("brand", "workspace"), pk, action, lock=lock)


def waiver_for(member: Member, draft: Draft, gate_id: int) -> Waiver:
    """The waiver that holds, of a draft the member was given by ``draft_for``."""
    rows = Waiver.objects.filter(workspace=member.workspace_id, draft=draft, gate=gate_id, ended_at=None)
    waiver = _one(rows)
    allow(member, "gate.waive")
    return waiver


def member_row_for(member: Member, pk: int, action: str = "member.manage", *, lock: bool = False) -> Member:
    return _for(member, Member.objects.select_related("user"), pk, action, brand=None, lock=lock)


def invitation_row_for(member: Member, pk: int, action: str = "member.manage") -> Invitation:
    return _for(member, Invitation.objects.all(), pk, action, brand=None)


def token_row_for(member: Member, pk: int, action: str = "token.manage") -> ApiToken:
    return _for(member, ApiToken.objects.all(), pk, action, brand=None)


def notices_of(member: Member) -> QuerySet[Notice]:
    """One's own, of this workspace, and of brands one still sees."""
    rows = Notice.objects.filter(workspace=member.workspace_id, user=member.user_id, in_app=True)
    ids = brand_ids(member)
    return rows if ids is None else rows.filter(Q(brand=None) | Q(brand__in=ids))


def notice_for(member: Member, pk: int) -> Notice:
    return _one(notices_of(member).filter(pk=pk))


def people_of(member: Member, brand: Brand, roles: Any = None) -> QuerySet[Member]:
    """Active members of the workspace who see this brand, optionally with one of ``roles``."""
    return people_of_brand(brand, roles).filter(workspace=member.workspace_id)


def people_of_brand(brand: Brand, roles: Any = None) -> QuerySet[Member]:
    """Like ``people_of``, for what is told to people rather than asked by one."""
    rows = Member.objects.select_related("user").filter(workspace=brand.workspace_id, archived_at=None)
    rows = rows.filter(Q(all_brands=True) | Q(brands=brand)).distinct().order_by("user__name", "pk")
    return rows.filter(role__in=roles) if roles else rows
