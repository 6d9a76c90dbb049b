"""The documentation of the rules, as their docstrings have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..problem import Rule


def render_rules(rules: Iterable[Rule[Any]]) -> str:
    """A line a rule."""
    rules = list(rules)
    width = max(len(rule.name) for rule in rules)
    return "".join(f"{rule.name:<{width}}  {rule.severity:<7}  {rule.summary}\n" for rule in rules)


def render_rule(rule: Rule[Any]) -> str:
    """The page of one rule, with its failing and its passing example."""
    return f"{rule.name} ({rule.severity})\n\n{rule.documentation}\n"
