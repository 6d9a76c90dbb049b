"""The JSON documents and their schemas. What a document holds is what its dataclass holds."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from ..model import DATE_PATTERN, DIGEST_PATTERN, ID_PATTERN, LOCATOR_PATTERN, REFERENCE_PATTERN, URL_PATTERN, Platform
from .safe import json_text

AS_EDITORS_READ: dict[str | None, dict[str, Any]] = {  # of a pattern: what else than text can fit it
    ID_PATTERN: {"type": ["string", "integer", "boolean"], "minimum": 0},
    DATE_PATTERN: {"type": ["string", "integer"], "minimum": 1000, "maximum": 9999},
    LOCATOR_PATTERN: {"not": {"type": "integer"}},
    **{pattern: {"type": "string"} for pattern in (REFERENCE_PATTERN, URL_PATTERN, DIGEST_PATTERN)},
}


def render_json(document: object, leave_out: bool = False) -> str:
    """A document as indented JSON, ending in a newline; `leave_out` is for those that do not name unset fields."""
    adapter: TypeAdapter[Any] = TypeAdapter(type(document))
    try:
        return json_text(adapter.dump_json(document, indent=2, by_alias=True, exclude_none=leave_out).decode()) + "\n"
    except PydanticSerializationError:  # a file's name that is no UTF-8
        fields = adapter.dump_python(document, by_alias=True, exclude_none=leave_out)
        return json.dumps(fields, indent=2) + "\n"


def document_schema(document: type) -> str:
    """The JSON Schema of a document's dataclass, as JSON."""
    adapter: TypeAdapter[Any] = TypeAdapter(document)
    return _as_json(adapter.json_schema(mode="serialization", by_alias=True))


def platform_schema() -> str:
    """The draft-07 JSON Schema of the platform file, for editors.

    Editors read YAML with its types, so that `issued: 2025` is a number to them: text is let through as either. A field
    that may be left out may not be empty.
    """
    schema = Platform.model_json_schema()
    return _as_json({"$schema": "http://json-schema.org/draft-07/schema#", **_as_editors_read(schema)})


def _as_editors_read(node: Any) -> Any:
    if isinstance(node, list):
        return [_as_editors_read(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("const") == "1":
        return {**{key: value for key, value in node.items() if key not in ("const", "type")}, "enum": [1, "1"]}
    if "anyOf" in node:
        (kept,) = (part for part in node["anyOf"] if part.get("type") != "null")
        about = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
        node = {**about, "allOf": [kept]} if "$ref" in kept else {**kept, **about}
    if node.get("type") == "string" and "enum" not in node:
        node = {**node, "type": ["string", "number", "boolean"], **AS_EDITORS_READ.get(node.get("pattern"), {})}
    return {key: _as_editors_read(value) for key, value in node.items()}


def _as_json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
