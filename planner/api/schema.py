"""The OpenAPI description of the API, and the same as lines of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator

Schema = Mapping[str, Any]

PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "detail": {"type": "string"},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "conflicts": {"type": "object", "additionalProperties": {}},
    },
    "required": ["detail"],
}


def describe_problems(result: dict[str, Any], generator: Any, **_more: Any) -> dict[str, Any]:
    """Every operation can go wrong in the ways of ``errors.py``. A postprocessing hook of drf-spectacular."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status, words in _problems(method).items():
                operation["responses"][status] = {"description": words, "content": content}
    result["components"]["schemas"]["Problem"] = PROBLEM
    return result


def _problems(method: str) -> dict[str, str]:
    found = {
        "400": _("Something in it is wrong: a sentence for each field."),
        "401": _("Nobody is signed in, or the token is dead."),
        "403": _("The role or the token's scopes do not allow it; says why."),
        "404": _("Nothing is there, or nothing that you may see."),
    }
    if method == "patch":
        found["409"] = _("Somebody else changed the same; tells both values. Nothing was saved.")
    return found


@lru_cache(maxsize=4)
def schema(language: str) -> Schema:
    """The description in this language. It only changes with the code."""
    with override(language):
        found: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter or a field."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    key: str
    method: str
    path: str
    summary: str
    words: str
    parameters: list[Line]
    body: str  # the name of a shape, "" without one
    answers: list[tuple[str, str]]  # status, name of the shape


@dataclass(frozen=True, slots=True)
class Shape:
    """A named kind of object."""

    name: str
    lines: list[Line]


def operations(found: Schema) -> Iterator[Operation]:
    for path, methods in found["paths"].items():
        for method, one in methods.items():
            yield Operation(
                key=one["operationId"],
                method=method.upper(),
                path=path,
                summary=one.get("summary", ""),
                words=one.get("description", ""),
                parameters=[_parameter(row) for row in one.get("parameters", []) if row["in"] == "query"],
                body=_shape_of(one.get("requestBody", {})),
                answers=[
                    (status, _shape_of(row)) for status, row in one["responses"].items() if status < "3"
                ],
            )


def shapes(found: Schema) -> Iterator[Shape]:
    for name, one in sorted(found["components"]["schemas"].items()):
        required = one.get("required", [])
        fields = one.get("properties", {}).items()
        yield Shape(
            name,
            [Line(key, _kind(row), key in required, row.get("description", "")) for key, row in fields],
        )


def _parameter(row: Schema) -> Line:
    return Line(row["name"], _kind(row["schema"]), row.get("required", False), row.get("description", ""))


def _shape_of(holder: Schema) -> str:
    reference = holder.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return str(reference.rpartition("/")[2])


def _kind(row: Schema) -> str:
    """The type in a few signs: ``string``, ``Variant[]``, ``reach | send``."""
    if "$ref" in row:
        return str(row["$ref"].rpartition("/")[2])
    for several in ("allOf", "oneOf", "anyOf"):
        if several in row:
            return " | ".join(_kind(one) for one in row[several])
    if "enum" in row:
        return " | ".join(str(one) or "“”" for one in row["enum"] if one is not None)
    if row.get("type") == "array":
        return f"{_kind(row['items'])}[]"
    kind = str(row.get("type") or "any")
    return str(row.get("format", kind)) if kind == "string" else kind
