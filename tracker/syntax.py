"""The rules of a file as text and as YAML, before it is a platform."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .messages import NOT_SEEN, odd_character, quoted
from .problem import Place, Problem, Related, rule

UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
# These two look behind once the rare character is found, and not before each: some fifty times faster on a large file.
DIRECTIVE = re.compile("%(?<![^\r\n\x85\u2028\u2029]%)[^\r\n]*")
ASCII = bytes(range(127))  # without the last, which is not seen
HASH = re.compile(r"#(?<=[ \t]#)(?=[^\s#])")
CUT = re.compile(r"[ \t]+(#[^\s#][^\r\n\x85\u2028\u2029]*)")


@rule("error")
def too_large(limit: int) -> Iterator[Problem]:
    """The file is larger than the tracker reads.

    The bound keeps memory and time in hand on a file that is no platform at all.

    Fails:
        a file of 129 MiB
    Passes:
        a file of 128 MiB
    """
    mebibytes = limit // (1024 * 1024)
    yield Problem(
        f"the file is larger than {mebibytes} MiB", "split the platform into several files", Place(span=(0, 0))
    )


@rule("error")
def encoding(found: str, offset: int) -> Iterator[Problem]:
    """The file is not UTF-8 text.

    Fails:
        a file saved as UTF-16 or Windows-1252
    Passes:
        a file saved as UTF-8
    """
    yield Problem(f"{found} is not UTF-8", "save the file as UTF-8", Place(span=(offset, offset + 1)))


@rule("error")
def control_character(text: str) -> Iterator[Problem]:
    """The text holds a character that YAML does not allow, such as NUL.

    Fails:
        a title with a NUL byte in it
    Passes:
        the title without it
    """
    for run in UNPRINTABLE.finditer(text):
        yield Problem(
            f"the character U+{ord(run[0][0]):04X} may not stand in YAML", "remove it", Place(span=run.span())
        )


@rule("error")
def empty_file() -> Iterator[Problem]:
    """The file holds nothing, or nothing but comments.

    Fails:
        # only a comment
    Passes:
        format: 1
    """
    yield Problem("the file is empty", "run `tracker init` for a file to start from", Place(span=(0, 0)))


@rule("error")
def too_deep(limit: int, span: tuple[int, int]) -> Iterator[Problem]:
    """Lists and mappings are nested deeper than any platform needs.

    Fails:
        [[[[[[[[ and so on, 65 times
    Passes:
        sections: []
    """
    yield Problem(f"the nesting is deeper than {limit}", "remove the brackets or dashes that open it", Place(span=span))


@rule("error")
def yaml_feature(what: str, remedy: str, place: Place) -> Iterator[Problem]:
    """The file uses an anchor, alias, tag, directive, second document or a key that is no text.

    Each value stands where it is read, as the text that is written there, so these are refused.

    Fails:
        organization: &org U.S. Conference of Mayors
    Passes:
        organization: U.S. Conference of Mayors
    """
    yield Problem(f"{what} is not allowed", remedy, place)


@rule("error")
def duplicate_key(key: str, place: Place, first: Related) -> Iterator[Problem]:
    """A mapping has the same key twice.

    Readers of YAML differ in which of the two counts; here neither may be lost in silence. Where the key is the one
    that begins the mapping, the `- ` before a second entry was likely forgotten.

    Fails:
        status: unmet
        status: cut
    Passes:
        status: cut
    """
    remedy = f"remove one of the two `{key}:`, or write `- ` where the next entry of the list begins"
    yield Problem(f"{quoted(key)} stands here a second time", remedy, place, (first,))


@rule("warning")
def text_cut_by_comment(text: str, values: Iterable[tuple[int, int]]) -> Iterator[Problem]:
    """A ` #` in a text without quotes begins a comment, so the rest of the text is lost.

    A comment that is meant as one has a space after its `#`.

    Fails:
        note: Named again as the #1 past result of 2026.
    Passes:
        note: "Named again as the #1 past result of 2026."
    """
    for start, end in values if HASH.search(text) else ():
        if start == end or text[start] in "\"'|>" or not (cut := CUT.match(text, end)):
            continue
        yield Problem(
            "` #` begins a comment, so the text ends before it",
            "put the text in double quotes, or put a space after the `#` if it is a comment",
            Place(span=(cut.start(1), cut.start(1) + len(cut[1].rstrip()))),
        )


@rule("warning")
def invisible_character(text: str) -> Iterator[Problem]:
    """A character that is not seen stands in the file: a soft hyphen, a space of no width, a mark of direction.

    Reports print it as its code, such as `\\u200b`, and searches do not find the word that it stands in.

    Fails:
        a title with a zero-width space in it
    Passes:
        the title without it
    """
    rare = set(text.encode().translate(None, ASCII).decode())  # faster by far than to seek each character
    odd = any(NOT_SEEN.match(sign) for sign in rare)
    for found in NOT_SEEN.finditer(text) if odd else ():
        yield Problem(odd_character(found[0])[1], "remove it", Place(span=found.span()))


def token(text: str, start: int) -> str:
    """The anchor or tag that begins at an offset."""
    return re.compile(r"[&!](?:<[^>\s]*>|[^\s,\[\]{}]*)").match(text, start)[0]  # type: ignore[index]


def directive(text: str) -> list[Problem]:
    """A line that begins with `%`: a directive, which libyaml reads in time quadratic in their number."""
    if not (found := DIRECTIVE.search(text)):
        return []
    what = "a line that begins with `%` (a directive)"
    return yaml_feature(what, "remove it, or indent it where it is text", Place(span=found.span()))


@rule("error")
def yaml_syntax(text: str, error: Any, left: Callable[[str], tuple[int, int]]) -> Iterator[Problem]:
    """The file is not YAML: a tab, an unquoted colon, an apostrophe, an indentation or a quote breaks it.

    What follows the break cannot be read, so other problems show only once it is mended.

    Fails:
        title: COPS: hire more officers
    Passes:
        title: "COPS: hire more officers"
    """
    from . import repairs

    yield repairs.explain(text, error, left)
