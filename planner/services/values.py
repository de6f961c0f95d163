"""What a person may write into a field of a draft or variant: reading it, and saying clearly what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from planner.models import Acquaintance, AiUse, FunnelStage, Objective

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
MOST_LABELS, LABEL_LENGTH = 20, 40
PRODUCT_LENGTH, FILE_LENGTH = 80, 255
CONTROL = re.compile(r"[\x01-\x1f\x7f-\x9f]")

Plan = tuple[date, time]


@dataclass(frozen=True, slots=True)
class Field:
    """``read`` turns what was sent into a value and never fails on what an old page knew; ``check`` refuses in words."""

    read: Callable[[Any], Any]
    check: Callable[[Any], None] = lambda value: None
    prose: bool = False  # text that two people's edits are merged into


def read_text(raw: Any) -> str:
    """As typed, but with the line ends that browsers change when a form is posted."""
    return ("" if raw is None else str(raw)).replace("\r\n", "\n").replace("\r", "\n")


def read_line(raw: Any) -> str:
    """One line: spaces once, and nothing that only a program can have typed (NUL stays, for ``check`` to name)."""
    return " ".join(CONTROL.sub(" ", read_text(raw)).split())


def read_labels(raw: Any) -> list[str]:
    """A list, or words separated by commas; in order, without doubles whatever their case."""
    parts = raw if isinstance(raw, list) else read_text(raw).split(",")
    kept: dict[str, str] = {}
    for line in map(read_line, parts):
        kept.setdefault(line.casefold(), line)
    return [line for line in kept.values() if line]


def read_products(raw: Any) -> list[dict[str, str]]:
    """ "Rye loaf = loaf.jpg, Brioche", or a list of such words or of ``{"name", "file"}``; each name once."""
    parts = raw if isinstance(raw, list) else re.split(r"[,\n]", read_text(raw))
    kept: dict[str, dict[str, str]] = {}
    for part in parts:
        if isinstance(part, dict):
            name, file = read_line(part.get("name")), read_line(part.get("file"))
        else:
            name, file = map(str.strip, read_line(part).partition("=")[::2])
        if name:
            kept.setdefault(name.casefold(), {"name": name, "file": file})
    return list(kept.values())


def read_key(raw: Any) -> int | None:
    """A primary key, or None. Nonsense is None too."""
    text = str(raw or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read_answer(raw: Any) -> bool | None:
    """Yes, no, or not answered."""
    word = str(raw).lower()
    return True if word in {"1", "true", "on", "yes"} else False if word in {"0", "false", "no"} else None


def read_day(raw: Any) -> date | None:
    if raw is None or isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None


def read_time(raw: Any) -> time | None:
    if raw is None or isinstance(raw, time):
        return raw
    try:
        return time.fromisoformat(str(raw)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def read_plan(raw: Any) -> Plan | None:
    """ "2026-11-24T09:30"; None without a whole one."""
    try:
        at = datetime.fromisoformat(str(raw or ""))
    except ValueError:
        return None
    return at.date(), at.time().replace(second=0, microsecond=0)


def read_window(raw: Any) -> tuple[date, date] | None:
    """ "2026-11-24/2026-11-28"."""
    first, _slash, last = str(raw or "").partition("/")
    start, end = read_day(first), read_day(last)
    return (start, end) if start and end else None


def check_text(value: str) -> None:
    """Anything may be typed, zero-width and right-to-left characters too (the check names them), within reason."""
    if "\x00" in value:
        raise ValidationError(
            _("This text holds a character with no meaning (NUL) that cannot be kept. Please take it out.")
        )
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise ValidationError(
            _("This text holds half a character that cannot be kept. Please type it again.")
        ) from None
    if size > settings.TEXT_MAX_BYTES:
        raise ValidationError(_("This text is larger than 1 MB. Nothing was saved: please shorten it."))


def at_most(length: int) -> Callable[[str], None]:
    def check(value: str) -> None:
        check_text(value)
        if len(value) > length:
            raise ValidationError(
                _("This has %(count)d characters; at most %(most)d are kept. Please shorten it.")
                % {"count": len(value), "most": length}
            )

    return check


def one_of(choices: Any) -> Callable[[str], None]:
    def check(value: str) -> None:
        if value and value not in choices.values:
            raise ValidationError(_("Please choose one of the list."))

    return check


def check_labels(value: list[str]) -> None:
    if len(value) > MOST_LABELS or any(len(one) > LABEL_LENGTH for one in value):
        raise ValidationError(
            _("At most %(most)d labels of %(length)d characters each.")
            % {"most": MOST_LABELS, "length": LABEL_LENGTH}
        )
    for one in value:
        check_text(one)


def check_products(value: list[dict[str, str]]) -> None:
    if len(value) > MOST_LABELS or any(len(one["name"]) > PRODUCT_LENGTH for one in value):
        raise ValidationError(
            _("At most %(most)d products with names of %(length)d characters each.")
            % {"most": MOST_LABELS, "length": PRODUCT_LENGTH}
        )
    for one in value:
        check_text(one["name"] + one["file"])
        if len(one["file"]) > FILE_LENGTH or set(one["name"]) & set(",=") or "," in one["file"]:
            raise ValidationError(
                _(
                    "Names of products and their files hold no comma, names no equals sign; at most %(length)d characters."
                )
                % {"length": FILE_LENGTH}
            )


def check_link(value: str) -> None:
    at_most(2048)(value)
    if value:
        try:
            URLValidator(["http", "https"])(value)
        except ValidationError:
            raise ValidationError(
                _("This is not a web address. It should look like https://example.org/page.")
            ) from None


def check_day(value: date) -> None:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValidationError(_("Please choose a day between the years 2000 and 2100."))


DRAFT: dict[str, Field] = {
    "title": Field(read_line, at_most(160), prose=True),
    "brief": Field(read_text, check_text, prose=True),
    "text": Field(read_text, check_text, prose=True),
    "labels": Field(read_labels, check_labels),
    "pillar": Field(read_key),
    "funnel_stage": Field(read_line, one_of(FunnelStage)),
    "objective": Field(read_line, one_of(Objective)),
    "campaign": Field(read_line, at_most(80)),
    "products": Field(read_products, check_products),
    "audience": Field(read_line, at_most(120), prose=True),
    "audience_knows": Field(read_line, one_of(Acquaintance)),
    "ai_use": Field(read_line, one_of(AiUse)),
    "reply_owner": Field(read_key),
}
ANSWERS = (
    "paid_partnership",
    "ai_label",
    "commercial_music",
    "voice_clone",
    "voice_consent",
    "retouched_body",
)
SETTINGS: dict[str, Field] = {
    "topic": Field(read_line, at_most(120)),
    "langs": Field(read_labels, check_labels),
} | {name: Field(read_answer) for name in ANSWERS}
VARIANT: dict[str, Field] = {
    "text": Field(read_text, check_text, prose=True),
    "title": Field(read_line, at_most(400), prose=True),
    "first_comment": Field(read_text, check_text, prose=True),
    "link": Field(read_line, check_link),
    "language": Field(read_line, at_most(5)),
    "format": Field(read_line, at_most(12)),
    "plan": Field(read_plan),
    "window": Field(read_window),
} | {f"settings.{name}": field for name, field in SETTINGS.items()}
