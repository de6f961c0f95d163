"""The single acts of the demo's people on one draft, each through the service that a page would call."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from planner import access
from planner.management.demo import data
from planner.management.demo.studio import Studio
from planner.models import Decision, Draft, Member, Variant
from planner.queries import contents
from planner.queries import reviews as review_queries
from planner.services import comments, drafts, handoffs, media, posts, reviews, variants

VERDICTS = {
    "approve": Decision.Verdict.APPROVED,
    "approve_with_note": Decision.Verdict.APPROVED,
    "ask_changes": Decision.Verdict.CHANGES,
}
UNANSWERED = {"idea", "drafting", "changes_requested"}  # nobody has said yet who will answer comments


def _row(studio: Studio, draft: data.Draft, member: Member) -> Draft:
    return access.draft_for(member, studio.drafts[draft.key], "review.read")


def _variant(studio: Studio, draft: data.Draft, variant: data.Variant, member: Member) -> Variant:
    row = _row(studio, draft, member)
    channel = studio.channels[draft.brand, variant.platform]
    return next(
        found
        for found in contents.variants_of(row)
        if (found.channel_id, found.format) == (channel.pk, variant.format)
    )


def write(studio: Studio, draft: data.Draft) -> None:
    """The draft with its media and channels, all but the plan."""
    author = studio.members[draft.author]
    row = drafts.create(
        studio.brands[draft.brand].pk,
        member=author,
        title=draft.title,
        text=draft.text,
        labels=list(draft.labels),
        pillar=studio.pillars[draft.brand, draft.pillar].pk,
        funnel_stage=draft.funnel,
        objective=draft.objective,
        campaign=draft.campaign,
        ai_use=draft.ai_use or "",
        reply_owner=None if draft.stage in UNANSWERED else author.user_id,
    )
    studio.drafts[draft.key] = row.pk
    _place(studio, draft, draft.media, None)
    for variant in draft.variants:
        _write_variant(studio, draft, variant)


def _place(studio: Studio, draft: data.Draft, names: tuple[str, ...], variant_id: int | None) -> None:
    author, pk = studio.members[draft.author], studio.drafts[draft.key]
    for name in names:
        asset = studio.assets[name]
        media.place(author, pk, asset.pk, variant_id)
        if alt := draft.alt.get(name):
            media.describe(author, pk, asset.pk, alt, "", variant_id)


def _write_variant(studio: Studio, draft: data.Draft, variant: data.Variant) -> None:
    author, pk = studio.members[draft.author], studio.drafts[draft.key]
    channel = studio.channels[draft.brand, variant.platform]
    (row,) = variants.add(pk, [channel.pk], member=author, format=variant.format)
    if variant.text is not None:
        variants.save_field(row, "text", variant.text, draft.text, member=author)
    if variant.title:
        variants.save_field(row, "title", variant.title, "", member=author)
    if variant.media is not None:
        for name in set(draft.media) - set(variant.media):
            media.remove(author, pk, studio.assets[name].pk, row.pk)
        _place(studio, draft, variant.media, row.pk)


def plan(studio: Studio, draft: data.Draft, variant: data.Variant, day: int, at: time) -> None:
    author = studio.members[draft.author]
    today = studio.now.astimezone(studio.brands[draft.brand].zone).date()
    row = _variant(studio, draft, variant, author)
    variants.plan(row, today + timedelta(days=day), at, member=author)


def send(studio: Studio, draft: data.Draft) -> None:
    author = studio.members[draft.author]
    reviews.submit(_row(studio, draft, author), member=author)


def decide(studio: Studio, draft: data.Draft, decision: data.Decision) -> None:
    """The person answers what is on their screen."""
    member = studio.members[decision.by]
    row = _row(studio, draft, member)
    review = review_queries.open_review(row)
    step = review.steps.get(state="open") if review else None
    if step is None or step.kind != decision.step:
        raise ValueError(f"{draft.key}: the {decision.step} is not asked on {timezone.now():%d %B}")
    reviews.decide(
        row,
        member=member,
        step_id=step.pk,
        verdict=VERDICTS[decision.answer],
        note=decision.note,
        content_hash=row.content_hash,
    )


def change(studio: Studio, draft: data.Draft, change: data.Change) -> None:
    """Replace some words of the base text or of one variant."""
    member = studio.members[change.by]
    row = _row(studio, draft, member)
    if not change.variant:
        drafts.save_field(
            row.pk, "text", row.text.replace(change.find, change.replace), row.text, member=member
        )
        return
    for variant in contents.variants_of(row):
        if variant.surface == change.variant:
            text = variant.full_text
            variants.save_field(
                variant, "text", text.replace(change.find, change.replace), text, member=member
            )


def comment(studio: Studio, draft: data.Draft, comment: data.Comment) -> None:
    member = studio.members[comment.by]
    row = _row(studio, draft, member)
    comments.add(
        row,
        member=member,
        body=comment.text,
        client_sees=comment.visibility == "client",
        quote=comment.quote,
        content_hash=row.content_hash,
    )


def settle_comments(studio: Studio, draft: data.Draft) -> None:
    """The author ticks off what the team talked about, just before the last yes."""
    author = studio.members[draft.author]
    for row in review_queries.comments_of(author, _row(studio, draft, author)):
        comments.resolve(row.pk, member=author, resolved=True)


def hand_off(studio: Studio, draft: data.Draft, variant: data.Variant) -> None:
    author = studio.members[draft.author]
    handoffs.hand_off(_variant(studio, draft, variant, author), member=author)


def publish(studio: Studio, draft: data.Draft, variant: data.Variant, planned: datetime) -> None:
    author = studio.members[draft.author]
    handoffs.mark_published(
        _variant(studio, draft, variant, author), member=author, url=variant.address(planned)
    )


def import_results(studio: Studio, brand: str, platform: str, path: Path) -> None:
    editor = studio.members[studio.editor(brand)]
    with path.open("rb") as file:
        upload = UploadedFile(file, name=path.name, size=path.stat().st_size)
        posts.start_import(editor, studio.channels[brand, platform].pk, upload)
