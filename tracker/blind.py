"""Platform → the text of a platform file without its coding, for a second coder to fill."""

from __future__ import annotations

from typing import Any

import yaml

from .model import Platform

HEAD = """\
# A platform with its coding taken out, for a second coder who has not seen the first coding and does not look at it.
# Read the sources' texts. By the rules that `tracker rules coding` prints, add to each source its `statements`, and to
# each ask its `findings`; then write the `status` that `tracker check` asks for. `tracker agree` compares two codings.
"""


class _Dumper(yaml.SafeDumper):
    """Escapes what YAML 1.1 takes for the end of a line, which is written as it stands else, and is read as a space."""

    def represent_scalar(self, tag: str, value: Any, style: str | None = None) -> yaml.ScalarNode:
        return super().represent_scalar(tag, value, style if set(value).isdisjoint("\x85\u2028\u2029") else '"')


def blind_copy(platform: Platform) -> str:
    """The platform with its sources, what they ask, and its asks, and with nothing of what was found; no comments."""
    values = platform.model_dump(exclude_defaults=True)
    values["platform"].pop("method", None)
    for source in values["sources"]:
        if source["role"] != "asks":
            source["statements"] = []
    for stone in values.get("retired", ()):
        stone["reason"] = "not told here"
    for section in values["sections"]:
        for ask in section["asks"]:
            ask |= {"status": "unaddressed", "findings": []}
    return HEAD + yaml.dump(values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
