"""The usual slips of a hand edit that leave a file no YAML, found from the place where the parser gave up.

All before that place was read, so the slip is there or earlier. A detector looks at a bounded number of lines around
it and names the slip, or answers None; the first that names one is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from .messages import counted, quoted
from .model import FIELD_NAMES, NAME
from .problem import Place, Problem, Related

MAX_LINES, MAX_WIDTH, MAX_QUOTED = 2_000, 2_000, 400_000  # lines around, their width and a quoted text, in characters
ABOVE, BELOW = -1, 1
LINE = re.compile(rf"([ \t]*)((?:-(?:[ \t]+|$))*)(?:({NAME}) *:(?:[ \t]+|$))?")
FLOW_FIELD = re.compile(rf"(?:^|[{{\[,])[ \t]*({NAME}):(?=[ \t]|$)")
FIELD_BEHIND = re.compile(rf",[ \t]*(?:{'|'.join(sorted(FIELD_NAMES))}):[ \t]")
FLOW_END = re.compile(rf",(?=[ \t]*{NAME}:(?:[ \t]|$))|[}}\]](?=[ \t]*(?:[,}}\]#]|$))|,$")
TOKEN = re.compile(r"(?<=[ \t])#|(?<=[\[{,:])[ \t]*(?:\"(?:[^\"\\]|\\.)*\"?|'(?:[^']|'')*'?)|[\[\]{}]")
QUOTED_LAST = re.compile(r'(?ms)(?:^|[:,\[{-])[ \t]*("(?:[^"\\]|\\.)*+"|\'(?:[^\']|\'\')*+\')\Z')
ESCAPED = r'\\?(["\\])'  # where some quotes and backslashes are escaped already
SAFE = re.compile(r'"[^"\\]*"|\'[^\']*\'|\[[\w/, -]*\]|[\w($](?:[^:#]|:(?=[^ ])|(?<! )#)*')
BULLET = re.compile(rf"-(?=[{{\[\"']|{NAME}:(?:[ \t]|$))|[\u2010-\u2015\u2022\u00b7*][ \t\u00a0]+(?=[\w{{\[\"'])")
LISTS_IN_A_ROW = re.compile(r"\[[^][{}]*\](?:,?[ \t]*\[[^][{}]*\])+")
FOREIGN_SPACES = re.compile(r"[ \t]*[\u00a0\u2000-\u200b\u202f\u3000][\s\u200b]*")
CONFLICT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: .*)?|={7}")
CLOSER = {"[": "]", "{": "}"}


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
        self.begins = self.body[self.value : self.value + 1]
        self.names_only = self.key != "" and self.begins in ("", "#")  # its value stands in the lines below
        self.edge = self.column if self.key else self.indent  # what goes on from it is indented deeper than this

    @property
    def number(self) -> int:
        return self.text.count("\n", 0, self.start) + 1

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


class Entry:
    """A field or a list entry with its value, in a block or between brackets; offsets count from the text's start."""

    def __init__(self, key: str, value: str, start: int) -> None:
        self.key, self.value, self.start, self.end = key, value, start, start + len(value)

    def written(self, value: str) -> str:
        return f"write `{self.key}: {value}`" if self.key else f"write `{value}`"


class Slip:
    """What the parser said, where it stopped, and where the thing begins that it was in the middle of."""

    def __init__(self, text: str, problem: str, offset: int, context: str, opened: int) -> None:
        self.text, self.problem, self.offset, self.context, self.opened = text, problem, offset, context, opened
        self.char = text[offset : offset + 1]
        self.line = line = Line(text, offset)
        column = offset - line.start
        self.head, self.rest = line.body[:column].rstrip(" \t"), line.body[column:]
        self.begins_line = column == line.indent or (self.char == ":" and line.column <= column < line.value)
        self.in_brackets = bool(re.search("flow (mapping|sequence)", context)) and text[opened : opened + 1] in CLOSER
        begins_entry = re.match(rf"{NAME}:(?:[ \t]|$)", self.rest) is not None or self.char in ("'", '"', "[", "{")
        self.needs_comma = self.in_brackets and (begins_entry or "sequence" in context)


