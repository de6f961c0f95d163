"""Small files for tests of media: pictures and films made on the spot, and things that only pretend to be such."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import av
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d Iptc4xmpExt:DigitalSourceType="{SOURCE}" place="Brest"/></x:xmpmeta>'


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 60, 40)).save(out, kind, **options)
    return out.getvalue()


def film(kind: str = "mp4", size: tuple[int, int] = (64, 48), frames: int = 6) -> bytes:
    """Half a second and more, without sound. ``kind`` is mp4, mov, webm or matroska."""
    out = BytesIO()
    with av.open(out, "w", format=kind) as container:
        stream: Any = container.add_stream("libvpx" if kind == "webm" else "mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for shade in range(frames):
            frame = av.VideoFrame.from_image(Image.new("RGB", size, (shade * 20, 90, 90)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few hundred bytes whose header promises gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def moving() -> bytes:
    out = BytesIO()
    first, second = (Image.new("RGB", (20, 20), shade) for shade in ("red", "blue"))
    first.save(out, "WEBP", save_all=True, append_images=[second], duration=100)
    return out.getvalue()


def sent(data: bytes, name: str = "pain.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
