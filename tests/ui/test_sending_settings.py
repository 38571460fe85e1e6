from __future__ import annotations

from collections.abc import Iterator

import pytest

from studio.ui.settings.sending import Sending
from studio.ui.stage import Stage
from studio.ui.theme import Theme

from .pieces import nameless

HERE, ELSEWHERE = "router b8:27:eb:12:34:56", "router 00:1e:c9:aa:bb:cc"


@pytest.fixture
def section(qtbot, theme: Theme, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sending]:
    monkeypatch.setattr("studio.wire.network.look", lambda: HERE)
    section = Sending(stage)
    qtbot.addWidget(section)
    section.show()
    section.refresh()
    qtbot.waitUntil(lambda: section.networks.count() > 1)
    yield section
    section.hide()


def test_at_first_nothing_is_limited(section: Sending) -> None:
    assert (section.limit.value, section.metered.value, section.networks.value) == (0, True, "")
    assert section.limit.currentText() == "No limit" and not nameless(section)


def test_a_choice_is_kept_the_moment_it_is_made(section: Sending, stage: Stage) -> None:
    section.limit.chosen.emit(250)
    section.metered.chosen.emit(False)
    section.networks.chosen.emit(HERE)
    now = stage.choices.now
    assert (now.send_limit_kb_s, now.send_large_metered, now.send_only_on) == (250, False, HERE)
    assert section.limit.currentText() == "250 KB a second"
    assert section.networks.currentText() == f"Only on this one ({HERE})"


def test_a_network_that_was_chosen_elsewhere_stays_to_be_seen(section: Sending, stage: Stage) -> None:
    stage.choices.change(send_only_on=ELSEWHERE, send_limit_kb_s=77)
    assert section.networks.currentText() == f"Only on another one ({ELSEWHERE})"
    assert section.limit.currentText() == "77 KB a second"
