"""The ear in a process of its own: real processes, without hardware (humming_ear.py)."""

import errno
import os
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from localvoice.audio import shared
from localvoice.audio.shared import SLOTS
from localvoice.errors import BadInput, DeviceError
from localvoice.events import FRAME_S
from localvoice.hearing.apart import child
from localvoice.hearing.apart import process as ear_process
from localvoice.hearing.apart.child import Child
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.apart.wire import Order, Ready

HERE = Path(__file__).parent
RATE = 16_000
NEVER_S = 60.0  # who takes so long here never comes to an end


@pytest.fixture(autouse=True, scope="module")
def the_child_finds_the_humming_ear_and_has_time():
    """On a busy machine it may be late without hanging."""
    try:
        shared.Shared(RATE).close()
    except DeviceError as error:
        pytest.skip(str(error))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{HERE}:{HERE.parents[1]}")
        patch.setattr(ear_process, "HUNG_S", NEVER_S)
        yield


@pytest.fixture(scope="module")
def common(the_child_finds_the_humming_ear_and_has_time):
    """One ear for the tests that do it no harm."""
    with humming() as ear:
        yield ear


@pytest.fixture
def ear(common):
    flushed(common)
    common.next()
    return common


def humming(sort="hum", now_s=time.monotonic):
    return EarProcess(Order("default", sort, RATE), partial(Child, module="humming_ear"), now_s)


def flushed(ear):
    """Listen until it is known how far the voice came."""
    reached = ear.loudspeaker.flush()
    while not reached.done():
        ear.next()
    return reached.result()


def listen(ear):
    """To the end."""
    return list(iter(ear.next, None))


def kill(ear):
    """End its process by nothing that it could catch, and wait for that."""
    process = ear._child._process
    process.kill()
    process.wait()


def numbers(first, count):
    return np.arange(first, first + count, dtype=np.float32) + 1


def test_frames_cross_in_order_and_whole():
    with humming() as ear:
        frames = [ear.next() for _ in range(3 * SLOTS)]
    assert [round(float(frame.pcm[0]) * 1000) for frame in frames] == list(range(1, 3 * SLOTS + 1))
    assert all((frame.pcm == frame.pcm[0]).all() for frame in frames)
    assert [frame.start_s for frame in frames] == pytest.approx([n * FRAME_S for n in range(3 * SLOTS)])
    assert all(0 <= frame.voice <= 1 for frame in frames)


def test_what_is_written_is_played_counted_and_dated(ear):
    start = ear.loudspeaker.played
    assert ear.loudspeaker.write(numbers(0, RATE)) == start
    assert ear.loudspeaker.write(numbers(RATE, 8 * RATE)) == start + RATE  # more than the ring holds
    while ear.loudspeaker.queued:
        ear.next()
    end = start + 9 * RATE
    assert ear.loudspeaker.played == end
    assert ear.loudspeaker.heard_at_s(end - 1) - ear.loudspeaker.heard_at_s(start) == pytest.approx(
        9 - 1 / RATE, abs=1e-6
    )
    assert ear.loudspeaker.heard_at_s(end) is None
    assert ear.loudspeaker.heard_at_s(-1) is None


def test_what_a_flush_says_to_be_reached_is_the_last_that_is_ever_heard(ear):
    for _ in range(20):
        start = ear.loudspeaker.write(numbers(0, RATE))
        for _ in range(4):
            ear.next()
        reached = flushed(ear)
        assert (ear.loudspeaker.written, ear.loudspeaker.queued) == (start + RATE, 0)
        for _ in range(4):
            ear.next()
        assert start <= reached <= start + RATE
        assert reached == start or ear.loudspeaker.heard_at_s(reached - 1) is not None
        assert ear.loudspeaker.heard_at_s(reached) is None


def test_what_is_written_right_after_a_flush_is_not_dropped_and_is_dated(ear):
    for _ in range(10):
        ear.loudspeaker.write(numbers(0, RATE))
        ear.next()
        reached = ear.loudspeaker.flush()  # its answer is still to come
        start = ear.loudspeaker.write(numbers(0, 800))
        while ear.loudspeaker.queued:
            ear.next()
        assert reached.result(0) <= start
        assert ear.loudspeaker.heard_at_s(start) is not None
        assert ear.loudspeaker.heard_at_s(start + 799) is not None


