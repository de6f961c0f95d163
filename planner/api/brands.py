"""Brands with what other addresses ask the ids of: channels and pillars."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from planner.api.base import Endpoint
from planner.queries import brands


class ChannelSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    platform = serializers.CharField()
    name = serializers.CharField()
    default_format = serializers.CharField()


class PillarSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    share = serializers.IntegerField(help_text=_("Wanted share of the posts, in per cent."))


class BrandSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()
    words_to_use = serializers.ListField(child=serializers.CharField())
    words_to_avoid = serializers.ListField(child=serializers.CharField())
    required_hashtags = serializers.ListField(
        child=serializers.CharField(), help_text=_("Without their sign.")
    )
    required_disclosures = serializers.ListField(child=serializers.CharField())
    address = serializers.CharField(help_text=_("How French texts speak to the reader: tu, vous, or empty."))
    register = serializers.CharField(help_text=_("formal, casual, or empty."))
    channels = ChannelSerializer(many=True, source="live_channels")
    pillars = PillarSerializer(many=True, source="live_pillars")


@extend_schema(tags=["brands"])
class Brands(Endpoint):
    @extend_schema(
        operation_id="brand_list",
        summary=_("List brands with their channels and pillars"),
        request=None,
        responses=BrandSerializer(many=True),
    )
    def get(self, request: Request, workspace: str) -> Response:
        rows = self.paginate_queryset(brands.with_parts(self.member))
        return self.get_paginated_response(BrandSerializer(rows, many=True).data)
