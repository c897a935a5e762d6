"""A lasting process looks less often for memory that counting references cannot free, and still looks."""

import gc

import pytest

from hejie.conf import memory

pytestmark = pytest.mark.once


def test_a_settled_process_looks_less_often_and_still_frees_what_holds_itself():
    before, plain = gc.get_threshold(), (700, 10, 10)
    gc.set_threshold(*plain)
    try:
        memory.settle()
        assert gc.isenabled() and gc.get_freeze_count() > 0
        assert all(now > then for now, then in zip(gc.get_threshold(), plain, strict=True))
        ring: list = []
        ring.append(ring)
        del ring
        assert gc.collect() > 0
    finally:
        gc.set_threshold(*before)
