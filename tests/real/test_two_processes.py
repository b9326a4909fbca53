"""One language model in two processes, as in two Macs: it says what it says in one, and when one is lost, another goes
on. What runs is real, MLX's ring and its launcher among it; weights are random and the machines are this one."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import anyio
import pytest

sys.path.append(str(Path(__file__).parents[1] / "models"))
sys.path.append(str(Path(__file__).parents[1] / "app"))

from lm_world import GREEDY, SYSTEM, Parrot, make, run
from scripted_person import Beep, Person

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.clock import RealClock
from localvoice.errors import EngineError
from localvoice.models.lm import conversation as lm
from localvoice.models.lm_ring import conversation as ring
from localvoice.models.lm_ring.hosts import Host
from localvoice.models.lm_ring.instead import GONE, Spread
from localvoice.models.lm_ring.ring import Ring
from localvoice.models.roles import Handover, Sampling, Text
from localvoice.settings import Settings
from localvoice.trace import Turn

pytestmark = pytest.mark.real

SEEDED = Sampling(seed=5, max_tokens=16)
SHORT = Sampling(temperature=0, repetition_penalty=1, max_tokens=16)
MOST_S = 2.0  # until the small model goes on
GATE_S = 1.2  # an answer that was begun in a pause is kept back for so long at most
PERSONA = 'name = "talker"\nprompt = "You are kind."\ngreeting = ""\nunknown = "No."\nskills = ["clock"]\n'


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return {family: make(tmp_path_factory.mktemp("two"), family) for family in ("llama", "qwen3", "lfm2")}


@pytest.fixture
def two(folders):
    """`two("llama")`: the model in two processes; they end with the test."""
    opened = []

    def start(family):
        opened.append(ring.load(folders[family], ("localhost",), float32=True))
        return opened[-1]

    yield start
    for one in opened:
        one.close()
        assert not [pid for pid in one.ring.pids if alive(pid)]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("family", ["llama", "qwen3"])
def test_two_processes_say_what_one_says(folders, two, family):
    here, there = lm.load(folders[family], float32=True), two(family)
    for how in (SHORT, SEEDED):
        one, other = here.open(SYSTEM, []), there.open(SYSTEM, [])
        for said in ("Hello, who are you?", "And what do you like?"):
            assert run(other.reply(said, how)) == run(one.reply(said, how))
            assert other.context.ids == one.context.ids


def test_under_mlx_launch_itself_they_say_the_same(folders):
    """The ranks as the launcher of MLX starts them, told on its standard input, heard on its standard output."""
    chat = lm.load(folders["qwen3"], float32=True).open(SYSTEM, [])
    ids = chat._script.ids([], answering=True)
    tokens = [next(steps) for steps in [chat.context.sample(SEEDED, ids)] for _ in range(9)]
    first = {"do": "sample", "of": 1, "ids": ids, "how": asdict(SEEDED)}
    told = [{"number": at, **(first if at == 0 else {"do": "next"})} for at in range(9)]
    launch = [str(Path(sys.executable).with_name("mlx.launch")), "--backend", "ring", "-n", "2"]
    rank = ["--python", sys.executable, "--", "-m", "localvoice.models.lm_ring.rank"]
    with subprocess.Popen(
        [*launch, *rank, str(folders["qwen3"]), "--float32"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.stdin.write(b"".join(json.dumps(one).encode() + b"\n" for one in told))
            process.stdin.flush()
            heard = (json.loads(line) for line in process.stdout if b'"number"' in line)
            answers = [next(heard) for _ in told]
        finally:
            os.killpg(process.pid, signal.SIGTERM)
    assert [one["token"] for one in answers] == tokens


def strike(one, rank, how, answer=1):
    """Kill or stop a rank at the fourth token of its first answer from now on, or the one of that number; returns the
    list that gets the moment."""
    struck, ask, asked = [], one.ring.ask, []

    def watched(what):
        number = ask(what)
        asked.append(what["do"])
        if asked[-3:] == ["next"] * 3 and asked.count("sample") == answer and not struck:
            os.kill(one.ring.pids[rank], how)
            struck.append(time.monotonic())
        return number

    one.ring.ask = watched
    return struck


@pytest.mark.parametrize(("rank", "how"), [(1, signal.SIGKILL), (0, signal.SIGSTOP)])
def test_a_rank_that_dies_or_hangs_is_missed_in_time_and_the_small_model_answers(folders, two, rank, how):
    large, tokenizer = two("llama"), lm.load(folders["lfm2"]).tokenizer
    small = lm.Lm(Parrot(tokenizer, ["I am here."]), tokenizer)
    chat = Spread(large, small).open(SYSTEM, [])
    run(chat.warm())
    struck, said, late_s = strike(large, rank, how), "", 0.0
    for piece in chat.reply("Tell me about the sea.", GREEDY):
        said += piece.text if isinstance(piece, Text) else ""
        if isinstance(piece, Handover):
            late_s = time.monotonic() - struck[0]
    print(f"rank {rank}, {how.name}: the small model goes on after {late_s:.2f} s")
    assert said.endswith("I am here.")
    assert 0 < late_s <= MOST_S


def test_in_a_session_the_turn_is_answered_aloud_all_the_same(folders, two, tmp_path):
    """The other process hangs, which takes longer to notice than that it died."""
    turns, spoken = anyio.run(converse, folders, two("llama"), tmp_path)
    when = next(late_s for late_s, words in spoken if "other Mac" in words)
    print(f"said after {when:.2f} s")
    assert [turn.heard for turn in turns] == ["tell me about the sea", "and about the moon"]
    assert GONE in turns[0].said
    assert "The sea is salty." in turns[0].said
    assert turns[1].said.endswith("The moon is round.")
    assert when <= GATE_S + MOST_S


async def converse(folders, large, folder):
    """The turns, and what was said when after the loss."""
    (folder / "talker.toml").write_text(PERSONA)
    clock, turns, spoken = RealClock(), [], []
    tokenizer = lm.load(folders["lfm2"]).tokenizer
    struck = strike(large, 1, signal.SIGSTOP, answer=2)  # the first one warms it up

    class Spoken(Beep):
        def say(self, phrase, manner):
            spoken.append((time.monotonic() - struck[0] if struck else -1.0, phrase))
            yield from super().say(phrase, manner)

    async def owned():
        """The lane's thread owns both."""
        large.owner = type(large.owner)()
        one = lm.Lm(Parrot(tokenizer, ["The sea is salty.", "The moon is round."]), tokenizer)
        return Spread(large, one)

    person, given = Person(clock), {"open_ear": None, "turn": None}
    given |= {"recogniser": person, "voice": Spoken()}
    settings = Settings(persona=str(folder / "talker.toml"))
    engine = Engine(settings, folder / "data", clock, given=given)
    async with engine:
        engine._given["lm"] = await engine.lane.call("both", lambda: anyio.run(owned))
        async with client(engine, settings, folder / "data") as ready:
            session = ready.session(
                person.loudspeaker, lambda told: turns.append(told) if isinstance(told, Turn) else None
            )
            clock.restart()
            await session.run(person.speak(["tell me about the sea", "and about the moon"], session))
    return turns, spoken


