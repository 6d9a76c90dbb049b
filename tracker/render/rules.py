"""The documentation of the rules, as their docstrings have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..problem import Rule


def render_rules(by_subject: Mapping[str, Sequence[Rule[Any]]]) -> str:
    """A line a rule, below the subject of each group."""
    width = max(len(rule.name) for rules in by_subject.values() for rule in rules)
    groups = [
        "\n".join([subject, *(f"  {rule.name:<{width}}  {rule.severity:<7}  {rule.summary}" for rule in rules)])
        for subject, rules in by_subject.items()
    ]
    return "\n\n".join([*groups, "The rules by which findings are coded: tracker rules coding"]) + "\n"


def render_rule(rule: Rule[Any]) -> str:
    """The page of one rule, with its failing and its passing example."""
    return f"{rule.name} ({rule.severity})\n\n{rule.documentation}\n"
