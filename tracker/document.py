"""Bytes of a platform file → text → plain values → Platform, and the place of any value in the text.

One pass over libyaml's events builds dicts, lists and text. Nothing is resolved: every scalar stays as it stands, and
anchors, aliases, tags and directives are refused. Places are found by a second pass, made only when a problem is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from . import syntax
from .messages import quoted
from .model import FIELD_NAMES, MAX_BYTES, MAX_DEPTH, MadeFrom, Path, Platform
from .problem import MOST_PROBLEMS, Place, Problem, Related, bounded

try:
    from yaml.cyaml import CParser as Parser  # type: ignore[attr-defined]
except ImportError:  # PyYAML was built without libyaml
    from yaml import BaseLoader as Parser  # type: ignore[assignment]  # the same events, some twenty times slower


MARK = "\ufeff"  # of the order of bytes
NULLS = {"~", "null", "Null", "NULL"}  # what stands for nothing, unless it is quoted
LIBYAML_IS_TOO_DEEP = "exceeded maximum nesting depth"  # of some 1,000, which it looks ahead to since PyYAML 6.0.4
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: `platform` is None where `problems` say why there is none.

    `stand_in` is the platform with a stand-in for each entry at `broken`, None where more than these is broken.
    """

    name: str
    text: str
    platform: Platform | None
    problems: tuple[Problem, ...]
    stand_in: Platform | None = None
    broken: frozenset[Path] = frozenset()
    mark: str = ""  # the byte order mark that stands before the text
    made_from: MadeFrom | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that would make a report wrong."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def checked_by(self, check: Callable[[Platform], list[Problem]]) -> list[Problem]:
        """What the rules of a platform find that is no consequence of what is broken."""
        return [problem for problem in check(self.stand_in) if self._bears(problem)] if self.stand_in else []

    def _bears(self, problem: Problem) -> bool:
        if self.platform is None and problem.rule == "unasked-bullet":  # a broken ask may ask it
            return False
        path = problem.place.path
        return not any(path[:n] in self.broken for n in range(len(path) + 1))


