"""What mends a take that fails a delivery spec, as edits that can be undone. Pure: figures in, edits out.

The order of `fixes` is the order in which all of them are made: holes are filled and the ends are cut while places are known, the
wave is centred, noise is made quieter, and the level comes last, because everything before changes it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from studio.domain.delivery import Measures, Spec, Window, is_room_alone, of_sound, verdicts, window_of
from studio.domain.edits import NOBODY, Centre, Edit, Edited, Fill, Gain, Pad, Piece, Quieten, Trim, edited
from studio.domain.take import Take

#: Loudness in the order of what a client means most: where two windows leave nothing between them, the first one holds.
_LEVELS = ("integrated_lufs", "rms_dbfs", "short_term_lufs", "momentary_lufs")
_PEAKS = ("true_peak_dbtp", "peak_dbfs")
#: What is made louder and has no ceiling of its client's stays below this.
_CEILING_DBTP = -1.0
#: So far inside a limit lies what is mended, in dB; and at most so many seconds.
_INSIDE_DB, _INSIDE_S = 0.2, 0.25
_ONE_SIDED_DB = 0.5
#: More noise reduction than this can be heard. A room is only a room where it is that far below the voice.
GENTLE_DB, _BELOW_VOICE_DB = 12.0, 15.0
_TONE_S = 0.5
#: From this share of the highest peak on, about 0.2 dB, an offset is in the way of what is to be held below a ceiling.
_HEIGHT = 0.02


@dataclass(frozen=True, slots=True)
class Fix:
    """`mends` are the measures that it is for, `words` the verb of its button. What changes the sound of the voice itself is
    listened to before it is kept."""

    mends: tuple[str, ...]
    words: str
    edits: tuple[Edit, ...]
    listen_first: bool = False

    def allows(self, other: Fix) -> bool:
        """Whether `other` is made, too, where this one was pressed: what is for the same, and was heard if it must be."""
        return bool(set(self.mends) & set(other.mends)) and (self.listen_first or not other.listen_first)


def fixes(found: Measures, asked: Spec, take: Take) -> tuple[Fix, ...]:
    """For everything that `found` (of the take as it is heard now) fails and edits can mend, each of it once."""
    failed = {one.what for one in verdicts(found, of_sound(asked)) if not one.passed}
    now = edited(take)
    if not failed or not math.isfinite(found.peak_dbfs) or is_room_alone(found):
        return ()
    gain_db, ceiling_dbtp = _level(found, asked)
    made = (
        _holes(found, take),
        _ends(found, asked, take),
        _centre(found, now, ceiling_dbtp),
        _quieten(found, asked, now, gain_db),
        _gain(gain_db, ceiling_dbtp),
    )
    return tuple(fix for fix in made if fix and failed.intersection(fix.mends))


def _holes(found: Measures, take: Take) -> Fix | None:
    """Digital silence inside becomes room tone, where there is a room to take it from."""
    tone, rate_hz = _tone(found, take), take.rate_hz
    if tone is None:
        return None
    places = zip(found.digital_silence_at_s, found.digital_silence_to_s, strict=True)
    edits = tuple(Fill(round(start * rate_hz), round(end * rate_hz), tone) for start, end in places)
    return Fix(("digital_silence_s",), "Fill it with room tone", edits) if edits else None


def _ends(found: Measures, asked: Spec, take: Take) -> Fix | None:
    """Each end is cut or lengthened to just inside its window."""
    more = (_into(asked.head_s, found.head_s) - found.head_s, _into(asked.tail_s, found.tail_s) - found.tail_s)
    head, tail = (round(seconds * take.rate_hz) for seconds in more)
    edits: list[Edit] = []
    if min(head, tail) < 0:
        edits.append(Trim(max(-head, 0), edited(take).frames - max(-tail, 0)))
    if max(head, tail) > 0:
        edits.append(Pad(max(head, 0), max(tail, 0), _tone(found, take)))
    verbs = ("Trim the ends", "Add room tone", "Trim, and add room tone")
    words = verbs[2 if len(edits) == 2 else int(max(head, tail) > 0)]
    return Fix(("head_s", "tail_s"), words, tuple(edits)) if edits else None


def _into(window: Window, value: float) -> float:
    """The nearest figure that lies well inside `window`; one that is inside stays."""
    low, high = window
    inside = min(_INSIDE_S, 0.2 * ((math.inf if high is None else high) - (low or 0.0)))
    if low is not None and round(value, 2) < low:
        return low + inside
    return high - inside if high is not None and round(value, 2) > high else value


def _tone(found: Measures, take: Take) -> Piece | None:
    """The quietest half second, in the file it comes from; None where there is no pause, and silence must do."""
    at_s = found.noise_floor_at_s
    if at_s is None or not _has_a_room(found):
        return None
    at, frames = round(at_s * take.rate_hz), round(_TONE_S * take.rate_hz)
    for piece in edited(take).pieces:
        if at < piece.frames and piece.take_id != NOBODY:
            if piece.tone_frames:
                return piece
            start = piece.start + min(at, max(piece.frames - frames, 0))
            return Piece(piece.take_id, start, min(frames, piece.frames))
        at -= piece.frames
    return None


def _has_a_room(found: Measures) -> bool:
    return found.noise_floor_dbfs is not None and found.noise_floor_dbfs <= found.rms_dbfs - _BELOW_VOICE_DB


def _centre(found: Measures, now: Edited, ceiling_dbtp: float | None) -> Fix:
    """Measured behind the gain, taken off before it. An offset is no sound, but it hides a quiet room, and made louder it leaves
    no height for the voice below a ceiling."""
    gain, before = 10 ** (now.gain_db / 20), now.centre or (0.0,) * len(found.dc_offsets)
    offsets = tuple(old + new / gain for old, new in zip(before, found.dc_offsets, strict=True))
    floor = -math.inf if found.noise_floor_dbfs is None else found.noise_floor_dbfs
    mends, words = ["dc_offset"], "Centre the wave"
    if found.dc_offset > 10 ** (floor / 20) / 2:
        mends.append("noise_floor_dbfs")
    if ceiling_dbtp is not None and found.dc_offset > _HEIGHT * 10 ** (found.true_peak_dbtp / 20):
        mends += (*_LEVELS, *_PEAKS)
        words += ", then set the level"
    return Fix(tuple(mends), words, (Centre(offsets),))


def _quieten(found: Measures, asked: Spec, now: Edited, gain_db: float) -> Fix | None:
    """As much as the floor needs, also after what the level still needs, and never more than is gentle."""
    floor, high = found.noise_floor_dbfs, asked.noise_floor_dbfs[1]
    if floor is None or high is None or not _has_a_room(found):
        return None
    needed = min(now.quieter_db + floor + max(gain_db, 0.0) - high + 3 * _ONE_SIDED_DB, GENTLE_DB)
    if needed <= now.quieter_db:
        return None
    words = f"Make the room {needed - now.quieter_db:.0f} dB quieter"
    return Fix(("noise_floor_dbfs",), words, (Quieten(round(needed, 1)),), listen_first=True)


def _gain(gain_db: float, ceiling_dbtp: float | None) -> Fix | None:
    if not gain_db and ceiling_dbtp is None:
        return None
    words = f"Make it {abs(gain_db):.1f} dB {'louder' if gain_db > 0 else 'quieter'}"
    if abs(gain_db) < 0.05:
        words = "Hold the peaks down"
    elif ceiling_dbtp is not None:
        words += ", and hold the peaks down"
    return Fix((*_LEVELS, *_PEAKS), words, (Gain(round(gain_db, 2), ceiling_dbtp),))


def _level(found: Measures, asked: Spec) -> tuple[float, float | None]:
    """How much louder, and the true peak that is held: None where nothing needs to be limited. Quieter is tried before limiting,
    because it leaves the wave as it is."""
    low, high = _allowed(found, asked)
    gain_db = _wanted(low, high)
    ceiling = min((limit for limit in (getattr(asked, what)[1] for what in _PEAKS) if limit is not None), default=None)
    if ceiling is None and gain_db > 0:
        ceiling = _CEILING_DBTP
    if ceiling is None or (not gain_db and round(found.true_peak_dbtp, 1) <= ceiling):
        return gain_db, None
    room_db = ceiling - _INSIDE_DB - found.true_peak_dbtp
    if gain_db <= room_db:
        return gain_db, None
    if room_db >= low + min(_INSIDE_DB, (high - low) / 4 if math.isfinite(high - low) else _INSIDE_DB):
        return room_db, None
    return gain_db, round(ceiling - _INSIDE_DB, 2)


def _allowed(found: Measures, asked: Spec) -> tuple[float, float]:
    """From how much to how much louder it may be, in dB. The highest peak is no limit here: it can be held down."""
    low, high = -math.inf, math.inf
    for what in (*_LEVELS, *_PEAKS):
        value, window = getattr(found, what), window_of(what, found, asked)
        if not math.isfinite(value):
            continue
        least = -math.inf if window[0] is None else window[0] - value
        most = math.inf if window[1] is None or what in _PEAKS else window[1] - value
        if max(low, least) <= min(high, most):
            low, high = max(low, least), min(high, most)
    return low, high


def _wanted(low: float, high: float) -> float:
    """Nothing where the level is right; else the middle of what is allowed, or a little more than the one limit."""
    if round(low, 1) <= 0 <= round(high, 1):
        return 0.0
    if math.isfinite(high - low):
        return (low + high) / 2
    return low + _ONE_SIDED_DB if math.isfinite(low) else high - _ONE_SIDED_DB
