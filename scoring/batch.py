"""What the command line is asked: texts from files, or many at once as JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

from scoring.rulebook import Edition
from scoring.types import AiUse, MediaItem, Objective, Snapshot

_LANG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")  # fr, pt-BR
_OPTIONS = ("platform", "format", "lang", "objective", "words")
_TEXTS = ("title", "first_comment", "link")
_KEYS = frozenset({"id", "text", "media", "ai_use", "settings", *_OPTIONS, *_TEXTS})


class BadUse(Exception):
    """What was asked cannot be done; the message is one clear sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One text to check. ``options``: what the command or the line says of it; ``place``: where it stands, for errors."""

    options: Mapping[str, Any]
    read: Callable[[], str]
    id: object = None  # as given: a name, a number
    place: str = ""


def said_of_all(options: Mapping[str, Any]) -> dict[str, Any]:
    """What the command's options say of every text."""
    return {name: options[name] for name in _OPTIONS}


def whole(file: str, stdin: BinaryIO, options: Mapping[str, Any], *, several: bool) -> Asked:
    """A file that is one text; among several its name tells them apart."""
    return Asked(said_of_all(options), lambda: text(file, stdin), file if several else None)


def lines(file: str, stdin: BinaryIO, options: Mapping[str, Any]) -> Iterator[Asked]:
    """The lines of a JSON Lines file one by one; what a line does not say, the command's options say."""
    defaults = said_of_all(options)
    for number, line in enumerate(_raw_lines(file, stdin), start=1):
        if isinstance(line, BadUse) or line.strip():
            yield _line(line, defaults, f"{file}, line {number}: ")


def _raw_lines(file: str, stdin: BinaryIO) -> Iterator[bytes | BadUse]:
    try:
        if file == "-":
            yield from stdin
        else:
            with Path(file).open("rb") as opened:
                yield from opened
    except OSError as problem:
        yield BadUse(f"cannot read {file}: {problem.strerror or problem}.")


def _line(raw: bytes | BadUse, defaults: Mapping[str, Any], place: str) -> Asked:
    given: Any = None

    def fail(problem: BadUse) -> Asked:
        def read() -> str:
            raise problem

        return Asked(defaults, read, place=place)

    if isinstance(raw, BadUse):
        return fail(raw)
    try:
        given = json.loads(raw)
    except ValueError:
        return fail(BadUse("this is not JSON in UTF-8."))
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return fail(BadUse('a line is an object with a "text".'))
    if unknown := sorted(set(given) - _KEYS):
        return fail(BadUse(f"unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}."))
    words: str = given["text"]
    return Asked({**defaults, **given}, lambda: words, given.get("id"), place)


def text(file: str, stdin: BinaryIO) -> str:
    """As written: UTF-8, no newline translation, since spans count its code points."""
    try:
        data = stdin.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8")
    except OSError as problem:
        raise BadUse(f"cannot read {file}: {problem.strerror or problem}.") from None
    except UnicodeDecodeError as problem:
        raise BadUse(f"{file} is not UTF-8 text (byte {problem.start}).") from None


def snapshot(asked: Asked, edition: Edition) -> Snapshot:
    """What the engine is told: no more than was given. BadUse says what is wrong with it."""
    words = asked.read()
    options = asked.options
    platform = known("platform", options.get("platform"), edition.platforms)
    form = known(f"format of {platform}", options.get("format"), edition.platforms[platform].formats)
    objective, lang, ai_use = options.get("objective"), options.get("lang"), options.get("ai_use")
    if lang and not (isinstance(lang, str) and _LANG.fullmatch(lang)):
        raise BadUse(f"unknown language {lang!r}; give a code such as fr.")
    for name in _TEXTS:
        if not isinstance(options.get(name), str | None):
            raise BadUse(f"{name!r} is a text.")
    settings = options.get("settings")
    if not isinstance(settings, dict | None):
        raise BadUse('"settings" is an object.')
    return Snapshot(
        platform=platform,
        format=form,
        text=words,
        lang=lang or None,
        objective=Objective(known("objective", objective, [*Objective])) if objective else None,
        title=options.get("title"),
        first_comment=options.get("first_comment"),
        link=options.get("link"),
        media=_media(options["media"]) if options.get("media") is not None else None,
        ai_use=AiUse(known("ai_use", ai_use, [*AiUse])) if ai_use else None,
        settings=settings,
    )


def _media(given: Any) -> tuple[MediaItem, ...]:
    names = [field.name for field in fields(MediaItem)]
    if not isinstance(given, list) or not all(isinstance(one, dict) and "kind" in one for one in given):
        raise BadUse('"media" is a list of objects with a "kind".')
    for one in given:
        for name in one:
            known("key of a medium", name, names)
        known("kind of medium", one["kind"], ("image", "video", "document"))
    return tuple(MediaItem(**one) for one in given)


def known(what: str, given: Any, among: Iterable[str]) -> str:
    choices = list(among)
    if given is None or given == "":
        raise BadUse(f"no {what} given; known are {', '.join(choices)}.")
    if given not in choices:
        raise BadUse(f"unknown {what} {given!r}; known are {', '.join(choices)}.")
    return str(given)
