"""What a person changes about themselves. It belongs to no workspace, so no workspace's log has it."""

from __future__ import annotations

from django.db import transaction

from planner.models import NoticeKind, User
from planner.queries import people as queries
from planner.services import notices

PROFILE = ("name", "language", "theme", "time_zone")


def save_profile(user: User, **changes: str) -> None:
    """Write those of name, language, theme and time_zone that are given and differ."""
    changed = [field for field in PROFILE if field in changes and getattr(user, field) != changes[field]]
    for field in changed:
        setattr(user, field, changes[field])
    if changed:
        user.save(update_fields=changed)


def begin_clock(user: User, time_zone: str) -> None:
    """Take the device's time zone for an account that has none; one that was chosen stays."""
    if not user.time_zone:
        save_profile(user, time_zone=time_zone)


@transaction.atomic
def choose_notices(user: User, chosen: dict[NoticeKind, tuple[bool, bool]]) -> None:
    """``chosen``: kind -> (in the app, by mail). Only what changes is written."""
    before = queries.choices_of(user)
    for kind, (in_app, by_mail) in chosen.items():
        if before[kind] != (in_app, by_mail):
            notices.set_choice(user, kind, in_app=in_app, by_mail=by_mail)
