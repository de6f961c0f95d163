"""Thumbnails, made by the worker from the stored file."""

from __future__ import annotations

from io import BytesIO

import av
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from planner.jobs import ledger
from planner.models import Asset, Job

WIDEST = 640  # pixels on the longer side


def make_thumbnail(job: Job) -> list[tuple[Job.Kind, int, int]]:
    """A small WebP of the picture, or of a frame one second into the video. Done once: a second run finds it there."""
    asset = Asset.objects.filter(pk=job.subject).first()
    if asset is None or asset.thumb:
        ledger.settle(job)
        return []
    picture = _frame(asset) if asset.kind == Asset.Kind.VIDEO else _picture(asset)
    picture.thumbnail((WIDEST, WIDEST))
    out = BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=80)
    with transaction.atomic():
        asset.thumb.save(
            str(asset.file.name).rpartition(".")[0] + ".thumb.webp", ContentFile(out.getvalue()), save=False
        )
        asset.save(update_fields=["thumb"])
        ledger.settle(job)
    return []


def _picture(asset: Asset) -> Image.Image:
    with asset.file.open("rb") as file:
        image = Image.open(file)
        image.draft("RGB", (WIDEST * 2, WIDEST * 2))
        image.load()
        return image


def _frame(asset: Asset) -> Image.Image:
    demuxer = "matroska" if asset.mime == "video/webm" else "mp4"
    with asset.file.open("rb") as file, av.open(file, mode="r", format=demuxer) as container:
        stream = container.streams.video[0]
        if asset.duration and asset.duration > 2 and stream.time_base:
            container.seek(int(1 / stream.time_base), stream=stream)
        frame = next(container.decode(stream))
        picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
        return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture
