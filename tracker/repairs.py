"""The repair of a hand edit that left a file no YAML, sought around the place where the parser gave up.

All before that place was read, so what is wrong is there or earlier. Small repairs of the lines around it are proposed
and parsed in turn, and the one is kept after which the least is left: of the text unread, then of the fields wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, takewhile
from os.path import commonprefix
from typing import Any, NamedTuple

from .messages import counted, odd_character, plain, quoted
from .model import FIELD_NAMES, NAME
from .problem import Edit, Place, Problem, Related

Left = Callable[[str], tuple[int, int]]  # the characters that the parser leaves unread, and the problems of fields

MAX_LINES, MAX_WIDTH = 2_000, 2_000  # lines around, and their width in characters
MOST_PROPOSED = 120  # repairs that are parsed
MOST_TRIED = 3  # of these on the whole text
WINDOW = 30  # lines above and below with which a repair is parsed
ABOVE, BELOW = -1, 1
LINE = re.compile(rf"([ \t]*)((?:-(?:[ \t]+|$))*)(?:({NAME}) *:(?:[ \t]+|$))?")
# Where the value of a field, or an entry of a list, begins between brackets, and how far its text goes.
GROUP = r"\[[^]]*\]|\{[^}]*\}"  # which the text holds whole
FLOW_FIELD = re.compile(rf"[{{\[,][ \t]*{NAME}:(?:[ \t]+|$)")
FIELD_TEXT = re.compile(rf"(?:{GROUP}|(?!,[ \t]*{NAME}:(?:[ \t]|$)|[}}\]][ \t]*(?:[,}}\]#]|$)|,$).)*")
FLOW_ENTRY, ENTRY_TEXT = re.compile(r"[\[,][ \t]*(?![ \t,\[{])"), re.compile(rf"(?:{GROUP}|[^],])*")
TOKEN = re.compile(r"(?<=[ \t])#(?:[ \t].*|$)|(?<=[\[{,:])[ \t]*(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')|[\[\]{}]")
OPEN_QUOTE = re.compile(r"(?:^|[:,\[{-])[ \t]*([\"'])")
UNCERTAIN = re.compile(r"s'$|^\W|[\[\]{}]|\s#")  # a value that may have meant something else than its text in quotes
BULLET = re.compile(r"[\u2022\u00b7*-][ \t\u00a0]*(?=[\w{\[\"'])")
HEAD = re.compile(r"\W*[\w-]*\s*[:\uff1a]?\s*")
CONFLICT = re.compile(r"^(?:(?:<{7}|\|{7}|>{7})(?: [^\r\n]*)?|={7})(?=\r?$)", re.MULTILINE)
MAX_CONFLICT = 100_000  # characters around the place in which its marks are sought
CLOSER = {"[": "]", "{": "}"}
FIELD = rf"(?:{'|'.join(sorted(FIELD_NAMES))})"
NO_SPACE = "a space is missing after the colon"
ON_A_LINE = (  # what is wrong, where on a line, and what stands there once it is mended; a line break keeps the column
    (NO_SPACE, rf"^{NAME}:(?=\S)", r"\g<0> "),
    ("a comma is missing here", rf"(?<!,);?(?=[ \t]+{FIELD}:)", ","),
    ("a colon is missing after the name", rf"(?<=[{{,])[ \t]*{FIELD}(?=[ \t]+[\[{{\"'])", r"\g<0>:"),
    ("a colon is missing after the name", rf"^({NAME})(?:[ \t]*=[ \t]*|[ \t]+)", r"\1: "),
    ("a colon is missing after the name", rf"^{NAME}$", r"\g<0>:"),
    ("a second list stands after the first", r"(?<=[^\s\[])\s*\][ \t,]*\[\s*", ", "),
    ("a second list stands after the first", r"(?<=\[)\s*\][ \t,]*\[\s*", ""),
    ("this field stands in the line of another", rf",?[ \t]+(?={FIELD}:[ \t])", "\n"),
    ("fields in one line stand in braces", rf"^{NAME}: [^{{]*, .*$", r"{\g<0>}"),
    ("fields stand in braces", r"^\((.*)\)", r"{\1}"),
    ("an entry of a list stands in the line of its name", r"(?<=:)[ \t](?=- (?:\S*$|\{|\w+:))", "\n  "),
    ("a second entry stands in the line of the first", r"(?<=\})[ \t,;-]*(?=\{)", "\n- "),
    ("this field stands behind the `}`", rf"[}}],?[ \t]*({NAME}:[^}}]*)$", r", \1}"),
    ("text stands after the closing bracket", r"(?<=[}\]])[ \t]+(?=\w)", " # "),
)
NEEDS_QUOTES = (  # what is wrong, in which value, and the text that its writer meant
    ("a comma stands behind the text", r"([\"'])(.*)\1,", r"\2"),
    ("text stands after the closing quote", r"([\"'])(?:(?!\1).)+(?:\1.*(?<!\1)|(?<! )\1.*[ (]\1\w.*)", r"\g<0>"),
    ("a quote inside the quoted text ends it", r'"(.+?)"+', r"\1"),
    ("an apostrophe inside the quoted text ends it", r"'(.+?)'+", r"\1"),
    ("this quote is not closed", r"[\"'](.*?)[\"']*", r"\1"),
    ("the quote before this text is missing", r"((?:[^\"]*\"[^\"]*\")*[^\"]*)\"|((?:[^']|\b'\b)*)(?<!s)'", r"\1\2"),
    ("curly quotes hold no text together", r"\u201c([^\u201c\u201d]*)\u201d|\u2018([^\u2018\u2019]*)\u2019", r"\1\2"),
    ("a value that begins with a backtick needs quotes", r"`.*", r"\g<0>"),
    (r"a value that begins with `\1` needs quotes", r"([-@%*&!>|?,\]}]).*", r"\g<0>"),
    ("text with a colon and a space in it needs quotes", r".*:(?:\s.*)?", r"\g<0>"),
    ("the ` #` begins a comment, so that the closing bracket is not read", r".*\s#.*", r"\g<0>"),
    (r"text stands after the closing `\1\2`", r"\[[^]]*(\]).*|\{[^}]*(\}).*", r"\g<0>"),
    (r"text with a `\1` in it needs quotes", r"[^\[{\]}]*([\[{\]}]).*", r"\g<0>"),
)
ESCAPED = re.compile(r"\\([\"\\])|'(')")


class Line:
    """The line around an offset, as its writer means it: dashes, a name, a value. One too long counts as empty."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.start = text.rfind("\n", 0, offset) + 1
        stop = text.find("\n", offset)
        self.stop = stop if stop >= 0 else len(text)
        body = text[self.start : self.stop] if self.stop - self.start <= MAX_WIDTH else ""
        self.body = body.rstrip(" \t\r") or body
        self.end = self.start + len(self.body)
        parts: Any = LINE.match(self.body)  # as any line does
        self.indent, self.column, self.value, self.key = parts.end(1), parts.end(2), parts.end(), parts[3] or ""
        self.tab = "\t" in self.body[: self.indent]
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
    """Where the parser stopped, where the thing begins that it was in the middle of, and its words."""

    text: str
    line: Line
    offset: int
    opened: int
    words: str


class Repair(NamedTuple):
    """What is wrong, and the text that stands between two offsets once it is mended."""

    message: str
    start: int
    end: int
    text: str
    safe: bool = False


def explain(text: str, error: Any, left: Left) -> Problem:
    """What an error of the YAML parser means, in words for the person who edits the file."""
    offset = min(error.problem_mark.index, len(text))
    opened = min((error.context_mark or error.problem_mark).index, offset)
    stop = Stop(text, Line(text, offset), offset, opened, f"{error.context} {error.problem}")
    if stop.line.stop - stop.line.start > MAX_WIDTH:
        return _unmended(stop)
    return conflict(stop) or _best(stop, left) or _unmended(stop)


def conflict(stop: Stop) -> Problem | None:
    """Lines that Git wrote where two versions meet."""
    marks = CONFLICT.finditer(stop.text, max(0, stop.offset - MAX_CONFLICT), stop.line.stop)
    if not (begin := next(marks, None)):
        return None
    end = re.compile("^>{7}[^\r\n]*", re.MULTILINE).search(stop.text, begin.end(), begin.end() + MAX_CONFLICT)
    related = (Related(Place(span=end.span()), "it ends here"),) if end else ()
    remedy = (
        "keep what both versions add, choose where they differ, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`"
    )
    return Problem("a conflict that Git marked is not resolved", remedy, Place(span=begin.span()), related)


