"""`studio check`, as it is called."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.__main__ import main
from studio.domain.challenge import Challenge
from studio.paths import DataFolder
from studio.sound.pcm import Floats
from studio.store import Store
from tests.store.made import HOME
from tests.ui.conftest import a_challenge

KEYS = {
    "duration_s",
    "sample_rate_hz",
    "channels",
    "peak_dbfs",
    "true_peak_dbtp",
    "rms_dbfs",
    "integrated_lufs",
    "loudness_range_lu",
    "noise_floor_dbfs",
    "clipped_runs",
    "verdicts",
}


def line(folder: Path, name: str, sound: Floats) -> Path:
    soundfile.write(folder / name, sound, 48_000, subtype="PCM_24")
    return folder / name


def voice(level: float = 0.2) -> Floats:
    return (np.random.default_rng(0).normal(0, level / 4, 96_000)).astype(np.float32)


def called(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["check", *map(str, words)])
    return code, *capsys.readouterr()


def test_a_line_that_passes_is_told_with_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = line(tmp_path, "a.wav", voice())
    code, out, _ = called(capsys, path, "--spec", "game-line", "--data", tmp_path / "data", "--json")
    (told,) = json.loads(out)
    assert code == 0
    assert set(told) >= KEYS
    assert (told["passed"], told["error"], told["bits"], told["loudness_range_lu"]) == (True, "", 24, None)
    assert {verdict["what"] for verdict in told["verdicts"]} >= {"format", "head_s", "true_peak_dbtp"}


def test_one_that_fails_says_so_in_a_sentence_with_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    silence = np.zeros(24_000, np.float32)
    path = line(tmp_path, "a.wav", np.concatenate([silence, voice()]))
    code, out, _ = called(capsys, path, "--spec", "game-line", "--data", tmp_path / "data")
    assert code == 1
    assert "The first sound comes too late. (0.50 s, asked at most 0.10 s)" in out


def test_bad_files_are_told_and_the_others_are_still_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.wav").write_bytes(b"RIFF" + b"\xff" * 60)
    (tmp_path / "empty.wav").write_bytes(b"")
    good = line(tmp_path, "good.wav", voice())
    files = (tmp_path / "bad.wav", tmp_path / "empty.wav", tmp_path / "missing.wav", tmp_path, good)
    code, out, _ = called(capsys, *files, "--spec", "game-line", "--data", tmp_path / "data", "--json")
    told = json.loads(out)
    assert code == 1
    assert [one["passed"] for one in told] == [False, False, False, False, True]
    assert all(one["error"] and one["verdicts"] == [] for one in told[:-1])


def test_floats_beyond_everything_are_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not a number, infinite, and doubles that no float holds."""
    odd = np.array([np.nan, np.inf, -np.inf, 1e300, 0.1] * 9_600)
    for kind in ("FLOAT", "DOUBLE"):
        with np.errstate(over="ignore"):
            soundfile.write(tmp_path / f"{kind}.wav", odd, 48_000, subtype=kind)
    files = [tmp_path / f"{kind}.wav" for kind in ("FLOAT", "DOUBLE")]
    code, out, said = called(capsys, *files, "--spec", "game-line", "--data", tmp_path / "data")
    assert (code, said) == (1, "")
    assert out.count("dB too high") == 2


