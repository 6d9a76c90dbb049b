"""The usual slips of a hand edit that leave a file no YAML, found from the place where the parser gave up.

All before that place was read, so the slip is there or earlier. A detector looks at a bounded number of lines around
it and names the slip, or answers None; the first that names one is believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from .problem import Place, Problem, Related, quoted

MAX_LINES, MAX_WIDTH = 200, 2000
NAME = r"[A-Za-z_][\w-]*"
LINE = re.compile(rf"([ \t]*)((?:-(?:[ \t]+|$))*)(?:({NAME}) *:(?:[ \t]+|$))?")
FIELD = re.compile(rf"({NAME}):(?:[ \t]|$)")
FLOW_FIELD = re.compile(rf"(?:^|[{{\[,])[ \t]*({NAME}):(?=[ \t]|$)")
FLOW_END = re.compile(rf",(?=[ \t]*{NAME}:(?:[ \t]|$))|[}}\]](?=[ \t]*(?:[,}}\]#]|$))|,$")
ITEM_END = re.compile(r"[,\]]")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?|\'(?:[^\']|\'\')*\'?')
QUOTE_END = re.compile(r'(?:[^"\\\n]|\\.)*"')
SAFE = re.compile(r'"[^"\\]*"|\'[^\']*\'|\[[\w/, -]*\]|[\w($](?:[^:#]|:(?=[^ ])|(?<! )#)*')
CONFLICT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: .*)?|={7}")
CLIPPED = re.compile(r"(?:tis|twas|til|till|em|cause|round|n|\d\ds?)\b")
BRACKETS = re.compile("flow (?:mapping|sequence)")
RESERVED = "@`%*&!>|-?,]}"
CLOSER = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line as its writer means it: a `- ` or more, a field's name, a value. Columns count from its start."""

    text: str
    start: int
    stop: int
    body: str
    indent: int
    column: int
    value: int
    key: str

    @property
    def end(self) -> int:
        return self.start + len(self.body)

    @property
    def whole(self) -> bool:
        return self.stop - self.start <= MAX_WIDTH

    @property
    def number(self) -> int:
        return self.text.count("\n", 0, self.start) + 1

    @property
    def dash(self) -> bool:
        return self.column > self.indent

    @property
    def names_only(self) -> bool:
        """Whether the field's value stands in the lines below."""
        return self.key != "" and self.begins in ("", "#")

    @property
    def begins(self) -> str:
        """The first character of the value."""
        return self.body[self.value : self.value + 1]

    @property
    def edge(self) -> int:
        """What goes on from this line is indented deeper than this."""
        return self.column if self.key else self.indent

    def above(self) -> Iterator[Line]:
        """The lines before this one, nearest first, without blank ones and comments."""
        line = self
        for _ in range(MAX_LINES):
            if line.start == 0:
                return
            line = _line_at(self.text, line.start - 1)
            if line.body[line.indent : line.indent + 1] not in ("", "#"):
                yield line

    def below(self) -> Iterator[Line]:
        line = self
        for _ in range(MAX_LINES):
            if line.stop >= len(self.text):
                return
            line = _line_at(self.text, line.stop + 1)
            if line.body[line.indent : line.indent + 1] not in ("", "#"):
                yield line


@dataclass(frozen=True, slots=True)
class Entry:
    """A field or a list entry with its value, in a block or between brackets; offsets count from the text's start."""

    key: str
    value: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.value)

    def written(self, value: str) -> str:
        return f"write `{self.key}: {value}`" if self.key else f"write `{value}`"


