"""What a first visit costs: the page and every file that it loads, in bytes on the wire."""

from __future__ import annotations

import gzip
import os
import re

from bench_report import Figure
from running import Person

STATIC = re.compile(rb"/static/[^\"'`\s#)>?]+")
IMPORTED = re.compile(rb"""(?:import|from)\s*\(?["'](\./[^"']+|\.\./[^"']+)["']|url\(["']?([^"')]+)""")


def first_visits(person: Person, pages: dict[str, str]) -> list[Figure]:
    """``pages``: name -> address. The page is compressed here as a proxy would, the files as we serve them."""
    found = []
    for name, url in pages.items():
        page = person.get(url).body
        files = loaded(person, page)
        code = sum(size for path, size in files.items() if path.endswith((".js", ".css")))
        whole = len(gzip.compress(page)) + sum(files.values())
        found.append(Figure(f"first visit of the {name}, kB", whole / 1000, 150))
        found.append(Figure(f"script and style of the {name}, kB", code / 1000, aim=60))
    return found


def loaded(person: Person, page: bytes) -> dict[str, int]:
    """Every static file that the page or one of its files names, with its bytes on the wire."""
    sizes: dict[str, int] = {}
    left = [url.decode() for url in STATIC.findall(page)]
    while left:
        url = left.pop()
        if url in sizes:
            continue
        answer = person.get(url, **{"Accept-Encoding": "gzip"})
        if answer.status != 200:
            continue
        sizes[url] = len(answer.body)
        if url.endswith((".js", ".css")):
            body = (
                gzip.decompress(answer.body)
                if answer.headers.get("Content-Encoding") == "gzip"
                else answer.body
            )
            folder = url.rpartition("/")[0]
            names = [one.decode() for pair in IMPORTED.findall(body) for one in pair if one]
            left += [
                os.path.normpath(f"{folder}/{one}")
                for one in names
                if not one.startswith(("/", "data:", "#"))
            ]
            left += [one for one in names if one.startswith("/static/")]
    return sizes
