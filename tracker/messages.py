"""The pieces that messages are made of: values of the file, numbers, and what was likely meant."""

from __future__ import annotations

import json
import re
import unicodedata

CERTAIN = 0.8  # the likeness of words (1 is equal) below which a guess could be another's id, or the opposite status
MOST_COMPARED = 2_000  # known words that an unknown one is compared with
MOST_GUESSED = 100  # unknown words of which is told what was likely meant
MOST_NAMED = 12  # words or places that a message lists
# Controls, lone surrogates, line separators, bidirectional controls, and what has no width but the joiners of emoji.
MOVING = ("\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
          "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f")  # fmt: skip
NOT_SEEN = re.compile(f"[{MOVING}]+")
# What looks like a plain character, and is no other form of one as a full-width colon is.
CYRILLIC = "\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u043a\u043e\u0440\u0455\u0442\u0443\u0445"
GREEK = "\u03b1\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5"
LOOKS_LIKE: dict[int, str | int] = {
    **str.maketrans(CYRILLIC + GREEK, "acdehijkopstyx" + "aikvoptu"),
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"),
    **dict.fromkeys([0x85, 0x2028, 0x2029], " "),  # ends of lines to YAML
}
PLAIN = re.compile(r"[\w(](?:[\w .%&/()'+-]*[\w.%)])?")


def plain(text: str) -> str:
    """The text with plain characters for those that look like them, and without what is not seen."""
    return NOT_SEEN.sub("", unicodedata.normalize("NFKC", text.translate(LOOKS_LIKE)))


def odd_character(text: str) -> tuple[str, str]:
    """The first character that is not what it looks like, and the words that name it; the text has one."""
    odd = next(character for character in text if plain(character) != character)
    name = f"`{odd}` here is {unicodedata.name(odd, 'a control character')} (U+{ord(odd):04X})"
    return odd, f"{name}, not {'a space' if plain(odd) == ' ' else quoted(plain(odd))}" if plain(odd) else name


def quoted(text: object, longest: int = 80) -> str:
    """A value of the file inside a message, shortened where it is long."""
    words = str(text)
    return f"`{words}`" if len(words) <= longest else f"`{words[: longest - 3]}...`"


def written(text: str) -> str:
    """A value as it can stand in the file, also between brackets: in double quotes unless it is plain words."""
    if PLAIN.fullmatch(text) and text.lower() != "null":
        return text
    return "".join(
        sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in json.dumps(text, ensure_ascii=False)
    )


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 ask`, `2,000 asks`, `2 statuses`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def one_of(words: tuple[str, ...]) -> str:
    """`a`, `b` or `c`."""
    listed = [quoted(word) for word in words]
    return " or ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def nearest(word: str, words: tuple[str, ...]) -> str | None:
    """The known word that was certainly meant, or None: another number is another year or paragraph, and no slip."""
    from difflib import get_close_matches

    close = get_close_matches(word[:80], words[:MOST_COMPARED], n=3, cutoff=CERTAIN)
    return next((known for known in close if re.findall(r"\d", known) == re.findall(r"\d", word)), None)


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same to a reader: but for runs of space, and how their letters are composed."""
    return folded(one) == folded(other)


def folded(text: str) -> str:
    """The text with single spaces and composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())
