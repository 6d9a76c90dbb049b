"""The rules of a file as text and as YAML, before it is a platform."""

from __future__ import annotations

from collections.abc import Iterator

from .problem import Place, Problem, Related, quoted, rule


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
def encoding(content: bytes, offset: int) -> Iterator[Problem]:
    """The file is not UTF-8 text.

    Fails:
        a file saved as UTF-16 or Windows-1252
    Passes:
        a file saved as UTF-8
    """
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    line = content.count(b"\n", 0, offset) + 1
    found = "UTF-16" if utf16 else f"the byte 0x{content[offset]:02x} at offset {offset}, in line {line},"
    yield Problem(f"{found} is not UTF-8", "save the file as UTF-8", Place(span=(0, 0)))


@rule("error")
def control_character(text: str, offset: int) -> Iterator[Problem]:
    """The text holds a character that YAML does not allow, such as NUL.

    Fails:
        a title with a NUL byte in it
    Passes:
        the title without it
    """
    yield Problem(
        f"the character U+{ord(text[offset]):04X} may not stand in YAML",
        "remove it",
        Place(span=(offset, offset + 1)),
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

    Readers of YAML differ in which of the two counts; here neither may be lost in silence.

    Fails:
        status: unmet
        status: cut
    Passes:
        status: cut
    """
    remedy = f"remove one of the two `{key}:`, or begin the next entry with `- `"
    yield Problem(f"{quoted(key)} stands here a second time", remedy, place, (first,))


def directive(text: str) -> list[Problem]:
    """A line that begins with `%`: a directive, which libyaml reads in time quadratic in their number."""
    at = 0 if text.startswith("%") else text.find("\n%") + 1
    if not at and not text.startswith("%"):
        return []
    end = text.find("\n", at)
    what = "a line that begins with `%` (a directive)"
    return yaml_feature(
        what, "remove it, or indent it where it is text", Place(span=(at, end if end > 0 else len(text)))
    )


@rule("error")
def yaml_syntax(text: str, problem: str, offset: int, context: str, context_offset: int | None) -> Iterator[Problem]:
    """The file is not YAML: a tab, an unquoted colon, an apostrophe, an indentation or a quote breaks it.

    Fails:
        title: COPS: hire more officers
    Passes:
        title: "COPS: hire more officers"
    """
    yield Problem(problem, "mend", Place(span=(offset, offset + 1)))


RULES = (
    too_large,
    encoding,
    control_character,
    empty_file,
    too_deep,
    yaml_feature,
    duplicate_key,
    yaml_syntax,
)