# --- What is proposed and tried ---


def _best(stop: Stop, left: Left) -> Problem | None:
    """The proposed repair after which the least is left, if more than now can be read with it."""
    text, lines = stop.text, _lines(stop)
    start, end, holders = _window(stop, lines)
    reached = min([stop.line, *islice(stop.line.near(BELOW), 3)][-1].stop, end)  # not so far where nothing is mended
    scored = []
    for number, repair in enumerate(islice(_proposals(stop, lines), MOST_PROPOSED)):
        unread, wrong = left(holders + text[start : repair.start] + repair.text + text[repair.end : end])
        if unread == 0 or unread < end - reached:
            scored.append((unread, wrong, number, repair))
    for *_, repair in sorted(scored)[:MOST_TRIED]:
        unread, _ = left(text[: repair.start] + repair.text + text[repair.end :])
        if unread <= len(text) - reached:
            return _problem(text, repair, safe=repair.safe and unread == 0)
    return None


def _lines(stop: Stop) -> list[Line]:
    """The lines in which the slip may be: where the parser stopped, what it had begun, the ones around."""
    line = stop.line
    opened = [] if "block" in stop.words else [Line(stop.text, stop.opened)]
    quotes = (far for far in line.near(ABOVE) if (q := OPEN_QUOTE.search(far.body)) and far.body.count(q[1]) % 2)
    lines = [line, *islice(line.near(ABOVE), 3), *opened, *islice(quotes, 2), *islice(line.near(BELOW), 1)]
    return list({near.start: near for near in lines}.values())


def _window(stop: Stop, lines: list[Line]) -> tuple[int, int, str]:
    """Where the lines begin and end with which repairs are parsed, and the lines above in which they stand."""
    first = min(lines, key=lambda line: line.start)
    begin = ([line for line in islice(first.near(ABOVE), WINDOW) if line.key or line.dash] or [first])[-1]
    below = islice(stop.line.near(BELOW), WINDOW, 5 * WINDOW)
    ends = (line.start for line in below if line.indent <= begin.indent and (line.key or line.dash))
    end = next(ends, min(len(stop.text), stop.line.stop + WINDOW * MAX_WIDTH))
    return begin.start, end, "".join(f"{line.body}\n" for line in reversed([*_holders(begin)]))


def _proposals(stop: Stop, lines: Sequence[Line]) -> Iterator[Repair]:
    """The repairs of these lines, the likelier first."""
    for line in lines:
        yield from _look_alikes(line)
    yield from (*_in_brackets(stop), *_escapes(stop))
    for line in lines:
        yield from (*_on_a_line(line), *_quotings(line), *_brackets(line))
    for line in lines:
        yield from (*_indentations(line), *_entries(line))
    yield from _at_stop(stop)


def _look_alikes(line: Line) -> Iterator[Repair]:
    """The plain characters for what looks like them before a value: spaces, a dash, a colon."""
    head = HEAD.match(line.body)[0]  # type: ignore[index]
    if odd := [at for at, character in enumerate(head) if plain(character) != character]:
        start, end = odd[0], odd[-1] + 1
        meant = re.sub(r":\Z", ": ", plain(head[start:end]))
        yield line.repair(odd_character(head)[1], start, end, meant, safe=True)


def _values(line: Line) -> Iterator[tuple[int, int]]:
    """The columns between which a text of the line may stand: to its comma or bracket, or to the end of the line."""
    end = line.content_end
    for begin, value in ((FLOW_FIELD, FIELD_TEXT), (FLOW_ENTRY, ENTRY_TEXT)):
        for found in reversed([*begin.finditer(line.body, line.column, end)]):
            yield found.end(), value.match(line.body, found.end(), end).end()  # type: ignore[union-attr]
    if line.body[line.value : line.value + 1] not in CLOSER:
        yield line.value, FIELD_TEXT.match(line.body, line.value, end).end()  # type: ignore[union-attr]
        yield line.value, end