def _brackets(body: str, at: int) -> tuple[list[int], int | None]:
    """The columns of the brackets still open at the end of `body`, read from `at`, and of a comment."""
    opened: list[int] = []
    for token in TOKEN.finditer(body, at):
        if token[0] == "#":
            return opened, token.start()
        if token[0] in CLOSER:
            opened.append(token.start())
        elif token[0] in CLOSER.values() and opened:
            opened.pop()
    return opened, None


def _entry_at(text: str, offset: int, behind: int) -> Entry | None:
    """The entry around `offset`, whose end is sought from `behind`; None for text that no name or dash introduces."""
    line = Line(text, offset)
    column, behind = offset - line.start, behind - line.start
    if column > len(line.body):
        return None
    opened = _brackets(line.body[:column], line.value)[0] if line.begins in CLOSER else []
    open_ended = takewhile(lambda above: above.body.endswith((",", "{", "[")), line.near(ABOVE))
    if opened or any(_brackets(above.body, above.value)[0] for above in open_ended):
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
    ends = (re.compile(r"[,\]]") if is_list else FLOW_END).finditer(line.body, behind)
    end = next((end for end in ends if not _is_inside(line.body[start : end.start()], end[0])), None)
    value = line.body[start : end.start() if end else None]
    start += len(value) - len(value.lstrip())
    return Entry(fields[-1][1] if fields else "", value.strip(), line.start + start) if value.strip() else None


def _is_inside(value: str, closer: str) -> bool:
    """Whether what closes behind this value was opened in it."""
    return any(value.count(opener) > value.count(closer) for opener in CLOSER if CLOSER[opener] == closer)


def _double(value: str, special: str = r'(["\\])') -> str:
    return '"' + re.sub(special, r"\\\1", value) + '"'


def _at(message: str, remedy: str, start: int, end: int, *related: Related) -> Problem:
    return Problem(message, remedy, Place(span=(start, end)), related)


def _quote_all(message: str, entry: Entry) -> Problem:
    return _at(message, entry.written(_double(entry.value)), entry.start, entry.end)


def conflict(slip: Slip) -> Problem | None:
    """Lines that Git wrote where two versions meet."""
    marked = [line for line in (slip.line, *slip.line.near(ABOVE)) if CONFLICT.fullmatch(line.body)]
    if not marked:
        return None
    ends = [line for line in marked[-1].near(BELOW) if line.body.startswith(">" * 7)][:1]
    related = [Related(Place(span=(line.start, line.end)), "it ends here") for line in ends]
    remedy = (
        "keep what both versions add, choose where they differ, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`"
    )
    return _at("a conflict that Git marked is not resolved", remedy, marked[-1].start, marked[-1].end, *related)


def tab(slip: Slip) -> Problem | None:
    """A tab before a name or behind a dash, where YAML admits spaces only."""
    line = slip.line
    end = line.start + line.indent if line.body else line.start + len(slip.text[line.start : line.stop].rstrip("\r"))
    if slip.char == "\t" and end <= slip.offset < line.start + line.column:
        return _at("a tab stands after the `-`", "replace it by 1 space", slip.offset, slip.offset + 1)
    if slip.char != "\t" or slip.offset >= end:
        return None
    spaced = [above for above in line.near(ABOVE) if "\t" not in above.body[: above.indent]]
    like = next((above for above in spaced if above.dash or not line.dash), line)
    column = (like.indent if line.dash else like.column) if spaced else 0
    remedy = f"replace it by {counted(column, 'space')}, to line up with line {like.number}" if column else "remove it"
    if spaced and spaced[0].names_only:
        remedy = f"replace it by {counted(spaced[0].edge + 2, 'space')}, two more than line {spaced[0].number} has"
    return _at("a tab stands in the indentation", remedy, line.start, end)


def foreign_space(slip: Slip) -> Problem | None:
    """A space that looks like one and is none to YAML, at the beginning of this line or one above."""
    for line in (slip.line, *islice(slip.line.near(ABOVE), 2)):
        if found := FOREIGN_SPACES.match(line.body):
            remedy = f"replace the indentation by {counted(len(found[0]), 'space')}"
            message = "a no-break space, as word processors write it, stands in the indentation"
            return _at(message, remedy, line.start, line.start + found.end())
    return None


