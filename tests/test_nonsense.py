"""Nonsense in the address: every page of the project answers with a page, whatever its parameters hold.

Parameters are found in the links and search forms of the page itself; those that no page shows stand in HIDDEN. A new parameter
needs nothing here unless it is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from house import House, urls

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

NONSENSE = [
    "-1",
    "²",  # isdigit() and no int()
    "9" * 20,
    "9" * 5000,  # more than int() takes
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "9999-12-31T23:59:59+14:00",
    "a\0b",
    "'\"><script>alert(1)</script>;drop--",
    "é" * 2000,
]
FEW = 3  # requests to a page that has no parameter of its own
COMMON = ["page", "q", "brand", "channel", "date", "view", "zone", "state", "sort", "first", "last", "show"]
HIDDEN = {
    "draft": ["tab", "day", "edit"],
    "draft_new": ["brand", "day"],
    "draft_history": ["number", "against", "page"],
    "media_tray": ["variant"],
    "media_picker": ["variant", "kind", "archived"],
    "handoff_package": ["variant"],
    "asset_file": ["download"],
    "calendar_move": ["chip", "day", "time"],
    "calendar_day": ["date"],
    "client_home": ["waiting", "decided"],
    "audit": ["person", "action", "brand", "first", "last"],
    "audit_csv": ["person", "action", "brand", "first", "last"],
    "api_calendar": ["from", "to", "page_size"],
    "api_schema": ["lang", "format"],
}
EVERY = {*COMMON, *(name for names in HIDDEN.values() for name in names)}


class Parameters(HTMLParser):
    """The parameters that a page's links to itself and its search forms carry."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found, self.in_search = path, set[str](), False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            here = urlsplit(attributes.get("action") or "").path in {"", self.path}
            self.in_search = here and (attributes.get("method") or "get").lower() == "get"
        elif tag in {"input", "select"} and self.in_search and attributes.get("name"):
            self.found.add(str(attributes["name"]))
        elif tag == "a":
            link = urlsplit(attributes.get("href") or "")
            if link.path in {"", self.path}:
                self.found |= {name for name, _value in parse_qsl(link.query, keep_blank_values=True)}


def parameters(name: str, path: str, text: str) -> set[str]:
    parser = Parameters(path)
    parser.feed(text)
    return parser.found | set(HIDDEN.get(name, []))


def readable(house: House, who: str) -> list[tuple[str, str, str]]:
    """Name, address and text of all that answers this person's GET."""
    found = []
    for name in urls():
        url = house.address(name, who)
        answer = house.ask(who, "GET", url)
        if answer.status not in {302, 403, 404, 405, 410}:
            found.append((name, url, answer.text if answer.is_page else ""))
    return found


def queries(names: set[str], count: int) -> Iterator[dict[str, str]]:
    """``count`` queries in which each name holds other nonsense each time, and neighbours never the same."""
    for turn in range(count):
        yield {name: NONSENSE[(at + turn) % len(NONSENSE)] for at, name in enumerate(sorted(names))}


@pytest.mark.parametrize("who", ["owner", "client"])
def test_every_page_survives_nonsense_in_its_address(house: House, who: str) -> None:
    with_parameters = 0
    for name, url, text in readable(house, who):
        own = parameters(name, url, text)
        with_parameters += bool(own)
        for query in queries(own | EVERY, len(NONSENSE) if own else FEW):
            answer = house.ask(who, "GET", f"{url}?{urlencode(query)}")
            what = f"{name} with {str(query)[:300]}: {answer.status}"
            assert answer.status < 500, what
            assert not answer.is_page or "<script>alert" not in answer.text, what
    assert with_parameters >= (15 if who == "owner" else 3), "the pages' own parameters are no longer found"