def _quotings(line: Line) -> Iterator[Repair]:
    """The values of the line in double quotes, or a quote closed at the end of a text of several lines."""
    for start, end in dict.fromkeys(_values(line)):
        yield from _quoting(line, start, end)
    below = takewhile(lambda below: below.indent > line.edge and not (below.key or below.dash), line.near(BELOW))
    if (quote := OPEN_QUOTE.search(line.body)) and (held := [*below]):
        yield Repair("this quote is not closed", held[-1].end, held[-1].end, quote[1])


def _quoting(line: Line, start: int, end: int) -> Iterator[Repair]:
    """The text that a value means in double quotes, if it needs them."""
    value = line.body[start:end].rstrip()
    for message, pattern, meant in NEEDS_QUOTES:
        if found := re.fullmatch(pattern, value):
            text = found.expand(meant)
            text = json.dumps(ESCAPED.sub(r"\1\2", text) if value[0] in "\"'" else text, ensure_ascii=False)
            safe = FIELD_NAMES.isdisjoint(re.findall(rf"({NAME}):", value)) and not UNCERTAIN.search(value)
            yield line.repair(found.expand(message), start, start + len(value), text, safe)
            return


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
            for column in (line.column, line.value) if opener == "{" else (line.value,):
                yield line.repair(f"a `{opener}` is missing here", column, column, opener)
    if opened:
        closers = "".join(CLOSER[line.body[at]] for at in reversed(opened))
        trimmed = len(line.body[: line.content_end].rstrip(" ,"))
        yield line.repair(f"this `{line.body[opened[0]]}` is not closed", trimmed, line.content_end, closers)
    for at in opened:
        yield line.repair(f"this `{line.body[at]}` is not closed", at, at + 1, "")


def _on_a_line(line: Line) -> Iterator[Repair]:
    """What is seen on the line alone, from where it begins or behind its dash."""
    rest, indent = line.body[line.column : line.content_end], " " * (line.column if line.key else line.indent)
    for message, pattern, template in ON_A_LINE:
        for wrong in re.finditer(pattern, rest):
            mended = wrong.expand(template).replace("\n", f"\n{indent}")
            kept = len(commonprefix([wrong[0], mended]))  # noqa: RUF071 - of characters
            start, end = line.column + wrong.start() + kept, line.column + wrong.end()
            yield line.repair(message, start, end, mended[kept:], safe=message == NO_SPACE)


def _entries(line: Line) -> Iterator[Repair]:
    """An entry of a list without its dash or the name of its list, or below an empty one."""
    if found := BULLET.match(line.body, line.indent):
        yield line.repair("an entry of a list begins with a hyphen and a space", *found.span(), "- ", safe=True)
    above = next(line.near(ABOVE), line)
    if found := re.compile(r"[ \t]*\[[ \t]*\]").search(above.body, max(above.value - 1, 0)):
        yield above.repair(f"an entry stands below `{above.key}: []`, which is an empty list", *found.span(), "")
    if not (line.dash or line.tab) and (line.key or re.match(r" *[\[{\"']", line.body)):
        for column in _columns(line):
            yield line.repair("this entry of the list lacks its `- `", 0, line.indent, " " * column + "- ")
    if line.dash and above is not line:
        name = " " * (above.column if above.key else line.indent)
        for field in ("findings", "statements", "asks"):
            yield line.repair("this list has no name", 0, 0, f"{name}{field}:\n")
        yield line.repair("this begins no entry", line.indent, line.column, "")


def _in_brackets(stop: Stop) -> Iterator[Repair]:
    """A comma before the place where the parser stopped, or a bracket closed on the line above."""
    above, opener = next(stop.line.near(ABOVE), stop.line), stop.text[stop.opened : stop.opened + 1]
    if opener in CLOSER:
        before = len(stop.text[: stop.offset].rstrip())
        yield Repair("a comma is missing here", before, before, ",")
        yield Repair(f"this `{opener}` is not closed", above.end, above.end, CLOSER[opener])


def _escapes(stop: Stop) -> Iterator[Repair]:
    """A text in double quotes with its backslashes doubled."""
    if found := re.compile(r'"(?:[^"\\]|\\.)*+"').match(stop.text, stop.opened):
        doubled = re.sub(r"""\\(["'\\])?""", lambda slash: {"'": "'", None: "\\\\"}.get(slash[1], slash[0]), found[0])
        yield Repair("a backslash means something else, or nothing, in double quotes", *found.span(), doubled)


