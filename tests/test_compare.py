"""Texts side by side under one pack, finding by finding; nothing is kept."""

from __future__ import annotations

import re
from typing import Any

from cast import Cast
from django.urls import reverse

from planner.models import AuditEvent

STRONG = "Nous avons perdu 11 000 € en six semaines.\n\nVoici les 3 erreurs que nous ne referons pas."
WEAK = "Bonjour à tous !\n\nCommentez OUI"


def url(cast: Cast, pk: int) -> str:
    return reverse("compare", args=[cast.workspace.slug, pk])


def test_texts_are_compared_finding_by_finding_and_nothing_is_kept(cast: Cast) -> None:
    draft = cast.draft(text=STRONG)
    variant = draft.variants.get()
    before = AuditEvent.objects.count()
    page = cast.browser("editor").post(url(cast, variant.pk), {"text": [WEAK, "", ""]}).text
    assert page.count('scope="col"') == 3  # the rule, the draft's text, the typed one
    assert "most signals" in page.split("Text 1</th>")[0]
    bait = page.split("rulebook/rules/R-BAIT-02/")[1].split("</tr>")[0]
    first, second = bait.split("<td>")[1:3]
    assert 'data-outcome="pass"' in first or "pass" in first
    assert "OUI" in second
    draft.refresh_from_db()
    assert draft.text == STRONG
    assert AuditEvent.objects.count() == before


def test_each_channel_is_a_column_once(cast: Cast, django_assert_max_num_queries: Any) -> None:
    draft = cast.draft(text=STRONG, surfaces=("linkedin.text", "tiktok.video", "instagram.image"))
    own = draft.variants.get(format="image")
    own.text = WEAK
    own.save()
    browser = cast.browser("reviewer")
    browser.get(url(cast, own.pk))
    with django_assert_max_num_queries(20):
        page = browser.get(url(cast, own.pk)).text
    assert re.findall(r'<th scope="col">([A-Z]\w+)', page) == ["Instagram", "LinkedIn"], (
        "as the draft's tabs call them"
    )
    assert page.count('scope="col"') == 3, "two texts stand in three channels and the base"


def test_who_may_not_and_what_is_too_long(cast: Cast) -> None:
    variant = cast.draft(text=STRONG).variants.get()
    assert cast.browser("client").get(url(cast, variant.pk)).status_code == 403
    long = cast.browser("editor").post(url(cast, variant.pk), {"text": ["x" * 1_100_000]})
    assert long.status_code == 422
    assert "larger than 1 MB" in long.text
