from __future__ import annotations

import gc
import threading
import weakref

from studio.ui.sweep import Sweep


class Page:
    """Garbage that only the collector can take apart, as a page with its own slots is."""

    def __init__(self) -> None:
        self.myself = self


def test_a_worker_never_takes_a_page_apart(sweep: Sweep) -> None:
    gc.collect()
    where: list[threading.Thread] = []
    page = Page()
    weakref.finalize(page, lambda: where.append(threading.current_thread()))
    del page
    kept: list[list[int]] = []
    worker = threading.Thread(target=lambda: kept.extend([at] for at in range(200_000)))
    worker.start()
    worker.join()
    assert len(kept) == 200_000 and where == [], "nothing collects by itself"
    sweep.sweep()
    assert where == [threading.main_thread()]


def test_the_collector_goes_on_when_the_studio_has_closed() -> None:
    was = gc.isenabled()
    other = Sweep()
    assert not gc.isenabled()
    other.stop()
    assert gc.isenabled()
    if not was:
        gc.disable()
