"""Numbers go through small rings, so that every copy wraps around soon."""

import threading

import numpy as np
import pytest

from localvoice.audio.ring import Ring


def numbers(first, count):
    return np.arange(first, first + count, dtype=np.float32)


def test_what_is_put_comes_out_in_order_for_any_chopping():
    random = np.random.default_rng(1)
    ring, sent, got = Ring(97), 0, []
    while sent < 5000:
        sent += ring.put(numbers(sent, min(random.integers(0, 60), ring.free)))
        out = np.zeros(random.integers(0, 60), np.float32)
        got.append(out[: ring.take(out)])
    rest = np.zeros(97, np.float32)
    got.append(rest[: ring.take(rest)])
    assert np.array_equal(np.concatenate(got), numbers(0, sent))
    assert ring.lost == 0


def test_what_does_not_fit_is_counted_and_the_older_sound_kept():
    ring, out = Ring(10), np.zeros(20, np.float32)
    assert ring.put(numbers(0, 8)) == 8
    assert ring.put(numbers(8, 8)) == 2
    assert ring.lost == 6
    assert ring.take(out) == 10
    assert np.array_equal(out[:10], numbers(0, 10))


def test_a_take_beyond_what_waits_leaves_the_rest_alone():
    ring, out = Ring(10), np.full(5, 7, np.float32)
    ring.put(numbers(0, 2))
    assert ring.take(out) == 2
    assert out.tolist() == [0, 1, 7, 7, 7]


def test_retracting_takes_back_exactly_what_was_not_taken():
    ring, out = Ring(10), np.zeros(3, np.float32)
    ring.put(numbers(0, 8))
    ring.take(out)
    assert ring.retract() == 5
    assert (ring.waiting, ring.written, ring.taken) == (0, 3, 3)
    ring.put(numbers(50, 2))
    assert ring.take(out) == 2
    assert out[:2].tolist() == [50, 51]


def test_retracting_while_another_thread_takes_loses_and_doubles_nothing():
    ring, seen, done = Ring(256), [], threading.Event()

    def take():
        out = np.zeros(7, np.float32)
        while not done.is_set() or ring.waiting:
            seen.append(out[: ring.take(out)].copy())

    thread = threading.Thread(target=take)
    thread.start()
    sent = 0
    for turn in range(3000):
        sent += ring.put(numbers(sent, 20))
        if turn % 3 == 0:
            sent -= ring.retract()
            assert sent == ring.taken
    done.set()
    thread.join()
    assert np.array_equal(np.concatenate(seen), numbers(0, sent))


def test_a_ring_allocates_only_when_it_is_made():
    ring = Ring(1000)
    buffer = ring._buffer
    ring.put(numbers(0, 700))
    ring.take(np.zeros(700, np.float32))
    ring.put(numbers(0, 700))
    assert ring._buffer is buffer
    assert buffer.dtype == np.float32


@pytest.mark.parametrize("count", [0, 1, 10, 11])
def test_free_and_waiting_add_up(count):
    ring = Ring(10)
    ring.put(numbers(0, count))
    assert ring.free + ring.waiting == 10
