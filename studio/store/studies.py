"""Studies: which file is watched for which draft, and the state in which it was seen last."""

from __future__ import annotations

from studio.domain.ids import DraftId
from studio.domain.parcel import Trouble
from studio.domain.study import Study

from .shapes import STUDY
from .table import Table


class Studies(Table[Study]):
    """`told` is called only where a person would see a difference."""

    def watched(self) -> list[Study]:
        """Those whose files are looked at: switched on, and the draft was not thrown away."""
        return self._select(
            "WHERE watched AND id IN (SELECT id FROM drafts WHERE removed_at IS NULL) ORDER BY id",
        )

    def troubled(self) -> list[Study]:
        """Those that give no versions now, though they should."""
        return [study for study in self.watched() if study.trouble is not None]

    def watch(self, id: DraftId, on: bool) -> None:
        """What was saved while it was off is found when it is on again."""
        self._set("watched = ?, trouble = NULL", id, int(on))
        self._told()

    def follow(self, id: DraftId, path: str) -> None:
        """The file has another name or place now."""
        self._set("path = ?, seen = '', trouble = NULL", id, STUDY.stored("path", path))
        self._told()

    def saw(self, id: DraftId, seen: str, sha256: str) -> None:
        """The file holds what was taken from it before."""
        had_trouble = bool(self._database.rows("SELECT 1 FROM studies WHERE id = ? AND trouble IS NOT NULL", id))
        self._set("seen = ?, sha256 = ?, trouble = NULL", id, seen, sha256)
        if had_trouble:
            self._told()

    def tell(self, id: DraftId, trouble: Trouble | None) -> None:
        self._set("trouble = ?", id, STUDY.stored("trouble", trouble))
        self._told()

    def _set(self, what: str, id: DraftId, *values: object) -> None:
        with self._database.write() as connection:
            connection.execute(f"UPDATE studies SET {what} WHERE id = ?", (*values, id))
