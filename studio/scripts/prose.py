"""Plain text: a paragraph is a line."""

from __future__ import annotations

from studio.domain.script import Line

#: Text that was broken into rows by hand or by a mail program has rows of about this many letters.
_NARROWEST, _WIDEST = 50, 120


def lines_of(text: str) -> list[Line]:
    return [Line("", paragraph) for paragraph in paragraphs(text)]


def paragraphs(text: str) -> list[str]:
    """Each row is one, unless the whole text was broken at a width: then blank rows are between them."""
    blocks = blocks_of(text)
    if _is_wrapped(blocks):
        return [" ".join(block) for block in blocks]
    return [row for block in blocks for row in block]


def blocks_of(text: str) -> list[list[str]]:
    """Rows without the blank ones, which part them."""
    blocks: list[list[str]] = [[]]
    for row in text.splitlines():
        if row.strip():
            blocks[-1].append(row.strip())
        elif blocks[-1]:
            blocks.append([])
    return blocks if blocks[-1] else blocks[:-1]


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """Nine of ten rows that are followed by another are about as long as the longest one."""
    longest = max((len(row) for block in blocks for row in block), default=0)
    inner = [row for block in blocks for row in block[:-1]]
    if not inner or len(blocks) < 2 or not _NARROWEST <= longest <= _WIDEST:
        return False
    full = sum(len(row) * 3 >= longest * 2 for row in inner)
    return full * 10 >= len(inner) * 9
