"""Two studios, a remix, and the kit that one of them makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.remix import Remix
from studio.paths import DataFolder

from .kits import OLD, RAIN, Studio
from .made import Sounds, a_clip, a_lane, a_remix, noise


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    (tmp_path / "sounds").mkdir()
    return Sounds(tmp_path / "sounds")


@pytest.fixture
def remix(sounds: Sounds) -> Remix:
    voice, rain = sounds.add(noise(5_000, 1, 1), suffix=".flac"), sounds.add(noise(6_000, 2, 2), record=RAIN.id)
    unused = sounds.add(noise(7_000, 2, 3))
    voice = replace(voice, title="Voice: take 1")
    lanes = (a_lane(a_clip(voice), id="l1"), a_lane(a_clip(rain, id="d", loop=500, length=9_000), id="l2"))
    return a_remix((voice, rain, unused), *lanes, title="Night / rain")


@pytest.fixture
def mara(tmp_path: Path) -> Studio:
    return Studio(DataFolder.open(tmp_path / "mara"), "mara", (OLD, RAIN))


@pytest.fixture
def zoe(tmp_path: Path) -> Studio:
    return Studio(DataFolder.open(tmp_path / "zoe"), "zoe")


@pytest.fixture
def packed(remix: Remix, sounds: Sounds, mara: Studio, tmp_path: Path) -> Path:
    return mara.publish(remix, sounds.find, tmp_path / "night.zip").path
