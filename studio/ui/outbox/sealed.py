"""What a parcel's sealed words say about rights, the wish about AI and sources."""

from __future__ import annotations

import json
from dataclasses import dataclass

from studio.domain.parcel import Parcel
from studio.domain.record import Rights


@dataclass(frozen=True, slots=True)
class Sealed:
    rights: Rights | None = None
    ai_training: bool = False
    sources: int = 0

    @classmethod
    def of(cls, parcel: Parcel) -> Sealed:
        """Reads the body that will be sent; a body that cannot be read says nothing."""
        try:
            body = json.loads(parcel.body)
            return cls(Rights(body["rights"]), bool(body["ai_training"]), len(body["sources"]))
        except (ValueError, KeyError, TypeError):
            return cls()
