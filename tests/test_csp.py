"""Every page has a strict Content-Security-Policy, and holds nothing that such a policy would stop."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.test import Client
from house import Answer, House, urls

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

LINKS = {"href", "src", "action", "formaction", "poster", "data", "srcset", "hx-get", "hx-post", "hx-delete"}
LOADS = {"script", "img", "video", "audio", "source", "iframe", "embed", "object", "use", "track"}


class Offences(HTMLParser):
    """What a strict policy would stop, or what would load from another host."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        said = self.get_starttag_text()
        if tag == "style" or (tag == "script" and not self.is_module_or_data(attributes)):
            self.found.append(f"inline: {said}")
        for name, value in attributes.items():
            if (
                name == "style"
                or name.startswith(("on", "hx-on"))
                or value.strip().lower().startswith("js:")
                or (name in LINKS and not self.is_harmless(value, loaded=tag in LOADS or tag == "link"))
            ):
                self.found.append(f"{name}: {said}")

    @staticmethod
    def is_module_or_data(attributes: dict[str, str]) -> bool:
        return "src" in attributes or attributes.get("type") == "application/json"

    @staticmethod
    def is_harmless(value: str, *, loaded: bool) -> bool:
        link = urlsplit(value.strip())
        if link.scheme in {"javascript", "vbscript"}:
            return False
        return not loaded or link.scheme in {"blob", "data"} or not (link.scheme or link.netloc)


def offences(text: str) -> list[str]:
    parser = Offences()
    parser.feed(text)
    return parser.found


def directives(answer: Answer) -> dict[str, set[str]]:
    policy = str(answer.headers.get("Content-Security-Policy", ""))
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0]: set(part[1:]) for part in parts}


def is_strict(policy: dict[str, set[str]]) -> bool:
    if policy.get("default-src") != {"'none'"}:
        return False
    scripts, styles = policy.get("script-src", {"'none'"}), policy.get("style-src", {"'none'"})
    return scripts | styles <= {"'self'", "'none'"}


def test_the_parser_knows_an_offence_when_it_sees_one() -> None:
    for text in (
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        '<p style="color:red">',
        '<button onclick="x()">',
        '<a href=" JavaScript:alert(1)">',
        '<div hx-on:click="x()">',
        "<div hx-vals='js:{a: 1}'>",
        '<script src="https://cdn.example.org/x.js"></script>',
        '<img src="//cdn.example.org/x.png">',
    ):
        assert offences(text), text
    assert not offences(
        '<a href="https://example.org">x</a><script src="/static/x.js"></script><img src="data:image/png,x">'
    )


@pytest.mark.parametrize("who", ["owner", "reviewer", "client", "nobody"])
def test_every_page_and_every_refusal(house: House, who: str) -> None:
    pages, wrong = 0, []
    for name in urls():
        for method in ("GET", "POST"):
            answer = house.ask(who, method, house.address(name, who))
            if not is_strict(directives(answer)):
                wrong.append(f"{method} {name} {answer.status}: {directives(answer)}")
            if answer.is_page:
                pages += 1
                wrong += [f"{method} {name}: {found}" for found in offences(answer.text)]
    assert not wrong, "\n" + "\n".join(wrong)
    assert pages > 30, "pages are no longer found"


def test_what_is_not_there_and_what_is_too_large(db: None) -> None:
    client = Client()
    for response in (
        client.get("/nowhere/"),
        client.post("/me/language/", b"", content_type="text/plain", CONTENT_LENGTH=str(10**12)),
    ):
        answer = Answer(response.status_code, response.headers, response.getvalue())
        assert answer.status in {404, 413}
        assert is_strict(directives(answer))
        assert not offences(answer.text)
