"""Turns distrusted bytes into files we are willing to keep: proved by decoding, never by name.

Raises ``ValidationError`` with one clear sentence in the person's language; nothing is stored then.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

import av
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError

MOST_PIXELS = 100_000_000
IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif"}
KINDS = {kind: kind for kind in IMAGE_TYPES} | {"MPO": "JPEG"}  # phones put a second picture behind the first
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
}
SOURCE_TYPE = re.compile(
    rb"DigitalSourceType[^A-Za-z]{1,20}(?:https?://cv\.iptc\.org/newscodes/digitalsourcetype/)?(\w{3,60})"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was found inside. ``data`` is the re-encoded image; a video is kept as it came (``data`` None)."""

    kind: str
    mime: str
    width: int
    height: int
    data: bytes | None = None
    duration: float | None = None
    fps: float | None = None
    has_audio: bool | None = None
    digital_source: str = ""


def decode(file: IO[bytes]) -> Decoded:
    """``file`` is seekable and may lie about its name and type."""
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    if container := _video_container(head):
        return _decode_video(file, *container)
    return _decode_image(file)


def refused(sentence: str) -> ValidationError:
    return ValidationError(sentence, code="upload")


def clean_name(name: str | None) -> str:
    """The file's name for people to read: without characters that are not seen or that turn the reading direction."""
    seen = "".join(one for one in name or "" if unicodedata.category(one)[0] != "C")
    return " ".join(seen.split())[:200] or _("Untitled")


def _decode_image(file: IO[bytes]) -> Decoded:
    try:
        image = _opened(file)
        image.load()
        source = _digital_source(image)
        tidy = _upright_srgb(image)
        data = _encode(tidy, KINDS[image.format or ""], source)
    except ValidationError:
        raise
    except UnidentifiedImageError:
        raise refused(
            _(
                "This is no JPEG, PNG, WebP or AVIF image and no MP4, MOV or WebM video, whatever its name says."
            )
        ) from None
    except Exception:  # noqa: BLE001 - decoders of distrusted bytes raise whatever they like
        raise refused(
            _("This image is damaged and cannot be read. Export it again and upload the new file.")
        ) from None
    mime = IMAGE_TYPES[KINDS[image.format or ""]]
    return Decoded("image", mime, tidy.width, tidy.height, data, digital_source=source)


def _opened(file: IO[bytes]) -> Image.Image:
    """Only the header is read yet: what would be too large in memory is refused before it is unpacked."""
    large = _("This image has more than 100 million pixels. Make it smaller and upload it again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit here is our own
            image = Image.open(file, formats=list(IMAGE_TYPES))
    except Image.DecompressionBombError:
        raise refused(large) from None
    if image.width * image.height > MOST_PIXELS:
        raise refused(large)
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise refused(_("Moving images are not supported. Upload a video or a still image."))
    return image


def _digital_source(image: Image.Image) -> str:
    """IPTC DigitalSourceType out of the XMP packet, e.g. ``trainedAlgorithmicMedia``; "" when there is none."""
    packet: Any = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if isinstance(packet, str):
        packet = packet.encode()
    found = SOURCE_TYPE.search(packet)
    return found[1].decode() if found else ""


def _upright_srgb(image: Image.Image) -> Image.Image:
    """Pixels as they are meant to be seen: turned as the camera was held, in sRGB, without any metadata."""
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    if profile and image.mode in {"RGB", "RGBA"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
        except ImageCms.PyCMSError:
            pass  # a broken profile: the pixels are still good
    return image.convert("RGBA" if alpha else "RGB")


def _encode(image: Image.Image, kind: str, source: str) -> bytes:
    """The same format again; of all metadata only the source type that disclosure needs is written back."""
    image.info = {}
    xmp = _xmp(source) if source else None
    options: dict[str, Any] = {
        "JPEG": {"quality": 90, "optimize": True},
        "WEBP": {"quality": 90},
        "AVIF": {"quality": 80},
    }.get(kind, {})
    if kind == "JPEG":
        image = image.convert("RGB")
    if xmp and kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options["pnginfo"] = info
    elif xmp:
        options["xmp"] = xmp
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _xmp(source: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType='
        f'"http://cv.iptc.org/newscodes/digitalsourcetype/{source}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def _video_container(head: bytes) -> tuple[str, str] | None:
    """(demuxer, mime) by the first bytes. Only these two demuxers are ever opened: no playlists, no other protocols."""
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}:
        if head[4:8] == b"ftyp" and head[8:12] in {b"avif", b"avis", b"mif1", b"heic", b"heix"}:
            return None
        return "mp4", "video/quicktime" if head[8:12] == b"qt  " or head[4:8] != b"ftyp" else "video/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska", "video/webm"
    return None


def _decode_video(file: IO[bytes], demuxer: str, mime: str) -> Decoded:
    damaged = refused(_("This video is damaged and cannot be read. Export it again and upload the new file."))
    try:
        with av.open(file, mode="r", format=demuxer) as container:
            if not container.streams.video:
                raise refused(_("This file has no picture. Upload an MP4, MOV or WebM video."))
            stream = container.streams.video[0]
            if demuxer == "matroska" and stream.codec_context.name not in {"vp8", "vp9", "av1"}:
                raise refused(_("This is a Matroska file, not WebM. Export it as MP4, MOV or WebM."))
            frame = next(container.decode(stream), None)
            if frame is None:
                raise damaged
            sideways = frame.rotation % 180 != 0
            return Decoded(
                "video",
                mime,
                frame.height if sideways else frame.width,
                frame.width if sideways else frame.height,
                duration=_duration(container),
                fps=float(stream.average_rate) if stream.average_rate else None,
                has_audio=bool(container.streams.audio),
                digital_source="",
            )
    except (av.error.FFmpegError, ValueError, EOFError, StopIteration):
        raise damaged from None


def _duration(container: Any) -> float | None:
    """Seconds, from the container or its longest stream."""
    if container.duration:
        return float(container.duration) / 1_000_000
    lengths = [float(stream.duration * stream.time_base) for stream in container.streams if stream.duration]
    return max(lengths) if lengths else None
