"""The repair of a hand edit that left a file no YAML, sought around the place where the parser gave up.

All before that place was read, so what is wrong is there or earlier. Small repairs of the lines around it are proposed
and parsed in turn, and the one is kept after which the least is left: of the text unread, then of the fields wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from .messages import counted, odd_character, plain, quoted
from .model import FIELD_NAMES, NAME
from .problem import Edit, Place, Problem

Left = Callable[[str], tuple[int, int]]  # the characters that the parser leaves unread, and the problems of fields

MAX_LINES, MAX_WIDTH, MAX_NAME = 2_000, 2_000, 80  # lines around, their width and a name, in characters
MOST_PROPOSED = 120  # repairs that are parsed
MOST_AROUND = 12  # lines above with which a line may be in line
WINDOW = 30  # lines above and below with which a repair is parsed
ABOVE, BELOW = -1, 1
LINE = re.compile(rf"([ \t]*)((?:-(?:[ \t]+|$))*)(?:({NAME}) *:(?:[ \t]+|$))?")
FLOW_FIELD = re.compile(rf"[{{\[,][ \t]*({NAME}):(?=[ \t]|$)[ \t]*")
FLOW_ENTRY = re.compile(r"\[[ \t]*(?=[^ \t\[{])|(?<=[\[,])[^][{},]*,[ \t]*(?=[^ \t\[{])")
FLOW_END = re.compile(rf",(?=[ \t]*{NAME}:(?:[ \t]|$))|[}}\]](?=[ \t]*(?:[,}}\]#]|$))|,$|$")
TOKEN = re.compile(r"(?<=[ \t])#.*|(?<=[\[{,:])[ \t]*(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')|[\[\]{}]")
OPEN_QUOTE = re.compile(r"(?:^|[:,\[{-])[ \t]*([\"'])")
UNCERTAIN = re.compile(r"^[\"']|[\[\]{}]|\s#")  # in a value, of which quotes may make what was not meant
BULLET = re.compile(r"[\u2022\u00b7*-][ \t\u00a0]*(?=[\w{\[\"'])")
HEAD = re.compile(r"\W*[\w-]*\s*[:\uff1a]?\s*")
CONFLICT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: .*)?|={7}")
CLOSER = {"[": "]", "{": "}"}
FIELD_BEHIND = re.compile(rf",?[ \t]+(?=(?:{'|'.join(sorted(FIELD_NAMES))}):[ \t])")


class Line:
    """The line around an offset, as its writer means it: dashes, a name, a value. One too long counts as empty."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.start = text.rfind("\n", 0, offset) + 1
        stop = text.find("\n", offset)
        self.stop = stop if stop >= 0 else len(text)
        self.body = text[self.start : self.stop].rstrip(" \t\r") if self.stop - self.start <= MAX_WIDTH else ""
        self.end = self.start + len(self.body)
        parts = LINE.match(self.body)
        assert parts is not None
        self.indent, self.column, self.value, self.key = parts.end(1), parts.end(2), parts.end(), parts[3] or ""
        self.dash = self.column > self.indent
        self.edge = self.column if self.key else self.indent  # what goes on from it is indented deeper than this

    def repair(self, message: str, start: int, end: int, text: str, safe: bool = False) -> Repair:
        """A repair between two columns of the line, counted from 0."""
        return Repair(message, self.start + start, self.start + end, text, safe)

    @property
    def content_end(self) -> int:
        """The column at which a comment begins, or the line ends."""
        tokens = TOKEN.finditer(self.body, self.value)
        comment = next((token.start() for token in tokens if token[0].startswith("#")), len(self.body))
        return len(self.body[:comment].rstrip())

    def near(self, step: int) -> Iterator[Line]:
        """The lines ABOVE or BELOW, nearest first, without blank ones and comments."""
        line = self
        for _ in range(MAX_LINES):
            offset = line.start - 1 if step == ABOVE else line.stop + 1
            if not 0 <= offset <= len(self.text):
                return
            line = Line(self.text, offset)
            if line.body.strip()[:1] not in ("", "#"):
                yield line


class Stop(NamedTuple):
    """Where the parser stopped in a text, what it was in the middle of, and where that begins."""

    text: str
    offset: int
    context: str
    opened: int

    @property
    def line(self) -> Line:
        return Line(self.text, self.offset)


class Repair(NamedTuple):
    """What is wrong, and the text that stands between two offsets once it is mended."""

    message: str
    start: int
    end: int
    text: str
    safe: bool = False


