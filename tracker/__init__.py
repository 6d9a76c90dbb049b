"""Tracks which asks of a policy platform the sources say are funded, cut or unmet, and which words say so.

    from tracker import load, build_report, compare

`load` reads and checks a platform file, `build_report` says where each ask stands, `compare` what changed between two
reports. Each is imported from its module on first use, so that a command pays only for what it needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .changes import compare as compare
    from .loading import load as load
    from .report import build_report as build_report

__version__ = "1.0.0"
DEFAULT_FILE = "platform.yaml"
__all__ = ["build_report", "compare", "load"]
_HOMES = {"build_report": ".report", "compare": ".changes", "load": ".loading"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name], __name__), name)
