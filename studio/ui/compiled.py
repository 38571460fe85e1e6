"""What PySide6 compiles of its own at each start, kept as Python keeps what it compiles.

Shiboken holds 120 kB of Python as text in its library (`shibokensupport`) and has it compiled when PySide6 is imported: 14 of the
milliseconds that the first window waits for. The code is kept beside that of this module, each piece with the hash of its text and
of Python's version, as in PEP 552; where it cannot be kept, or read, it is compiled as before.
"""

from __future__ import annotations

import builtins
import contextlib
import marshal
import os
import sys
from collections.abc import Iterator
from importlib.util import cache_from_source, source_hash
from pathlib import Path
from types import CodeType
from typing import Any

_SUPPORT = "shibokensupport/"
#: They write PySide6's stub files, which no program does; to carry them out takes 8 ms more.
_FOR_STUBS = {f"{_SUPPORT}signature/lib/{name}.py" for name in ("pyi_generator", "enum_sig")}


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """To be held around the first import of PySide6, while no other thread imports."""
    file = Path(cache_from_source(str(Path(__file__).with_name("shibokensupport.py"))))
    found = _read(file)
    used: dict[str, tuple[bytes, CodeType]] = {}
    compiles = builtins.compile

    def compile_once(source: Any, name: Any, *rest: Any, **options: Any) -> Any:
        if not (isinstance(name, str) and name.startswith(_SUPPORT) and isinstance(source, bytes)):
            return compiles(source, name, *rest, **options)
        if name in _FOR_STUBS:
            return compiles("", name, *rest, **options)
        mark, code = found.get(name, (b"", None))
        if mark != source_hash(source) or not isinstance(code, CodeType):
            mark, code = source_hash(source), compiles(source, name, *rest, **options)
        used[name] = mark, code
        return code

    builtins.compile = compile_once  # type: ignore[assignment]
    try:
        yield
    finally:
        builtins.compile = compiles
    if used and used != found and not sys.dont_write_bytecode:
        _write(file, used)


def _read(file: Path) -> dict[str, Any]:
    try:
        return dict(marshal.loads(file.read_bytes()))
    except (OSError, EOFError, ValueError, TypeError):
        return {}


def _write(file: Path, codes: dict[str, tuple[bytes, CodeType]]) -> None:
    part = file.with_name(f"{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        part.write_bytes(marshal.dumps(codes))
        part.replace(file)
