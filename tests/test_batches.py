"""Scorecards computed together: the same as one by one, in few queries, and nothing that goes wrong spreads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cast import Cast
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from planner import bridge, tasks
from planner.jobs import ledger, scorecards
from planner.models import Asset, Job, Placement, Post, Recommendation, Scorecard, Variant

TEXTS = (
    "Nous avons perdu 11 000 € en six semaines.\n\nVoici ce que nous avons changé.",
    "Commentez OUI pour recevoir le guide ! #pain #pain #farine",
    "Three things we learnt about glazes. Save this for your next firing.",
    "",
)
SURFACES = ("linkedin.text", "instagram.image", "tiktok.video")


def fill(cast: Cast, count: int) -> list[Variant]:
    """Variants of two brands on six channels, planned and not, with media, posts, slots and neighbours."""
    for number in range(count):
        brand = (cast.malo, cast.kiln)[number % 2]
        surface = SURFACES[number % 3]
        draft = cast.draft(
            brand, surfaces=(surface,), text=f"{TEXTS[number % 4]} {number}", planned=number % 5 > 1
        )
        if number % 4 == 1:
            asset = Asset.objects.create(
                workspace=cast.workspace, brand=brand, name="a.jpg", kind="image", mime="image/jpeg", sha256=f"{number:064}",
                size=1000, width=1080, height=1350,
            )  # fmt: skip
            Placement.objects.create(workspace=cast.workspace, draft=draft, asset=asset, alt="Du pain")
    for channel in cast.channels.values():
        for number in range(45):
            Post.objects.create(
                workspace=cast.workspace, brand=channel.brand, channel=channel, key=str(number), format="text",
                text=f"{TEXTS[number % 3]} {number}", published_at=timezone.now() - timedelta(days=number // 2),
            )  # fmt: skip
        for hour, lift in ((9, 0.2), (18, 0.4)):
            Recommendation.objects.create(
                workspace=cast.workspace, brand=channel.brand, channel=channel, kind=Recommendation.Kind.SLOT,
                key=f"channel:{channel.pk}:{hour}", facts={"weekday": 1, "hour": hour, "lift": lift},
            )  # fmt: skip
    return list(Variant.objects.all())


def ask(cast: Cast, variants: list[Variant]) -> list[int]:
    keys = [variant.pk for variant in variants]
    ledger.ask_many(Job.Kind.SCORE, keys, cast.workspace.pk)
    return keys


def stored() -> dict[int, dict[str, Any]]:
    rows = Scorecard.objects.values()
    return {row.pop("variant_id"): {**row, "id": 0, "created_at": 0} for row in rows}


def test_many_at_once_are_stored_as_each_would_be_alone(cast: Cast, time_machine: Any) -> None:
    variants = fill(cast, 30)
    time_machine.move_to(timezone.now(), tick=False)
    tasks.score_variants(ask(cast, variants))
    together = stored()
    Scorecard.objects.all().delete()
    ask(cast, variants)
    for variant in variants:
        tasks._run(Job.Kind.SCORE, [variant.pk], scorecards.compute)
    assert len(together) == 30
    assert stored() == together
    assert len({str(card["report"]["signals"]) for card in together.values()}) > 10, (
        "all the same: proves little"
    )
    for variant in Variant.objects.select_related("draft", "channel", "brand", "workspace")[:12]:
        alone = bridge.snapshot_of(variant)
        [(_, among)] = bridge.snapshots_of([variant])
        assert replace(among, schedule=alone.schedule) == alone
        assert alone.history is not None
        assert len(alone.history.posts) > 40, "neighbours and posts"
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    assert not Job.objects.filter(settled=0).exists()


def queries_for(cast: Cast, variants: list[Variant]) -> int:
    Job.objects.all().delete()
    keys = ask(cast, variants)
    with CaptureQueriesContext(connection) as captured:
        tasks.score_variants(keys)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_batch(cast: Cast) -> None:
    variants = fill(cast, 24)
    few, many = queries_for(cast, variants[:6]), queries_for(cast, variants)
    assert few == many <= 16


def test_a_variant_that_cannot_be_read_holds_up_no_other(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    variants = fill(cast, 6)
    bad = variants[2]
    Variant.objects.filter(pk=bad.pk).update(format="hologram")  # no edition knows it
    tasks.score_variants(ask(cast, variants))
    assert set(stored()) == {variant.pk for variant in variants} - {bad.pk}
    job = Job.objects.get(subject=bad.pk)
    assert (job.state, job.settled) == (Job.State.WAITING, 0)
    assert "hologram" in job.error
    assert job.due_at > timezone.now()
    assert Job.objects.filter(state=Job.State.DONE).count() == 5


def test_rows_that_cannot_be_loaded_together_are_tried_one_by_one(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    variants = fill(cast, 6)
    row = Recommendation.objects.filter(channel=variants[0].channel_id)[0]
    row.facts = {"lift": "much"}  # what reads it for the whole batch stumbles
    row.save()
    tasks.score_variants(ask(cast, variants))
    hit = {variant.pk for variant in variants if variant.channel_id == variants[0].channel_id}
    assert set(stored()) == {variant.pk for variant in variants} - hit
    assert set(Job.objects.exclude(state=Job.State.DONE).values_list("subject", flat=True)) == hit


def test_what_another_worker_took_over_is_left_to_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    variants = fill(cast, 6)
    keys = ask(cast, variants)
    stolen = keys[3]
    mine = ledger.claim_all(Job.Kind.SCORE, keys)
    assert ledger.claim_all(Job.Kind.SCORE, keys) == [], "two workers never have one job"
    Job.objects.filter(subject=stolen).update(claim="another")
    with pytest.raises(ledger.ClaimLost):
        scorecards.compute_together(mine)
    assert not Scorecard.objects.exists(), "all or nothing"
    Job.objects.filter(claim__gt="").exclude(subject=stolen).update(
        beat_at=timezone.now() - timedelta(minutes=1)
    )
    tasks.score_variants(keys)
    assert set(stored()) == set(keys) - {stolen}
    assert Job.objects.get(subject=stolen).state == Job.State.RUNNING


def test_what_is_asked_again_while_it_is_read_is_read_once_more(cast: Cast) -> None:
    variants = fill(cast, 3)
    keys = ask(cast, variants)
    jobs = ledger.claim_all(Job.Kind.SCORE, keys)
    ledger.ask(Job.Kind.SCORE, keys[0], cast.workspace.pk)
    assert scorecards.compute_together(jobs) == []
    states = dict(Job.objects.values_list("subject", "state"))
    assert states == {keys[0]: "waiting", keys[1]: "done", keys[2]: "done"}


def test_a_gone_variant_among_others_is_settled_quietly(cast: Cast) -> None:
    variants = fill(cast, 3)
    keys = ask(cast, variants)
    Variant.objects.filter(pk=keys[1]).update(archived_at=timezone.now())
    tasks.score_variants(keys)
    assert set(stored()) == {keys[0], keys[2]}
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
