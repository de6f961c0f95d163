"""A text, checked and not kept."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from planner import access, bridge
from planner.api.base import Endpoint, Scope
from planner.api.fields import Body, Text
from planner.models import Objective
from planner.queries import surfaces
from planner.services.values import check_text


class CheckSerializer(Body):
    platform = serializers.CharField()
    format = serializers.CharField()
    text = Text()
    lang = serializers.RegexField(
        re.compile(r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z"),
        default=None,
        allow_null=True,
        help_text=_("Of the text, such as fr; found by itself without it."),
    )
    objective = serializers.ChoiceField(
        Objective.values, default=None, allow_null=True, help_text=_("The format's own without it.")
    )

    def validate_text(self, value: str) -> str:
        check_text(value)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["platform"] not in surfaces.platforms():
            raise ValidationError({"platform": _("There is no such platform.")})
        if surfaces.format_of(attrs["platform"], attrs["format"]) is None:
            raise ValidationError({"format": _("This platform has no such format.")})
        return attrs


class MeasureSerializer(serializers.Serializer[Any]):
    value = extend_schema_field(OpenApiTypes.ANY)(serializers.JSONField)()
    unit = serializers.CharField()


class FindingSerializer(serializers.Serializer[Any]):
    rule = serializers.CharField()
    outcome = serializers.CharField(help_text="pass, warn, fail, not_assessed, not_applicable, broken")
    severity = serializers.CharField(help_text="info, low, medium, high, blocker")
    measured = MeasureSerializer(allow_null=True)
    wanted = MeasureSerializer(allow_null=True)
    spans = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text=_("Start and end in the text, in Unicode code points."),
    )
    message = serializers.CharField()
    fix = serializers.CharField(allow_null=True)
    gain = serializers.IntegerField(
        allow_null=True, help_text=_("Points the score would rise if this alone passed.")
    )


class SignalsSerializer(serializers.Serializer[Any]):
    score = serializers.IntegerField(allow_null=True)
    assessed = serializers.IntegerField()
    total = serializers.IntegerField()
    findings = FindingSerializer(many=True)


class ReportSerializer(serializers.Serializer[Any]):
    """The object that ``manage.py score --json`` prints."""

    platform = serializers.CharField()
    format = serializers.CharField()
    lang = serializers.CharField()
    edition = serializers.CharField()
    engine = serializers.CharField()
    fits = serializers.BooleanField()
    validity = FindingSerializer(many=True)
    signals = SignalsSerializer()
    risk = FindingSerializer(many=True)
    disclosure = FindingSerializer(many=True)


@extend_schema(tags=["check"])
class Check(Endpoint):
    scope = Scope.CHECK

    @extend_schema(
        operation_id="check_text",
        summary=_("Check a text"),
        description=_(
            "Nothing is kept. What is not sent (media, schedule, history) is “not_assessed”. The messages speak the "
            "language of Accept-Language, else that of the person."
        ),
        request=CheckSerializer,
        responses=ReportSerializer,
    )
    def post(self, request: Request, workspace: str) -> Response:
        access.allow(self.member, "check")
        asked = self.read(CheckSerializer)
        report = bridge.check_text(
            asked["platform"],
            asked["format"],
            asked["text"],
            lang=asked["lang"],
            objective=asked["objective"],
            words=(get_language() or "en")[:2],
            workspace=self.member.workspace,
        )
        return Response(report)
