"""Signed manifests: how each standing reads in words, what nests, how large it gets, and what hostile files do."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.credit import manifest, tags
from studio.credit.identity import Identity, make
from studio.credit.lines import Credit, Credits
from studio.credit.manifest import Standing
from studio.domain.record import SourceType
from studio.errors import Damaged, Refused

from .families import id_of
from .files import CREDITS, decoded
from .files import make as make_file

SIGNED = ("wav", "mp3", "flac", "png", "jpg", "webp", "tiff")


def seal() -> Identity:
    name, certificate, authority, key = make()
    return Identity(name, certificate, authority, "", key)


SEAL, OTHER = seal(), seal()


def signed(folder: Path, kind: str, credits: Credits = CREDITS) -> Path:
    to = folder / f"signed.{kind}"
    manifest.sign(make_file(folder, kind), to, credits, SEAL)
    return to


def piece(number: int, *sources: Credit) -> Credits:
    return Credits(Credit(f"Piece {number}", "mara", "", "CC-BY-4.0", id_of(number)), sources)


def source(number: int) -> Credit:
    return Credit(f"Piece {number}", "mara", SourceType.SAMPLED, "CC-BY-4.0", id_of(number), f"{number:064x}")


@pytest.mark.parametrize("kind", SIGNED)
def test_a_signed_file_says_its_sources_and_that_nothing_changed(tmp_path: Path, kind: str) -> None:
    to = signed(tmp_path, kind)
    found = manifest.read(to, SEAL)
    assert found.standing is Standing.THIS_STUDIO
    assert found.credits == CREDITS
    assert found.signer == SEAL.name
    assert decoded(to) == decoded(tmp_path / f"plain.{kind}")


def test_the_same_file_stands_otherwise_for_others(tmp_path: Path) -> None:
    to = signed(tmp_path, "wav")
    assert manifest.read(to).standing is Standing.UNKNOWN
    assert manifest.read(to, OTHER).standing is Standing.UNKNOWN
    assert manifest.read(to, replace(OTHER, trusted=SEAL.authority)).standing is Standing.TRUSTED
    assert manifest.read(tmp_path / "plain.wav", SEAL).standing is Standing.NONE


def test_somebody_who_takes_our_name_is_not_taken_for_us(tmp_path: Path) -> None:
    forged = replace(OTHER, name=SEAL.name)
    to = tmp_path / "forged.wav"
    manifest.sign(make_file(tmp_path, "wav"), to, CREDITS, forged)
    assert manifest.read(to, SEAL).standing is Standing.UNKNOWN


@pytest.mark.parametrize("kind", SIGNED)
def test_a_changed_file_is_told_as_changed(tmp_path: Path, kind: str) -> None:
    to = signed(tmp_path, kind)
    data = bytearray(to.read_bytes())
    at = {"mp3": -50, "flac": -50, "jpg": -50, "png": -200, "webp": 200}.get(
        kind, len(make_file(tmp_path, kind).read_bytes()) // 2
    )
    data[at] ^= 1
    to.write_bytes(data)
    assert manifest.read(to, SEAL).standing is Standing.CHANGED


def test_a_manifest_that_is_moved_to_another_sound_is_told_as_changed(tmp_path: Path) -> None:
    stolen = signed(tmp_path, "wav").read_bytes()
    plain = (tmp_path / "plain.wav").read_bytes()
    stolen = stolen.replace(plain[2_000:3_000], plain[3_000:4_000])
    (tmp_path / "moved.wav").write_bytes(stolen)
    assert manifest.read(tmp_path / "moved.wav", SEAL).standing is Standing.CHANGED


@pytest.mark.parametrize("kind", SIGNED)
def test_tags_first_and_the_signature_last_both_read_back(tmp_path: Path, kind: str) -> None:
    tags.write(make_file(tmp_path, kind), tmp_path / "tagged", CREDITS)
    to = tmp_path / f"both.{kind}"
    manifest.sign(tmp_path / "tagged", to, CREDITS, SEAL)
    assert manifest.read(to, SEAL).standing is Standing.THIS_STUDIO
    assert tags.read(to) == CREDITS
    assert decoded(to) == decoded(tmp_path / f"plain.{kind}")
    tags.write(to, tmp_path / "again", piece(1))
    assert manifest.read(tmp_path / "again", SEAL).standing in (Standing.CHANGED, Standing.NONE)


def test_ten_generations_walk_in_one_file_of_sixty_kilobytes(tmp_path: Path) -> None:
    plain = make_file(tmp_path, "wav")
    files: dict[str, Path] = {}
    for number in range(11):
        to = tmp_path / f"{number}.wav"
        sources = (source(number - 1),) if number else ()
        manifest.sign(plain, to, piece(number, *sources), SEAL, files)
        files[source(number).sha256] = to
    found = manifest.read(to, SEAL)
    assert found.standing is Standing.THIS_STUDIO
    assert [[one.title for one in generation] for generation in found.generations] == [
        [f"Piece {n}"] for n in range(9, -1, -1)
    ]
    assert to.stat().st_size - plain.stat().st_size <= 60_000


def test_twenty_signed_sources_take_less_than_their_share(tmp_path: Path) -> None:
    plain = make_file(tmp_path, "wav")
    files = {}
    for number in range(20):
        files[source(number).sha256] = tmp_path / f"{number}.wav"
        manifest.sign(plain, tmp_path / f"{number}.wav", piece(number), SEAL)
    to = tmp_path / "mix.wav"
    manifest.sign(plain, to, piece(20, *(source(number) for number in range(20))), SEAL, files)
    assert len(manifest.read(to, SEAL).generations[0]) == 20
    assert to.stat().st_size - plain.stat().st_size <= 110_000


def test_a_source_whose_file_is_gone_or_is_none_is_still_an_ingredient(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("Once")
    (tmp_path / "empty").touch()
    files = {
        source(1).sha256: tmp_path / "gone",
        source(2).sha256: tmp_path / "story.txt",
        source(3).sha256: tmp_path / "empty",
    }
    to = tmp_path / "out.wav"
    credits = piece(4, source(1), source(2), source(3))
    manifest.sign(make_file(tmp_path, "wav"), to, credits, SEAL, files)
    assert manifest.read(to, SEAL).credits == credits


def test_a_source_with_a_broken_manifest_is_named_and_breaks_nothing(tmp_path: Path) -> None:
    broken = bytearray(signed(tmp_path, "wav").read_bytes())
    at = broken.rindex(b"cbor")
    broken[at : at + 400] = b"\xff" * len(broken[at : at + 400])
    (tmp_path / "broken.wav").write_bytes(broken)
    to = tmp_path / "out.wav"
    manifest.sign(
        make_file(tmp_path, "wav"), to, piece(4, source(1)), SEAL, {source(1).sha256: tmp_path / "broken.wav"}
    )
    found = manifest.read(to, SEAL)
    assert found.standing is Standing.THIS_STUDIO
    assert found.credits == piece(4, source(1))


def test_more_manifests_than_anybody_needs_are_neither_opened_nor_nested(tmp_path: Path) -> None:
    bomb = signed(tmp_path, "wav").read_bytes() + b"jumdc2cl" * (manifest.MAX_MANIFESTS + 1)
    (tmp_path / "bomb.wav").write_bytes(bomb)
    assert manifest.read(tmp_path / "bomb.wav", SEAL).standing is Standing.CHANGED
    to = tmp_path / "out.wav"
    files = {source(1).sha256: tmp_path / "bomb.wav"}
    manifest.sign(make_file(tmp_path, "wav"), to, piece(2, source(1)), SEAL, files)
    assert manifest.manifests_in(to) == 1
    assert manifest.read(to, SEAL).credits == piece(2, source(1))


def test_a_manifest_that_lies_at_an_address_is_not_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            elsewhere = tmp_path / "elsewhere.png"
            _signed_elsewhere(make_file(tmp_path, "png"), elsewhere, f"http://127.0.0.1:{server.server_port}/m.c2pa")
            assert manifest.read(elsewhere, SEAL).standing is Standing.NONE
        finally:
            server.shutdown()
            thread.join()
    assert asked == []


def _signed_elsewhere(path: Path, to: Path, address: str) -> None:
    """A file whose manifest is only named in it."""
    import c2pa

    info = c2pa.C2paSignerInfo(b"ed25519", SEAL.certificate.encode(), SEAL.key.encode(), None)
    words = '{"title": "far", "claim_generator_info": [{"name": "x"}]}'
    with manifest._context() as context, c2pa.Signer.from_info(info) as signer, c2pa.Builder(words, context) as builder:
        builder.set_remote_url(address)
        builder.set_no_embed()
        with path.open("rb") as plain, to.open("w+b") as out:
            builder.sign(signer, "image/png", plain, out)


def test_a_sound_of_one_sample_can_be_signed(tmp_path: Path) -> None:
    to = tmp_path / "out.wav"
    manifest.sign(make_file(tmp_path, "wav", 1), to, CREDITS, SEAL)
    assert manifest.read(to, SEAL).standing is Standing.THIS_STUDIO


def test_what_cannot_be_signed_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        manifest.sign(make_file(tmp_path, "ogg"), tmp_path / "out", CREDITS, SEAL)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG broken")
    with pytest.raises(Damaged):
        manifest.sign(tmp_path / "broken.png", tmp_path / "out", CREDITS, SEAL)
    with pytest.raises(Damaged):
        manifest.sign(make_file(tmp_path, "wav"), tmp_path / "out", CREDITS, replace(SEAL, key="no key"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["wav", "png", "mp3"])
@settings(max_examples=40)
@given(data=st.data())
def test_a_broken_manifest_is_told_in_words_and_never_as_whole(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    whole = bytearray(signed(folder, kind).read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda value: value != whole[at]))
    whole[at] = value
    (folder / "broken").write_bytes(whole)
    found = manifest.read(folder / "broken", SEAL)
    if (
        found.standing is Standing.THIS_STUDIO
    ):  # a byte that no reader sees: bytes of the same sound and the same credits
        assert found.credits == CREDITS
    (folder / "cut").write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert manifest.read(folder / "cut", SEAL).standing is not Standing.THIS_STUDIO


def test_the_certificate_names_nobody_and_no_day() -> None:
    command = ["openssl", "x509", "-noout", "-subject", "-issuer", "-dates"]
    told = subprocess.run(command, input=SEAL.certificate, capture_output=True, text=True, check=True).stdout
    assert SEAL.name in told
    assert "Jan  1 00:00:00 2024" in told
    assert "Jan  1 00:00:00 2074" in told
