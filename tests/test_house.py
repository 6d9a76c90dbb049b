"""The house: what may import what, who may print, and how large a function may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tracker"
RENDERED = {"agreement", "changes", "facts", "history", "messages"}
RENDERED |= {"model", "places", "problem", "report", "shipped", "status", "texts"}
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "problem": {"model"},
    "messages": set(),
    "repairs": {"messages", "model", "problem"},
    "syntax": {"messages", "model", "problem", "repairs"},
    "fields": {"messages", "model", "problem"},
    "document": {"messages", "model", "problem", "fields", "syntax"},
    "status": {"model"},
    "facts": {"model"},
    "checks": {"amounts", "messages", "model", "problem", "status"},
    "amounts": set(),
    "texts": {"amounts", "messages", "model", "problem"},
    "places": {"document", "model", "problem"},
    "report": {"model", "status"},
    "changes": {"messages", "model", "report"},
    "agreement": {"changes", "model", "report"},
    "blind": {"model"},
    "review": {"changes", "facts", "messages", "model", "problem", "report"},
    "revisions": {"messages", "model"},
    "loading": {"checks", "document", "model", "report", "revisions"},
    "checking": {
        *("changes", "document", "loading", "model", "places", "problem", "report", "review", "revisions", "texts"),
    },
    "history": {"changes", "loading", "model", "report", "revisions"},
    "shipped": set(),
    "writing": set(),
    "render": RENDERED | {"render"},
    "console": {"render", "writing"},
    "operands": {"console", "document", "loading", "places", "render", "report", "revisions"},
}
ONLY_IMPORTERS = {
    "yaml": {"blind", "document"},
    "tabulate": {"render"},
    "jinja2": {"render"},
    "wcwidth": {"render"},
    "subprocess": {"revisions"},
    "typer": {"cli"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return "render" if path.parent.name == "render" else path.stem


def imports(path: Path) -> set[str]:
    """The rooms of the package, and the top-level names of other packages, that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            inside = "render" if room(path) == "render" and node.level == 1 else ""
            names = [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]
            found |= {inside or name for name in names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
    return found


ROOMS = {room(path) for path in MODULES} - {"__init__", "__main__"}


def test_every_room_has_its_row() -> None:
    assert {*MAY_IMPORT, "cli"} == ROOMS


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in MAY_IMPORT], ids=lambda path: path.stem)
def test_a_room_imports_what_its_row_allows(path: Path) -> None:
    assert imports(path) & ROOMS <= MAY_IMPORT[room(path)]


@pytest.mark.parametrize("library", ONLY_IMPORTERS)
def test_a_library_has_one_room(library: str) -> None:
    assert {room(path) for path in MODULES if library in imports(path)} == ONLY_IMPORTERS[library]


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.stem not in ("__main__", "cli", "console")], ids=lambda path: path.stem
)
def test_nothing_below_the_command_line_prints_exits_or_reads_the_clock(path: Path) -> None:
    called = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
    forbidden = {"print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write", "input"}
    forbidden |= {"date.today", "datetime.now", "time.time", "time.monotonic"}
    assert not called & forbidden


def test_functions_are_short() -> None:
    lengths = {
        f"{path.relative_to(PACKAGE)}:{node.name}": _code_lines(node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name for name, length in lengths.items() if length > 40} == set()
    assert sorted(lengths.values())[len(lengths) // 2] < 10


def _code_lines(node: ast.FunctionDef) -> int:
    """The lines of a function without its docstring, which documents and does nothing."""
    documented = ast.get_docstring(node, clean=False)
    docstring = len(documented.splitlines()) if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring
