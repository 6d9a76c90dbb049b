"""The pieces that messages are made of: values of the file, numbers, and what was likely meant."""

from __future__ import annotations

import json
import re
import unicodedata

CERTAIN = 0.8  # the likeness of words (1 is equal) below which a guess could be another's id, or the opposite status
MOST_COMPARED = 2_000  # known words that an unknown one is compared with
MOST_GUESSED = 100  # unknown words of which is told what was likely meant
MOST_NAMED = 12  # words or places that a message lists
PLAIN = re.compile(r"[\w(](?:[\w .%&/()'+-]*[\w.%)])?")


def quoted(text: object, longest: int = 80) -> str:
    """A value of the file inside a message, shortened where it is long."""
    words = str(text)
    return f"`{words}`" if len(words) <= longest else f"`{words[: longest - 3]}...`"


def written(text: str) -> str:
    """A value as it can stand in the file, also between brackets: in double quotes unless it is plain words."""
    if PLAIN.fullmatch(text):
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
