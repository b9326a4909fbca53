"""What is told to whoever asks `describe`: every part as a program with its models, their makers and licences.

Skills are told of as `handle`, which they are; told of as `intent` too, Home Assistant would take them for switches of
the home.
"""

from collections.abc import Sequence

from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    TtsProgram,
    TtsVoice,
    WakeModel,
    WakeProgram,
)

from localvoice.app.parts import About, Made

NAME = "localvoice"


def info(about: About) -> Info:
    """All of it; a part that is not there is left out."""
    return Info(
        asr=[_asr(about, about.ears)] if about.ears else [],
        tts=[_tts(about, about.voice)] if about.voice else [],
        handle=[_handle(about)],
        wake=[_wake(about)] if about.words else [],
    )


def _asr(about: About, ears: Made) -> AsrProgram:
    model = AsrModel(ears.name, _by([ears]), True, f"{ears.name} ({ears.licence})", about.version, list(ears.languages))
    return AsrProgram(
        NAME,
        _by([ears]),
        True,
        "Speech to text",
        about.version,
        [model],
        supports_transcript_streaming=True,
        requires_external_vad=True,  # it ends an utterance when it is told to
        prefers_auto_gain_enabled=False,  # and has its own ways with noise and with soft voices
        prefers_noise_reduction_enabled=False,
    )


def _tts(about: About, voice: Made) -> TtsProgram:
    by = _by([voice])
    voices = [
        TtsVoice(name, by, True, f"{name} ({voice.licence})", about.version, list(languages))
        for name, languages in about.voices
    ]
    return TtsProgram(NAME, by, True, "Text to speech", about.version, voices, supports_synthesize_streaming=True)


def _handle(about: About) -> HandleProgram:
    thinks = about.thinks
    by, said = _by([thinks] if thinks else []), f"{thinks.name} ({thinks.licence})" if thinks else "no language model"
    model = HandleModel(about.persona, by, True, f"Skills, and {said}", about.version, ["en"])
    return HandleProgram(
        NAME,
        by,
        True,
        "Answers",
        about.version,
        [model],
        supports_handled_streaming=True,
        supports_home_control=False,
    )


def _wake(about: About) -> WakeProgram:
    models = [
        WakeModel(
            word.name.replace(" ", "_"),
            _by([word]),
            True,
            f"{word.name.title()} ({word.licence})",
            about.version,
            list(word.languages),
            word.name,
        )
        for word in about.words
    ]
    return WakeProgram(NAME, _by(about.words[:1]), True, "Wake word", about.version, models)


def _by(made: Sequence[Made]) -> Attribution:
    """Who made the first of these; the program itself where there is none."""
    return Attribution(made[0].owner, made[0].url) if made else Attribution(NAME, "")