class _Refused(Exception):
    """Reading cannot go on; the problems say why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems


def read(content: bytes, name: str) -> Document:
    """The document that `content` holds, with every problem of its syntax and shape; messages call it `name`."""
    if len(content) > MAX_BYTES:
        return Document(name, "", None, tuple(syntax.too_large(MAX_BYTES)))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:2].count(0) == 1:
        return Document(name, "", None, tuple(syntax.encoding("UTF-16", 0)))
    try:
        whole = content.decode()
    except UnicodeDecodeError as error:
        before, shown = content[: error.start].decode(), content.decode(errors="replace")
        found = syntax.encoding(f"the byte 0x{content[error.start]:02x}", len(before.lstrip(MARK)))
        return Document(name, shown.lstrip(MARK), None, tuple(found))
    text = whole.lstrip(MARK)
    return _read(text, name, whole[: len(whole) - len(text)])


def _read(text: str, name: str, mark: str) -> Document:
    problems: list[Problem] = []
    try:
        values = _compose(text, problems)
    except _Refused as refusal:
        return Document(name, text, None, (*bounded(problems), *refusal.problems), mark=mark)
    # Which value of a repeated key counts is not known.
    broken = {problem.place.path[:-1] for problem in problems if problem.rule == "duplicate-key"}
    platform = stand_in = _validate(values)
    if platform:
        problems += syntax.invisible_character(text)
    else:
        from . import fields  # most files have none of its problems, and then do without it

        told = {problem.place.path for problem in problems}  # as where an alias left no value
        found = fields.problems(values)
        replaced = fields.replace_broken(values, found)
        problems += (problem for problem in found if problem.place.path not in told)
        stand_in, broken = _validate(values) if replaced else None, broken | replaced
    scalars = (_span(event) for event in _events(text) if isinstance(event, ScalarEvent))
    problems += syntax.text_cut_by_comment(text, scalars)
    return Document(name, text, platform, tuple(problems), stand_in, frozenset(broken), mark)


def _validate(values: object) -> Platform | None:
    try:
        return Platform.model_validate(values)
    except ValidationError:
        return None


def _compose(text: str, problems: list[Problem]) -> Any:
    """The plain values of the text, None for an alias.

    Appends the problems that parsing survives; raises _Refused for others.
    """
    if directive := syntax.directive(text):
        raise _Refused(directive)
    try:
        return _Composer(text, problems).compose()
    except yaml.MarkedYAMLError as error:
        slip: Any = error.problem_mark or error.context_mark
        if slip and error.problem == LIBYAML_IS_TOO_DEEP:  # what stands before it passes our own bound first
            problems.clear()
            return _compose(text[: slip.index], problems)
        raise _Refused(syntax.yaml_syntax(text, error, _left)) from None
    except yaml.reader.ReaderError:
        raise _Refused(syntax.control_character(text)) from None


def _left(text: str) -> tuple[int, int]:
    """The characters that the parser leaves unread; if none, the problems of the fields."""
    problems: list[Problem] = []
    try:
        values = _Composer(text, problems).compose()
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark if "block" in f"{error.context}" else error.context_mark or error.problem_mark
        return len(text) - mark.index + 1, 0
    except (_Refused, yaml.reader.ReaderError):
        return len(text) + 1, 0
    from . import fields

    if isinstance(values, dict) and values.keys() & Platform.model_fields.keys():
        return 0, len(problems) + len(fields.problems(values))
    return 0, len(problems) + sum(name not in FIELD_NAMES for name in _names(values))


def _names(value: Any) -> Iterator[str]:
    """The names of all fields in a value."""
    for held in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(held)
    yield from value if isinstance(value, dict) else ()


class _Composer:
    """Builds plain values from events; holds what the loop needs to name a path when something is refused."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        self.text = text
        self.problems = problems
        self.nulls = {null for null in NULLS if null in text}  # most texts have none
        self.next_event: Callable[[], Any] = Parser(text).get_event
        self.stack: list[tuple[Any, Any]] = []  # each open container, and the key at which the next one stands
        self.repeated: list[tuple[dict[Any, Any], object]] = []  # what stands for a key that one has already

    def compose(self) -> Any:
        self.next_event()
        value = "" if self.next_event().__class__ is StreamEndEvent else self._node()
        if value == "":
            raise _Refused(syntax.empty_file())
        for mapping, key in self.repeated:
            del mapping[key]
        self.next_event()
        if isinstance(event := self.next_event(), DocumentStartEvent):
            remedy = "keep one document in the file and remove this `---`"
            self._add(syntax.yaml_feature("a second document", remedy, Place(span=_span(event))))
        return value

    def _node(self) -> Any:  # noqa: C901, PLR0912
        """The loop over the events of the document's one node; written for speed, as everything passes through it."""
        next_event, stack, nulls = self.next_event, self.stack, self.nulls
        container: Any = []
        root, key, keyed = container, None, False
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                value = event.value
            elif kind is MappingStartEvent:
                value = {}
            elif kind is SequenceStartEvent:
                value = []
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                container, key = stack.pop()
                keyed, key = container.__class__ is dict, None
                if not stack:
                    return root[0]
                continue
            else:
                value = None
                self._alias(event, container, key)
            if kind is not AliasEvent and (event.anchor is not None or event.tag is not None):
                self._anchored(event, container, key)
            if keyed and key is None:
                key = value if kind is ScalarEvent and value not in container else self._key(event, container, value)
                continue
            if nulls and kind is ScalarEvent and value in nulls and event.implicit[0]:
                value = ""
            if not keyed:
                container.append(value)
            else:
                container[key] = value
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                self._deepen(event, container, key)
                container, keyed, key = value, kind is MappingStartEvent, None
            elif not stack:
                return root[0]
            else:
                key = None

    def _deepen(self, event: Event, container: Any, key: Any) -> None:
        self.stack.append((container, key))
        if len(self.stack) > MAX_DEPTH:
            raise _Refused(syntax.too_deep(MAX_DEPTH, _span(event)))

    def _key(self, event: Event, container: dict[Any, Any], value: Any) -> Any:
        if not isinstance(event, ScalarEvent):
            remedy = "quote text that begins with `{` or `[`, and text before it to which a comma belongs"
            raise _Refused(syntax.yaml_feature("a key that is no text", remedy, Place(span=_span(event))))
        self.repeated.append((container, repeated := object()))
        if value[:1].isalpha():  # what is not, like the thousands behind a comma, is told as no field, once
            place = self._place(event, container, value)
            self._add(syntax.duplicate_key(value, place, Related(Place(place.path, key=True), "first used here")))
        return repeated

    def _alias(self, event: Any, container: Any, key: Any) -> None:
        remedy = "write the value itself here; text that begins with `*` goes in quotes"
        self._add(syntax.yaml_feature(f"the alias `*{event.anchor}`", remedy, self._place(event, container, key)))

    def _anchored(self, event: Any, container: Any, key: Any) -> None:
        for sign, what, name in (("&", "anchor", event.anchor), ("!", "tag", event.tag)):
            if name is not None:
                start = self.text.index(sign, event.start_mark.index)
                written = syntax.token(self.text, start)
                place = self._place(event, container, key)._replace(span=(start, start + len(written)))
                remedy = f"remove `{written}`; text that begins with `{sign}` goes in quotes"
                self._add(syntax.yaml_feature(f"the {what} {quoted(written)}", remedy, place))

    def _add(self, problems: list[Problem]) -> None:
        self.problems += problems
        if len(self.problems) > MOST_PROBLEMS:
            raise _Refused([])

    def _place(self, event: Event, container: Any, key: Any) -> Place:
        """Where the event stands, with its path worked out from the open containers."""
        outer = [len(held) - 1 if isinstance(held, list) else step for held, step in self.stack[1:]]
        return Place((*outer, len(container) if isinstance(container, list) else key), span=_span(event))


