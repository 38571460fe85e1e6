"""A REAPER project, read by a small reader that knows nothing of the writer, sounds as the remix does."""

from __future__ import annotations

import itertools
import math
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.progress import Progress
from studio.domain.remix import Curve, Fade, Marker, Material, Remix
from studio.remix.reaper import quoted, write
from studio.remix.render import Mix

from .made import Sounds, a_clip, a_lane, a_remix, noise, remixes
from .test_render import NOTHING

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
RATE_HZ = 48_000


@dataclass
class Block:
    """`<NAME …` up to its `>`: lines as words, and blocks inside."""

    head: list[str]
    lines: dict[str, list[str]] = field(default_factory=dict)
    all: list[list[str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def number(self, name: str, at: int = 0) -> float:
        return float(self.lines[name][at])


def read(text: str) -> Block:
    stack = [Block([])]
    for line in text.splitlines():
        words = words_of(line.strip())
        if words[0].startswith("<"):
            block = Block([words[0][1:], *words[1:]])
            stack[-1].blocks.append(block)
            stack.append(block)
        elif words == [">"]:
            stack.pop()
        else:
            stack[-1].lines[words[0]] = words[1:]
            stack[-1].all.append(words)
    assert len(stack) == 1
    return stack[0].blocks[0]


def words_of(line: str) -> list[str]:
    """Words between spaces; one in ", ' or ` ends with the same sign. Nothing is escaped."""
    reader = shlex.shlex(line, posix=True, punctuation_chars=False)
    reader.whitespace_split, reader.commenters, reader.escape, reader.quotes = True, "", "", "\"'`"
    return list(reader)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    return Sounds(tmp_path_factory.mktemp("sounds"))


@pytest.fixture(scope="module")
def materials(sounds: Sounds) -> tuple[Material, ...]:
    return (
        sounds.add(noise(40_000, 2, 1)),
        sounds.add(noise(30_000, 1, 2), "PCM_24", suffix=".flac"),
        sounds.add(noise(1, 1, 3)),
    )


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return (tmp_path_factory.mktemp("out") for _ in itertools.count())  # type: ignore[return-value]


def exported(remix: Remix, sounds: Sounds, folder: Path) -> Block:
    write(remix, sounds.find, folder / "night.rpp", Progress())
    return read((folder / "night.rpp").read_text("utf-8"))


def frames(seconds: float) -> int:
    exact = seconds * RATE_HZ
    assert abs(exact - round(exact)) < 1e-6
    return round(exact)


def sides(volume: float, pan: float) -> np.ndarray:
    """A pan law of 0 dB: the further side becomes quieter in a straight line."""
    return volume * np.array([min(1, 1 - pan), min(1, 1 + pan)])


def rendered(project: Block, folder: Path, frames_in_all: int) -> np.ndarray:
    """What REAPER would play, but with our curves in place of its shapes."""
    out = np.zeros((frames_in_all, 2))
    tracks = [block for block in project.blocks if block.head[0] == "TRACK"]
    alone = any(track.number("MUTESOLO", 1) for track in tracks)
    for track in tracks:
        if track.number("MUTESOLO") or (alone and not track.number("MUTESOLO", 1)):
            continue
        level = sides(track.number("VOLPAN"), track.number("VOLPAN", 1))
        for item in track.blocks:
            if not item.number("MUTE"):
                start, length = frames(item.number("POSITION")), frames(item.number("LENGTH"))
                out[start : start + length] += level * played(item, length, folder)
    return out * sides(project.number("MASTER_VOLUME"), project.number("MASTER_VOLUME", 1))


def played(item: Block, length: int, folder: Path) -> np.ndarray:
    (source,) = item.blocks
    assert source.head == ["SOURCE", "WAVE"]
    sound, rate_hz = soundfile.read(folder / source.lines["FILE"][0], dtype="float64", always_2d=True)
    assert rate_hz == RATE_HZ
    sound = np.repeat(sound, 2, axis=1) if sound.shape[1] == 1 else sound
    at = frames(item.number("SOFFS")) + np.arange(length)
    assert item.number("LOOP") or at[-1] < len(sound)
    part = sound[at % len(sound)] * sides(item.number("VOLPAN"), item.number("VOLPAN", 1)) * item.number("VOLPAN", 2)
    for name, count in (("FADEIN", np.arange(length)), ("FADEOUT", np.arange(length)[::-1])):
        shape, fade = item.number(name), frames(item.number(name, 1))
        assert item.number(name, 3) == shape
        if fade:
            t = np.minimum((count + 0.5) / fade, 1)
            part = part * {0: t, 1: np.sin(t * np.pi / 2), 5: np.sin(t * np.pi / 2) ** 2}[int(shape)][:, None]
    return part


@few
@given(st.data())
def test_the_project_sounds_as_the_mix_does(
    sounds: Sounds, materials: tuple[Material, ...], places: Iterator[Path], data: st.DataObject
) -> None:
    remix = replace(data.draw(remixes(materials)), limiter=False)
    folder = next(places)
    project = exported(remix, sounds, folder)
    with Mix(remix, sounds.find) as mix:
        wanted = mix.read(0, remix.frames)
    heard = rendered(project, folder, remix.frames)
    assert np.abs(heard - wanted).max(initial=0) <= NOTHING * max(1, np.abs(wanted).max(initial=0))


def test_another_tempo_and_pitch_are_sounds_of_their_own(sounds: Sounds, tmp_path: Path) -> None:
    rain = sounds.add(noise(30_000, 2, 5))
    faster = a_clip(rain, 0, "c", length=20_000, offset=2_000, tempo=1.25, fade_out=Fade(500))
    turned = a_clip(rain, 30_000, "d", length=9_000, loop=2_000, phase=5, pitch_st=3.0, reverse=True)
    remix = a_remix((rain,), a_lane(faster, turned))
    project = exported(remix, sounds, tmp_path)
    with Mix(remix, sounds.find) as mix:
        wanted = mix.read(0, remix.frames)
    assert np.abs(rendered(project, tmp_path, remix.frames) - wanted).max() <= NOTHING


def test_items_of_a_track_never_overlap(sounds: Sounds, tmp_path: Path) -> None:
    rain = sounds.add(noise(10_000, 2, 7))
    lane = a_lane(*(a_clip(rain, start, f"c{start}") for start in (0, 4_000, 9_000, 10_000)))
    project = exported(a_remix((rain,), lane), sounds, tmp_path)
    tracks = [[frames(item.number("POSITION")) for item in block.blocks] for block in project.blocks]
    assert tracks == [[0, 10_000], [4_000], [9_000]]


def test_tempo_markers_and_names_are_told(sounds: Sounds, tmp_path: Path) -> None:
    rain = sounds.add(noise(10_000, 2, 7))
    markers = (Marker(480, 'the "verse"'), Marker(96_000, "end\nof it"))
    remix = a_remix((rain,), a_lane(a_clip(rain), name="Vöice"), bpm=97.5, markers=markers)
    project = exported(remix, sounds, tmp_path)
    assert project.head[0] == "REAPER_PROJECT"
    assert project.number("TEMPO") == 97.5
    told = [words[1:4] for words in project.all if words[0] == "MARKER"]
    assert told == [["1", "0.01", 'the "verse"'], ["2", "2", "end of it"]]
    assert project.blocks[0].lines["NAME"] == ["Vöice"]


@pytest.mark.parametrize("words", ['a "b"', 'it\'s "one"', "plain", "`'\"", "", "<b> >", "x\n>\n<TRACK"])
def test_no_name_breaks_out_of_its_line(words: str) -> None:
    (found,) = words_of(quoted(words)) or [""]
    assert found == " ".join(words.split()).replace("`", "'" if '"' in words and "'" in words else "`")


def test_what_reaper_cannot_say_is_told(sounds: Sounds, tmp_path: Path) -> None:
    rain = sounds.add(noise(10_000, 2, 7))
    plain = a_remix((rain,), a_lane(a_clip(rain, fade_in=Fade(100, Curve.LINEAR))))
    assert write(plain, sounds.find, tmp_path / "a.rpp", Progress()) == ()
    curved = a_remix((rain,), a_lane(a_clip(rain, fade_in=Fade(100))), limiter=True)
    assert len(write(curved, sounds.find, tmp_path / "b.rpp", Progress())) == 2
    assert math.isclose(exported(curved, sounds, tmp_path).number("MASTER_VOLUME"), 1)