def _quotes(slip: Slip) -> tuple[int, int | None] | None:
    """Where the quoted value that stopped the parser opens, and where it closes, if it does."""
    text, close = slip.text, slip.line.start + len(slip.head) - 1
    if "quoted scalar" in slip.context and text[slip.opened : slip.opened + 1] in ("'", '"'):
        close = slip.opened - 1
        if close < 0 or text[close] != text[slip.opened]:
            return slip.opened, None
    found = QUOTED_LAST.search(text, max(0, close - MAX_QUOTED), close + 1)
    return (found.start(1), close) if found else None


def unclosed_quote(slip: Slip) -> Problem | None:
    """A quote that the parser did not see closed, or that holds a line meant to stand outside."""
    start, close = _quotes(slip) or (None, None)
    if start is None:
        return None
    at_end = close is None and ("end of stream" in slip.problem or "document" in slip.problem)
    line = Line(slip.text, start)
    held = [*takewhile(lambda below: below.start < slip.line.start, line.near(BELOW)), slip.line]
    if not at_end and not any(line.start < below.start and below.indent <= line.edge for below in held):
        return None
    related = [] if close is None else [Related(Place(span=(close, close + 1)), "the parser takes this for its end")]
    return _unclosed(slip.text, start, *related)


def _unclosed(text: str, start: int, *related: Related) -> Problem:
    return _at("this quote is not closed", _closed(text, start), start, start + 1, *related)


def _closed(text: str, start: int) -> str:
    line, quote, entry = Line(text, start), text[start], _entry_at(text, start, start + 1)
    further = [*takewhile(lambda below: below.indent > line.edge and not (below.key or below.dash), line.near(BELOW))]
    if further:
        return f"write `{quote}` at the end of line {further[-1].number}"
    if entry is None or entry.start != start:
        return f"write `{quote}` where its text ends"
    inner = entry.value[1:].rstrip("\"' \u2018\u2019\u201c\u201d")
    if quote == '"':
        return entry.written(_double(inner, ESCAPED))
    inner = inner.replace("''", "'")
    alternative = entry.written(_double("'" + inner)).replace("write", "or", 1)
    return f"{entry.written(_double(inner))}, {alternative} where the apostrophe belongs to the text"


def bad_escape(slip: Slip) -> Problem | None:
    """A backslash in double quotes, as of a path, before a letter with which it means nothing."""
    if "quoted" not in slip.context or not re.search("escape|hexdec", slip.problem):
        return None
    slash = slip.text.rfind("\\", slip.opened, slip.offset + 1)
    line = Line(slip.text, max(slash, 0))
    if slash < 0 or line.end < slash + 2:
        return None
    entry = _entry_at(slip.text, slip.opened, slash)
    remedy = "write `\\\\` for each backslash"
    if entry and entry.start == slip.opened and re.fullmatch(r'"(?:[^"\\]|\\.)*"', entry.value):
        remedy = entry.written(_double(entry.value[1:-1].replace("\\'", "'"), ESCAPED))
    return _at(f"{quoted(slip.text[slash : slash + 2])} means nothing in double quotes", remedy, slash, slash + 2)


def text_after_quote(slip: Slip) -> Problem | None:
    """A quote that closes early: one inside the text, or text behind it."""
    start, close = _quotes(slip) or (0, None)
    entry = _entry_at(slip.text, start, slip.offset)
    if close is None or start < slip.line.start or slip.needs_comma or entry is None or entry.start != start:
        return None
    first = _entry_at(slip.text, start, start + 1)
    if first and first.end < close and FIELD_BEHIND.match(slip.text, first.end):
        return _unclosed(slip.text, start)
    quote, following = entry.value[0], slip.text[close + 1 : entry.end]
    if not following.endswith(quote) or (slip.text[close - 1] != " " and re.search(rf"[ (]{quote}\w", following)):
        return _text_after("quote", slip, entry)
    inner = entry.value[1:-1]
    remedy = entry.written(_double(inner, ESCAPED) if quote == '"' else _double(inner.replace("''", "'")))
    name = "an apostrophe" if quote == "'" else "a quote"
    return _at(f"{name} inside the quoted text ends it", remedy, start, entry.end)


