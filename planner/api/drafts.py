"""Drafts with their variants."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from planner import access
from planner.api.base import Endpoint
from planner.api.fields import Body, Change, Instant, Key, Text
from planner.api.variants import MediaSerializer, VariantSerializer
from planner.models import Acquaintance, AiUse, Draft, FunnelStage, Objective
from planner.queries import contents, scorecards, surfaces
from planner.queries import drafts as listing
from planner.services import batches, drafts


class ProductSerializer(Body):
    name = serializers.CharField()
    file = serializers.CharField(
        default="", allow_blank=True, help_text=_("The name of the media that shows it, if any.")
    )


class DraftSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    brand = serializers.IntegerField(source="brand_id")
    title = serializers.CharField()
    brief = serializers.CharField()
    text = serializers.CharField(help_text=_("The base text, which variants show until they have their own."))
    labels = serializers.ListField(child=serializers.CharField())
    pillar = serializers.IntegerField(source="pillar_id", allow_null=True)
    funnel_stage = serializers.CharField()
    objective = serializers.CharField()
    campaign = serializers.CharField()
    products = serializers.ListField(child=ProductSerializer())
    audience = serializers.CharField(help_text=_("Whom the post is for."))
    audience_knows = serializers.CharField(help_text=_("Whether they know the brand: knows, new, or empty."))
    ai_use = serializers.CharField()
    reply_owner = serializers.IntegerField(source="reply_owner_id", allow_null=True)
    review_state = serializers.CharField()
    stale = serializers.BooleanField(help_text=_("Changed since it was approved."))
    content_hash = serializers.CharField(help_text=_("What an approval is bound to."))
    created_at = Instant()
    updated_at = Instant()
    archived_at = Instant(allow_null=True)
    media = serializers.SerializerMethodField()
    variants = serializers.SerializerMethodField()

    @extend_schema_field(MediaSerializer(many=True))
    def get_media(self, draft: Draft) -> Any:
        return MediaSerializer(contents.placements_of(draft), many=True).data

    @extend_schema_field(VariantSerializer(many=True))
    def get_variants(self, draft: Draft) -> Any:
        return VariantSerializer(contents.variants_of(draft), many=True).data


class DraftQuery(serializers.Serializer[Any]):
    """The filters of the drafts page."""

    q = serializers.CharField(default="", max_length=200, help_text=_("Words in any of the texts."))
    brand = Key(default=None)
    state = serializers.ChoiceField(default="", choices=list(listing.STATES))
    pillar = Key(default=None)
    platform = serializers.CharField(default="")
    label = serializers.CharField(default="", max_length=100)  # type: ignore[assignment]
    author = Key(default=None, help_text=_("The person who began the draft."))
    archived = serializers.BooleanField(default=False)
    sort = serializers.ChoiceField(default="updated", choices=list(listing.SORTS))

    def validate_platform(self, value: str) -> str:
        if value and value not in surfaces.platforms():
            raise serializers.ValidationError(_("There is no such platform."))
        return value


class WritableDraft(serializers.Serializer[Any]):
    """The fields a writer may set; none is required."""

    title = Text(required=False)
    brief = Text(required=False)
    text = Text(required=False)
    labels = serializers.ListField(child=serializers.CharField(), required=False)
    pillar = Key(required=False, allow_null=True)
    funnel_stage = serializers.ChoiceField(FunnelStage.values, required=False, allow_blank=True)
    objective = serializers.ChoiceField(Objective.values, required=False, allow_blank=True)
    campaign = Text(required=False)
    products = serializers.ListField(child=ProductSerializer(), required=False)
    audience = Text(required=False)
    audience_knows = serializers.ChoiceField(Acquaintance.values, required=False, allow_blank=True)
    ai_use = serializers.ChoiceField(AiUse.values, required=False, allow_blank=True)
    reply_owner = Key(required=False, allow_null=True, help_text=_("The person who answers comments."))


class NewDraftSerializer(WritableDraft, Body):
    brand = Key()


class DraftChangeSerializer(WritableDraft, Change):
    pass


@extend_schema(tags=["drafts"])
class Drafts(Endpoint):
    @extend_schema(
        operation_id="draft_list",
        summary=_("List drafts"),
        parameters=[DraftQuery],
        request=None,
        responses=DraftSerializer(many=True),
    )
    def get(self, request: Request, workspace: str) -> Response:
        wanted = listing.Filters(**self.query(DraftQuery))
        rows = self.paginate_queryset(listing.found(self.member, wanted))
        contents.load(rows or [])
        scorecards.load(variant for draft in rows or [] for variant in contents.variants_of(draft))
        return self.get_paginated_response(DraftSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="draft_create",
        summary=_("Create a draft"),
        request=NewDraftSerializer,
        responses={201: DraftSerializer},
    )
    def post(self, request: Request, workspace: str) -> Response:
        access.allow(self.member, "draft.write")
        fields = self.read(NewDraftSerializer)
        draft = drafts.create(fields.pop("brand"), member=self.member, **fields)
        return Response(DraftSerializer(draft).data, status=201)


@extend_schema(tags=["drafts"])
class OneDraft(Endpoint):
    @extend_schema(
        operation_id="draft_read", summary=_("Read a draft"), request=None, responses=DraftSerializer
    )
    def get(self, request: Request, workspace: str, draft_id: int) -> Response:
        draft = access.draft_for(self.member, draft_id)
        scorecards.load(contents.variants_of(draft))
        return Response(DraftSerializer(draft).data)

    @extend_schema(
        operation_id="draft_change",
        summary=_("Change a draft"),
        description=_(
            "Send the fields that change and, under “base”, what you last read of them. What others wrote meanwhile in "
            "other words of the same text is kept beside yours; where both changed the same words the answer is 409 with "
            "both. All fields are saved, or none. A change after approval makes the approval stale."
        ),
        request=DraftChangeSerializer,
        responses=DraftSerializer,
    )
    def patch(self, request: Request, workspace: str, draft_id: int) -> Response:
        access.draft_for(self.member, draft_id, "draft.write")
        save = partial(drafts.save_field, draft_id, member=self.member)
        batches.save_all(save, self.read(DraftChangeSerializer))
        return self.get(request, workspace, draft_id)
