"""The texts that come with the package: rules of coding, forms to fill in, templates of the page and the chart."""

from __future__ import annotations

from importlib.resources import files


def shipped(name: str) -> str:
    """The text of a file by its path in the package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
