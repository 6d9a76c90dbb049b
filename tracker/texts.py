"""The local copies of the sources: their paragraphs and digests, and the rules that hold a platform against them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice, pairwise, product

from . import amounts
from .messages import MOST_NAMED, counted, folded, quoted, written
from .model import MAX_BYTES, Path, Platform, Statement, numbered
from .problem import Edit, Place, Problem, Related, rule, run

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST = 400  # characters of a paragraph
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
    return re.sub(r"(?: ?-+)+ ?", "-", folded(composed.casefold()))


@dataclass(frozen=True)
class SourceText:
    """The text of a source as read, or the trouble in reading it, with its remedy."""

    content: bytes = b""
    trouble: str | None = None
    remedy: str = "put the file into the folder of `--texts`, or correct `text:`"

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    def is_but_for_line_ends(self, digest: str) -> bool:
        """Whether the text of that digest is this one with other line ends, byte-order mark or final newline."""
        bare = self.content.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n").removesuffix(b"\n")
        forms = product((b"", BYTE_ORDER_MARK), (b"\n", b"\r\n"), (b"", b"\n"))
        return any(SourceText(mark + (bare + last).replace(b"\n", end)).digest == digest for mark, end, last in forms)

    @cached_property
    def _pages(self) -> list[list[str]]:
        """The paragraphs of each page, as form feeds end these."""
        pages = self.content.decode("utf-8-sig").split("\f")
        return [[line.strip() for line in re.split(r"[\r\n]+", page) if line.strip()] for page in pages]

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """The non-blank lines, without the space around them."""
        return tuple(paragraph for page in self._pages for paragraph in page)

    @cached_property
    def pages(self) -> tuple[range, ...]:
        """The numbers, from 1, of the paragraphs on each page; no pages where the text has no form feed."""
        pages = [range(*ends) for ends in pairwise(accumulate(map(len, self._pages), initial=1))]
        return tuple(pages if pages[-1] else pages[:-1]) if len(pages) > 1 else ()

    @property
    def passages(self) -> tuple[range, ...]:
        """The pages, or where there are none each paragraph by itself."""
        return self.pages or tuple(range(number, number + 1) for number in range(1, len(self.paragraphs) + 1))

    @cached_property
    def _whole(self) -> tuple[str, list[int]]:
        """The paragraphs in normalized form as one text, and where each begins there, with where the next one would."""
        paragraphs = [normalized(paragraph) for paragraph in self.paragraphs]
        return " ".join(paragraphs), list(accumulate((len(words) + 1 for words in paragraphs), initial=0))

    def passage(self, locator: str) -> range:
        """The numbers of the paragraphs that a locator names, as far as they exist; of all where it numbers none."""
        unit, numbers = numbered(locator)
        if unit == "p.":
            pages = self.pages[numbers.start - 1 : numbers.stop - 1]
            return range(pages[0].start, pages[-1].stop) if pages else range(0)
        every = range(1, len(self.paragraphs) + 1)
        return every[numbers.start - 1 : numbers.stop - 1] if unit else every

    def extent(self, unit: str) -> int:
        """How many paragraphs the text has, or pages with the unit `p.`."""
        return len(self.pages if unit == "p." else self.paragraphs)

    def lacks(self, locator: str) -> bool:
        """Whether a locator numbers a paragraph or page that is not there."""
        unit, numbers = numbered(locator)
        return unit != "" and numbers[-1] > self.extent(unit)

    def words(self, passage: range) -> str:
        """The paragraphs of a passage as one text in normalized form."""
        whole, starts = self._whole
        return whole[starts[passage.start - 1] : starts[passage.stop - 1]] if passage else ""

    def places(self, pin: str, passage: range) -> Iterator[range]:
        """Each place of a pin in a passage, as the numbers of the paragraphs over which it stands."""
        (whole, starts), sought = self._whole, normalized(pin)
        if not passage or not sought:
            return
        at, end = starts[passage.start - 1], starts[passage.stop - 1]
        while (at := whole.find(sought, at, end)) >= 0:
            first, last = bisect_right(starts, at), bisect_right(starts, at + len(sought) - 1)
            yield range(first, last + 1)
            at = starts[first]

    def stands_at(self, locator: str, pin: str) -> range:
        """The paragraphs to show for a statement: those that it names, else those in which its pin stands, if any."""
        passage = self.passage(locator)
        return passage if numbered(locator)[0] == "par." else next(self.places(pin, passage), range(0))

    def locator(self, place: range, unit: str) -> str:
        """The locator of some paragraphs, or of their pages with the unit `p.`."""
        numbers: Sequence[int] = place
        if unit == "p.":
            pages = enumerate(self.pages, 1)
            numbers = [n for n, page in pages if page.start < place.stop and place.start < page.stop]
        return f"{unit} {numbers[0]}" + (f"-{numbers[-1]}" if numbers[1:] else "")


def read_text(name: str, read_file: Callable[[str], bytes]) -> SourceText:
    """The text that a source names; `read_file` may raise OSError, which is trouble."""
    if "/" in name or "\\" in name or name in (".", ".."):
        return SourceText(trouble="its name may not leave the folder", remedy="name the file alone, without its folder")
    try:
        return text_of(read_file(name))
    except (OSError, ValueError) as error:
        return SourceText(trouble=str(error))


def text_of(content: bytes) -> SourceText:
    """The text in a file's bytes, or why they are none."""
    if len(content) > MAX_BYTES:
        return SourceText(trouble=f"it is larger than {MAX_BYTES // 1024**2} MiB")
    try:
        content.decode()
    except UnicodeDecodeError:
        return SourceText(trouble="it is not UTF-8", remedy="save it as UTF-8")
    return SourceText(content)