def explain(text: str, error: Any, left: Left) -> Problem:
    """What an error of the YAML parser means, in words for the person who edits the file."""
    began, slip = error.context_mark, error.problem_mark or error.context_mark
    offset = min(slip.index, len(text)) if slip else len(text)
    opened = min(began.index, offset) if began else offset
    stop = Stop(text, offset, f"{error.context or ''}", opened)
    if stop.line.stop - stop.line.start > MAX_WIDTH:
        return _unmended(stop)
    return conflict(stop) or _best(stop, left) or _unmended(stop)


def conflict(stop: Stop) -> Problem | None:
    """Lines that Git wrote where two versions meet."""
    marked = [line for line in (stop.line, *stop.line.near(ABOVE)) if CONFLICT.fullmatch(line.body)]
    if not marked:
        return None
    remedy = (
        "keep what both versions add, choose where they differ, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`"
    )
    place = Place(span=(marked[-1].start, marked[-1].end))
    return Problem("a conflict that Git marked is not resolved", remedy, place)


# --- What is proposed and tried ---


def _best(stop: Stop, left: Left) -> Problem | None:
    """The proposed repair after which the least is left, if more than now can be read with it."""
    lines = _lines(stop)
    start, end, parents = _window(stop, lines)
    beyond = end - min([stop.line, *islice(stop.line.near(BELOW), 3)][-1].stop, end)  # unread where nothing is mended
    scored = []
    for number, repair in enumerate(islice(_proposals(stop, lines), MOST_PROPOSED)):
        after = left(parents + stop.text[start : repair.start] + repair.text + stop.text[repair.end : end])
        if after[0] == 0 or after[0] < beyond:
            scored.append((after, number, repair))
    if not scored:
        return None
    _, _, repair = min(scored)
    line, old = Line(stop.text, repair.start), stop.text[repair.start : repair.end]
    edit = Edit(Place(span=(repair.start, repair.end)), repair.text)
    place = edit.place if old.strip(" ") else Place(span=(line.start + line.indent, line.end))
    safe = repair.safe and left(stop.text[: repair.start] + repair.text + stop.text[repair.end :])[0] == 0
    return Problem(repair.message, _words(line, old, repair), place, edit=edit, safe=safe)


def _lines(stop: Stop) -> list[Line]:
    """The lines in which the slip may be: where the parser stopped, what it had begun, the ones around."""
    line = stop.line
    above = [*islice(line.near(ABOVE), 3)]
    lines = [line, *above[:1]]
    if "block" not in stop.context:
        lines.append(Line(stop.text, stop.opened))
    quotes = (far for far in line.near(ABOVE) if (q := OPEN_QUOTE.search(far.body)) and far.body.count(q[1]) % 2)
    lines += [*islice(quotes, 2), *above[1:], *islice(line.near(BELOW), 1)]
    return list({near.start: near for near in lines}.values())


def _window(stop: Stop, lines: list[Line]) -> tuple[int, int, str]:
    """Where the lines begin and end with which repairs are parsed, and the lines above in which they stand."""
    first = min(lines, key=lambda line: line.start)
    begins = [line for line in islice(first.near(ABOVE), WINDOW) if line.key or line.dash] or [first]
    below = [*islice(stop.line.near(BELOW), WINDOW, 5 * WINDOW)]
    ends = [line.start for line in below if line.dash and line.indent <= 2]
    end = ends[0] if ends else below[-1].start if len(below) > 3 * WINDOW else len(stop.text)
    parents, bound = "", begins[-1].indent
    for above in begins[-1].near(ABOVE):
        if above.indent < bound and (above.key or above.dash):
            parents, bound = f"{above.body}\n{parents}", above.indent
    return begins[-1].start, end, parents


def _proposals(stop: Stop, lines: Sequence[Line]) -> Iterator[Repair]:
    """The repairs of these lines, the likelier first; where tabs indent, those of them alone."""
    if tabs := [line for line in lines if "\t" in line.body[: line.indent]]:
        for line in tabs:
            yield from _indentations(line)
        return
    for line in lines:
        yield from _look_alikes(line)
    if "flow" in stop.context:
        yield from _in_brackets(stop)
    for line in lines:
        yield from (*_quotings(line), *_brackets(line), *_names(line))
    for line in lines:
        yield from _indentations(line)
    for line in lines:
        yield from _entries(line)
    yield from _at_stop(stop)


