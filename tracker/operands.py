"""What the operands of a command hold, with what is wrong told on stderr; completion of the names in the default file.

Modules are imported in the bodies of the functions, as in `cli.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from . import DEFAULT_FILE
from .console import SCREEN, complain, fail, screen

if TYPE_CHECKING:
    from .document import Document
    from .report import Report


def report_of(operand: str | None, as_of: str | None = None, strict: bool = True, whole: bool = False) -> Report:
    """The report on an operand; errors are told on stderr, and end a command that is strict or has no platform.

    A command that wants the whole would take for a change what a selection left out, and is ended too.
    """
    from .loading import report_on
    from .revisions import LAST_COMMIT, read_operand

    reported, document = report_on(read_operand(operand), as_of)
    if document:
        tell_errors(document, fatal=strict or reported is None)
    assert reported is not None
    if whole and reported.selection:
        fail(f"{operand or LAST_COMMIT}: a filtered report cannot be compared; save the whole one")
    return reported


def report_to_compare(operand: str | None, as_of: str | None = None) -> Report:
    """The whole report on an operand, the last commit's where it is None; errors are told, and end nothing."""
    return report_of(operand, as_of, strict=False, whole=True)


def tell_errors(document: Document, fatal: bool) -> None:
    """Tells the errors of a file on stderr: in a line each, or where they end the command, on their source lines."""
    if not document.errors:
        return
    from .places import check_document, place_problems
    from .render.problems import render_concise, render_problems

    found = check_document(place_problems(document, document.errors), [document])
    if not fatal:
        return complain(render_concise(found))
    complain(render_problems(found, {document.name: document.text}, screen(SCREEN, "stderr")))
    raise SystemExit(2)


def completion(names: Callable[[Report], Iterable[str]]) -> Callable[[], list[str]]:
    """Lists the names that the default file holds, to complete a word from; none where it can't be read."""

    def listed() -> list[str]:
        from .loading import report_on
        from .revisions import read_operand

        with suppress(OSError):
            reported, _ = report_on(read_operand(DEFAULT_FILE), checked=False)
            return list(names(reported)) if reported else []
        return []

    return listed