def _span(event: Any) -> Span:
    return event.start_mark.index, event.end_mark.index


def locate(text: str, paths: set[Path]) -> dict[Path, tuple[Span, Span]]:
    """The spans, in characters, of the key (or the value again) and of the value at each of `paths`.

    A path that is not in the text, or that stands behind a place where it cannot be parsed, is left out.
    """
    found: dict[Path, tuple[Span, Span]] = {}
    missing, events = set(paths), _events(text)

    def visit(event: Any, path: Path, key: Span | None) -> None:
        """Notes the spans at a path and below it; StopIteration where the events end or nothing is left to find."""
        wanted, (start, end) = path in missing, _span(event)
        if wanted:
            found[path] = (key or (start, end), (start, end))
        if isinstance(event, MappingStartEvent):
            while isinstance(name := next(events), ScalarEvent):
                visit(next(events), (*path, name.value), _span(name))
            end = _span(name)[1]
        elif isinstance(event, SequenceStartEvent):
            for number, entry in enumerate(events):
                if isinstance(entry, SequenceEndEvent):
                    end = _span(entry)[1]
                    break
                visit(entry, (*path, number), None)
        if wanted:
            found[path] = (found[path][0], (start, end))
            missing.remove(path)
            if not missing:
                raise StopIteration

    with suppress(yaml.YAMLError, StopIteration):  # what stands before a break is found
        visit(next(events), (), None)
    return found


def _events(text: str) -> Iterator[Any]:
    """The events of the first document's nodes."""
    next_event: Callable[[], Any] = Parser(text).get_event
    next_event()  # the stream's start
    next_event()  # the document's start
    depth = 0
    while True:
        event = next_event()
        if event is None or isinstance(event, StreamEndEvent):
            return
        yield event
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
        if not 0 < depth <= MAX_DEPTH:
            return
