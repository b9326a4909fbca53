"""How do language models set apart what is not text? The marks of thoughts and of calls that they pick up from others.

A model's own marks come from its tokenizer; these are known beside them, whatever model it is, in small or capital
letters: models write what they saw written. Begin → end; an end of "": up to the end of the answer.
"""

_THINKING = (
    "think", "thinking", "thought", "thoughts", "reasoning", "reason", "reflection", "analysis", "scratchpad",
    "inner_monologue", "longcat_think", "seed:think",
)  # fmt: skip
_CALLING = (
    "tool_call", "tool_calls", "toolcall", "tools", "tool", "tool_use", "tool_code", "tool_response", "tool_result",
    "function_call", "function_calls", "functioncall", "functions", "function", "call", "invoke",
)  # fmt: skip

THOUGHTS = {f"<{name}>": f"</{name}>" for name in _THINKING} | {
    "[think]": "[/think]",
    "<|channel|>analysis": "<|channel|>final<|message|>",
    "<|channel|>commentary": "<|channel|>final<|message|>",
    "<|channel>thought": "<channel|>",
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "<|start_thinking|>": "<|end_thinking|>",
    "<|think:start|>": "<|think:end|>",
    "◁think▷": "◁/think▷",
}
# Where one that answers aloud stands, not one that thinks of somebody else: a thought whose beginning was left out.
ALOUD = tuple(
    f"{before}the {who} {verb}"
    for before in ("", "okay, ", "ok, ", "okay, so ", "ok, so ", "alright, ", "alright, so ", "hmm, ", "so ", "so, ")
    for who in ("user", "user's")
    for verb in ("is", "wants", "asked", "asks", "said", "says", "has", "just", "might", "needs", "question", "message")
) + tuple(f"we need to {verb}" for verb in ("answer", "respond", "reply", "produce"))
CALLS = {f"<{name}>": f"</{name}>" for name in _CALLING} | {
    "<function=": "</function>",
    "<invoke ": "</invoke>",
    "<|tool_call|>": "<|/tool_call|>",
    "<|tool_call>": "<tool_call|>",
    "<|tool_call_start|>": "<|tool_call_end|>",
    "<|tool_calls_section_begin|>": "<|tool_calls_section_end|>",
    "[tool_calls]": "",
    "[tool_call]": "[/tool_call]",
    "<|python_tag|>": "",
}
# A block of code whose language is one of these may be a call
CALL_LANGUAGES = frozenset(
    {"", "json", "jsonc", "json5", "xml", "tool", "tools", "tool_call", "tool_calls", "tool_code"}
)
