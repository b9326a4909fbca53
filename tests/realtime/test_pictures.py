"""Pictures in messages: data URLs of PNG, JPEG and WebP, never fetched, never too large, never sent back."""

import base64
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from realtime_world import World

from localvoice.realtime import pictures
from localvoice.realtime.conversation import PICTURES
from localvoice.realtime.items import GONE
from localvoice.realtime.words import Respond


def png(width=2, height=1):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(3 * width)) * min(height, 4))
    return pictures.PNG + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width, height, before=b""):
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8\xff\xe0\x00\x04ab" + before + b"\xff\xc2" + frame


def webp(chunk, body):
    return b"RIFF" + bytes(4) + b"WEBP" + chunk + bytes(4) + body + bytes(10)


def url(data, kind="png"):
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def shows(image_url, **more):
    part = {"type": "input_image", "image_url": image_url, **more}
    return {"type": "message", "role": "user", "content": [part, {"type": "input_text", "text": "What is this?"}]}


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(640, 480), (640, 480)),
        (jpeg(4000, 3000), (4000, 3000)),
        (jpeg(30, 20, b"\xff\xff\xff\xee\x00\x06abcd\xff\xd0"), (30, 20)),
        (webp(b"VP8X", bytes(4) + (99).to_bytes(3, "little") + (49).to_bytes(3, "little")), (100, 50)),
        (webp(b"VP8L", b"\x2f" + (99 | 49 << 14).to_bytes(4, "little")), (100, 50)),
        (webp(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", 100, 50)), (100, 50)),
        (b"GIF89a" + bytes(60), None),
        (png()[:20], None),
        (b"", None),
    ],
)
def test_how_large_it_is_stands_in_its_first_bytes(data, size):
    assert pictures.size(data) == size


@given(st.binary(max_size=80), st.sampled_from([b"\xff\xd8", pictures.PNG + bytes(4) + b"IHDR", b"RIFF1234WEBPVP8L"]))
def test_whatever_bytes_come_a_size_comes_out_or_none(rest, begins):
    found = pictures.size(begins + rest)
    assert found is None or len(found) == 2


def test_a_picture_is_part_of_what_is_answered_and_is_not_sent_back():
    world = World()
    world.send("conversation.item.create", item=shows(url(png()), detail="high"))
    assert world.events[-1]["item"]["content"][0] == {"type": "input_image", "detail": "auto"}
    world.send("response.create")
    (order,) = [order for order in world.orders if isinstance(order, Respond)]
    (message,) = order.items
    assert (message.text, [image.data for image in message.images]) == ("What is this?", [png()])


def test_a_response_may_bring_its_own():
    world = World()
    world.send("response.create", response={"conversation": "none", "input": [shows(url(jpeg(30, 20), "jpeg"))]})
    (order,) = [order for order in world.orders if isinstance(order, Respond)]
    assert order.items[0].images


@pytest.mark.parametrize(
    ("image_url", "says"),
    [
        ("https://example.org/cat.png", "nothing is fetched"),
        ("file:///etc/passwd", "nothing is fetched"),
        ("data:image/gif;base64,R0lGOD", "no PNG, JPEG or WebP"),
        ("data:image/svg+xml;base64,PHN2Zz4=", "no PNG, JPEG or WebP"),
        ("iVBORw0KGgoAAAANSUhEUgAA", "only data URLs"),
        ("data:image/png,abc", "base64"),
        ("data:image/png;base64,%%%", "base64"),
        (url(b"no picture at all, but words that are long enough"), "no PNG, JPEG or WebP"),
        (url(png(0, 5)), "no PNG, JPEG or WebP"),
        (url(png(60_000, 60_000)), "at most 50,000,000"),
        (url(jpeg(65_000, 65_000), "jpeg"), "at most 50,000,000"),
    ],
)
def test_what_cannot_come_in_is_refused_with_one_sentence(image_url, says):
    world = World()
    world.send("conversation.item.create", item=shows(image_url))
    assert world.kinds() == ["error"]
    assert world.error()["param"] == "item.content[0].image_url"
    assert says in world.error()["message"]


@pytest.mark.parametrize(
    "written",
    [
        "data:image/jpg;base64,{}",
        "DATA:IMAGE/PNG;BASE64,{}",
        "data:image/png;charset=utf-8;base64,{}",
        "data:application/octet-stream;base64, {}",
        "data:;base64,{}",
    ],
)
@pytest.mark.parametrize(
    "how",
    [
        lambda text: text,
        lambda text: text.rstrip("="),
        lambda text: "\r\n".join(text[at : at + 20] for at in range(0, len(text), 20)),
        lambda text: text.replace("+", "-").replace("/", "_"),
        lambda text: text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3d"),
    ],
)
def test_programs_write_data_urls_in_many_ways(written, how):
    data = png(200, 3)
    world = World()
    world.send("conversation.item.create", item=shows(written.format(how(base64.b64encode(data).decode()))))
    world.send("response.create")
    assert world.orders[-1].items[0].images[0].data == data


def test_one_that_is_too_many_bytes_is_refused_before_it_is_decoded():
    world = World()
    world.send("conversation.item.create", item=shows("data:image/png;base64," + "A" * pictures.LONGEST_URL))
    assert world.error()["code"] == "string_above_max_length"


def test_only_a_person_shows_pictures():
    world = World()
    world.send("conversation.item.create", item={**shows(url(png())), "role": "system"})
    assert world.error()["param"] == "item.content[0].type"


def test_the_newest_pictures_are_kept_and_of_the_others_it_is_said_that_they_were_there():
    world = World()
    for _ in range(PICTURES + 1):
        world.send("conversation.item.create", item=shows(url(png())))
    world.send("response.create")
    first, *rest = world.orders[-1].items
    assert (first.images, first.text) == ((), f"{GONE} What is this?")
    assert all(message.images for message in rest)