def text_after_bracket(slip: Slip) -> Problem | None:
    """A second list, entry or field, or a word, behind a list or a mapping in brackets that is whole."""
    entry = _entry_at(slip.text, slip.offset, slip.offset)
    if entry is None or not slip.offset < entry.end or entry.value[0] not in CLOSER or slip.needs_comma:
        return None
    if not slip.head.endswith(("]", "}")):
        return None
    if LISTS_IN_A_ROW.fullmatch(entry.value):
        parts = [part.strip(" ,") for part in re.findall(r"\[([^]]*)\]", entry.value)]
        joined = ", ".join(filter(None, parts))
        return _at("a second list stands after the first", entry.written(f"[{joined}]"), entry.start, entry.end)
    return _text_after(f"`{slip.head[-1]}`", slip, entry)


def _text_after(closing: str, slip: Slip, entry: Entry) -> Problem | None:
    """To put it in quotes with the value before it, or where it belongs; to remove it only if it holds no word."""
    message, following = f"text stands after the closing {closing}", slip.text[slip.offset : entry.end]
    if not re.search(r"\w", following):
        return _at(message, "remove it", slip.offset, entry.end) if following else None
    if closing != "`}`":
        return _quote_all(message, entry)
    remedy = "write ` # ` before it if it is a comment, or move it to where it belongs"
    if re.match(r"[,; \t-]*\{", following):
        remedy = "write it in a line of its own, behind `- `"
    elif re.match(rf",?[ \t]*{NAME}:", following):
        remedy = "move it before the `}`"
    return _at(message, remedy, slip.offset, entry.end)


def comment_in_brackets(slip: Slip) -> Problem | None:
    """A ` #` inside a line in brackets, which hides their end."""
    first = Line(slip.text, slip.opened)
    for line in takewhile(lambda line: slip.in_brackets and line.end <= slip.offset, (first, *first.near(BELOW))):
        _, column = _brackets(line.body, max(slip.opened - line.start, 0))
        if column is not None and line.body.endswith(("}", "]", "},", "],")):
            entry = _entry_at(slip.text, line.start + column, line.start + column)
            if entry and entry.start <= line.start + column and entry.value[0] not in "\"'[{":
                return _quote_all("the ` #` begins a comment, so that the closing bracket is not read", entry)
    return None


def reserved(slip: Slip) -> Problem | None:
    """A value that begins with a character that means something to YAML."""
    at = slip.opened if re.search("alias|anchor|a tag|block scalar", slip.context) else slip.offset
    entry = _entry_at(slip.text, at, at)
    if entry is None or not entry.start <= at < entry.end or entry.value[0] not in "@`%*&!>|-?,]}":
        return None
    first = entry.value[0]
    if first in "-?" and (slip.begins_line or not re.match(r". +[^ ]+ |.$|\? ", entry.value)):
        return None
    if re.match(rf"- +(?:[{{\[]|{NAME}:(?: |$))", entry.value):
        remedy = f"write it in a line of its own below `{entry.key}:`" if entry.key else "write it in a line of its own"
        return _at("an entry of a list stands in the line of its name", remedy, entry.start, entry.end)
    if first in "->|" and any(below.indent > slip.line.edge for below in islice(slip.line.near(BELOW), 1)):
        return None
    return _quote_all(f"a value that begins with {'a backtick' if first == '`' else quoted(first)} needs quotes", entry)


def empty_list(slip: Slip) -> Problem | None:
    """An entry below a name whose value is `[]`."""
    line = _stopped(slip)
    above = next(line.near(ABOVE), line)
    found = re.match(r"\[ *\](?= *$| +#)", above.body[above.value :])
    is_braced = line.body[line.indent :].startswith("{")
    if not found or not above.key or _is_ask(line, above) or line.indent < above.column or not (line.dash or is_braced):
        return None
    start, also = above.start + above.value, ", and `- ` before the entry" if is_braced else ""
    message = f"an entry stands below `{above.key}: []`, which is an empty list"
    remedy = f"write `{above.key}:` in line {above.number}, without the `[]`{also}"
    return _at(message, remedy, start, start + found.end())


def missing_dash(slip: Slip) -> Problem | None:
    """An entry that lines up with others of its list and has no dash."""
    line = _stopped(slip)
    line = next(line.near(ABOVE), line) if line.dash else line
    above, is_braced = next(line.near(ABOVE), line), line.begins == "{" and not line.key
    goes_on = above.body.endswith((",", "{", "[")) or (above.names_only and not slip.begins_line)
    if slip.in_brackets or line.dash or goes_on or not (is_braced or (line.key and slip.begins_line)):
        return None
    neighbours = [*_levels(line, dash=True).values(), *islice(line.near(BELOW), 1)]
    alike = [other for other in neighbours if other.dash and (other.key or other.begins) == (line.key or "{")]
    like = min(alike, key=lambda like: abs(like.indent - line.indent), default=line)
    if like is line or abs(like.indent - line.indent) not in ((0, 2) if is_braced else (0,)):
        return None
    content = line.body[line.indent :]
    indented = f"indented by {counted(like.indent, 'space')}" if like.indent else "without indentation"
    remedy = f"write `- {content}`, {indented}, to line up with line {like.number}"
    return _at("this entry of the list lacks its `- `", remedy, line.start + line.indent, line.end)


def bullet(slip: Slip) -> Problem | None:
    """A dash of a word processor, a bullet, or a hyphen with no space behind it."""
    line = slip.line
    found = BULLET.match(line.body, line.indent)
    if found is None or slip.in_brackets:
        return None
    remedy = f"write `- {line.body[found.end() :]}`"
    return _at("an entry of a list begins with a hyphen and a space", remedy, line.start + line.indent, line.end)


def unnamed_list(slip: Slip) -> Problem | None:
    """An entry indented below a field that holds a value already."""
    line, above = slip.line, next(slip.line.near(ABOVE), slip.line)
    is_whole = above.key and not above.names_only and above.body.endswith(CLOSER.get(above.begins, ""))
    deeper = is_whole and line.dash and line.indent > above.edge
    if slip.char not in (":", "-") or slip.in_brackets or not deeper or _is_ask(line, above):
        return None
    named = above.body[above.column :].partition(" #")[0].rstrip()
    remedy = f"write the name of the list in a line below line {above.number}: `asks:`, `statements:` or `findings:`"
    return _at(f"an entry of a list stands below {quoted(named)}", remedy, line.start + line.indent, line.end)


def _is_ask(line: Line, above: Line) -> bool:
    """Whether an entry below `findings:`, which stands where others do, is an ask that stands too deep."""
    others = (other for other in above.near(ABOVE) if other.key == above.key)
    return above.key == "findings" and line.key == "id" and all(other.column == above.column for other in others)


def _stopped(slip: Slip) -> Line:
    return Line(slip.text, slip.opened) if "simple key" in slip.context else slip.line


def colon(slip: Slip) -> Problem | None:
    """A colon and a space in a text without quotes, or of a field that lacks its braces, its comma or its line."""
    entry = _entry_at(slip.text, slip.offset, slip.offset)
    if slip.char != ":" or entry is None or entry.start > slip.offset:
        return None
    line = slip.line
    if line.key and entry.value.endswith("}") and "{" not in line.body:
        start = line.start + line.column
        return _at("a `{` is missing here", f"write `{{` before `{line.key}:`", start, start + len(line.key))
    before, space, word = slip.text[entry.start : slip.offset].rpartition(" ")
    if slip.in_brackets and space and word in FIELD_NAMES:
        return _comma(slip.text, entry.start + len(before.rstrip()))
    named = re.findall(rf", +({NAME}): ", entry.value)
    if line.dash and line.key and named and {line.key, *named} <= FIELD_NAMES:
        start = line.start + line.indent
        return _at("fields in one line stand in braces", f"write `- {{{line.body[line.column :]}}}`", start, line.end)
    if entry.value.startswith("(") and entry.value.endswith(")"):
        return _at("fields stand in braces", entry.written(f"{{{entry.value[1:-1]}}}"), entry.start, entry.end)
    found = _quote_all("text with a colon and a space in it needs quotes", entry)
    if space and word in FIELD_NAMES:
        return found._replace(remedy=f"begin a line with `{word}:` if it is a field, or {found.remedy}")
    return found


def bracket_in_text(slip: Slip) -> Problem | None:
    """A bracket or a brace between braces, inside a text without quotes or behind a name without its colon."""
    entry = _entry_at(slip.text, slip.offset, slip.offset) if "flow mapping" in slip.context else None
    if slip.char not in CLOSER or entry is None or not (entry.key and entry.start < slip.offset < entry.end):
        return None
    if entry.value[0] in "\"'[{":
        return None
    _, comma, name = slip.text[entry.start : slip.offset].rpartition(",")
    if comma and name.strip() in FIELD_NAMES:
        end = slip.line.start + len(slip.head)
        return _at("a colon is missing after the name", f"write `{name.strip()}:`", end - len(name.strip()), end)
    return _quote_all(f"text with a {quoted(slip.char)} in it needs quotes between braces", entry)


