"""What is planned between two days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from planner.api.base import Endpoint
from planner.api.fields import Instant, Key
from planner.models import Variant
from planner.queries import plans, scorecards
from planner.services.values import check_day

LONGEST = 93  # days: a quarter


class PlannedSerializer(serializers.Serializer[Any]):
    variant = serializers.IntegerField(source="pk")
    draft = serializers.IntegerField(source="draft_id")
    title = serializers.CharField(source="said", help_text=_("The title, else the first words."))
    brand = serializers.IntegerField(source="brand_id")
    channel = serializers.IntegerField(source="channel_id")
    platform = serializers.CharField(source="channel.platform")
    format = serializers.CharField()
    planned_on = serializers.DateField(help_text=_("Day and time of the brand's clock."))
    planned_time = serializers.TimeField(format="%H:%M")
    planned_at = Instant(help_text=_("The same instant in UTC."))
    review_state = serializers.CharField(source="draft.review_state")
    stale = serializers.BooleanField(source="draft.stale", help_text=_("Changed since it was approved."))
    delivery = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()

    def get_delivery(self, variant: Variant) -> str:
        return variant.delivery(timezone.now()).value

    def get_score(self, variant: Variant) -> int | None:
        card = scorecards.last_of(variant)
        return card.score if card else None


class CalendarQuery(serializers.Serializer[Any]):
    brand = Key(default=None)
    channel = Key(default=None)

    # "from" is a word of Python, so these two are no attributes.
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        days = {
            "from": serializers.DateField(validators=[check_day], help_text=_("First day.")),
            "to": serializers.DateField(
                validators=[check_day], help_text=_("Last day, at most 93 days in all.")
            ),
        }
        return {**days, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["to"] < attrs["from"]:
            raise serializers.ValidationError({"to": [_("The last day comes before the first one.")]})
        if attrs["to"] - attrs["from"] >= timedelta(days=LONGEST):
            raise serializers.ValidationError({"to": [_("Please ask for at most 93 days at once.")]})
        return attrs


@extend_schema(tags=["calendar"])
class Calendar(Endpoint):
    @extend_schema(
        operation_id="calendar_range",
        summary=_("What is planned between two days"),
        parameters=[CalendarQuery],
        request=None,
        responses=PlannedSerializer(many=True),
    )
    def get(self, request: Request, workspace: str) -> Response:
        wanted = self.query(CalendarQuery)
        rows = plans.between(
            self.member, wanted["from"], wanted["to"], brand=wanted["brand"], channel=wanted["channel"]
        )
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(PlannedSerializer(page, many=True).data)