def _at_stop(stop: Stop) -> Iterator[Repair]:
    """A character that is too much taken out, or a value that goes on behind its bracket put in quotes."""
    text, at = stop.text, stop.offset
    before = len(text[:at].rstrip())
    for start in dict.fromkeys((at, before - 1, at - 1)):
        if 0 <= start < len(text) and not text[start].isalnum() and text[start] not in "\n\r":
            yield Repair(f"`{text[start]}` cannot stand here", start, start + 1, "")
    if stop.line.body[stop.line.value : stop.line.value + 1] in CLOSER:  # of others `_quotings` has it
        yield from _quoting(stop.line, stop.line.value, stop.line.content_end)


def _columns(line: Line) -> list[int]:
    """Where a line may begin beside the lines around it and those that hold them: the nearest column first."""
    above, below = [*islice(line.near(ABOVE), 4)], [*islice(line.near(BELOW), 2)]
    holders = [*_holders(above[0])] if above else []
    columns = {column for near in (*above, *holders) for column in (near.indent, near.column)}
    columns |= {near.edge + 2 for near in above} | {near.indent for near in below}
    columns |= {near.indent - 2 for near in below[:1] if near.indent > 1}
    return sorted(columns, key=lambda column: (abs(column - line.indent), column))


def _holders(line: Line) -> Iterator[Line]:
    """The lines above in whose values a line stands, the nearest first."""
    bound = line.indent
    for above in line.near(ABOVE):
        if not bound:
            return
        if above.indent < bound and (above.key or above.dash):
            bound = above.indent
            yield above


def _indentations(line: Line) -> Iterator[Repair]:
    """The line at the columns of those around it, the nearest first."""
    message = f"the indentation of {counted(line.indent, 'space')} does not fit the lines around it"
    for column in _columns(line):
        yield line.repair("a tab stands in the indentation" if line.tab else message, 0, line.indent, " " * column)


# --- In words ---


def _problem(text: str, repair: Repair, safe: bool) -> Problem:
    """The repair as a problem that marks what it changes, or what stands before that."""
    edit, line = Edit(Place(span=(repair.start, repair.end)), repair.text), Line(text, repair.start)
    start, end = repair.start, min(repair.end, line.end)
    if not text[start:end].strip(" "):
        before = line.body[: start - line.start].rstrip()
        end = line.start + len(before) if before else line.end
        start = end - len(before.split()[-1]) if before else line.start + line.indent
    start = min(start, len(text) - 1)
    remedy, place = _words(line, text[repair.start : repair.end], repair), Place(span=(start, max(end, start + 1)))
    return Problem(repair.message, remedy, place, edit=edit, safe=safe)


def _words(line: Line, old: str, repair: Repair) -> str:
    """What to do by hand, as the edit does it."""
    new, before = repair.text, line.body[: repair.start - line.start]
    written, indent = new.lstrip(), counted(len(new) - len(new.lstrip(" ")), "space")
    if not (new.strip() or old.isascii()):
        return "write a space in its place" if new else "remove it"
    if new.startswith("\n"):
        return f"write it in a line of its own{', behind `- `' if written else ''}"
    if new.endswith("\n"):
        return f"write {quoted(written.strip())} in a line above it"
    if not (before.strip() or old.strip()):
        if written:
            return f"write {quoted(written)} before it, indented by {indent}"
        return f"indent it by {indent}" if new else "remove the indentation"
    if not new:
        return f"remove {quoted(old)}"
    if not old.strip():
        return f"write {quoted(written) if written else 'a space'} after {quoted(before.split()[-1])}"
    if before.strip() and not re.search(r"[\w\"]", new):
        return f"write {quoted(written)} in place of {quoted(old)}"
    name = re.search(rf"({NAME}):[ \t]*\Z", before)
    return f"write `{name[1]}: {written}`" if name else f"write `{written}`"


def _unmended(stop: Stop) -> Problem:
    text = stop.text
    remedy = "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"
    seen = text[: (stop.opened if "simple key" in stop.words else stop.offset) + 1].rstrip(" \r\n")
    start = len(seen) - 1 if seen else len(text) - len(text.lstrip())
    return Problem("YAML cannot be read on from here", remedy, Place(span=(start, min(start + 1, len(text)))))
