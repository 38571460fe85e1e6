"""What the outbox may use of the line: each choice is kept the moment it is made. It does not hold for this computer's own
platform, which no network is needed for."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import size_words
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.widgets.choice import Choice

from .section import Section

_LIMITS_KB_S = (50, 100, 250, 500, 1_000, 2_500, 5_000)
_METERED = (("Send everything", True), ("Send small things only", False))
_ANY = ("On any network", "")


class Sending(Section):
    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__("Sending", "What waits is safe here and goes out by itself when it may.", parent)
        self._stage = stage
        self._network = ""
        self.limit = Choice("Speed limit")
        self.metered = Choice("On a metered line")
        self.networks = Choice("Networks")
        self.add("Speed limit", self.limit, "For all uploads together.")
        self.add("On a metered line", self.metered, "A phone's line, say. Up to 1 MB is small.")
        self.add("Networks", self.networks, "A network is known by its router.")
        for choice, name in (
            (self.limit, "send_limit_kb_s"),
            (self.metered, "send_large_metered"),
            (self.networks, "send_only_on"),
        ):
            choice.chosen.connect(lambda value, name=name: stage.choices.change(**{name: value}))
        stage.choices.changed.connect(self._show)

    @Slot()
    def refresh(self) -> None:
        from studio.wire.network import look

        self._show()
        self._stage.tasks.run(lambda _: look(), alive(self, self._found))

    def _found(self, network: str) -> None:
        self._network = network
        self._show()

    @Slot()
    def _show(self) -> None:
        now = self._stage.choices.now
        limits = sorted({*_LIMITS_KB_S, now.send_limit_kb_s} - {0})
        self.limit.offer([("No limit", 0), *((limit_words(limit), limit) for limit in limits)], now.send_limit_kb_s)
        self.metered.offer(_METERED, now.send_large_metered)
        known = dict.fromkeys(name for name in (self._network, now.send_only_on) if name)
        self.networks.offer([_ANY, *((self._words(name), name) for name in known)], now.send_only_on)

    def _words(self, name: str) -> str:
        return f"Only on this one ({name})" if name == self._network else f"Only on another one ({name})"


def limit_words(kb_s: int) -> str:
    return f"{size_words(kb_s * 1_000)} a second"
