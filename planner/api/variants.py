"""A draft on one channel."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from planner import access
from planner.api.base import Endpoint
from planner.api.fields import Body, Change, Instant, Key, Text, WallTime, Window
from planner.models import Variant
from planner.queries import contents, scorecards
from planner.services import batches, variants
from planner.services.drafts import Saved


class MediaSerializer(serializers.Serializer[Any]):
    asset = serializers.IntegerField(source="asset_id")
    name = serializers.CharField(source="asset.name")
    kind = serializers.CharField(source="asset.kind")
    alt = serializers.CharField()


class VariantSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    draft = serializers.IntegerField(source="draft_id")
    channel = serializers.IntegerField(source="channel_id")
    platform = serializers.CharField(source="channel.platform")
    format = serializers.CharField()
    text = serializers.CharField(source="full_text", help_text=_("What this channel shows."))
    inherits_text = serializers.BooleanField(help_text=_("The text is the draft's base text."))
    language = serializers.CharField()
    title = serializers.CharField()
    first_comment = serializers.CharField()
    link = serializers.CharField()
    settings = serializers.DictField()
    plan = serializers.SerializerMethodField(help_text=_("Day and time of the brand's clock."))
    window = serializers.SerializerMethodField(help_text=_("Days on which it may go out, if set."))
    planned_at = Instant(help_text=_("The same instant in UTC."), allow_null=True)
    delivery = serializers.SerializerMethodField()
    published_url = serializers.CharField()
    media = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField(help_text=_("Signals, 0 to 100, as last computed."))
    fits = serializers.SerializerMethodField(help_text=_("Whether nothing keeps it off the platform."))

    @extend_schema_field(WallTime(allow_null=True))
    def get_plan(self, variant: Variant) -> str | None:
        if variant.planned_on is None or variant.planned_time is None:
            return None
        return f"{variant.planned_on.isoformat()}T{variant.planned_time:%H:%M}"

    @extend_schema_field(Window(allow_null=True))
    def get_window(self, variant: Variant) -> str | None:
        first, last = variant.window_from, variant.window_to
        return f"{first.isoformat()}/{last.isoformat()}" if first and last else None

    def get_delivery(self, variant: Variant) -> str:
        return variant.delivery(timezone.now()).value

    @extend_schema_field(MediaSerializer(many=True))
    def get_media(self, variant: Variant) -> Any:
        return MediaSerializer(contents.placements_of(variant.draft, variant), many=True).data

    def get_score(self, variant: Variant) -> int | None:
        card = scorecards.last_of(variant)
        return card.score if card else None

    def get_fits(self, variant: Variant) -> bool | None:
        card = scorecards.last_of(variant)
        return card.fits if card else None


class NewVariantSerializer(Body):
    channel = Key(help_text=_("A channel of the draft's brand."))
    format = serializers.CharField(default="", help_text=_("The channel's usual format without it."))


class SettingsSerializer(Body):
    topic = Text(required=False)
    langs = serializers.ListField(child=serializers.CharField(), required=False)
    paid_partnership = serializers.BooleanField(allow_null=True, required=False)
    ai_label = serializers.BooleanField(allow_null=True, required=False)
    commercial_music = serializers.BooleanField(allow_null=True, required=False)
    voice_clone = serializers.BooleanField(allow_null=True, required=False)
    voice_consent = serializers.BooleanField(allow_null=True, required=False)
    retouched_body = serializers.BooleanField(allow_null=True, required=False)


class VariantChangeSerializer(Change):
    text = Text(required=False)
    inherits_text = serializers.BooleanField(
        required=False,
        help_text=_("true: back to the base text. “base” then tells the “text” you last read."),
    )
    format = serializers.CharField(required=False)
    language = Text(required=False)
    title = Text(required=False)
    first_comment = Text(required=False)
    link = Text(required=False)
    plan = WallTime(required=False, allow_null=True)
    window = Window(required=False, allow_null=True)
    settings = SettingsSerializer(required=False)

    def base_of(self, name: str) -> str:
        return "text" if name == "inherits_text" else name

    def validate_inherits_text(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError(_("To leave the base text, send another “text”."))
        return value


@extend_schema(tags=["variants"])
class DraftVariants(Endpoint):
    @extend_schema(
        operation_id="variant_add",
        summary=_("Put a channel on a draft"),
        description=_("A channel that is on the draft already is answered as it is."),
        request=NewVariantSerializer,
        responses={201: VariantSerializer},
    )
    def post(self, request: Request, workspace: str, draft_id: int) -> Response:
        access.draft_for(self.member, draft_id, "draft.write")
        wanted = self.read(NewVariantSerializer)
        channel = access.channel_for(self.member, wanted["channel"])
        added = variants.add(draft_id, [channel.pk], member=self.member, format=wanted["format"])
        if not added:
            raise serializers.ValidationError({"channel": [_("The draft's brand has no such channel.")]})
        return Response(self.shown(added[0].pk), status=201)

    def shown(self, pk: int) -> Any:
        return VariantSerializer(access.variant_for(self.member, pk)).data


@extend_schema(tags=["variants"])
class OneVariant(Endpoint):
    @extend_schema(
        operation_id="variant_read", summary=_("Read a variant"), request=None, responses=VariantSerializer
    )
    def get(self, request: Request, workspace: str, variant_id: int) -> Response:
        return Response(VariantSerializer(access.variant_for(self.member, variant_id)).data)

    @extend_schema(
        operation_id="variant_change",
        summary=_("Change or plan a variant"),
        description=_("Send the fields that change and what you last read of them. All are saved, or none."),
        request=VariantChangeSerializer,
        responses=VariantSerializer,
    )
    def patch(self, request: Request, workspace: str, variant_id: int) -> Response:
        variant = access.variant_for(self.member, variant_id, "draft.write")
        batches.save_all(partial(self.save, variant), self.read(VariantChangeSerializer))
        return self.get(request, workspace, variant_id)

    def save(self, variant: Variant, name: str, value: Any, base: Any) -> Saved:
        if name == "inherits_text":
            return variants.inherit(variant, base, member=self.member)
        return variants.save_field(variant, name, value, base, member=self.member)

    @extend_schema(
        operation_id="variant_remove",
        summary=_("Take a channel out of its draft"),
        description=_("Adding the channel again brings its words back."),
        responses={204: None},
    )
    def delete(self, request: Request, workspace: str, variant_id: int) -> Response:
        variants.remove(access.variant_for(self.member, variant_id, "draft.write"), member=self.member)
        return Response(status=204)
