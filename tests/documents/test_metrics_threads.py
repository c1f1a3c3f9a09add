"""The web server measures names in several threads at once: every thread gets the same widths."""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest

from documents.metrics import Face

TEXT = "Đảng ủy xã Tân Mỹ tặng Giấy khen cho Chi bộ ấp Tân Bình 1: Nguyễn Thị Hồng Vân, Lê Ứng, AVATAR To Ty Ư"
THREADS, TURNS = 8, 12


@pytest.fixture
def hurried():
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@contextmanager
def opened(family):
    """Open a face of its own, of which nothing is known yet."""
    face = Face(family, "normal", 400)
    try:
        yield face
    finally:
        face._font.close()


@pytest.mark.parametrize("family", ["EB Garamond", "Cormorant"])
def test_threads_that_open_a_face_together_measure_alike(family, hurried):
    with opened(family) as alone:
        expected = alone.width(TEXT, kerned=True)
    for _ in range(TURNS):
        start = Barrier(THREADS)
        with opened(family) as face, ThreadPoolExecutor(THREADS) as pool:

            def measure(_, face=face, start=start):
                start.wait()
                return face.width(TEXT, kerned=True)

            assert set(pool.map(measure, range(THREADS))) == {expected}
