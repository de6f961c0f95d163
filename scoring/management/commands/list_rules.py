from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import cli


class Command(BaseCommand):
    help = "Print every rule of the current edition with its evidence and packs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        cli.add_list_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        cli.list_rules(options)
