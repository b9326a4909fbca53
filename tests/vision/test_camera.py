"""A video file in place of a camera: its newest picture is there at once, old ones are dropped, and it is shut."""

import os
import time

import anyio
import cv2
import numpy as np
import pytest

from localvoice.errors import DeviceError
from localvoice.vision.capture.camera import Camera
from localvoice.vision.capture.filming import absent

FPS = 25


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """Its n-th picture has the brightness 8 n, so that a picture says when it was due."""
    file = tmp_path_factory.mktemp("film") / "film.avi"
    film = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (64, 48))
    for number in range(30):
        film.write(np.full((48, 64, 3), 8 * number, np.uint8))
    film.release()
    return str(file)


def number(picture):
    return round(float(picture.pixels.mean()) / 8)


def test_the_newest_picture_costs_no_capture_time_and_is_fresh(video):
    async def look():
        with Camera(video, time.monotonic) as camera:
            first = await camera.take()  # the process is up
            zero_s = first.at_s - number(first) / FPS
            waits_s, stale_s, numbers = [], [], []
            for _ in range(6):
                asked_s = time.monotonic()
                picture = await camera.take()
                waits_s.append(time.monotonic() - asked_s)
                stale_s.append(asked_s - picture.at_s)
                numbers.append((number(picture), (picture.at_s - zero_s) * FPS))
                await anyio.sleep(0.08)  # two of its pictures
            return waits_s, stale_s, numbers

    waits_s, stale_s, numbers = anyio.run(look)
    assert sorted(waits_s)[3] < 0.05
    assert sorted(stale_s)[3] < 0.1
    assert [shown for shown, _ in numbers] == sorted({shown for shown, _ in numbers})  # each newer: none was queued
    assert all(abs(shown - due) < 3 for shown, due in numbers)  # and it says truly when it was taken


def test_without_being_kept_open_it_gives_one_picture_and_is_shut_again(video):
    camera = Camera(video, time.monotonic)
    picture = anyio.run(camera.take)
    assert picture.pixels.shape == (48, 64, 3)
    assert picture.source == "camera"
    assert not camera.open


def test_the_process_is_gone_when_the_talk_is_over(video):
    with Camera(video, time.monotonic) as camera:
        anyio.run(camera.take)
        assert camera._film is not None
        process = camera._film._process
    assert process.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_what_is_no_video_is_refused_in_one_sentence(tmp_path):
    file = tmp_path / "holiday.avi"
    file.write_text("no video")
    with pytest.raises(DeviceError, match=r"^holiday.avi is no video that can be read"):
        anyio.run(Camera(str(file), time.monotonic).take)


def test_a_machine_without_a_camera_is_told_so_and_what_to_do(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    assert absent("77") == "This machine has no camera 77: connect one, or name another in the settings (camera)."
    monkeypatch.setattr("sys.platform", "darwin")
    assert "Privacy & Security, Camera" in absent("0")
