"""Fields that several forms share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

AREAS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip


@cache
def time_zones() -> dict[str, list[tuple[str, str]]]:
    """Area -> (name, words) of the zones people live in; read from disk once."""
    found: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for name in sorted(available_timezones()):
        area, _slash, place = name.partition("/")
        if place and area in found:
            found[area].append((name, place.replace("_", " ").replace("/", ", ")))
    return found


def zone_choices(empty: str = "") -> list[tuple[str, Any]]:
    first: list[tuple[str, Any]] = [("", empty)] if empty else []
    return [*first, *time_zones().items(), ("UTC", "UTC")]


def known_zone(name: str) -> str:
    """The name when it is an IANA time zone, "" otherwise."""
    return name if name in available_timezones() else ""


class ZoneField(forms.ChoiceField):
    """An IANA time zone. ``empty`` are the words of leaving it open, where that is allowed."""

    def __init__(self, *, empty: str | Promise = "", **options: Any) -> None:
        super().__init__(choices=lambda: zone_choices(str(empty)), **options)


class ListField(forms.CharField):
    """A list of short texts as people type it, separated by commas or lines. Doubles and blanks are dropped."""

    separators, joint, longest = r"[,;\n]", ", ", 60

    def __init__(self, *, most: int = 50, check: Callable[[str], str] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.most, self.check = most, check

    def prepare_value(self, value: Any) -> Any:
        return self.joint.join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        items = (
            value if isinstance(value, list) else re.split(self.separators, super().to_python(value) or "")
        )
        wanted = (" ".join(str(item).split())[: self.longest] for item in items)
        return list(dict.fromkeys(self._checked(item for item in wanted if item)))

    def _checked(self, items: Iterable[str]) -> list[str]:
        found = [self.check(item) if self.check else item for item in items]
        if len(found) > self.most:
            raise ValidationError(_("At most %(most)d, please."), params={"most": self.most})
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


class LinesField(ListField):
    """A list of wordings, one on each line: they may hold commas."""

    separators, joint, longest = r"\n", "\n", 200
    widget = forms.Textarea({"rows": 2})


def hashtag(text: str) -> str:
    """Without its sign."""
    name = text.lstrip("#＃")
    if not re.fullmatch(r"\w*[^\W\d_]\w*", name):
        raise ValidationError(
            _("“%(text)s” is not a hashtag: letters, digits and underscores, no spaces."),
            params={"text": text},
        )
    return name


def country(text: str) -> str:
    """An ISO country code in capitals."""
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValidationError(
            _("“%(text)s” is not a country code of two letters, such as FR or GB."), params={"text": text}
        )
    return text.upper()


def colour(text: str) -> str:
    """#rrggbb in small letters; #rgb is made long."""
    if not (found := re.fullmatch(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", text)):
        raise ValidationError(_("“%(text)s” is not a colour such as #b4532a."), params={"text": text})
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
