"""What `check` finds in one file: by its own rules, by the sources' texts, and by a revision of it.

What only some of that takes is imported where it is used, as most files are checked by their own rules alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import revisions
from .document import Document
from .loading import load_content, report_on
from .model import Platform, Source
from .places import PlacedProblem, place_problems
from .problem import Problem
from .report import SourceReport, build_report
from .revisions import Absent, Content, Unreadable, read_operand

if TYPE_CHECKING:
    from .texts import SourceText


class Checked(NamedTuple):
    """What is found in a file; `trouble` says what could not be read or held against."""

    document: Document | None = None
    problems: Sequence[PlacedProblem] = ()
    trouble: str | None = None
    unheld: int = 0  # pins that were held against no text


def check_operand(
    operand: str, texts: str | None, against: str | None, stdin_filename: str | None, note: Callable[[str], None]
) -> Checked:
    """Every problem of a file, also as the texts in the folder `texts`, and its past state `against`, show them.

    Trouble with a revision or with the texts hides nothing of what is known of the file; `note` gets a line
    on what is no trouble, as that a file is new.
    """
    try:
        content = read_operand(operand)
        if operand == "-" and stdin_filename:
            content = content._replace(name=stdin_filename)
        document = load_content(content)
    except Unreadable as error:
        return Checked(trouble=str(error))
    problems, trouble, unheld = list(document.problems), None, 0
    if platform := document.platform:
        try:
            if texts is None:
                unheld = sum(len(source.statements) for source in platform.sources if source.text)
            else:
                from .texts import check_texts

                problems += check_texts(platform, source_texts(platform.sources, texts))
            if against is not None and (old := _old_content(content.name, against, note)):
                problems += _review(platform, content.name, old)
        except Unreadable as error:
            trouble = str(error)
    return Checked(document, place_problems(document, problems), trouble, unheld)


def _old_content(name: str, against: str, note: Callable[[str], None]) -> Content | None:
    """What a file is held against, under the name that it had there; None, and a note, where it is new since."""
    if not revisions.object_id(against):  # no file of a revision's name may stand in for it
        return read_operand(against)
    path = revisions.path_of(name)
    if name == "-":
        note(f"-: held against {path} at {against}; another is named with --stdin-filename")
    try:
        return revisions.read_revision(against, path)
    except Absent:
        if former := revisions.former_name(path, "diff-index", against):
            note(f"{name}: held against {former}, its name at {against}")
            return revisions.read_revision(against, former)
        note(f"{name}: new since {against}: nothing to hold it against")
    return None


def _review(platform: Platform, name: str, content: Content) -> Iterator[Problem]:
    from .changes import compare
    from .review import Review, review

    old, _ = report_on(content, checked=False)
    if old is None:
        raise Unreadable(f"{content.name}: no readable platform to check against")
    if old.selection:
        raise Unreadable(f"{content.name}: a filtered report cannot be checked against; save the whole one")
    new = build_report(platform)
    yield from review(Review(old, new, compare(old, new, content.name, name), platform))


def source_texts(sources: Iterable[Source | SourceReport], folder: str) -> dict[str, SourceText]:
    """The sources' texts in a folder, by source id."""
    from .texts import read_text

    if not os.path.isdir(folder):
        raise Unreadable(f"--texts: `{folder}` is no folder")

    def read(name: str) -> bytes:
        return revisions.read_file(os.path.join(folder, name))

    return {source.id: read_text(source.text, read) for source in sources if source.text}
