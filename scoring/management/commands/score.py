from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import cli


class Command(BaseCommand):
    help = "Check one text for one platform. Exit code: 0 fits, 1 does not fit, 2 bad use."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        cli.add_score_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(cli.score(options))
