"""What is handed off: the approved content of a channel as text and files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.text import slugify
from PIL import Image
from typing_extensions import Buffer

from planner.models import Approval, Asset, Draft
from planner.queries import surfaces
from planner.queries.contents import Content

HOSTS = {
    "tiktok": ("tiktok.com",),
    "instagram": ("instagram.com",),
    "linkedin": ("linkedin.com", "lnkd.in"),
    "youtube": ("youtube.com", "youtu.be"),
    "facebook": ("facebook.com", "fb.watch", "fb.com"),
    "pinterest": ("pinterest.com", "pinterest.fr", "pinterest.co.uk", "pin.it"),
    "x": ("x.com", "twitter.com"),
    "threads": ("threads.net", "threads.com"),
    "bluesky": ("bsky.app",),
}
CHUNK = 256 * 1024  # bytes


def is_host_of(platform: str, host: str) -> bool:
    """Whether a link to ``host`` leads to the platform or one of its subdomains."""
    host = host.lower().rstrip(".")
    return any(host == known or host.endswith("." + known) for known in HOSTS.get(platform, ()))


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package: written ``text``, an uploaded file, or pictures as the ``pages`` of a PDF."""

    name: str
    text: str = ""
    asset: Asset | None = None
    pages: tuple[Asset, ...] = ()


def entries(approval: Approval, draft: Draft, variant_id: int | None = None) -> list[Entry]:
    """Files of the approved content, one folder for each channel; of one variant if asked."""
    rows = [row for row in approval.content["variants"] if variant_id in (None, row["id"])]
    wanted = {item["asset"] for row in rows for item in row["media"]}
    assets = Asset.objects.filter(brand=draft.brand_id).in_bulk(wanted)
    return [entry for number, row in enumerate(rows, 1) for entry in _of_variant(row, number, assets)]


def _of_variant(row: Content, number: int, assets: dict[int, Asset]) -> Iterator[Entry]:
    folder = safe_name(f"{number}-{row['platform']}-{row['format']}-{row['channel_name']}")
    texts = {
        "text": row["text"],
        "title": row["title"],
        "first-comment": row["first_comment"],
        "link": row["link"],
    }
    for name, text in texts.items():
        if text:
            yield Entry(f"{folder}/{name}.txt", text)
    names = [_media_name(n, item, assets) for n, item in enumerate(row["media"], 1)]
    alts = [f"{name}\n{item['alt']}\n" for name, item in zip(names, row["media"], strict=True) if item["alt"]]
    if alts:
        yield Entry(f"{folder}/alt-texts.txt", "\n".join(alts))
    if surfaces.is_paged(row["platform"], row["format"]):
        yield Entry(f"{folder}/document.pdf", pages=tuple(_pictures(row, assets)))
    for name, item in zip(names, row["media"], strict=True):
        if item["asset"] in assets:
            yield Entry(f"{folder}/media/{name}", asset=assets[item["asset"]])


def _pictures(row: Content, assets: dict[int, Asset]) -> Iterator[Asset]:
    for item in row["media"]:
        asset = assets.get(item["asset"])
        if asset and asset.kind == Asset.Kind.IMAGE:
            yield asset


def _media_name(number: int, item: Content, assets: dict[int, Asset]) -> str:
    """Numbered in the order of the post; the ending is that of the stored file, never of the uploaded name."""
    asset = assets.get(item["asset"])
    ending = PurePath(asset.file.name or "").suffix.lower() if asset else ""
    return f"{number:02d}-{safe_name(PurePath(item['name']).stem)}{ending}"


def safe_name(text: str) -> str:
    """Letters, digits and hyphens of plain ASCII, at most 60: safe on every system."""
    return slugify(text)[:60].strip("-") or "post"


class _Sink(io.RawIOBase):
    """A file that zipfile writes to and the answer drains, so that no package is held in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        piece = bytes(data)
        self.parts.append(piece)
        return len(piece)

    def drain(self) -> Iterator[bytes]:
        yield from self.parts
        self.parts.clear()


def _document(pages: Iterable[Asset]) -> bytes:
    """A PDF with a picture on each page. One picture is unpacked at a time."""
    pictures = (_picture(page) for page in pages)
    document = io.BytesIO()
    next(pictures).save(document, "PDF", save_all=True, append_images=pictures, quality=90)
    return document.getvalue()


def _picture(page: Asset) -> Image.Image:
    with page.file.open("rb") as file, Image.open(file) as image:
        return image.convert("RGB")


def packed(files: Iterable[Entry]) -> Iterator[bytes]:
    """The zip archive in pieces. Media are stored as they are: they are compressed already."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for entry in files:
            if entry.pages:
                archive.writestr(entry.name, _document(entry.pages))
                yield from sink.drain()
                continue
            if entry.asset is None:
                archive.writestr(entry.name, entry.text)
                yield from sink.drain()
                continue
            with (
                entry.asset.file.open("rb") as source,
                archive.open(entry.name, "w", force_zip64=True) as target,
            ):
                while piece := source.read(CHUNK):
                    target.write(piece)
                    yield from sink.drain()
            yield from sink.drain()
    yield from sink.drain()
