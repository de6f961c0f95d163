"""Kinds of values, and what every body that is sent has in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from planner.forms.drafts import as_text
from planner.services.values import read_plan, read_window

Changes = dict[str, tuple[Any, Any]]


def plain(value: Any) -> Any:
    """A stored value as JSON has it: plans and windows are text."""
    return as_text(value) if isinstance(value, tuple) else value


class Key(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **options)


class Text(serializers.CharField):
    """As typed, blanks and all; its length is the service's to judge."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False, **options)


class Instant(serializers.DateTimeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, read_only=True, **options)


class WallTime(serializers.RegexField):
    """``2026-11-24T09:30``, as clocks in the brand's time zone show it."""

    default_error_messages = {"invalid": _("Give day and time of the brand's clock, like 2026-11-24T09:30.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^\d{4}-\d\d-\d\dT\d\d:\d\d$", **options)

    def to_internal_value(self, data: Any) -> str:
        value: str = super().to_internal_value(data)
        if read_plan(value) is None:
            self.fail("invalid")
        return value


class Window(serializers.RegexField):
    """``2026-11-24/2026-11-28``: first and last day."""

    default_error_messages = {"invalid": _("Give the first and last day, like 2026-11-24/2026-11-28.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d$", **options)

    def to_internal_value(self, data: Any) -> str:
        value: str = super().to_internal_value(data)
        if read_window(value) is None:
            self.fail("invalid")
        return value


class Body(serializers.Serializer[Any]):
    """A body that is sent. A name that it does not know is an error, not something to pass over."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({key: [_("There is no such field.")] for key in unknown})
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.OBJECT)
class Base(serializers.DictField):
    """What the writer last read of each field that changes."""


class Change(Body):
    """Some fields, and under ``base`` what the writer last read of each: so nobody overwrites what they have not seen."""

    base = Base(
        help_text=_("For each field that you send, the value you last read, under the same name."),
    )

    def validate(self, attrs: dict[str, Any]) -> Changes:
        base = dict(_flat(attrs.pop("base")))
        changed = dict(_flat(attrs))
        if missing := [name for name in changed if self.base_of(name) not in base]:
            sentence = _("Say under “base” what you last read of this field.")
            raise serializers.ValidationError({key: [sentence] for key in missing})
        return {name: (value, base[self.base_of(name)]) for name, value in changed.items()}

    def base_of(self, name: str) -> str:
        return name


def _flat(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Settings one by one, as services name them: ``settings.topic``."""
    for name, value in fields.items():
        if name == "settings" and isinstance(value, Mapping):
            yield from ((f"settings.{key}", inner) for key, inner in value.items())
        else:
            yield name, value
