"""Who is at a draft right now. Kept in the shared cache for half a minute: nothing that must survive."""

from __future__ import annotations

from django.core.cache import cache
from django.utils import timezone

from planner.models import Draft, User

GONE = 30.0  # seconds without a sign
STAMP = 12.0  # a sign younger than this is not written again

People = dict[int, tuple[str, float]]


def here(draft: Draft, user: User) -> list[str]:
    """Note that the person is here; the others who are, by name."""
    now = timezone.now().timestamp()
    key = f"here:{draft.pk}"
    people: People = cache.get(key) or {}
    people = {pk: seen for pk, seen in people.items() if now - seen[1] < GONE}
    if user.pk not in people or now - people[user.pk][1] > STAMP:
        people[user.pk] = (user.label, now)
        cache.set(key, people, GONE * 2)
    return sorted(name for pk, (name, _at) in people.items() if pk != user.pk)