def test_a_machine_without_the_weights_is_named_at_once(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    hosts = [ring.host("localhost")] * 2
    began_s = time.monotonic()
    with pytest.raises(EngineError, match="on this machine is gone"):
        Ring(hosts, tmp_path / "nowhere")
    assert time.monotonic() - began_s < 20


def test_a_rank_behind_ssh_is_spoken_to_through_a_terminal(folders, tmp_path, monkeypatch):
    """There is no second machine here: in place of ssh stands a program that does what `ssh -tt` does, with a terminal
    that would cut long lines and echo them."""
    ssh = tmp_path / "ssh"
    ssh.write_text(
        f'#!{sys.executable}\nimport pty, sys\nsys.exit(pty.spawn(["/bin/bash", "-c", sys.argv[-1]]) >> 8)\n'
    )
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    here, folder = lm.load(folders["llama"], float32=True), folders["llama"]
    hosts = [Host("127.0.0.1", "127.0.0.1"), Host("ada@mac-2.local", "127.0.0.1")]
    there = ring.RingLm(Ring(hosts, folder, True), here.tokenizer, here.longest_tokens())
    try:
        system = f"{SYSTEM} " * 120  # more than a terminal takes in a line
        assert run(there.open(system, []).reply("Hello.", SHORT)) == run(here.open(system, []).reply("Hello.", SHORT))
    finally:
        there.close()
