from __future__ import annotations

from django import template
from django.utils.functional import Promise

from planner.models import Draft
from planner.queries.drafts import state_of

register = template.Library()


@register.filter
def review_state(draft: Draft) -> tuple[str, str | Promise]:
    """The sign and the word of the draft's review state."""
    return state_of(draft)