def test_a_fade_to_nothing_holds_the_voice(ear):
    start = ear.loudspeaker.write(numbers(0, RATE))
    ear.loudspeaker.fade(0.0)
    for _ in range(3 * SLOTS):
        ear.next()
    held = ear.loudspeaker.played
    for _ in range(SLOTS):
        ear.next()
    assert ear.loudspeaker.played == held < start + RATE
    ear.loudspeaker.fade(1.0)
    while ear.loudspeaker.queued:
        ear.next()
    assert ear.loudspeaker.played == start + RATE


def test_notices_and_counts_of_gaps_cross_too():
    with humming() as ear:
        for _ in range(5):
            ear.next()
        assert ear.notices() == ["It hums."]
        assert ear.notices() == []
        assert ear.xruns()["overruns"] == 2
        assert ear.xruns()["underruns"] >= 5


def test_it_ends_when_the_microphone_does_and_nobody_waits_for_the_loudspeaker_any_more():
    with humming("short") as ear:
        assert len(listen(ear)) == 10
        ear.loudspeaker.write(numbers(0, 100))
        reached = ear.loudspeaker.flush()
    assert reached.result(0) == 0


def test_killed_it_is_started_again_says_so_once_and_the_clock_and_the_voice_go_on():
    with humming() as ear:
        heard = [ear.next() for _ in range(SLOTS)]
        ear.loudspeaker.write(numbers(0, 60 * RATE))
        ear.next()
        heard.append(ear.next())
        first = ear._child.pid
        kill(ear)
        played, gaps = ear.loudspeaker.played, ear.xruns()["underruns"]
        while True:
            heard.append(ear.next())
            if ear._child and ear._child.pid != first and heard[-1].pcm.any():
                break
        (notice,) = set(ear.notices()) - {"It hums."}
        assert "stopped by itself (signal 9) and is started again" in notice
        assert np.diff([frame.start_s for frame in heard[SLOTS:]]) == pytest.approx(FRAME_S, abs=FRAME_S + 1e-6)
        assert (np.diff([frame.start_s for frame in heard]) > 0).all()
        assert any(not frame.pcm.any() for frame in heard)
        assert ear.loudspeaker.played >= played
        played = ear.loudspeaker.played  # with what the dead one had still told
        while ear.loudspeaker.played <= played:
            ear.next()
        assert ear.loudspeaker.heard_at_s(ear.loudspeaker.played - 1) > heard[-1].start_s
        assert ear.loudspeaker.played + ear.loudspeaker.queued == 60 * RATE
        assert ear.xruns()["underruns"] > gaps


def test_while_it_is_away_the_loudspeaker_still_keeps_its_accounts():
    with humming() as ear:
        ear.next()
        ear.loudspeaker.write(numbers(0, RATE))
        kill(ear)
        reached = flushed(ear)
        assert reached <= RATE
        assert (ear.loudspeaker.played, ear.loudspeaker.queued) == (RATE, 0)
        assert ear.loudspeaker.write(numbers(0, RATE)) == RATE
        assert ear.loudspeaker.heard_at_s(reached) is None
        ear.loudspeaker.fade(0.0)
        while not ear.next().pcm.any():
            pass
        assert ear.loudspeaker.written == 2 * RATE
        assert ear.loudspeaker.queued > 0
        ear.loudspeaker.fade(1.0)
        while ear.loudspeaker.queued:
            ear.next()
        assert ear.loudspeaker.heard_at_s(2 * RATE - 1) > ear.loudspeaker.heard_at_s(RATE)


def test_one_that_hangs_is_killed_and_replaced():
    now_s = 0.0
    with humming("mute", lambda: now_s) as ear:
        for _ in range(3):
            assert ear.next().pcm.any()
        now_s = NEVER_S
        assert not ear.next().pcm.any()
        assert "(signal 9)" in ear.notices()[1]
        while not ear.next().pcm.any():
            pass


def test_one_that_always_crashes_is_given_up(monkeypatch):
    monkeypatch.setattr(ear_process, "GIVE_UP_S", 0.5)
    monkeypatch.setattr(ear_process, "RETRY_S", 0.01)
    with humming("crash") as ear, pytest.raises(DeviceError, match=r"again and again \(exit code 3\)"):
        listen(ear)


def test_what_fails_there_is_raised_here():
    with pytest.raises(DeviceError, match="buy one"), humming("refuse"):
        pass
    with humming("gone") as ear, pytest.raises(DeviceError, match="has been away"):
        listen(ear)


def test_a_system_without_shared_memory_is_told_so(monkeypatch):
    def refused(create, size):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(shared, "SharedMemory", refused)
    with pytest.raises(DeviceError, match="no shared memory"), humming():
        pass


def out_of_files(*_, **__):
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


