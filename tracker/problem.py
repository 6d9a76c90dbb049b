"""A problem of the file, and the rule that it breaks.

Bad data is a value here; an exception is for what broke. A problem names its place by the path of keys and indexes,
which is turned into line and column only when it is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from inspect import cleandoc
from itertools import islice
from typing import Any, Generic, Literal, NamedTuple, ParamSpec

from .model import Path

Severity = Literal["error", "warning"]
P = ParamSpec("P")
MOST_PROBLEMS = 10_000  # of one rule in one file


class Place(NamedTuple):
    """A key or a value of the file by its path, or the first such part of it; or a stretch by offsets in characters."""

    path: Path = ()
    key: bool = False
    span: tuple[int, int] | None = None
    part: str = ""


class Related(NamedTuple):
    """A second place that matters, and why."""

    place: Place
    message: str


class Edit(NamedTuple):
    """A remedy as data: the text that takes the place of a key, a value or a stretch of the file.

    If it `adds`, the text is a field (`name: value`) that comes before the key at the place.
    """

    place: Place
    text: str
    adds: bool = False

    @property
    def words(self) -> str:
        """What to write, as a remedy says it."""
        if self.adds:
            return f"add `{self.text}`"
        name = self.place.path[-1] if self.place.path else 0
        if self.place.key:
            return f"write `{self.text}`" if ":" in self.text else f"write `{self.text}:`"
        return f"write `{name}: {self.text}`" if isinstance(name, str) else f"write `{self.text}`"


class Problem(NamedTuple):
    """What is wrong, how to mend it, and where; `rule` and `severity` are filled in by the rule.

    `edit` is the remedy as data, where it is one edit. It is `safe` if it is certain and claims nothing: it changes no
    status, no finding, and no word of a text.
    """

    message: str
    remedy: str
    place: Place
    related: tuple[Related, ...] = ()
    rule: str = ""
    severity: Severity = "error"
    edit: Edit | None = None
    safe: bool = False

    @classmethod
    def mended_by(
        cls, edit: Edit, message: str, otherwise: str = "", related: tuple[Related, ...] = (), safe: bool = False
    ) -> Problem:
        """A problem at the place of the edit that mends it; `otherwise` goes on behind the words of the edit."""
        safe = safe and not otherwise and edit.place.path[-1:] != ("status",)
        return cls(message, edit.words + otherwise, edit.place, related, edit=edit, safe=safe)

    @classmethod
    def of_value(cls, path: Path, message: str, meant: str | None, otherwise: str, safe: bool = False) -> Problem:
        """A problem of the value at a path, whose remedy is what was likely meant, where there is such a thing."""
        if meant:
            return cls.mended_by(Edit(Place(path), meant), message, safe=safe)
        return cls(message, otherwise, Place(path))


class Rule(Generic[P]):
    """A named rule: calling it gives its problems; the function's docstring is its documentation."""

    def __init__(self, severity: Severity, find: Callable[P, Iterator[Problem]]) -> None:
        self.severity = severity
        self.find = find
        self.name = find.__name__.replace("_", "-")

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Problem]:
        found = self.find(*args, **kwargs)
        return bounded(problem._replace(rule=self.name, severity=self.severity) for problem in found)

    @property
    def documentation(self) -> str:
        """The docstring: a summary line, the reason, and the examples under `Fails:` and `Passes:`."""
        return cleandoc(self.find.__doc__ or "")

    @property
    def summary(self) -> str:
        return self.documentation.partition("\n")[0]


_rules: defaultdict[str, list[Rule[Any]]] = defaultdict(list)


def rule(severity: Severity) -> Callable[[Callable[P, Iterator[Problem]]], Rule[P]]:
    """Makes a generator of problems a rule of its module, of that severity, named as the function is."""

    def register(find: Callable[P, Iterator[Problem]]) -> Rule[P]:
        made = Rule(severity, find)
        _rules[find.__module__].append(made)
        return made

    return register


def rules_of(module: str) -> tuple[Rule[Any], ...]:
    """The rules of a module by its `__name__`, in the order in which they stand there."""
    return tuple(_rules[module])


def run(module: str, *args: object) -> list[Problem]:
    """Every problem that the rules of a module find in the same thing, rule by rule."""
    return [problem for rule in rules_of(module) for problem in rule(*args)]


def bounded(problems: Iterable[Problem]) -> list[Problem]:
    """The first MOST_PROBLEMS of the problems; where there are more, the last of them says so."""
    found = list(islice(problems, MOST_PROBLEMS + 1))
    if len(found) > MOST_PROBLEMS:
        found[-2:] = [found[-2]._replace(message=f"{found[-2].message} (and there are more of these)")]
    return found
