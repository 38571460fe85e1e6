"""What files that came in say of their makers, and how sure that is: told once for all that say the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from studio.ui.notices import Notices

if TYPE_CHECKING:
    from studio.credit.told import Said

_KEY = "brought:"


def tell_brought(notices: Notices, brought: Iterable[Said]) -> None:
    """A file of one's own says nothing most of the time, so that is a word that passes; the others stay to be read, until more
    files come. What is not to be believed stays."""
    for notice in notices.now:
        if notice.key.startswith(_KEY) and not notice.worry:
            notices.clear(notice.key)
    alike: dict[tuple[str, str], list[Said]] = {}
    for said in brought:
        alike.setdefault((said.several, said.sure), []).append(said)
    for key, group in alike.items():
        title, advice = group[0].title, group[0].advice
        if len(group) > 1:
            title, advice = group[0].several.format(len(group)), group[0].sure
        if group[0].tells:
            notices.notice(f"{_KEY}{key}", title, advice, worry=group[0].worry)
        else:
            notices.hint(f"{title}. {advice}")