def missing_comma(slip: Slip) -> Problem | None:
    """A field or an entry in brackets that follows another without a comma."""
    if not slip.in_brackets or slip.rest[:1] in ("", "]", "}", ",") or (slip.char == ":" and not slip.begins_line):
        return None
    if slip.line.start > slip.opened and slip.line.indent <= Line(slip.text, slip.opened).edge:
        return None
    line = next(slip.line.near(ABOVE), slip.line) if slip.begins_line else slip.line
    before = line.body[: _brackets(line.body, line.value)[1]].rstrip() if slip.begins_line else slip.head
    return _comma(slip.text, line.start + len(before))


def _comma(text: str, end: int) -> Problem:
    word = "".join(text[Line(text, end).start : end].split()[-1:])
    remedy = "write a comma in place of the `;`" if word.endswith(";") else f"write a comma after {quoted(word)}"
    return _at("a comma is missing here", remedy, end - 1, end)


def unclosed_bracket(slip: Slip) -> Problem | None:
    """A bracket that is still open where what is indented below its line ends."""
    line = Line(slip.text, slip.opened)
    last = slip.line if slip.line.body and not slip.rest else next(slip.line.near(ABOVE), line)
    if not slip.in_brackets or slip.offset < line.end or last.start < line.start:
        return None
    opened, comment = _brackets(line.body, line.value)
    remedy = f"write `{CLOSER[slip.text[slip.opened]]}` at the end of line {last.number}"
    if last.start == line.start and slip.opened - line.start in opened:
        value = line.body[line.column : comment].rstrip(" ,")
        remedy = f"write `{value}{''.join(CLOSER[line.body[at]] for at in reversed(opened))}`"
    return _at(f"this `{slip.text[slip.opened]}` is not closed", remedy, slip.opened, slip.opened + 1)


def missing_colon(slip: Slip) -> Problem | None:
    """A name with no colon, no space behind it, or an equals sign in its place."""
    if (line := _nameless(slip)) is None:
        return None
    content = line.body[line.column :].partition(" # ")[0].rstrip()
    if not (found := re.fullmatch(rf"({NAME})(:(?!//| |$)| *= *| +|$)(.*)", content)):
        return None
    name, between, value = found[1], found[2], found[3].strip()
    missing = "a space is missing after the colon" if between == ":" else "a colon is missing after the name"
    written = f"{name}: {value if SAFE.fullmatch(value) else _double(value)}" if value else f"{name}:"
    remedy, above = f"write `{written}`", next(line.near(ABOVE), line)
    if between.isspace() and above.key and not above.names_only:
        further = f"indent the line by {counted(above.column + 2, 'space')} where it goes on from line {above.number}"
        remedy = f"{remedy}, or {further}" if name in FIELD_NAMES else f"{further}, or {remedy}"
    return _at(missing, remedy, line.start + line.column, line.start + line.column + len(content))


def _nameless(slip: Slip) -> Line | None:
    """The line that the parser took for a field's name, or for a text that goes on in the line where it stopped."""
    if "simple key" in slip.context:
        line = Line(slip.text, slip.opened)
        return line if slip.opened == line.start + line.column else None
    above = [*islice(slip.line.near(ABOVE), 2)]
    if not slip.begins_line or not above or above[0].key:
        return None
    is_word = slip.char == ":" and " " not in above[0].body[above[0].column :]
    lines_up = is_word or above[0].column == slip.line.column
    return above[0] if lines_up and (above[0].dash or above[-1].names_only or len(above) == 1) else None


def indentation(slip: Slip) -> Problem | None:
    """A line, or the one above it, that stands at no column of the lines around it."""
    line = slip.line
    if not slip.begins_line or slip.in_brackets or not (line.key or line.dash):
        return None
    above = next(line.near(ABOVE), line)
    if above.dash and above.key and not line.dash and line.indent == above.indent:
        return _misaligned(line, above, above.column)
    if (odd := _odd_above(line)) is not None:
        return _misaligned(above, line, odd)
    levels = _levels(line, line.dash)
    if line.indent in levels or not levels or (above.indent <= line.indent and not (above.key or above.dash)):
        return None
    seen, inward = _columns_of_its_like(line), 1 if line.names_only else -1
    nearest = min(levels, key=lambda column: (abs(column - line.indent), column not in seen, inward * column))
    return _misaligned(line, levels[nearest], nearest)


