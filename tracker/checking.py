"""What `check` finds in one file: by its own rules, by the sources' texts, and by a revision of it.

What only some of that takes is imported where it is used, as most files are checked by their own rules alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import revisions
from .document import Document
from .loading import load_content, report_on
from .model import Platform, Source
from .places import PlacedProblem, place_problems
from .problem import Problem
from .report import SourceReport, build_report
from .revisions import Absent, Content, Unreadable

if TYPE_CHECKING:
    from .texts import SourceText


class Checked(NamedTuple):
    """What is found in a file; `trouble` says what could not be read or held against, `notes` what is no trouble."""

    document: Document | None = None
    problems: Sequence[PlacedProblem] = ()
    trouble: Sequence[str] = ()
    notes: Sequence[str] = ()
    unheld: int = 0  # pins that were held against no text


def check_content(content: Content, default_file: str, texts: str | None, against: str | None) -> Checked:
    """Every problem of a file, also as the texts in the folder `texts`, and its past state `against`, show them.

    Trouble with a revision or with the texts hides nothing of what is known of the file; Unreadable is raised where the
    content itself is a saved document.
    """
    loaded = load_content(content)
    problems, unheld = list(loaded.problems), 0
    trouble: list[str] = []
    notes: list[str] = []
    if platform := loaded.platform:
        try:
            if texts is None:
                unheld = sum(len(source.statements) for source in platform.sources if source.text)
            else:
                from .texts import check_texts

                problems += check_texts(platform, source_texts(platform.sources, texts))
            if against is not None and (old := _old_content(content.name, default_file, against, notes)):
                problems += _review(platform, content.name, old)
        except Unreadable as error:
            trouble.append(str(error))
    return Checked(loaded.document, place_problems(loaded.document, problems), trouble, notes, unheld)


def _old_content(name: str, default_file: str, against: str, notes: list[str]) -> Content | None:
    """What a file is held against, under the name that it had there; None, and a note, where it is new since."""
    if not revisions.is_revision(against):  # no file of a revision's name may stand in for it
        return revisions.read_operand(against, default_file)
    path = revisions.path_of(name, default_file)
    if name == "-":
        notes.append(f"-: held against {path} at {against}; another is named with --stdin-filename")
    try:
        return revisions.read_revision(against, f"/{path}")
    except Absent:
        if former := revisions.former_name(against, path):
            notes.append(f"{name}: held against {former}, its name at {against}")
            return revisions.read_revision(against, f"/{former}")
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
    from .texts import read_text

    if not os.path.isdir(folder):
        raise Unreadable(f"--texts: `{folder}` is no folder")

    def read(name: str) -> bytes:
        return revisions.read_file(os.path.join(folder, name))

    return {source.id: read_text(source.text, read) for source in sources if source.text}
