"""The mails of a try-out, which are written to files instead of being sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

LARGEST = 2 * 1024 * 1024  # bytes read of one file
SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # between the mails of one file, as Django writes them


@dataclass(frozen=True)
class Mail:
    """One file of mail. A file that is no mail shows as what it holds."""

    path: Path
    at: datetime

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def message(self) -> EmailMessage:
        try:
            with self.path.open("rb") as file:
                raw = file.read(LARGEST)
            return message_from_bytes(raw.split(SEPARATOR)[0], policy=policy.default)
        except (OSError, MessageError, ValueError):
            return EmailMessage()

    def header(self, name: str) -> str:
        try:
            return str(self.message.get(name, ""))
        except (MessageError, ValueError, IndexError, LookupError):
            return ""

    @property
    def subject(self) -> str:
        return self.header("subject")

    @property
    def to(self) -> str:
        return self.header("to")

    @property
    def text(self) -> str:
        try:
            part = self.message.get_body(("plain", "html"))
            return str(part.get_content()) if part else ""
        except (MessageError, ValueError, KeyError, LookupError, AttributeError):
            return ""


def mails(folder: Path) -> list[Mail]:
    """Newest first. Only names and times are read here; a mail is opened when it is shown."""
    found = []
    for path in folder.glob("*.log") if folder.is_dir() else ():
        try:
            found.append(Mail(path, datetime.fromtimestamp(path.stat().st_mtime, UTC)))
        except OSError:
            continue  # gone meanwhile
    return sorted(found, key=lambda mail: (mail.at, mail.name), reverse=True)


def mail(folder: Path, name: str) -> Mail | None:
    return next((mail for mail in mails(folder) if mail.name == name), None)
