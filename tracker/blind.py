"""Platform → the text of a platform file without its coding, for a second coder to fill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .messages import written
from .model import Platform

HEAD = """\
# A platform with its coding taken out, for a second coder who has not seen the first coding and does not look at it.
# Read the sources' texts. By the rules that `tracker rules coding` prints, add to each source its `statements`, and to
# each ask its `findings`; then write the `status` that `tracker check` asks for. `tracker agree` compares two codings.
"""


def blind_copy(platform: Platform) -> str:
    """The platform with its sources, what they ask, and its asks, and with nothing of what was found; no comments."""
    values = platform.model_dump(exclude_defaults=True)
    values["platform"].pop("method", None)
    for source in values["sources"]:
        if source["role"] != "asks":
            source["statements"] = []
    for section in values["sections"]:
        for ask in section["asks"]:
            ask |= {"status": "unaddressed", "findings": []}
    return HEAD + "\n".join(_lines(values, "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    """A mapping, or a list of mappings, as YAML of a line a field."""
    if isinstance(value, dict):
        for name, held in value.items():
            if isinstance(held, dict) or (held and isinstance(held[0], dict)):
                yield f"{indent}{name}:"
                yield from _lines(held, f"{indent}  ")
            else:
                yield f"{indent}{name}: {_inline(held)}"
        return
    for entry in value:
        first, *rest = _lines(entry, f"{indent}  ")
        yield f"{indent}- {first.lstrip()}"
        yield from rest


def _inline(value: Any) -> str:
    return written(value) if isinstance(value, str) else f"[{', '.join(map(written, value))}]"
