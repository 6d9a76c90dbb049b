"""The entry of a source to paste into a platform file, with its text's paragraphs or pages to find places in."""

from __future__ import annotations

from ..messages import written
from ..texts import SourceText
from .safe import visible

LONGEST = 96  # characters of a paragraph or page


def render_source(form: str, name: str, file: str, text: SourceText) -> str:
    """A form of an entry filled in, as it stands under `sources:`, and below it how each place of the text begins."""
    begun = (" ".join(text.paragraphs[number - 1] for number in passage) for passage in text.passages)
    unit = "p." if text.pages else "par."
    lines = [f"      # {unit} {n}: {visible(words[:LONGEST])}\n" for n, words in enumerate(begun, 1)]
    return form.format(id=name, text=written(visible(file)), sha256=text.digest) + "".join(lines)
