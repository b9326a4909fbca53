"""How long is the prompt with 10, 40 and 150 tools, whole or by their names? A real Qwen3 tokenizer, a real SmolLM2."""

import random
from datetime import datetime

import pytest
from many_tools import ASKED, tools
from test_qwen3_prompt import tokenizer  # noqa: F401 (a fixture)

from localvoice.app.fit import CONTEXT_TOKENS
from localvoice.app.profile import family
from localvoice.models.lm.script import Script
from localvoice.models.roles import Ended, Sampling, Text, ToolCall
from localvoice.tools.offered.shown import SCHEMA, USE, shown
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.prompt import system

WHOLE, NAMES = 1000, 12  # `tools_shown`
MOST = {  # tokens of the assistant's prompt with its own 40 tools
    (10, WHOLE): 3_600,
    (40, WHOLE): 6_000,
    (150, WHOLE): 15_000,
    (10, NAMES): 3_600,
    (40, NAMES): 3_600,
    (150, NAMES): 5_500,
}
HOW = Sampling(temperature=0, max_tokens=32)

pytestmark = pytest.mark.real


def toolbox(name, count, most):
    world = World(None, now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
    return Toolbox(persona(name), world, shown(tools(count), most))


@pytest.mark.parametrize(("count", "most"), MOST)
def test_the_prompt_of_a_real_qwen3_stays_short_with_many_tools(tokenizer, count, most):  # noqa: F811
    box = toolbox("assistant", count, most)
    script = Script(tokenizer, system(box.persona, True, True), box.schemas())
    tokens = len(script.settled([]))
    print(f"{count} tools, {'whole' if most == WHOLE else 'names'}: {tokens} tokens")
    assert tokens <= MOST[count, most]


@pytest.fixture(scope="module")
def smollm(real):
    return family("lm").load(real("smollm2-135m"))


# Forty by their names take another minute on two cores, 150 three; 150 whole ones are more than it has room for.
def test_a_real_small_model_starts_and_answers_with_ten(smollm):
    box = toolbox("cafe", 10, WHOLE)
    chat = smollm.open(system(box.persona, True, True), box.schemas(), CONTEXT_TOKENS)
    for _ in chat.prefill(""):
        pass
    said, wanted = next(iter(ASKED.items()))
    told = list(chat.reply(said, HOW))
    calls = [each for each in told if isinstance(each, ToolCall)]
    print(f"{chat._begun} tokens, {len(chat._script._tools)} schemas, {[_means(each) == wanted for each in calls]}")
    assert calls or "".join(each.text for each in told if isinstance(each, Text)).strip()
    assert isinstance(told[-1], Ended)


def _means(call):
    """The tool that a call asks for, or asks about."""
    return call.arguments.get("name") if call.name in (SCHEMA, USE) else call.name
