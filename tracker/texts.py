"""The local copies of the sources: their paragraphs and digests, and the rules that hold a platform against them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .messages import counted, written
from .model import MAX_BYTES, Platform, paragraph_range
from .problem import Path, Place, Problem, Related, rule, run

QUOTES = " \"'\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"
ALIKE = {  # quotes and dashes of every form; soft hyphens and zero-width spaces are nothing
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032`\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"), None),
}


def normalized(text: str) -> str:
    """The text as a person compares it: one form of quotes and dashes, single spaces, no case."""
    composed = unicodedata.normalize("NFKC", text.translate(ALIKE))
    return re.sub(r"(?: ?-+)+ ?", "-", " ".join(composed.casefold().split()))


@dataclass(frozen=True)
class SourceText:
    """The text of a source as read, or the trouble in reading it."""

    content: bytes = b""
    trouble: str | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """The non-blank lines, without the space around them."""
        lines = re.split(r"[\r\n]+", self.content.decode("utf-8-sig"))
        return tuple(line.strip() for line in lines if line.strip())

    @cached_property
    def _normalized(self) -> tuple[str, ...]:
        return tuple(normalized(paragraph) for paragraph in self.paragraphs)

    def passage(self, numbers: range) -> str:
        """The paragraphs of these numbers, from 1, as one text in normalized form."""
        return " ".join(self._normalized[numbers.start - 1 : numbers.stop - 1])

    def find(self, pin: str) -> list[int]:
        """The numbers of the paragraphs in which a pin stands."""
        sought = normalized(pin)
        return [number for number, paragraph in enumerate(self._normalized, 1) if sought in paragraph]


def read_texts(names: Mapping[str, str | None], read_file: Callable[[str], bytes]) -> dict[str, SourceText]:
    """The texts of the sources that name one, by source id; `read_file` may raise OSError, which is trouble."""
    return {source: _read(name, read_file) for source, name in names.items() if name}


def _read(name: str, read_file: Callable[[str], bytes]) -> SourceText:
    if "/" in name or "\\" in name or name in (".", ".."):
        return SourceText(trouble="its name may not leave the folder")
    try:
        text = SourceText(read_file(name))
        if len(text.content) > MAX_BYTES:
            return SourceText(trouble=f"it is larger than {MAX_BYTES // 1024**2} MiB")
        text.paragraphs  # noqa: B018  # decodes now, so that what can't be read is trouble here
    except (OSError, ValueError) as error:
        return SourceText(trouble=str(error))
    return text


@rule("error")
def text_missing(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """The folder of `--texts` lacks the local copy that a source names, or it can't be read as text.

    Fails:
        text: survey-of-mayors.txt
    Passes:
        text: survey.txt
    """
    for s, source in enumerate(platform.sources):
        if source.id in texts and (trouble := texts[source.id].trouble):
            remedy = "put the file into the folder of `--texts`, or correct `text:`"
            yield Problem(f"the text of `{source.id}`: {trouble}", remedy, Place(("sources", s, "text")))


@rule("warning")
def text_not_named(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """A source with statements names no local copy, so that `--texts` cannot hold its pins against anything.

    Fails:
        - id: survey
          role: evidence
    Passes:
        - id: survey
          role: evidence
          text: survey.txt
    """
    for s, source in enumerate(platform.sources):
        if source.statements and not source.text:
            message = f"no pin of `{source.id}` is checked, as it names no `text:`"
            remedy = "save its text in the folder of `--texts`, and name the file as `text:`"
            yield Problem(message, remedy, Place(("sources", s, "id")))


@rule("error")
def text_differs(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """The local copy of a source is not the one whose digest the file records.

    The findings were coded from another text; what changed in it must be read before the digest is renewed.

    Fails:
        sha256: 0000000000000000000000000000000000000000000000000000000000000000
    Passes:
        sha256: 11815d63d926d6d5ee8c2acaeede8100a4c31e62c99de4bcefc2ea822b7ff42e
    """
    for s, source in enumerate(platform.sources):
        text = texts.get(source.id)
        if text and not text.trouble and source.sha256 and source.sha256 != text.digest:
            remedy = f"read what changed, then write `sha256: {text.digest}`"
            message = f"the text of `{source.id}` has another digest"
            yield Problem(message, remedy, Place(("sources", s, "sha256")))


@rule("error")
def locator_beyond_text(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """A locator names a paragraph that the source's text does not have.

    Fails:
        locator: par. 99
    Passes:
        locator: par. 1
    """
    for path, locator, _, text in _pinned(platform, texts):
        if (last := paragraph_range(locator)[-1]) > len(text.paragraphs):
            number = len(text.paragraphs)
            remedy = f"write a paragraph from 1 to {number}" if number else "put the text into its file"
            yield Problem(f"the text has {counted(number, 'paragraph')}, not {last}", remedy, _at(path, "locator"))


@rule("error")
def pin_not_found(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """A pin does not stand in the paragraph that its locator names.

    Quotes and dashes of every form, runs of space, and case are taken as one; letters and digits are not. A pin is
    written without quotes around it, unless they stand in the text.

    Fails:
        - {id: cuts, locator: par. 1, pin: were terminated}
    Passes:
        - {id: cuts, locator: par. 2, pin: were terminated}
    """
    for path, locator, pin, text in _pinned(platform, texts):
        named = paragraph_range(locator)
        sought = normalized(pin)
        if named[-1] > len(text.paragraphs) or (sought in text.passage(named) and sought):
            continue
        bare = sought.strip("\"'")
        if bare != sought and bare in text.passage(named):
            remedy = f"write `pin: {written(pin.strip(QUOTES))}`"
            yield Problem("the quotes around the pin do not stand in the text", remedy, _at(path, "pin"))
        elif sought and (others := text.find(pin)):
            places = ", ".join(f"par. {number}" for number in others[:5])
            message, remedy = f"the pin stands in {places}, not in {locator}", f"write `locator: par. {others[0]}`"
            yield Problem(message, remedy, _at(path, "locator"), (Related(_at(path, "pin"), "this pin"),))
        else:
            remedy = f"copy the words from {locator} of the text"
            yield Problem("the pin stands nowhere in the text", remedy, _at(path, "pin"))


def _at(path: Path, name: str) -> Place:
    return Place((*path, name))


def _pinned(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[tuple[Path, str, str, SourceText]]:
    """The path, locator and pin of every statement whose source has a text, with the text."""
    for path, source, statement in platform.placed_statements:
        text = texts.get(source.id)
        if text and not text.trouble:
            yield path, statement.locator, statement.pin, text


def check_texts(platform: Platform, texts: Mapping[str, SourceText]) -> list[Problem]:
    """Every problem that shows against the texts, given by source id; none of sources that share an id."""
    uses = Counter(source.id for source in platform.sources)
    return run(__name__, platform, {name: text for name, text in texts.items() if uses[name] == 1})
