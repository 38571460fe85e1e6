"""SYN-6: A clock that is a day, or a year, off: everything arrives once, in order, and only what is displayed differs."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.domain.moments import moment_of
from studio.domain.parcel import ParcelState
from studio.paths import DataFolder
from studio.store import Store
from tests.journeys.test_killed import _records_of_the_platform

HERE = Path(__file__).parents[2]


def run(days: float, folder: DataFolder, voice: Path, *, finish: bool) -> None:
    """A studio on such a computer: it takes, seals and sends; killed after it has sealed two takes, or until all arrived."""
    command = [sys.executable, "-m", "tests.journeys.wrong_clock", str(days), str(folder.root), str(voice)]
    command += ["finish"] if finish else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE) as child:
        assert child.stdout
        sealed = 0
        for line in child.stdout:
            sealed += line.startswith("sealed")
            assert not line.startswith("trouble"), line
            if sealed == 2 and not finish:
                child.kill()
        code = child.wait(60)
    assert finish <= (code == 0)


@pytest.mark.parametrize("days", [1, -1, 366, -366])
def test_a_clock_that_is_off_changes_only_what_is_displayed(days: int, folder: DataFolder, voice: Path) -> None:
    """Takes of a wrong clock go out on a right one, and takes of a right clock on a wrong one; nothing waits for a year."""
    run(days, folder, voice, finish=False)
    run(0, folder, voice, finish=True)
    run(0, folder, voice, finish=False)
    run(days, folder, voice, finish=True)
    store = Store.open(folder)
    parcels = store.parcels.list()
    assert len(parcels) >= 4 and {parcel.state for parcel in parcels} == {ParcelState.LIVE}
    assert sorted(take.id for take in store.takes.list()) == sorted(
        str(store.drafts.get(parcel.draft_id).take_id) for parcel in parcels
    )
    posted = _records_of_the_platform(store)
    assert sorted(record.id for record in posted) == sorted(parcel.record_id for parcel in parcels)
    now, day = datetime.now(UTC), timedelta(days=1)
    assert all(abs(moment_of(record.posted_at) - now) < day / 2 for record in posted), "the platform has its own clock"
    off = [moment_of(record.made_at) - now for record in posted]
    assert any(abs(one - days * day) < day / 2 for one in off), "what is displayed follows the studio's clock"
    assert store.takes.purge() == 0, "no take is thrown away before its time"
    store.close()
