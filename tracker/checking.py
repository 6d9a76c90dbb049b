"""What `check` finds in one file: by its own rules, by the sources' texts, and by a revision of it.

What only some of that takes is imported where it is used, as most files are checked by their own rules alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from .document import Document
from .loading import load_content, report_on
from .model import Platform, Source
from .problem import Problem
from .report import SourceReport, build_report
from .revisions import (
    Absent,
    Content,
    Unreadable,
    former_name,
    is_revision,
    path_of,
    read_file,
    read_operand,
    read_revision,
)

if TYPE_CHECKING:
    from .texts import SourceText


class Checked(NamedTuple):
    """A file with its problems; `trouble` says what it could not be held against, and `notes` what is no trouble."""

    document: Document
    problems: list[Problem]
    trouble: list[str]
    notes: list[str]
    unheld: int  # pins that were held against no text


def check_content(content: Content, default_file: str, texts: str | None, against: str | None) -> Checked:
    """Every problem of a file, also as the texts in the folder `texts`, and its past state `against`, show them.

    Trouble with a revision or with the texts hides nothing of what is known of the file; Unreadable is raised where the
    content itself is a saved document.
    """
    loaded = load_content(content)
    platform = loaded.platform
    named = platform.sources if platform and texts is None else ()
    unheld = sum(len(source.statements) for source in named if source.text)
    checked = Checked(loaded.document, list(loaded.problems), [], [], unheld)
    try:
        if platform and texts is not None:
            from .texts import check_texts

            checked.problems.extend(check_texts(platform, source_texts(platform.sources, texts)))
        if (
            platform
            and against is not None
            and (old := _old_content(content.name, default_file, against, checked.notes))
        ):
            checked.problems.extend(_review(platform, content.name, old))
    except Unreadable as error:
        checked.trouble.append(str(error))
    return checked


def _old_content(name: str, default_file: str, against: str, notes: list[str]) -> Content | None:
    """What a file is held against, under the name that it had there; None, and a note, where it is new since."""
    if not is_revision(against):  # no file of a revision's name may stand in for it
        return read_operand(against, default_file)
    path = path_of(name, default_file)
    if name == "-":
        notes.append(f"-: held against {path} at {against}; another is named with --stdin-filename")
    try:
        return read_revision(against, f"/{path}")
    except Absent:
        if former := former_name(against, path):
            notes.append(f"{name}: held against {former}, its name at {against}")
            return read_revision(against, f"/{former}")
        notes.append(f"{name}: new since {against}: nothing to hold it against")
    return None


def _review(platform: Platform, name: str, content: Content) -> Iterator[Problem]:
    from .changes import compare
    from .review import Review, review

    old = report_on(content, checked=False).report
    if old is None:
        raise Unreadable(f"{content.name}: no readable platform to check against")
    if old.selection:
        raise Unreadable(f"{content.name}: a filtered report cannot be checked against; save the whole one")
    new = build_report(platform)
    yield from review(Review(old, new, compare(old, new, content.name, name), platform))


def source_texts(sources: Iterable[Source | SourceReport], folder: str) -> dict[str, SourceText]:
    """The sources' texts in a folder, by source id."""
    from .texts import read_texts

    if not os.path.isdir(folder):
        raise Unreadable(f"--texts: {folder} is no folder")
    names = {source.id: source.text for source in sources}
    return read_texts(names, lambda name: read_file(os.path.join(folder, name)))
