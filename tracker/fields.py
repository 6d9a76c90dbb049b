"""The rules of a file's shape: its fields, their types and their words, from pydantic's errors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, reduce
from itertools import islice
from operator import getitem
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from . import model
from .messages import MOST_GUESSED, nearest, odd_character, one_of, plain, quoted
from .model import Path
from .problem import MOST_PROBLEMS, Edit, Place, Problem, Rule, bounded, rule

Names = tuple[str, ...]


def _fields(of: type[BaseModel], above: Names = ()) -> Iterator[tuple[Names, FieldInfo]]:
    """Each field of a model and of those in it, by its name behind those of the fields that hold it."""
    for name, field in of.model_fields.items():
        yield (*above, name), field
        for held in _models(field):
            yield from _fields(held, (*above, name))


def _models(field: FieldInfo) -> list[type[BaseModel]]:
    """The model of what a field holds, if that has one."""
    parts = (field.annotation, *get_args(field.annotation))
    return [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]


FIELDS = dict(_fields(model.Platform))
LISTS = {names for names, field in FIELDS.items() if get_origin(field.annotation) is tuple}
MODEL_UNDER: dict[Names, type[BaseModel]] = {(): model.Platform}
MODEL_UNDER |= {names: held for names, field in FIELDS.items() for held in _models(field)}
REPLACEABLE = ("statements", "asks", "retired")  # lists of which a broken entry can be replaced
STAND_IN: dict[str, Any] = {"asked_in": ["no/statement"], "locator": "par. 1", "status": "unaddressed"}
EXAMPLE = {**{names[-1]: "[]" for names in LISTS}, "asked_in": "[source/statement]", "format": "1"}
LIKE_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})|[-/.](\d{1,2})[-/.](\d{1,2}))?", re.ASCII)
LIKE_LIST = re.compile(r"[\w/-]+(?:, *[\w/-]+)*")  # and lacks its brackets
MEANS = {"published": "issued", "date": "issued"}  # what people write for a field, and may be like another's name
LIKE_LOCATOR = re.compile(
    r"(?:(p(?:p|g|age?)?s?(?![a-z]))|p[a-z]+|¶+)\.?\s*([1-9]\d{0,5})(?:\s*(?:[-\u2010-\u2015]|to)\s*([1-9]\d{0,5}))?",
    re.ASCII | re.I,
)


def problems(values: object) -> list[Problem]:
    """Every problem of the shape of a file's values."""
    return bounded(problem for path, value in _entries((), values) for problem in _problems(path, value))