def _columns_of_its_like(line: Line) -> set[int]:
    """Where the lines above stand that begin a field of this name, or an entry of this name and the next."""
    following = next(line.near(BELOW), line).key
    like = [above for above in line.near(ABOVE) if (above.key, above.dash) == (line.key, line.dash)]
    return {above.indent for above in like if not line.dash or next(above.near(BELOW), above).key == following}


def _levels(line: Line, dash: bool) -> dict[int, Line]:
    """The columns at which an entry (or a field) may stand in this line, each with the nearest line that has it."""
    found: dict[int, Line] = {}
    bound = MAX_WIDTH
    for above in line.near(ABOVE):
        column = above.indent if dash else above.column
        if column < bound and (above.dash if dash else above.key):
            found.setdefault(column, above)
        bound = min(bound, above.indent)
    return found


def _odd_above(line: Line) -> int | None:
    """The indentation that the line above should have, where it is the odd one between its neighbours."""
    above, before = [*islice(line.near(ABOVE), 2), None, None][:2]
    if above is None or before is None or not (above.key or above.dash):
        return 0 if above and above.key and line.indent == 0 < above.indent and before is None else None
    agrees = any(below.indent == line.indent for below in islice(line.near(BELOW), 1))
    if above.dash and not line.dash:
        column, known = line.indent - (above.column - above.indent), _levels(above, dash=True)
        fits = column >= 0 and above.indent not in known and (agrees or column in known)
        return column if above.key and fits else None
    first = before.names_only and before.column < line.indent and agrees
    among = before.key and not before.names_only and before.column == line.indent and not line.dash
    return line.indent if above.dash == line.dash and above.indent != line.indent and (first or among) else None


def _misaligned(line: Line, like: Line, column: int) -> Problem:
    message = f"the indentation of {counted(line.indent, 'space')} does not fit the lines around it"
    remedy = f"indent it by {counted(column, 'space')}" if column else "remove the indentation"
    end = line.start + line.column + len(line.key) if line.key else line.end
    return _at(message, f"{remedy}, to line up with line {like.number}", line.start + line.indent, end)


DETECTORS = (
    conflict, tab, foreign_space, unclosed_quote, bad_escape, text_after_quote, comment_in_brackets, reserved,
    text_after_bracket, empty_list, missing_dash, bullet, unnamed_list, colon, bracket_in_text, missing_comma,
    unclosed_bracket, missing_colon, indentation,
)  # fmt: skip

PLAIN_WORDS = (
    ("end of stream", "the file ends in the middle of a value"),
    ("expected (key|':')", "this is no field `name: value`"),
    ("'-' indicator", "this is no entry `- value` of the list"),
    ("<block end>", "this fits neither the fields nor the list above it"),
    ("node content", "this is no value"),
    ("document start>", "this stands outside of the fields of the file"),
    ("mapping values", "a colon and a space cannot stand here"),
    ("cannot start", "neither a name nor a value can begin with this"),
    ("sequence entries", "an entry of a list cannot begin here"),
    ("',' or ']'", "a comma or `]` is expected here"),
    ("',' or '}'", "a comma or `}` is expected here"),
    ("comment or line break", "the text of a `|` or `>` begins in the line below it"),
)


def explain(text: str, problem: str, offset: int, context: str, context_offset: int | None) -> Problem:
    """The slip that made the parser stop at `offset` with these words, in words for the person who edits the file."""
    offset = min(offset, len(text))
    opened = offset if context_offset is None else min(context_offset, offset)
    slip = Slip(text, problem, offset, context, opened)
    for detector in DETECTORS:
        if slip.line.stop - slip.line.start <= MAX_WIDTH and (found := detector(slip)):
            return found
    words = next((plain for words, plain in PLAIN_WORDS if re.search(words, problem)), None)
    remedy = "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"
    seen = text[: (opened if "simple key" in context else offset) + 1].rstrip(" \r\n")
    start = len(seen) - 1 if seen else len(text) - len(text.lstrip())
    return _at(words or f"YAML cannot be read from here: {problem}", remedy, start, min(start + 1, len(text)))