@dataclass(frozen=True, slots=True)
class Slip:
    """What the parser said, where it stopped, and where the thing begins that it was in the middle of."""

    text: str
    problem: str
    offset: int
    context: str
    opened: int
    line: Line

    @property
    def column(self) -> int:
        return self.offset - self.line.start

    @property
    def char(self) -> str:
        return self.text[self.offset : self.offset + 1]

    @property
    def head(self) -> str:
        return self.line.body[: self.column].rstrip(" \t")

    @property
    def rest(self) -> str:
        return self.line.body[self.column :]

    @property
    def begins_line(self) -> bool:
        """Whether the parser stopped at the line's first word, or at the colon behind it."""
        line = self.line
        return self.column == line.indent or (self.char == ":" and line.column <= self.column < line.value)

    @property
    def in_brackets(self) -> bool:
        return BRACKETS.search(self.context) is not None

    @property
    def needs_comma(self) -> bool:
        """Whether a further entry begins between brackets."""
        begins = FIELD.match(self.rest) is not None or self.char in ("'", '"', "[", "{")
        return self.in_brackets and (begins or "sequence" in self.context)


def _line_at(text: str, offset: int) -> Line:
    start = text.rfind("\n", 0, offset) + 1
    stop = text.find("\n", offset)
    stop = stop if stop >= 0 else len(text)
    body = text[start : min(stop, start + MAX_WIDTH)].rstrip(" \t\r")
    parts = LINE.match(body)
    assert parts is not None
    return Line(text, start, stop, body, parts.end(1), parts.end(2), parts.end(), parts[3] or "")


def _brackets(body: str, at: int) -> tuple[list[int], int | None]:
    """The columns of the brackets still open at the end of `body`, read from `at`, and of a comment."""
    opened: list[int] = []
    previous = ""
    while at < len(body):
        char = body[at]
        if char == "#" and body[at - 1 : at] in (" ", "\t"):
            return opened, at
        if char in "\"'" and previous in "[{,:" and (whole := QUOTED.match(body, at)):
            at = whole.end() - 1
        elif char in CLOSER:
            opened.append(at)
        elif char in CLOSER.values() and opened:
            opened.pop()
        previous = char if char not in " \t" else previous
        at += 1
    return opened, None


def _goes_on_in_brackets(line: Line) -> bool:
    """Whether the line continues a `{` or `[` from above, as lines that end with a comma or bracket show."""
    open_ended = takewhile(lambda above: above.body.endswith((",", "{", "[")), line.above())
    return any(_brackets(above.body, above.value)[0] for above in open_ended)


def _entry_at(text: str, offset: int, behind: int) -> Entry | None:
    """The entry around `offset`, whose end is sought from `behind`; None for text that no name or dash introduces."""
    line = _line_at(text, offset)
    column, behind = offset - line.start, behind - line.start
    if not line.whole or column > len(line.body):
        return None
    opened = _brackets(line.body[:column], line.value)[0] if line.begins in CLOSER else []
    if opened or _goes_on_in_brackets(line):
        return _entry_in_brackets(line, opened, column, behind)
    if not (line.key or line.dash) or column < line.value:
        return None
    comment = line.body.find(" # ", behind)
    return Entry(line.key, line.body[line.value : comment if comment >= 0 else None].rstrip(), line.start + line.value)


def _entry_in_brackets(line: Line, opened: list[int], column: int, behind: int) -> Entry | None:
    low = opened[-1] + 1 if opened else line.indent
    is_list = opened and line.body[opened[-1]] == "["
    fields = [] if is_list else list(FLOW_FIELD.finditer(line.body[low : column + 1]))
    start = low + fields[-1].end() if fields else max(low, line.body.rfind(",", low, column) + 1)
    end = (ITEM_END if is_list else FLOW_END).search(line.body, behind)
    value = line.body[start : end.start() if end else None]
    start += len(value) - len(value.lstrip())
    return Entry(fields[-1][1] if fields else "", value.strip(), line.start + start) if value.strip() else None


def _names_nearby(slip: Slip) -> set[str]:
    """The names of the fields in the lines around."""
    lines = [*slip.line.above(), *slip.line.below()]
    return {line.key for line in lines} | {name for line in lines for name in FLOW_FIELD.findall(line.body)}


