"""Credits that stay with a picture when its private data go.

A file that this studio signed and that nobody changed since was made of pixels here, so nothing private is in it: it is kept byte
for byte, manifest and all. Of any other file only the lines of credit are written again, into the copy that was cleaned.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from studio.errors import DiskTrouble, StudioError

from . import manifest, tags
from .identity import Identity
from .manifest import Standing


def keep(path: Path, clean: Path, identity: Identity | None) -> bool:
    """`clean` is the copy of `path` without private data; it gets back the credits that `path` carries, and is told whether there
    were any. Raises DiskTrouble; anything else that goes wrong with credits leaves `clean` as it is."""
    part = clean.with_name(f"{clean.name}.credits")
    try:
        if identity is not None and manifest.read(path, identity).standing is Standing.THIS_STUDIO:
            shutil.copyfile(path, part)
        else:
            credits = tags.read(path)
            if credits is None:
                return False
            tags.write(clean, part, credits)
        part.replace(clean)
    except DiskTrouble:
        raise
    except StudioError:
        return False
    except OSError as error:
        advice = "Make some room on the disk, then try again."
        raise DiskTrouble("The credits of this picture cannot be kept", advice, str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return True