@pytest.mark.parametrize("missing", ["program", "pipes", "the second pipe"])
def test_what_a_failing_start_had_is_given_back_and_a_sentence_says_why(monkeypatch, missing):
    blocks, pipe, made = [], child.Pipe, []
    monkeypatch.setattr(child, "Shared", lambda rate_hz: blocks.append(shared.Shared(rate_hz)) or blocks[-1])
    if missing == "program":
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
    else:
        few = 0 if missing == "pipes" else 1
        monkeypatch.setattr(
            child, "Pipe", lambda **_: made.append(pipe()) or made[-1] if len(made) < few else out_of_files()
        )
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()
    with pytest.raises(DeviceError, match="starts no process for sound"):
        Child(Order("default", "hum", RATE))
    assert len(blocks) == 1
    with pytest.raises(FileNotFoundError):
        shared.attached(blocks[0].name)
    assert not before or set(os.listdir("/proc/self/fd")) <= before


def test_the_first_that_hears_was_begun_before_and_later_ones_are_new(monkeypatch):
    made, begin = [], child.Begun
    monkeypatch.setattr(child, "Begun", lambda module: made.append(begin(module)) or made[-1])
    with child.begun("humming_ear") as start:
        assert len(made) == 1
        children = [start(Order("default", "hum", RATE)) for _ in range(2)]
    assert [one.pid for one in children] == [one.process.pid for one in made]
    for one in children:
        assert isinstance(one.word(NEVER_S), Ready)
        one.close()


def test_one_that_was_begun_for_nobody_ends_by_itself(monkeypatch):
    made, begin = [], child.Begun
    monkeypatch.setattr(child, "Begun", lambda module: made.append(begin(module)) or made[-1])
    with child.begun():
        pass
    assert made[0].process.returncode == 0


def test_one_that_does_not_start_is_no_riddle():
    ear = EarProcess(Order("default", "default", RATE), partial(Child, module="nothing_of_the_kind"))
    with pytest.raises(DeviceError, match=r"did not start \(exit code 1\)"), ear:
        pass


def test_the_real_one_opens_files_and_says_what_is_wrong_with_them(tmp_path):
    order = Order(str(tmp_path / "none.wav"), "none", RATE)
    with pytest.raises(BadInput, match="does not exist"), EarProcess(order):
        pass


def test_a_file_is_not_gone_on_with(tmp_path):
    from localvoice.audio.wav import write_wav

    write_wav(tmp_path / "mic.wav", np.full(RATE, 0.1, np.float32), RATE)
    with EarProcess(Order(str(tmp_path / "mic.wav"), "none", RATE)) as ear:
        assert ear.next().pcm.shape == (512,)
        kill(ear)
        with pytest.raises(DeviceError, match="cannot be gone on with"):
            listen(ear)


def test_it_dies_with_its_parent_even_when_that_is_killed():
    code = (
        "from functools import partial; from localvoice.hearing.apart.child import Child\n"
        "from localvoice.hearing.apart.process import EarProcess; from localvoice.hearing.apart.wire import Order\n"
        "ear = EarProcess(Order('default', 'hum', 16000), partial(Child, module='humming_ear')).__enter__()\n"
        "print(ear._child.pid, flush=True); import signal; signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        os.kill(int(parent.stdout.readline()), 0)  # it lives
        parent.kill()
        parent.communicate(
            timeout=NEVER_S
        )  # its output ends when the last who could write it has ended, child and parent


def test_nothing_heavy_is_imported_there():
    code = (
        "import sys, localvoice.hearing.apart.main as main, localvoice.audio.card.devices\n"
        "from localvoice.audio.echo.canceller import canceller; canceller(); main.Vad()\n"
        "heavy = {'mlx', 'mlx_lm', 'mlx_audio', 'typer', 'torch', 'scipy', 'transformers', 'hassil', 'pocketsphinx'}\n"
        "sys.exit(f'imports {heavy & set(sys.modules)}' if heavy & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_one_thread_may_write_and_flush_while_another_listens(ear):
    stop, answers = threading.Event(), []

    def speak():
        while not stop.is_set():
            ear.loudspeaker.write(numbers(0, 500))
            answers.append(ear.loudspeaker.flush())
            answers[-1].result(NEVER_S)

    thread = threading.Thread(target=speak)
    thread.start()
    for _ in range(100):
        ear.next()
    stop.set()
    while thread.is_alive():
        ear.next()
    reached = [answer.result(0) for answer in answers]
    assert reached == sorted(reached)
    assert ear.loudspeaker.queued == 0