def test_a_file_that_was_copied_in_part_does_not_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that was written into a pipe does not know its length."""
    whole = line(tmp_path, "a.wav", voice()).read_bytes()
    (tmp_path / "half.wav").write_bytes(whole[: len(whole) - 144_000])
    (tmp_path / "piped.wav").write_bytes(whole[:40] + b"\xff\xff\xff\xff" + whole[44:])
    files = [tmp_path / name for name in ("a.wav", "half.wav", "piped.wav")]
    code, out, _ = called(capsys, *files, "--spec", "game-line", "--data", tmp_path / "data", "--json")
    told = json.loads(out)
    assert (code, [one["passed"] for one in told]) == (1, [True, False, True])
    (failed,) = [one for one in told[1]["verdicts"] if not one["passed"]]
    assert failed["sentence"].startswith("Its end is missing") and failed["figures"] == "1.00 s"
    assert told[1]["missing_s"] == failed["at_s"] == 1.0


def test_every_name_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the terminal has no such letters, and where they are none."""
    (tmp_path / "\U0001f399 שלום \udcff.wav").write_bytes(b"")
    for words in ((), ("--json",)):
        told = io.BytesIO()
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(told, "cp1252"))
        code = main(["check", *map(str, tmp_path.glob("*.wav")), "--spec", "acx", "--data", str(tmp_path), *words])
        sys.stdout.flush()
        assert code == 1 and b"empty" in told.getvalue()
        assert not words or json.loads(told.getvalue())[0]["file"].endswith("\U0001f399 שלום \udcff.wav")


def test_silent_and_short_files_have_words_and_no_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [line(tmp_path, f"{frames}.wav", np.zeros(frames, np.float32)) for frames in (0, 1, 48_000)]
    code, out, _ = called(capsys, *files, "--spec", "podcast", "--data", tmp_path / "data", "--json")
    told = json.loads(out)
    assert code == 1
    assert [one["verdicts"][0]["sentence"] for one in told] == ["It is empty", *["There is nothing to hear in it"] * 2]
    assert {one["peak_dbfs"] for one in told} == {None}


def test_a_spec_that_is_not_there_or_is_nonsense_is_a_wrong_argument(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, own = line(tmp_path, "a.wav", voice()), tmp_path / "data" / "specs"
    own.mkdir(parents=True)
    (own / "odd.json").write_text('{"title": "Odd", "rms": 4}')
    told = {
        "nobody": "no spec of this name. Name acx, ebu-r128, game-line, odd, podcast, a spec file by its path, or a challenge",
        "x" * 5_000: "no spec of this name",
        "odd": "cannot be read",
        str(path): "cannot be read",
    }
    for name, word in told.items():
        code, out, said = called(capsys, path, "--spec", name, "--data", tmp_path / "data")
        assert (code, out) == (2, "")
        assert word in said


def test_a_file_is_a_spec_by_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, spec = line(tmp_path, "a.wav", voice()), tmp_path / "pier.json"
    spec.write_text('{"title": "The pier", "channels": [2]}')
    code, out, _ = called(capsys, path, "--spec", spec, "--data", tmp_path / "data")
    assert code == 1
    assert "It is mono; stereo is asked." in out


def test_a_challenge_of_the_library_is_a_spec_by_its_title_or_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whisper = a_challenge(title="Whisper", spec='{"title": "A whisper", "rms_dbfs": [null, -60]}')
    lines = a_challenge(title="Twelve lines", spec="game-line")
    shelved(tmp_path, whisper, lines)
    path = line(tmp_path, "a.wav", voice())
    for words, passes in (("whisper", False), (whisper.id, False), ("Twelve lines", True)):
        code, out, said = called(capsys, path, "--spec", words, "--data", tmp_path / "data")
        assert (code, said) == (0 if passes else 1, "")
        assert ("It passes: Game line." if passes else "It is too loud") in out


def test_a_challenge_that_asks_nothing_or_is_one_of_several_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twins = [a_challenge(title="Twice", spec=spec) for spec in ("acx", "podcast")]
    shelved(tmp_path, a_challenge(title="Hum"), *twins)
    path = line(tmp_path, "a.wav", voice())
    for title, words in (("Hum", "asks nothing of its files"), ("Twice", twins[1].id)):
        code, out, said = called(capsys, path, "--spec", title, "--data", tmp_path / "data")
        assert (code, out) == (2, "")
        assert words in said


def shelved(folder: Path, *challenges: Challenge) -> None:
    with contextlib.closing(Store.open(DataFolder.open(folder / "data"))) as store:
        store.library.shelve(HOME, challenges=challenges)


def test_the_help_tells_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    told = capsys.readouterr().out
    assert [key for key in KEYS if f'"{key}"' not in told] == []