def _look_alikes(line: Line) -> Iterator[Repair]:
    """The plain characters for what looks like them before a value: spaces, a dash, a colon."""
    head = HEAD.match(line.body)[0]  # type: ignore[index]
    if odd := [at for at, character in enumerate(head) if plain(character) != character]:
        start, end = odd[0], odd[-1] + 1
        meant = re.sub(r":\Z", ": ", plain(head[start:end]))
        yield line.repair(odd_character(head)[1], start, end, meant, safe=True)


def _values(line: Line) -> Iterator[tuple[int, int]]:
    """The columns between which a value of the line stands: of a field or an entry in brackets, or of the line."""
    for find, ends in ((FLOW_FIELD, FLOW_END), (FLOW_ENTRY, re.compile(r"[,\]]|$"))):
        for begins in find.finditer(line.body, line.column):
            if found := ends.search(line.body, begins.end()):
                yield begins.end(), found.start()
    if (line.key or line.dash) and line.body[line.value : line.value + 1] not in ("", "[", "{"):
        whole = line.content_end, len(line.body)
        for end in whole if re.match(r"[ \t]+# ", line.body[whole[0] :]) else reversed(whole):
            yield line.value, end


def _quotings(line: Line) -> Iterator[Repair]:
    """A value in double quotes: with the quotes that it has mended, or as part of the text."""
    for start, end in dict.fromkeys(_values(line)):
        if value := line.body[start:end].rstrip():
            odd_end = value[-1] == '"' and value.count('"') == 1
            safe = FIELD_NAMES.isdisjoint(re.findall(rf"({NAME}):", value)) and not (odd_end or UNCERTAIN.search(value))
            text = _in_quotes(value[:-1] if odd_end else value)
            whole = line.repair(_why_quoted(value), start, start + len(value), text, safe)
            mended = whole._replace(message="a quote or a backslash breaks this text", text=_in_quotes(_inner(value)))
            if value[0] not in "\"'":
                yield whole
            elif value[-1] != value[0] and value.find(value[0], 1) > 0:
                yield from (whole, mended)
            else:
                yield from (mended, whole)


def _in_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _inner(value: str) -> str:
    """The text of a value whose quotes are broken, without them and their escapes."""
    inner = value[1:].rstrip("\"'")
    return re.sub(r'\\(["\\])', r"\1", inner) if value[0] == '"' else inner.replace("''", "'")


def _why_quoted(value: str) -> str:
    if value[0] in "\"'":
        return "text stands after the closing quote"
    if value[0] in "@`%*&!>|-?,]}":
        return f"a value that begins with {'a backtick' if value[0] == '`' else quoted(value[0])} needs quotes"
    if re.search(r":(?:\s|$)", value):
        return "text with a colon and a space in it needs quotes"
    found = re.search(r"\s#|[\[{\]}]", value)
    return f"text with {f'a {quoted(found[0])}' if found else 'this'} in it needs quotes"


def _brackets(line: Line) -> Iterator[Repair]:
    """A bracket closed at the line's end, or one that nothing opens opened, or taken out."""
    opened: list[int] = []
    for token in TOKEN.finditer(line.body, line.column):
        at, opener = token.start(), next((opener for opener in CLOSER if CLOSER[opener] == token[0]), "")
        if token[0] in CLOSER:
            opened.append(at)
        elif opener and opened and line.body[opened[-1]] == opener:
            opened.pop()
        elif opener:
            yield line.repair(f"no bracket is open for this `{token[0]}` to close", at, at + 1, "")
            column = line.column if opener == "{" else line.value
            yield line.repair(f"a `{opener}` is missing here", column, column, opener)
    if opened:
        closers = "".join(CLOSER[line.body[at]] for at in reversed(opened))
        trimmed = len(line.body[: line.content_end].rstrip(" ,"))
        yield line.repair(f"this `{line.body[opened[0]]}` is not closed", trimmed, line.content_end, closers)
    for at in opened:
        yield line.repair(f"this `{line.body[at]}` is not closed", at, at + 1, "")


def _names(line: Line) -> Iterator[Repair]:
    """A name without its colon or the space behind it, and a field behind another in its line."""
    at, rest = line.column, line.body[line.column : line.content_end]
    found = re.match(rf"({NAME})(:|[ \t]*=[ \t]*|[ \t]+|$)", rest)
    if found and not line.key:
        what = "a space is missing after the colon" if found[2][:1] == ":" else "a colon is missing after the name"
        colon = ": " if found.end() < len(rest) else ":"
        yield line.repair(what, at + found.end(1), at + found.end(), colon, safe=found[2][:1] == ":")
    indent = " " * (line.column if line.key else line.indent)
    for wrong in FIELD_BEHIND.finditer(line.body, line.column):
        yield line.repair("this field stands in the line of another", *wrong.span(), f"\n{indent}")