@rule("error")
def text_missing(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """The folder of `--texts` lacks the local copy that a source names, or it can't be read as text.

    Fails:
        text: survey-of-mayors.txt
    Passes:
        text: survey.txt
    """
    for s, source in enumerate(platform.sources):
        if (text := texts.get(source.id)) and text.trouble:
            yield Problem(f"the text of `{source.id}`: {text.trouble}", text.remedy, Place(("sources", s, "text")))


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
            if text.is_but_for_line_ends(source.sha256):
                message = f"only line ends, byte-order mark or final newline of the text of `{source.id}` are others"
                remedy = "bring these back; with `-text` in `.gitattributes`, git leaves a text's bytes as they are"
            yield Problem(message, remedy, Place(("sources", s, "sha256")))


@rule("warning")
def missing_digest(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """A source names its text and not the text's digest, so that nobody would see that the text changed.

    Fails:
        text: survey.txt
    Passes:
        text: survey.txt
        sha256: 11815d63d926d6d5ee8c2acaeede8100a4c31e62c99de4bcefc2ea822b7ff42e
    """
    for s, source in enumerate(platform.sources):
        if (text := texts.get(source.id)) and not text.trouble and not source.sha256:
            message = f"no digest of the text of `{source.id}`, from which its findings were coded, is recorded"
            edit = Edit(Place(("sources", s, "text"), key=True), f"sha256: {text.digest}", adds=True)
            yield Problem.mended_by(edit, message, safe=True)


@rule("error")
def locator_beyond_text(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """A locator names a paragraph or a page that the source's text does not have.

    Fails:
        locator: par. 99
    Passes:
        locator: par. 1
    """
    for path, statement, text in _pinned(platform, texts):
        unit, numbers = numbered(statement.locator)
        if text.lacks(statement.locator):
            noun, there = ("page" if unit == "p." else "paragraph", text.extent(unit))
            feeds = ", with a form feed behind each page" if unit == "p." else ""
            remedy = f"write a {noun} from 1 to {there}" if there else f"put the text into its file{feeds}"
            yield Problem(f"the text has {counted(there, noun)}, not {numbers[-1]}", remedy, _at(path, "locator"))


@rule("error")
def pin_not_found(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """A pin does not stand in the paragraphs or pages that its locator names.

    Quotes and dashes of every form, runs of space, and case are taken as one; letters and digits are not. A pin is
    written without quotes around it, unless they stand in the text. Where a locator is neither `par.` nor `p.`, its pin
    must stand somewhere in the text.

    Fails:
        - {id: cuts, locator: par. 1, pin: were terminated}
    Passes:
        - {id: cuts, locator: par. 2, pin: were terminated}
    """
    for path, statement, text in _pinned(platform, texts):
        locator, pin, passage = statement.locator, statement.pin, text.passage(statement.locator)
        if text.lacks(locator) or any(text.places(pin, passage)):
            continue
        if any(text.places(bare := pin.strip(QUOTES), passage)):
            remedy = f"write `pin: {written(bare)}`"
            yield Problem("the quotes around the pin do not stand in the text", remedy, _at(path, "pin"))
        elif others := list(islice(text.places(pin, text.passage("")), 5)):
            places = list(dict.fromkeys(text.locator(place, numbered(locator)[0]) for place in others))
            message = f"the pin stands in {', '.join(places)}, not in {locator}"
            related = Related(_at(path, "pin"), "this pin")
            edit = Edit(_at(path, "locator"), places[0])
            yield Problem.mended_by(edit, message, related=(related,), safe=len(places) == 1)
        else:
            there = " ".join(text.paragraphs[number - 1] for number in text.stands_at(locator, pin))
            remedy = "copy the words from the text" + (f"; {locator} is {quoted(there, LONGEST)}" if there else "")
            yield Problem("the pin stands nowhere in the text", remedy, _at(path, "pin"))


@rule("warning")
def number_not_found(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """A number of a `value` does not stand in the passage that the locator names, in digits or in words.

    `seven in 10`, `three-quarters` and `half` are numbers; signs, units, years and ordinals are not compared. A
    statement is compared once its pin is found.

    Fails:
        value: 79% of the mayors
    Passes:
        value: 97% of the mayors
    """
    for path, statement, text in _pinned(platform, texts):
        passage = text.passage(statement.locator)
        values = [(("value",), statement.value), (("figure", "value"), statement.figure and statement.figure.value)]
        for field, value in values if any(text.places(statement.pin, passage)) else ():
            there = amounts.stated(text.words(passage)) if value else {}
            if missing := [quoted(number) for number in amounts.unstated(normalized(value or ""), there)]:
                message = f"{', '.join(missing)} does not stand in {statement.locator} of the text"
                numbers = ", ".join(map(quoted, list(dict.fromkeys(there.values()))[:MOST_NAMED]))
                remedy = "write the number as the text does" + (f"; it has {numbers}" if numbers else "")
                yield Problem(message, remedy, Place((*path, *field)))


def _at(path: Path, name: str) -> Place:
    return Place((*path, name))


def _pinned(platform: Platform, texts: Mapping[str, SourceText]) -> Iterator[tuple[Path, Statement, SourceText]]:
    """Every statement whose source has a text, with its path and the text."""
    for path, source, statement in platform.placed_statements:
        text = texts.get(source.id)
        if text and not text.trouble:
            yield path, statement, text


def check_texts(platform: Platform, texts: Mapping[str, SourceText]) -> list[Problem]:
    """Every problem that shows against the texts, given by source id; none of sources that share an id."""
    uses = Counter(source.id for source in platform.sources)
    return run(__name__, platform, {name: text for name, text in texts.items() if uses[name] == 1})
