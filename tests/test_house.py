"""The rules of the house: what the reviewers would otherwise have to look for, read from the files themselves."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ("studio", "installer", "tests", "resources")
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
NAMELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "base",
    "manager",
    "service",
    "handler",
    "controller",
}
#: In pieces, so that this file does not break its own rules.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"]) + r")\b")
PACKAGE_HOSTS = re.compile(
    "|".join(["py" + "pi" + r"\.", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian"])
)
#: Widgets that read text as HTML, and calls that hand text to one; only studio/ui/widgets may, where it is made plain first.
RICH_WIDGETS = {"QLabel", "QMessageBox", "QTextBrowser", "QToolTip", "QWhatsThis"}
RICH_CALLS = {"setToolTip", "setStatusTip", "setWhatsThis", "setHtml", "insertHtml", "appendHtml"}
RICH_FORMATS = {"RichText", "AutoText", "MarkdownText"}


def python_files(*folders: str) -> list[Path]:
    files = [path for folder in folders or CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    assert files, f"no Python in {folders}"
    return files


def text_files() -> Iterator[Path]:
    inner = [
        path for folder in (*CODE, ".ci") for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts
    ]
    for path in [*ROOT.iterdir(), *inner]:
        if path.is_file() and b"\0" not in path.read_bytes()[:4096]:
            yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run_tool(*words: str) -> None:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{done.stdout[-6_000:]}\n{done.stderr[-2_000:]}"


def test_the_linter_finds_nothing() -> None:
    run_tool("-m", "ruff", "check", "--quiet", ".")


def test_all_code_is_formatted_alike() -> None:
    run_tool("-m", "ruff", "format", "--check", "--quiet", ".")


def test_the_types_hold() -> None:
    """Strictly; but in tests a type may be left away, not contradicted (pyproject.toml)."""
    run_tool("-m", "mypy", "--no-error-summary")


def test_the_imports_go_one_way() -> None:
    run_tool("-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache")


def test_the_core_runs_without_qt() -> None:
    """Every module outside ui and app can be imported where Qt is not installed."""
    code = (
        "import importlib, sys; sys.modules['PySide6'] = None; sys.path.insert(0, '.')\n"
        "for name in sys.argv[1:]: importlib.import_module(name)"
    )
    modules = [name_of(path)[:-3].replace("/", ".") for path in python_files("studio")]
    core = [
        name
        for name in modules
        if not name.startswith(("studio.ui", "studio.app", "studio.__main__")) and ".migrations" not in name
    ]
    run_tool("-c", code, *core)


def test_the_first_window_waits_for_nothing_heavy() -> None:
    """What takes 10 ms and more to import comes when it is needed."""
    heavy = {
        "PIL",
        "numpy",
        "soundfile",
        "pydantic",
        "requests",
        "ssl",
        "hashlib",
        "keyring",
        "cryptography",
        "asyncio",
    }
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "import studio.__main__, studio.settings, studio.store, studio.capture.early, studio.app, studio.ui.record\n"
        f"found = {heavy!r} & set(sys.modules)\n"
        "sys.exit(' '.join(sorted(found)) or 0)"
    )
    run_tool("-c", code)


def test_the_first_window_knows_only_the_tables_that_it_shows(tmp_path: Path) -> None:
    """The others lie in `studio.store.shapes`, which makes twenty dataclasses, and `studio.domain.record` makes seven."""
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from studio.app import Studio\n"
        "from studio.paths import DataFolder\n"
        f"studio = Studio(QApplication([]), DataFolder.open(Path({str(tmp_path)!r})))\n"
        "found = {'studio.store.shapes', 'studio.domain.record', 'html.entities'} & set(sys.modules)\n"
        "studio.close()\n"
        "sys.exit(' '.join(sorted(found)) or 0)"
    )
    run_tool("-c", code)


def test_no_file_is_longer_than_one_can_read() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_one_can_hold_in_mind() -> None:
    too_long = {
        f"{name_of(path)}:{node.name}": length
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_every_module_is_named_after_what_it_does() -> None:
    nameless = [
        name_of(path) for path in python_files() if NAMELESS & set(path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert nameless == []


def test_every_room_says_who_comes_in_and_who_leaves() -> None:
    rooms = [
        path for path in python_files("studio") if path.name == "__init__.py" and ".migrations" not in name_of(path)
    ]
    silent = [name_of(path) for path in rooms if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{name_of(path)}: {hit[0]}" for path in python_files() for hit in UNFINISHED.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_file_names_a_package_host() -> None:
    found = [
        f"{name_of(path)}: {hit[0]}"
        for path in text_files()
        for hit in PACKAGE_HOSTS.finditer(path.read_text("utf-8", "replace"))
    ]
    assert found == []


def test_the_build_machine_runs_the_command_of_the_readme() -> None:
    lines = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    command = "python3 -m installer test"
    assert len(lines) == 2
    assert lines[1].endswith(f"exec {command}")
    assert command in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "path", [path for path in python_files("studio/ui") if "widgets" not in path.parts], ids=name_of
)
def test_nobodys_text_is_read_as_html(path: Path) -> None:
    """INP-4."""
    assert list(rich_text(ast.parse(path.read_text("utf-8")))) == []


def test_nobody_walks_the_chain_of_the_tab_key() -> None:
    """PySide takes each widget on it for a child of the one before: when that one goes, the program crashes later."""
    chain = "In" + "FocusChain("
    assert [name_of(path) for path in python_files() if chain in path.read_text("utf-8")] == []


def rich_text(tree: ast.Module) -> Iterator[str]:
    """Where a page could show somebody's text as HTML: the line and the name. Words written in the code are nobody's."""
    own_words = {
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and all(isinstance(arg, ast.Constant) for arg in node.args)
    }
    for node in ast.walk(tree):
        names: set[str] = set()
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names} & RICH_WIDGETS
        elif isinstance(node, ast.Attribute):
            names = {node.attr} & (RICH_WIDGETS | RICH_FORMATS | (set() if node in own_words else RICH_CALLS))
        yield from (f"line {node.lineno}: {name}" for name in names)  # type: ignore[attr-defined]


def test_the_rule_against_html_sees_every_way_in() -> None:
    lines = (
        "from PySide6.QtWidgets import QLabel",
        "w.setToolTip('Play')",
        "w.setToolTip(title)",
        "w.setTextFormat(Qt.TextFormat.RichText)",
        "Q.QMessageBox(w)",
    )
    page = "\n".join(lines)
    assert list(rich_text(ast.parse(page))) == [
        "line 1: QLabel",
        "line 3: setToolTip",
        "line 4: RichText",
        "line 5: QMessageBox",
    ]