def _double(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mended(inner: str) -> str:
    """What was meant to stand between double quotes, with each quote and backslash escaped that was not."""
    return '"' + re.sub(r'\\?(["\\])', r"\\\1", inner) + '"'


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"


def _at(message: str, remedy: str, start: int, end: int, *related: Related) -> Problem:
    return Problem(message, remedy, Place(span=(start, end)), related)


def _quote_all(message: str, entry: Entry, following: str = "") -> Problem:
    """To put the value in quotes, unless the name of a field in `following` shows that it goes too far."""
    remedy = entry.written(_double(entry.value))
    if field := FIELD.match(following):
        remedy += f", or begin a new line before `{field[1]}:` where that is a field"
    return _at(message, remedy, entry.start, entry.end)


def conflict(slip: Slip) -> Problem | None:
    marked = [line for line in (slip.line, *slip.line.above()) if CONFLICT.fullmatch(line.body)]
    if not marked:
        return None
    ends = [line for line in marked[-1].below() if line.body.startswith(">" * 7)][:1]
    related = [Related(Place(span=(line.start, line.end)), "it ends here") for line in ends]
    remedy = "keep one of the two versions, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`"
    return _at("a conflict that Git marked is not resolved", remedy, marked[-1].start, marked[-1].end, *related)


def tab(slip: Slip) -> Problem | None:
    line = slip.line
    if slip.char != "\t":
        return None
    if not line.body:
        end = line.start + len(slip.text[line.start : line.stop].rstrip("\r"))
        return _at("a tab stands in an empty line", "remove it", line.start, end)
    if slip.column < line.indent:
        return _at("a tab stands in the indentation", _without_tab(line), line.start, line.start + line.indent)
    if slip.column < line.column:
        end = line.end - len(slip.rest.lstrip())
        return _at("a tab stands after the `-`", "replace it by 1 space", slip.offset, end)
    return None


def _without_tab(line: Line) -> str:
    spaced = [above for above in line.above() if "\t" not in above.body[: above.indent]]
    if not spaced:
        return "remove it"
    if spaced[0].names_only:
        return f"replace it by {_spaces(spaced[0].edge + 2)}, two more than line {spaced[0].number} has"
    like = next((above for above in spaced if above.dash), spaced[0]) if line.dash else spaced[0]
    column = like.indent if line.dash else like.column
    return f"replace it by {_spaces(column)}, to line up with line {like.number}" if column else "remove it"


def _quotes(slip: Slip) -> tuple[int, int | None] | None:
    """Where the quoted value that stopped the parser opens, and where it closes, if it does."""
    text, close = slip.text, slip.line.start + len(slip.head) - 1
    if "quoted scalar" in slip.context:
        close = slip.opened - 1
        if close < 0 or text[close] != text[slip.opened]:
            return slip.opened, None
    if text[close : close + 1] not in ("'", '"'):
        return None
    start = _opening(text, close)
    before = text[text.rfind("\n", 0, start) + 1 : start].rstrip(" \t")
    return (start, close) if start >= 0 and before[-1:] in ("", ":", "-", ",", "[", "{") else None


def _opening(text: str, close: int) -> int:
    """The quote that opens what `close` closes: the nearest before it that is not escaped; -1 for none."""
    at, low = close, max(0, close - MAX_LINES * MAX_WIDTH)
    while (at := text.rfind(text[close], low, at)) >= 0:
        before = text[max(low, at - MAX_WIDTH) : at]
        if text[close] == "'" and before.endswith("'"):
            at -= 1
        elif text[close] == "'" or (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            return at
    return -1


def _swallows(text: str, start: int, until: int) -> bool:
    """Whether a quoted value that opens at `start` holds a line that its writer meant to stand outside."""
    line = _line_at(text, start)
    return any(below.indent <= line.edge for below in takewhile(lambda below: below.start < until, line.below()))


def unclosed_quote(slip: Slip) -> Problem | None:
    found = _quotes(slip)
    if found is None:
        return None
    start, close = found
    at_end = close is None and ("end of stream" in slip.problem or "document" in slip.problem)
    if not at_end and not _swallows(slip.text, start, slip.offset):
        return None
    related = [] if close is None else [Related(Place(span=(close, close + 1)), "the parser takes this for its end")]
    return _at("this quote is not closed", _closed(slip.text, start), start, start + 1, *related)


def _closed(text: str, start: int) -> str:
    line, quote, entry = _line_at(text, start), text[start], _entry_at(text, start, start + 1)
    goes_on = any(below.indent > line.edge and not (below.key or below.dash) for below in islice(line.below(), 1))
    if entry is None or entry.start != start or goes_on:
        return f"write `{quote}` where its text ends"
    inner = entry.value[1:].rstrip("\"' \u2018\u2019\u201c\u201d")
    if quote == '"':
        return entry.written(_mended(inner))
    inner = inner.replace("''", "'")
    if CLIPPED.match(inner):
        return entry.written(_double("'" + inner))
    with_apostrophe = entry.written(_double("'" + inner)).removeprefix("write ")
    return f"{entry.written(_double(inner))}, or {with_apostrophe} where the apostrophe belongs to the text"


def bad_escape(slip: Slip) -> Problem | None:
    if "quoted" not in slip.context or not re.search("escape|hexdec", slip.problem):
        return None
    slash = slip.text.rfind("\\", slip.opened, slip.offset + 1)
    line = _line_at(slip.text, slash)
    close = QUOTE_END.match(slip.text, slash, line.end)
    entry = _entry_at(slip.text, slip.opened, close.end()) if close else None
    remedy = "write `\\\\` for each backslash"
    if entry and close and (entry.start, entry.end) == (slip.opened, close.end()):
        remedy = entry.written(_mended(entry.value[1:-1]))
    end = min(slash + 2, line.end)
    return _at(f"{quoted(slip.text[slash:end])} means nothing in double quotes", remedy, slash, end)


def stray(slip: Slip) -> Problem | None:
    """A comma or a closing bracket too many."""
    if slip.char not in (",", "]", "}"):
        return None
    doubled = slip.char == "," and "flow node" in slip.context
    left_over = not slip.rest.strip(",]} ") and (slip.begins_line or slip.head.endswith(("'", '"', "]", "}")))
    if not doubled and (slip.in_brackets or not left_over):
        return None
    message = f"this `{slip.char}` closes nothing" if slip.char != "," else "this comma separates nothing"
    return _at(message, "remove it", slip.offset, slip.offset + 1)


def wrong_bracket(slip: Slip) -> Problem | None:
    if slip.char not in ("]", "}") or not slip.in_brackets:
        return None
    opener, closer = slip.text[slip.opened], CLOSER[slip.text[slip.opened]]
    opened, _ = _brackets(slip.line.body[: slip.column], slip.line.value)
    outer = [slip.line.body[at] for at in opened if slip.line.start + at < slip.opened]
    if any(CLOSER[bracket] == slip.char for bracket in outer):
        entry = _entry_at(slip.text, slip.opened, slip.opened + 1)
        remedy = entry.written(entry.value + closer) if entry else f"write `{closer}` where it ends"
        return _at(f"this `{opener}` is not closed", remedy, slip.opened, slip.opened + 1)
    if closer in slip.rest:
        return _at(f"this `{slip.char}` closes nothing", "remove it", slip.offset, slip.offset + 1)
    message = f"`{slip.char}` cannot close what `{opener}` opens"
    return _at(message, f"write `{closer}` instead", slip.offset, slip.offset + 1)


def text_after_quote(slip: Slip) -> Problem | None:
    start, close = _quotes(slip) or (0, None)
    entry = _entry_at(slip.text, start, slip.offset)
    if close is None or start < slip.line.start or slip.needs_comma or entry is None or entry.start != start:
        return None
    quote, following = entry.value[0], slip.text[close + 1 : entry.end]
    if not following.endswith(quote) or (slip.text[close - 1] != " " and re.search(rf"[ (]{quote}\w", following)):
        return _quote_all("text stands after the closing quote", entry, slip.rest)
    inner = entry.value[1:-1]
    remedy = entry.written(_mended(inner) if quote == '"' else _double(inner.replace("''", "'")))
    name = "an apostrophe" if quote == "'" else "a quote"
    return _at(f"{name} inside the quoted text ends it", remedy, start, entry.end)


def text_after_bracket(slip: Slip) -> Problem | None:
    entry = _entry_at(slip.text, slip.offset, slip.offset)
    if entry is None or entry.value[:1] not in CLOSER or not slip.head.endswith(("]", "}")) or slip.needs_comma:
        return None
    message = f"text stands after the closing `{slip.head[-1]}`"
    if entry.value[0] == "[":
        return _quote_all(message, entry, slip.rest)
    remedy = f"remove {quoted(slip.text[slip.offset : entry.end])}, or write it before the `}}`"
    return _at(message, remedy, slip.offset, entry.end)


def comment_in_brackets(slip: Slip) -> Problem | None:
    if not slip.in_brackets:
        return None
    first = _line_at(slip.text, slip.opened)
    for line in takewhile(lambda line: line.end <= slip.offset, (first, *first.below())):
        _, comment = _brackets(line.body, max(slip.opened - line.start, 0))
        if comment is not None and line.body.endswith(("}", "]", "},", "],")):
            return _commented_out(line, line.start + comment)
    return None


def _commented_out(line: Line, start: int) -> Problem:
    message = "the ` #` begins a comment, so that the closing bracket is not read"
    entry = _entry_at(line.text, start, start)
    if entry is None or entry.start > start or entry.value[0] in "\"'[{":
        return _at(message, "move the comment behind the closing bracket", start, line.end)
    return _quote_all(message, entry)


def reserved(slip: Slip) -> Problem | None:
    at = slip.opened if re.search("alias|anchor|a tag|block scalar", slip.context) else slip.offset
    entry = _entry_at(slip.text, at, at)
    if entry is None or not entry.start <= at < entry.end or entry.value[0] not in RESERVED:
        return None
    first, line = entry.value[0], _line_at(slip.text, at)
    if first in "-?" and entry.value[1:2] not in ("", " "):
        return None
    message = f"a value that begins with {'a backtick' if first == '`' else quoted(first)} needs quotes"
    remedy = entry.written(_double(entry.value))
    below = next((below for below in islice(line.below(), 1) if below.indent > line.edge), None)
    if below and entry.key and (first in ">|" or (first == "-" and below.dash)):
        name = f"{entry.key}:" if first == "-" else f"{entry.key}: {first}"
        remedy = f"leave nothing after `{name}`, and begin in the line below"
    elif item := re.fullmatch(r"- +([\w/.-]+)", entry.value):
        remedy += f", or {entry.written(f'[{item[1]}]').removeprefix('write ')} where it is a list"
    return _at(message, remedy, entry.start, entry.end)


def colon(slip: Slip) -> Problem | None:
    entry = _entry_at(slip.text, slip.offset, slip.offset)
    if slip.char != ":" or entry is None or entry.start > slip.offset:
        return None
    before, space, word = slip.text[entry.start : slip.offset].rpartition(" ")
    is_field = space and word in _names_nearby(slip)
    if is_field and slip.in_brackets:
        return _comma(slip.text, entry.start + len(before.rstrip()))
    message = "text with a colon and a space in it needs quotes"
    return _quote_all(message, entry, f"{word}:" if is_field else "")


def colon_in_long_text(slip: Slip) -> Problem | None:
    """A colon in a further line of a text without quotes."""
    line, above = slip.line, [*slip.line.above()]
    owner = next((above for above in above if above.indent < line.indent), line)
    if slip.char != ":" or line.dash or slip.in_brackets or not owner.key or owner.begins in ("", *"#\"'|>[{"):
        return None
    if line.key and (above[0] == owner or line.key in _names_nearby(slip)):
        return None
    message = f"the text that begins in line {owner.number} has a colon and a space in it, and needs quotes"
    remedy = f"put the text of `{owner.key}` in double quotes: one in line {owner.number}, one where it ends"
    return _at(message, remedy, line.start + line.indent, line.end)


def missing_comma(slip: Slip) -> Problem | None:
    if not slip.in_brackets or not slip.rest:
        return None
    if slip.line.start > slip.opened and slip.line.indent <= _line_at(slip.text, slip.opened).edge:
        return None
    if not slip.begins_line:
        return _comma(slip.text, slip.line.start + len(slip.head))
    above = next(slip.line.above(), slip.line)
    _, comment = _brackets(above.body, above.value)
    return _comma(slip.text, above.start + len(above.body[:comment].rstrip()))


def _comma(text: str, end: int) -> Problem:
    word = text[_line_at(text, end).start : end].split()[-1:]
    return _at("a comma is missing here", f"write a comma after {quoted(''.join(word))}", end - 1, end)


def unclosed_bracket(slip: Slip) -> Problem | None:
    if not slip.in_brackets:
        return None
    line, opener = _line_at(slip.text, slip.opened), slip.text[slip.opened]
    last = slip.line if slip.line.body and not slip.rest else next(slip.line.above(), line)
    if slip.offset < line.end or last.start < line.start:
        return None
    opened, comment = _brackets(line.body, line.value)
    remedy = f"write `{CLOSER[opener]}` at the end of line {last.number}"
    if last == line and line.whole and slip.opened - line.start in opened:
        head, value = line.body[line.column : line.value], line.body[line.value : comment].rstrip()
        remedy = f"write `{head}{value.rstrip(' ,')}{''.join(CLOSER[line.body[at]] for at in reversed(opened))}`"
        if line.key and len(opened) == 1 and "," not in value:
            remedy += f", or `{line.key}: {_double(value)}` where it is text"
    return _at(f"this `{opener}` is not closed", remedy, slip.opened, slip.opened + 1)


def missing_space(slip: Slip) -> Problem | None:
    """A `-` without a space behind it, below entries that have one."""
    line = _line_at(slip.text, slip.opened) if "simple key" in slip.context else slip.line
    found = re.fullmatch(r"-([^\s-].*)", line.body[line.indent :])
    if not found or not line.whole or line.indent not in _levels(line, dash=True):
        return None
    return _at("a space is missing after the `-`", f"write `- {found[1]}`", line.start + line.indent, line.end)


def missing_colon(slip: Slip) -> Problem | None:
    line = _nameless(slip)
    if line is None or not line.whole:
        return None
    content = line.body[line.column :].partition(" # ")[0].rstrip()
    start = line.start + line.column
    end = start + len(content)
    if found := re.fullmatch(rf"({NAME}):((?!//)[^ ].*)", content):
        return _at("a space is missing after the colon", f"write `{_field(*found.groups())}`", start, end)
    if re.fullmatch(NAME, content):
        return _at("a colon is missing after the name", f"write `{content}:`", start, end)
    if not (found := re.fullmatch(rf"({NAME})(?: *=)? +([^ ].*)", content)):
        return None
    remedy = f"write `{_field(*found.groups())}`"
    above = next(line.above(), line)
    if found[1] not in _names_nearby(slip) and above.key and not above.names_only:
        remedy += f", or indent the line by {_spaces(above.column + 2)} where it goes on from line {above.number}"
    return _at("a colon is missing after the name", remedy, start, end)


def _field(name: str, value: str) -> str:
    return f"{name}: {value if SAFE.fullmatch(value) else _double(value)}"


def _nameless(slip: Slip) -> Line | None:
    """The line that the parser took for a field's name, or for a text that goes on in the line where it stopped."""
    if "simple key" in slip.context:
        line = _line_at(slip.text, slip.opened)
        return line if slip.opened == line.start + line.column else None
    above = [*islice(slip.line.above(), 2)]
    if slip.char != ":" or not slip.begins_line or not above or above[0].key:
        return None
    lines_up = above[0].column == slip.line.column or " " not in above[0].body[above[0].column :]
    return above[0] if lines_up and (above[0].dash or above[-1].names_only or len(above) == 1) else None


def _levels(line: Line, dash: bool) -> dict[int, Line]:
    """The columns at which an entry (or a field) may stand in this line, each with the nearest line that has it."""
    found: dict[int, Line] = {}
    bound = MAX_WIDTH
    for above in line.above():
        column = above.indent if dash else above.column
        if column < bound and (above.dash if dash else above.key):
            found.setdefault(column, above)
        bound = min(bound, above.indent)
    return found


def text_under_indicator(slip: Slip) -> Problem | None:
    """A line of a `|` or `>` text that is less deep than the line above it."""
    above = next(slip.line.above(), slip.line)
    owner = next((line for line in above.above() if line.indent < above.indent), slip.line)
    if not slip.begins_line or owner.begins not in ("|", ">") or not owner.edge < slip.line.indent < above.indent:
        return None
    return _misaligned(slip.line, above, above.indent)


def indentation(slip: Slip) -> Problem | None:
    line, above = slip.line, [*islice(slip.line.above(), 2)]
    if not slip.begins_line or slip.in_brackets or not above or not (line.key or line.dash):
        return None
    below = next(line.below(), None)
    alone = len(above) == 1 or (above[1].names_only and above[1].column < line.indent)
    if alone and above[0].indent > line.indent and above[0].dash == line.dash and below and below.indent == line.indent:
        return _misaligned(above[0], line, line.indent)
    levels = _levels(line, line.dash)
    if line.indent in levels or not levels:
        return None
    nearest = min(levels, key=lambda column: (abs(column - line.indent), -column))
    return _misaligned(line, levels[nearest], nearest)


def _misaligned(line: Line, like: Line, column: int) -> Problem:
    message = f"the indentation of {_spaces(line.indent)} does not fit the lines around it"
    remedy = f"indent it by {_spaces(column)}" if column else "remove the indentation"
    end = line.start + line.column + len(line.key) if line.key else line.end
    return _at(message, f"{remedy}, to line up with line {like.number}", line.start + line.indent, end)


def list_among_fields(slip: Slip) -> Problem | None:
    if not slip.line.dash or not slip.begins_line or "block mapping" not in slip.context:
        return None
    remedy = "put the list below a field's name with nothing after the colon, such as `findings:`"
    return _at("an entry of a list stands among fields", remedy, slip.offset, slip.offset + 1)


DETECTORS: tuple[Callable[[Slip], Problem | None], ...] = (
    conflict,
    tab,
    unclosed_quote,
    bad_escape,
    stray,
    wrong_bracket,
    text_after_quote,
    comment_in_brackets,
    reserved,
    text_after_bracket,
    colon,
    missing_comma,
    unclosed_bracket,
    missing_space,
    missing_colon,
    colon_in_long_text,
    text_under_indicator,
    indentation,
    list_among_fields,
)

PLAIN_WORDS = (
    ("end of stream", "the file ends in the middle of a value"),
    ("expected key", "this is no field `name: value`"),
    ("'-' indicator", "this is no entry `- value` of the list"),
    ("<block end>", "this fits neither the fields nor the list above it"),
    ("<document start>", "this stands outside of the fields of the file"),
)


def explain(text: str, problem: str, offset: int, context: str, context_offset: int | None) -> Problem:
    """The slip that made the parser stop at `offset` with these words, in words for the person who edits the file."""
    offset = min(offset, len(text))
    opened = offset if context_offset is None else min(context_offset, offset)
    slip = Slip(text, problem, offset, context if opened < len(text) else "", opened, _line_at(text, offset))
    found = (detector(slip) for detector in DETECTORS if slip.line.whole)
    return next((named for named in found if named is not None), None) or _unexplained(slip)


def _unexplained(slip: Slip) -> Problem:
    words = next((plain for words, plain in PLAIN_WORDS if words in slip.problem), None)
    remedy = "give this line and the one above the indentation of their neighbours, and close every quote and bracket"
    low = max(0, slip.offset + 1 - MAX_WIDTH)
    end = low + len(slip.text[low : slip.offset + 1].rstrip())
    return _at(words or f"YAML cannot be read from here: {slip.problem}", remedy, max(end - 1, low), max(end, low))
