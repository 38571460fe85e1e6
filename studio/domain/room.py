"""A room as a microphone hears it while nobody speaks, and how two of them differ. Pure."""

from __future__ import annotations

from dataclasses import dataclass

#: The middle frequencies of the octaves in `Room.bands_dbfs`.
BANDS_HZ = (31, 63, 125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000)
#: What differs less is not heard between two lines.
_FLOOR_DB, _HUM_DB, _BAND_DB = 3.0, 6.0, 6.0
#: A hum below this is heard by nobody.
_FAINT_DBFS = -85.0
_RUMBLE_HZ, _HISS_HZ = 125, 4_000


@dataclass(frozen=True, slots=True)
class Room:
    """Levels are of full scale. `hum_hz` is that of the mains, 50 or 60, or 0 where none was heard; `hum_dbfs` is all of its
    harmonics together. `bands_dbfs` lies in the octaves of `BANDS_HZ`."""

    id: str
    microphone: str
    place: str
    measured_at: str
    floor_dbfs: float
    hum_hz: int
    hum_dbfs: float
    bands_dbfs: tuple[float, ...]

    @property
    def hums(self) -> bool:
        return self.hum_hz > 0 and self.hum_dbfs > _FAINT_DBFS

    def sentence(self) -> str:
        """What a person wants to know of it."""
        quiet = _quiet(self.floor_dbfs)
        hum = f"The mains hum at {self.hum_hz} Hz ({_db(self.hum_dbfs)})." if self.hums else "No hum."
        return f"{quiet}: the floor lies at {_db(self.floor_dbfs)}. {hum}"


def differences(now: Room, then: Room) -> tuple[str, ...]:
    """What a listener would notice between lines from both rooms, with figures; () where they match."""
    found = []
    louder = now.floor_dbfs - then.floor_dbfs
    if abs(louder) >= _FLOOR_DB:
        found.append(f"{abs(louder):.0f} dB {'louder' if louder > 0 else 'quieter'}")
    if now.hums and (not then.hums or now.hum_dbfs - then.hum_dbfs >= _HUM_DB):
        found.append(f"more hum at {now.hum_hz} Hz ({_db(now.hum_dbfs)})")
    elif then.hums and (not now.hums or then.hum_dbfs - now.hum_dbfs >= _HUM_DB):
        found.append(f"less hum at {then.hum_hz} Hz")
    for name, bands in (("rumble", _below(_RUMBLE_HZ)), ("hiss", _above(_HISS_HZ))):
        more = max((now.bands_dbfs[at] - then.bands_dbfs[at] - louder for at in bands), key=abs)
        if abs(more) >= _BAND_DB:
            found.append(f"{'more' if more > 0 else 'less'} {name} beside the rest ({abs(more):.0f} dB)")
    return tuple(found)


def compared(now: Room, then: Room, day: str) -> str:
    """The sentence before a session; `day` says when the other room was."""
    found = differences(now, then)
    if not found:
        return f"It sounds as it did {day}."
    listed = found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
    return f"It differs from how it was {day}: {listed}."


def _quiet(floor_dbfs: float) -> str:
    if floor_dbfs <= -60:
        return "Quiet"
    return "A little noisy" if floor_dbfs <= -50 else "Noisy"


def _below(hz: int) -> range:
    return range(sum(band <= hz for band in BANDS_HZ))


def _above(hz: int) -> range:
    return range(sum(band < hz for band in BANDS_HZ), len(BANDS_HZ))


def _db(level: float) -> str:
    return f"{level:.0f} dB".replace("-", "−")
