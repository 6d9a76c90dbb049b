"""Text of a file made safe for each output: nothing in it moves a cursor, becomes markup or runs as a formula."""

from __future__ import annotations

import json
import re

from ..messages import MOVING
from ..model import URL_PATTERN

UNSEEN = re.compile(f"\r\n|[\x00-\x1f{MOVING}]")
UNSEEN_IN_JSON = re.compile(f"[{MOVING}]")  # a newline stands between its values only
BLOCK = re.compile(r"\A\s*(?:(\d{1,9})(?=[.)](?:\s|\Z))|(?=(?:#{1,6}|[-+])(?:\s|\Z)|-[- ]*\Z|=+\s*\Z))")
MARKUP = re.compile(r"[\\`*_\[\]<>|~&$]")
# What GitHub makes links, mentions, references and pictures of, after it has read the escapes.
LIVELY = re.compile(
    r"(?<=@)(?=[\w-])|(?<=#)(?=\d)|(?<=\bGH)(?=-\d)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=:)(?=[\w+-]+:)", re.IGNORECASE
)
NUMBER = re.compile(r"[-+]?\d[\d.,]*\s?%?")
ENDING = set('<>\\"`')  # of a link
# What a formula begins with, in a cell or behind the `;` at which some spreadsheets split cells.
FORMULA = re.compile(r"(?:\A *|(?<=;)[ \"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def visible(text: str) -> str:
    """The text in one line, with what can't be seen or would move other text written out, as `\\u202e`."""
    return UNSEEN.sub(lambda found: _written_out(found[0]), text)


def _written_out(character: str) -> str:
    return " " if character in ("\r\n", "\t", "\n", "\r") else character.encode("unicode_escape").decode()


def markdown_part(text: str) -> str:
    """A part of a text as inline GitHub Markdown that shows it and does nothing else, also where it begins a block."""
    lively = LIVELY.sub("\x00", visible(text))
    escaped = re.sub(r"(?<!\S)#+\Z", r"\\\g<0>", MARKUP.sub(r"\\\g<0>", lively))  # which would close a heading
    return BLOCK.sub(lambda found: f"{found[1] or ''}\\", escaped).replace("\x00", "<!-- -->")


def is_weblink(address: str) -> bool:
    """Whether an address may become a link: http or https, and nothing in it that would end one."""
    return re.fullmatch(URL_PATTERN, address) is not None and visible(address) == address and not set(address) & ENDING


def json_text(text: str) -> str:
    """A JSON document with `\\u` escapes, which mean the same, for what moves text or commands a workflow."""
    return UNSEEN_IN_JSON.sub(lambda found: json.dumps(found[0])[1:-1], text).replace("##[", "##\\u005b")


def csv_cell(text: str) -> str:
    """The text as a cell that no spreadsheet runs; a plain number keeps its sign."""
    shown = visible(text)
    return shown if NUMBER.fullmatch(shown) else FORMULA.sub(lambda found: f"'{found[0]}", shown)
