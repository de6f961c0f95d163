"""Searching text without regard to case and accents, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, TextField, Transform

ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿœæ’"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyyoa'"
TABLE = str.maketrans(ACCENTED, PLAIN)


def fold(text: str | None) -> str | None:
    return None if text is None else text.lower().translate(TABLE)


@CharField.register_lookup
@TextField.register_lookup
class Folded(Transform):
    """``title__folded__contains=fold(word)``."""

    lookup_name = "folded"
    function = "signet_fold"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite knows neither accents nor upper case beyond ASCII, so it is lent ours."""
        connection.ensure_connection()
        connection.connection.create_function("signet_fold", 1, fold, deterministic=True)
        return super().as_sql(compiler, connection, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = f"TRANSLATE(LOWER(%(expressions)s), '{ACCENTED}', '{PLAIN.replace(chr(39), chr(39) * 2)}')"
        return super().as_sql(compiler, connection, template=template, **extra)
