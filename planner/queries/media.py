"""The library and a draft's media as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator

from planner import access
from planner.models import Asset, Member

PER_PAGE = 48


def search(member: Member, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Newest first, filtered by ``brand``, ``kind``, ``q`` and ``archived``; nonsense values are ignored."""
    brands = list(access.brands_of(member))
    rows = access.within(member, Asset.objects.select_related("brand")).filter(brand__archived_at=None)
    archived = wanted.get("archived") == "1"
    rows = rows.filter(archived_at__isnull=not archived)
    brand = next((brand for brand in brands if str(brand.pk) == wanted.get("brand")), None)
    if brand:
        rows = rows.filter(brand=brand)
    if (kind := wanted.get("kind", "")) in Asset.Kind.values:
        rows = rows.filter(kind=kind)
    if q := wanted.get("q", "").replace("\x00", "").strip()[:100]:
        rows = rows.filter(name__icontains=q)
    return {
        "page": Paginator(rows, PER_PAGE).get_page(wanted.get("page")),
        "brands": brands,
        "brand": brand,
        "kind": kind,
        "q": q,
        "archived": archived,
    }
