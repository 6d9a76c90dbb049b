"""The numbers that a text states, in digits and in words, so that a value can be held against what its source says.

Texts are in the form that `normalized` gives. Signs, units and currencies are left aside: -17% is "down 17 percent".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from math import prod

UNITS = "zero|one|two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
WORDS = f"{UNITS}|{TEENS}|{TENS}|half|a|an".split("|")
WORTH = dict(zip(WORDS, [*range(20), *range(20, 100, 10), 50, 1, 1], strict=True))
PARTS = "half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth"
SCALES: dict[str, Decimal | int] = {
    **{part: Decimal(100) / n for n, part in enumerate(PARTS.split("|"), 2)},  # in percent
    **{"in 10": 10, "in ten": 10, "out of 10": 10, "out of ten": 10, "hundred": 100, "thousand": 10**3, "k": 10**3},
    **{"million": 10**6, "mn": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12},
}
SCALE = rf"[ -]?(?:{'|'.join(SCALES)})s?\b"
NUMBER = re.compile(
    rf"(?:(?P<digits>(?:(?<![\w.])\.)?\d{{1,40}}(?:[.,']\d{{1,40}}){{0,9}})"
    rf"|\b(?P<words>(?:{TENS})(?:[ -](?:{UNITS})\b)?|{UNITS}|{TEENS}|half|an?(?={SCALE}))\b)"
    rf"(?P<scale>(?:{SCALE}){{0,2}})"
)
# What is no amount in a value: years, halves of these, ordinals, and numbers in names such as `q3` and `covid-19`.
NO_AMOUNT = re.compile(
    r"(?<![\w.,$\xa3\u20ac])(?:19|20)\d\d(?:[-/]\d\d(?:\d\d)?)?s?(?![\w%]|[.,']\d| (?:per ?cent|[mbt]r?illion))"
    r"|\b(?:first|second) half\b|\bhalf-year|\b\d+(?:st|nd|rd|th)\b|\b[^\W\d_]+-?\d[\d./-]*"
)
Key = tuple[str, Decimal]


@lru_cache(maxsize=16)
def stated(text: str) -> dict[Key, str]:
    """Every number of a text by the keys that `unstated` looks for, with how it is written."""
    keys: dict[Key, str] = {}
    for written, readings, scale in _numbers(text):
        for reading in readings:
            keys["=", reading * scale] = keys["" if scale == 1 else "scaled", reading] = written
    return keys


def unstated(value: str, stated: Mapping[Key, str]) -> Iterator[str]:
    """The numbers of a value that a text does not state.

    A number without `million` or its like may be one that the text has with it, and the other way round, as in tables.
    """
    for written, readings, scale in _numbers(NO_AMOUNT.sub(";", value)):
        unlike = "scaled" if scale == 1 else ""
        keys = {key for reading in readings for key in (("=", reading * scale), (unlike, reading))}
        if written not in ("zero", "one") and keys.isdisjoint(stated):
            yield written


def is_less(value: str, other: str) -> bool:
    """Whether each value states one number, the first the smaller, in units that the other has too."""
    (number, unit), (other_number, other_unit) = _amount(value), _amount(other)
    alike = unit <= other_unit and bool(unit) == bool(other_unit)
    return alike and number is not None and other_number is not None and number < other_number


def _amount(value: str) -> tuple[Decimal | None, set[str]]:
    """The one number that a value states, None where there is not just one, and the words beside it."""
    numbers = [reading * scale for _, readings, scale in _numbers(value)
               for reading in ([max(readings)] if scale == 1 else readings)]  # fmt: skip
    return numbers[0] if len(numbers) == 1 else None, {*NUMBER.sub(" ", value).split()}


def _numbers(text: str) -> Iterator[tuple[str, set[Decimal], Decimal | int]]:
    """Each number as written, with what its digits or words can mean, and with what that is multiplied by."""
    for found in NUMBER.finditer(text):
        worth = sum(WORTH[word] for word in re.findall("[a-z]+", found["words"] or ""))
        scale = prod(SCALES[word] for word in re.findall("|".join(SCALES), found["scale"]))
        yield found[0], _readings(found["digits"] or f"{worth}"), scale


def _readings(digits: str) -> set[Decimal]:
    """What digits can mean: `1,234` is a thousand and more or, as some write, one and a part."""
    head, mark, tail = re.sub("[,']", ".", digits).rpartition(".")
    head = head.replace(".", "")
    whole, parted = Decimal(head + tail), Decimal(f"{head}.{tail}")
    return {whole, parted} if mark and len(tail) == 3 else {parted if mark else whole}