def _entries(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """A mapping with its lists emptied, and the entries of these lists, to any depth.

    Each is validated by itself, so that no more errors are held at a time than one entry has.
    """
    above = _names_on(path)
    if not isinstance(value, dict) or above not in MODEL_UNDER:
        yield path, value
        return
    fields = {name: value[name] for name in _model_at(path).model_fields if name in value}
    filled = {name: held for name, held in fields.items() if (*above, name) in LISTS and isinstance(held, list)}
    emptied = {name: STAND_IN.get(name, []) if held else [] for name, held in filled.items()}
    yield path, {**dict(islice(value.items(), MOST_PROBLEMS)), **fields, **emptied}
    for name, held in filled.items():
        for number, entry in enumerate(held):
            yield from _entries((*path, name, number), entry)


def _problems(path: Path, value: Any) -> Iterator[Problem]:
    """The problems of one entry. A field that is missing because its name is misspelt is one problem and not two."""
    try:
        _validator(_names_on(path)).validate_python(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
        meant = {loc: _name_meant(path, loc, value) for loc in unknown[:MOST_GUESSED]}
        misspelt = {(*loc[:-1], name.partition(":")[0]) for loc, name in meant.items() if name}
        for detail in details:
            loc, found = detail["loc"], detail["input"]
            if detail["type"] == "missing" and loc in misspelt:
                continue
            is_name = detail["type"] == "extra_forbidden"
            likely = meant.get(loc) if is_name else _value_meant((*path, *loc), found)
            looks_alike = likely and _is_odd(loc[-1] if is_name else found)
            rule = look_alike if looks_alike else RULE_OF_TYPE[_type(detail)]
            yield from rule((*path, *loc), found, {**detail.get("ctx", {}), "meant": likely, "is_name": is_name})


def _is_odd(written: object) -> bool:
    """Whether it is text with a character that is not what it looks like."""
    return isinstance(written, str) and any(plain(sign) != sign for sign in written)


def _value_meant(path: Path, value: Any) -> str | None:
    """What a value with odd characters looks like, if that may stand there."""
    if not _is_odd(value):
        return None
    meant = plain(value).strip()
    try:
        _validator(_names_on(path)).validate_python(meant)
    except ValidationError:
        return None
    return meant


def _name_meant(path: Path, loc: Path, value: Any) -> str | None:
    """The field that a name was most likely meant to be, of those that its entry lacks; with a value behind a colon."""
    entry, written = reduce(getitem, loc[:-1], value), str(loc[-1])
    lacking = tuple(name for name in _model_at((*path, *loc[:-1])).model_fields if name not in entry)
    name, colon, rest = (part.strip() for part in plain(written).partition(":"))
    if name in lacking and not (colon and entry[loc[-1]]):
        return f"{name}: {rest}" if colon else name
    if " " in written:  # which is no name, but text that was torn at a comma
        return None
    return nearest(MEANS.get(written.lower(), written.lower()), lacking)


@cache
def _validator(names: Names) -> TypeAdapter[Any]:
    """For the whole file, or by the names on a path for the value there or for an entry of the list there."""
    if not names:
        return TypeAdapter(model.Platform)
    field = FIELDS[names]
    held = get_args(field.annotation)[0] if names in LISTS else field.annotation
    return TypeAdapter(Annotated[held, field])  # type: ignore[arg-type]


def replace_broken(values: Any, problems: Iterable[Problem]) -> set[Path]:
    """Puts a sound stand-in in the place of each statement, ask and tombstone that has problems.

    Returns the paths of these; none, and the values are of no use, where an id or something else is broken too.
    """
    paths = [problem.place.path for problem in problems]
    ends = [next((n for n, step in enumerate(path[:-1], 2) if step in REPLACEABLE), 0) for path in paths]
    broken = {path[:end] for path, end in zip(paths, ends, strict=True)} if all(ends) else set()
    for path in broken:
        entries = reduce(getitem, path[:-1], values)
        entry = entries[path[-1]]
        if not (own := slug(str(entry.get("id", ""))) if isinstance(entry, dict) else ""):
            return set()  # others may name it
        entries[path[-1]] = _stand_in(_model_at(path), own)
    return broken


def _stand_in(of: type[BaseModel], name: str) -> dict[str, Any]:
    """Something for each field that an entry must have."""
    needed = {field: known for field, known in of.model_fields.items() if known.is_required()}
    return {field: STAND_IN.get(field, (*get_args(known.annotation), name)[0]) for field, known in needed.items()}


def _type(detail: Any) -> str:
    """Pydantic's type of the error, made finer by the pattern that failed and by an empty value."""
    if detail["input"] == "" and detail["type"] != "extra_forbidden":
        return "empty"
    if detail["type"] == "literal_error" and not isinstance(detail["input"], str):
        return "string_type"
    return str(detail.get("ctx", {}).get("pattern", detail["type"]))


def _names_on(path: Path) -> Names:
    """The names of all fields on a path, as FIELDS has them."""
    return tuple(step for step in path if isinstance(step, str))


def _model_at(path: Path) -> type[BaseModel]:
    """The model of the mapping at a path."""
    return MODEL_UNDER[_names_on(path)]


def slug(text: str) -> str:
    """The id that a text would make."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")


@rule("error")
def unknown_field(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A field has a name that its entry does not have.

    A misspelt name would leave the right field unset, and what was written would go unread.

    Fails:
        titel: Make background checks universal
    Passes:
        title: Make background checks universal
    """
    meant, name = context["meant"], str(path[-1])
    message, place = f"{quoted(name)} is no field here", Place(path, key=True)
    if meant:
        is_certain = ":" not in meant and name.lower() not in MEANS
        yield Problem.mended_by(Edit(place, meant), message, safe=is_certain)
        return
    remedy = f"remove it, or use one of the fields {one_of(tuple(_model_at(path[:-1]).model_fields))}"
    if value == "" or " " in name:
        remedy = f"put the text before it in double quotes if a comma belongs to that, or {remedy}"
    yield Problem(message, remedy, place)


@rule("error")
def look_alike(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A character in a name, a word, an id or a reference looks like another, or is not seen.

    Such characters come of word processors, of other keyboards and of web pages: a no-break space, a Cyrillic letter,
    a full-width colon.

    Fails:
        kind: l\u0430w
    Passes:
        kind: law
    """
    place = Place(path, key=context["is_name"])
    odd, message = odd_character(str(path[-1] if place.key else value))
    problem = Problem.mended_by(Edit(place, context["meant"]), message, safe=True)
    yield problem._replace(place=place._replace(part=odd))


@rule("error")
def missing_field(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """An entry lacks a field that it must have.

    Fails:
        - id: cops-hiring-grants
          kind: funding
    Passes:
        - id: cops-hiring-grants
          title: Increase COPS hiring grants
          kind: funding
    """
    name = str(path[-1])
    field = FIELDS[_names_on(path)]
    remedy = f"add `{name}: {EXAMPLE.get(name, '')}` here"
    if name not in EXAMPLE and (words := get_args(field.annotation)):
        remedy += f" and one of {one_of(words)}"
    yield Problem(f"`{name}` is missing", f"{remedy} ({field.description})", Place(path[:-1]))


@rule("error")
def wrong_type(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """Text, a list or a mapping stands where another of the three is expected.

    Fails:
        asked_in: platform/red-flag
    Passes:
        asked_in: [platform/red-flag]
    """
    stands = "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
    names, meant = _names_on(path), None
    if names in LISTS and path[-1:] == names[-1:]:
        expected = "a list"
        remedy = f"put `- ` before each entry of `{names[-1]}`, or write `{names[-1]}: []` if there is none"
        if isinstance(value, str) and names not in MODEL_UNDER and LIKE_LIST.fullmatch(value):
            meant = f"[{value}]"
    elif names in MODEL_UNDER:
        expected = "a mapping"
        remedy = f"write its fields as `name: value`, beginning with `{next(iter(_model_at(path).model_fields))}:`"
    elif isinstance(value, list) and "directed_to" in names:
        expected = "text"
        remedy = "write one ask for each addressee, each with its own id, and one of them here"
    else:
        expected = "text"
        remedy = "write text, in quotes where it begins with `[` or `{` or has a colon and a space in it"
    yield Problem.of_value(path, f"{stands} stands where {expected} is expected", meant, remedy)


@rule("error")
def empty_value(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A field is named but nothing stands in it.

    An empty field is as likely forgotten as meant. Text that begins with `#` is a comment unless it is quoted, and `~`
    and `null` stand for nothing.

    Fails:
        pin: #1 priority
    Passes:
        pin: "#1 priority"
    """
    names, is_field = _names_on(path), isinstance(path[-1], str)
    name = names[-1]
    if not is_field:
        remedy = "write it, or remove its `-` or comma"
    elif names in LISTS:
        remedy = f"write `{name}: {EXAMPLE[name]}`"
    else:
        remedy = f"write a value after `{name}:`, in quotes if it begins with `#` or is `null`"
        if not FIELDS[names].is_required():
            remedy += f", or remove `{name}:`"
    yield Problem(f"{'' if is_field else 'an entry of '}`{name}` is empty", remedy, Place(path, key=is_field))


@rule("error")
def unknown_word(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A field of a fixed vocabulary holds a word that is not in it.

    Fails:
        status: unadressed
    Passes:
        status: unaddressed
    """
    name, known = str(path[-1]), tuple(re.findall(r"'([^']*)'", context["expected"]))
    word = str(value).lower()
    close = nearest(word, known)
    if close and close != word and word.endswith(close):  # `unfunded` denies `funded`
        close = None
    remedy = f"write {one_of(known)}"
    if "findings" in path and value == "mixed":
        remedy = "`mixed` is never written on a finding: write one finding for each thing that the sources say"
    message = f"{quoted(value)} is no {name} that the tracker knows"
    yield Problem.of_value(path, message, close, remedy, safe="findings" not in path)


@rule("error")
def malformed_id(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """An id is not a lower-case slug of letters, digits and single hyphens.

    Ids stand in references, links and file names, so they keep to characters that mean nothing in any of these.

    Fails:
        id: Red_Flag_Laws
    Passes:
        id: red-flag-laws
    """
    message = f"{quoted(value)} is no id: lower-case letters, digits and single hyphens"
    meant = slug(str(value))
    yield Problem.of_value(path, message, meant, "write a word of a-z, 0-9 and hyphens")


@rule("error")
def malformed_reference(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A reference to a statement does not have the form source/statement.

    Fails:
        asked_in: [platform red-flag]
    Passes:
        asked_in: [platform/red-flag]
    """
    message = f"{quoted(value)} is no reference of the form source/statement"
    yield Problem(message, "write the id of a source, a slash and the id of a statement", Place(path))


@rule("error")
def malformed_locator(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A locator begins like that of a paragraph or a page and is none, or names a range that runs backwards.

    A paragraph is a non-blank line of the source's text, counted from 1; a page stands between form feeds, as pdftotext
    writes them. Other words, such as `sec. 2.1` or `12:34`, find no place by themselves.

    Fails:
        locator: paragraph 10
    Passes:
        locator: par. 10
    """
    page, *numbers = found.groups() if (found := LIKE_LOCATOR.fullmatch(str(value).strip())) else [None]
    numbers = [number for number in numbers if number]
    meant = f"{'p.' if page else 'par.'} {'-'.join(numbers)}" if numbers == sorted(numbers, key=int) != [] else None
    remedy = "write `locator: par. N`, the n-th non-blank line of the text, `p. N`, its n-th page, or other words"
    yield Problem.of_value(path, f"{quoted(value)} is no locator", meant, remedy, safe=True)


@rule("error")
def malformed_date(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A date is none of YYYY, YYYY-MM, YYYY-MM-DD and unknown, or is not in the calendar.

    Fails:
        issued: 2025-02-30
    Passes:
        issued: 2025-02
    """
    remedy = f"write `{path[-1]}: ` and YYYY, YYYY-MM, YYYY-MM-DD or unknown"
    yield Problem.of_value(path, f"{quoted(value)} is no date", _date_in(str(value).strip()), remedy)


def _date_in(text: str) -> str | None:
    """The date that the text is in another form, with nothing of it left out; `2025/26` is none."""
    found = LIKE_DATE.fullmatch(text)
    made = "-".join(number.zfill(2) for number in found.groups() if number) if found else "none"
    try:
        return made if model.last_day(made) else None
    except ValueError:
        return None


@rule("error")
def malformed_digest(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A sha256 is not 64 lower-case hexadecimal digits.

    Fails:
        sha256: 8E085E93
    Passes:
        sha256: 8e085e9347486b6e27318cc08e62ed2df26d5a4f89be3278dddc503649cbe0cc
    """
    meant = str(value).strip().lower()
    message = f"{quoted(value)} is no SHA-256 digest of 64 lower-case hexadecimal digits"
    remedy = "write what `sha256sum FILE` prints before the file's name, or remove the field"
    yield Problem.of_value(path, message, meant if re.fullmatch("[0-9a-f]{64}", meant) else None, remedy, safe=True)


@rule("error")
def malformed_url(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """An address is not one of http or https.

    Reports turn addresses into links, and a link of another scheme can run a program.

    Fails:
        url: www.usmayors.org
    Passes:
        url: https://www.usmayors.org
    """
    remedy = f"write the whole address, beginning with `https://` and without spaces, or remove `{path[-1]}`"
    yield Problem(f"{quoted(value)} is no http(s) address", remedy, Place(path))


RULE_OF_TYPE: dict[str, Rule[[Path, object, dict[str, Any]]]] = {
    "extra_forbidden": unknown_field,
    "missing": missing_field,
    **dict.fromkeys(("string_type", "model_type", "tuple_type"), wrong_type),
    **dict.fromkeys(("empty", "too_short", model.TEXT_PATTERN), empty_value),
    "literal_error": unknown_word,
    model.ID_PATTERN: malformed_id,
    model.REFERENCE_PATTERN: malformed_reference,
    "malformed_locator": malformed_locator,
    "malformed_date": malformed_date,
    model.DIGEST_PATTERN: malformed_digest,
    model.URL_PATTERN: malformed_url,
}