def _entries(line: Line) -> Iterator[Repair]:
    """An entry of a list without its dash, or below a list that is said to be empty."""
    if found := BULLET.match(line.body, line.indent):
        yield line.repair("an entry of a list begins with a hyphen and a space", *found.span(), "- ", safe=True)
    above = next(line.near(ABOVE), line)
    if found := re.compile(r"[ \t]*\[[ \t]*\]").search(above.body, max(above.value - 1, 0)):
        yield above.repair(f"an entry stands below `{above.key}: []`, which is an empty list", *found.span(), "")
    if not line.dash and (line.key or line.body[line.indent : line.indent + 1] in ("{", "[", '"', "'")):
        for column in _columns(line):
            yield line.repair("this entry of the list lacks its `- `", 0, line.indent, " " * column + "- ")


def _in_brackets(stop: Stop) -> Iterator[Repair]:
    """A comma before the field or the entry where the parser stopped, or a closing bracket above."""
    text, before = stop.text, len(stop.text[: stop.offset].rstrip())
    word = re.search(rf"(?<!,)[ \t]+({NAME})[ \t]*\Z", text[max(0, before - MAX_NAME) : before])
    if word and word[1] in FIELD_NAMES:
        yield Repair("a comma is missing here", before - len(word[0]), before - len(word[0]), ",")
    yield Repair("a comma is missing here", before, before, ",")
    above = next(stop.line.near(ABOVE), stop.line)
    opener = text[stop.opened : stop.opened + 1]
    if opener in CLOSER:
        yield Repair(f"this `{opener}` is not closed", above.end, above.end, CLOSER[opener])


def _at_stop(stop: Stop) -> Iterator[Repair]:
    """A character that is too much taken out."""
    before = len(stop.text[: stop.offset].rstrip())
    for start in dict.fromkeys((stop.offset, before - 1, stop.offset - 1)):
        if 0 <= start < len(stop.text) and not stop.text[start].isalnum() and stop.text[start] not in "\n\r":
            yield Repair(f"`{stop.text[start]}` cannot stand here", start, start + 1, "")


def _columns(line: Line) -> list[int]:
    """Where a line may begin beside the lines around it: the nearest column first."""
    around = [*islice(line.near(ABOVE), MOST_AROUND), *islice(line.near(BELOW), 2)]
    columns = {column for near in around for column in (near.indent, near.column, near.edge + 2)}
    return sorted(columns, key=lambda column: (abs(column - line.indent), column))


def _indentations(line: Line) -> Iterator[Repair]:
    """The line at the columns of those around it, the nearest first."""
    message = f"the indentation of {counted(line.indent, 'space')} does not fit the lines around it"
    if "\t" in line.body[: line.indent]:
        message = "a tab stands in the indentation"
    for column in _columns(line):
        yield line.repair(message, 0, line.indent, " " * column)


# --- In words ---


def _words(line: Line, old: str, repair: Repair) -> str:
    """What to do by hand, as the edit does it."""
    new, before = repair.text, line.body[: repair.start - line.start]
    indent = counted(len(new) - len(new.lstrip(" ")), "space")
    if new.startswith("\n"):
        return "write it in a line of its own"
    if not new.strip() and not old.strip(" \t"):
        return f"indent it by {indent}" if new else "remove the indentation"
    if not new:
        return f"remove {quoted(old)}"
    if old.strip(" ") and not re.search(r"[\w\"]", new):
        return f"write {quoted(new) if new.strip() else 'a space'} in place of {quoted(old)}"
    if not old.strip() and before.strip():
        return f"write {quoted(new.lstrip())} after {quoted(before.split()[-1])}"
    if not old.strip():
        return f"write {quoted(new.lstrip())} before it, indented by {indent}"
    name = re.search(rf"({NAME}):[ \t]*\Z", before)
    return f"write `{name[1]}: {new}`" if name else f"write `{new}`"


def _unmended(stop: Stop) -> Problem:
    remedy = "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"
    start = max(0, len(stop.text[: stop.offset + 1].rstrip()) - 1)
    place = Place(span=(start, min(start + 1, len(stop.text))))
    return Problem("YAML cannot be read on from here", remedy, place)
