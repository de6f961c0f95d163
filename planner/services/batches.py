"""Several fields of one thing in one go: all of them are saved, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from planner.services.drafts import Saved
from planner.services.merging import Conflict


class Conflicts(Exception):
    """Other people changed some of the fields meanwhile, by name. Nothing was written."""

    def __init__(self, fields: dict[str, Conflict]) -> None:
        super().__init__("conflicts")
        self.fields = fields


@transaction.atomic
def save_all(save: Callable[[str, Any, Any], Saved], changes: Mapping[str, tuple[Any, Any]]) -> list[Saved]:
    """``changes`` maps a field to its new value and the one last read; ``save`` takes name, value and base.

    Raises ValidationError (sentences by field) or Conflicts, each about all fields concerned.
    """
    done: list[Saved] = []
    wrong: dict[str, list[str]] = {}
    conflicts: dict[str, Conflict] = {}
    for name, (value, base) in changes.items():
        try:
            done.append(save(name, value, base))
        except ValidationError as error:
            wrong[name] = error.messages
        except Conflict as conflict:
            conflicts[name] = conflict
    if wrong:
        raise ValidationError(wrong)
    if conflicts:
        raise Conflicts(conflicts)
    return done
