"""INP-1: words in a drawing that cost a matcher more than their length would hold the whole studio, for a matcher lets nothing else
run. Each is looked at in a process that can be given up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from studio.domain.privacy import Finding
from studio.private import found, strip

PATIENCE_S = 20.0
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
LOOK = """
import sys
from pathlib import Path
from studio.errors import StudioError
from studio.picture import kind_of
from studio.private import found, strip
path = Path(sys.argv[1])
try:
    kind = kind_of(path)
    found(path, kind)
    strip(path, path.with_suffix(".out"), kind)
except StudioError as error:
    print(error.title)
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("<!---->" * 400 + "no drawing", "This is not a picture that can be sent"),
        (f'{HEAD}<g fill="url({" " * 50_000}"/></svg>', ""),
        (f'{HEAD}<g fill="{"url(" * 100_000}"/></svg>', ""),
        (f"{HEAD}<style><![CDATA[{'<!--' * 200_000}]]></style></svg>", ""),
    ],
    ids=["comments before it", "spaces in an address", "addresses without an end", "comments without an end"],
)
def test_no_words_cost_more_than_their_length(tmp_path: Path, said: str, told: str) -> None:
    path = tmp_path / "in.svg"
    path.write_text(said)
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(path)], capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    assert done.stdout.strip() == told


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("url(#a)", "url(#a)"),
        ("url( '#a' )", "url( '#a' )"),
        ("url(data:image/gif;base64,R0)", "url(data:image/gif;base64,R0)"),
        ("red url( 'file:///PLANTED' ) blue", "red none blue"),
        ("url(file:///PLANTED'S) blue", "none blue"),
        ("url(file:///PLANTED", "none"),
    ],
)
def test_addresses_of_files_go_and_those_of_its_own_parts_stay(tmp_path: Path, said: str, kept: str) -> None:
    (tmp_path / "in.svg").write_text(f'{HEAD}<g fill="{said}"/></svg>')
    strip(tmp_path / "in.svg", tmp_path / "out.svg", "svg")
    assert f'fill="{kept}"' in (tmp_path / "out.svg").read_text()


def test_of_each_sort_a_hundred_are_told_and_all_go(tmp_path: Path) -> None:
    """A drawing may hold a million comments: nobody reads them, and the window would list them."""
    many = "".join(f"<!--comment {number}-->" for number in range(300))
    (tmp_path / "in.svg").write_text(f'{HEAD}{many}<image href="/home/ines/a.png"/></svg>')
    told = found(tmp_path / "in.svg", "svg")
    assert [one.words for one in told] == ["/home/ines/a.png", *(f"comment {number}" for number in range(100))]
    strip(tmp_path / "in.svg", tmp_path / "out.svg", "svg")
    assert b"comment" not in (tmp_path / "out.svg").read_bytes()


def test_comments_are_told_each_by_itself(tmp_path: Path) -> None:
    (tmp_path / "in.svg").write_text(f"<!-- one -->{HEAD}<!--two\n--><style><![CDATA[<!-- no end]]></style></svg>")
    told: tuple[Finding, ...] = found(tmp_path / "in.svg", "svg")
    assert [one.words for one in told] == ["one", "two"]
