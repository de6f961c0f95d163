"""``manage.py demo``: makes the demo agency, once. ``make demo`` calls it on the first run."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from planner.management.demo import acts, data, pictures, results
from planner.management.demo.studio import Studio
from planner.models import User


class Command(BaseCommand):
    help = "Make the demo agency in an empty try-out; what is there already is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TRYOUT:
            raise CommandError("The demo agency is for a try-out: its passwords stand on the screen.")
        logins = Path(settings.VAR) / "logins.json"
        if logins.exists():
            self._say("The demo agency is there already; nothing was changed.")
            return
        agency = data.load()
        if User.objects.filter(email__in=[person.email for person in agency.people]).exists():
            raise CommandError("The demo agency is half made: `make demo-reset` starts it over.")
        # The rows of the work are worked off here; there is no worker yet that a message could wake.
        current_app.conf.update(broker_url="memory://localhost//", broker_transport_options={})
        studio = Studio(agency, timezone.now())
        self._make(studio)
        _write(logins, studio.logins())

    def _make(self, studio: Studio) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self._say("Drawing its pictures and films")
            files = pictures.make(Path(folder))
            self._say("People, brands and media")
            studio.found(files)
            self._say(
                f"{len(studio.agency.drafts)} drafts, six weeks of work on them, results and what follows from them"
            )
            exports = results.make(Path(folder) / "exports", timezone.localdate(studio.now))
            for done in acts.play(studio, exports):
                if done % 100 == 0:
                    self._say(f"  {done} acts")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words} ...")
        self.stdout.flush()


def _write(path: Path, logins: list[dict[str, str]]) -> None:
    """Last of all, and readable by its owner only."""
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(logins, file, indent=1, ensure_ascii=False)
