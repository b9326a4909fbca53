"""How it is there from login on, on Linux: a service of the person's own systemd."""

from pathlib import Path

from localvoice.daemon.install.place import Place
from localvoice.daemon.install.steps import Command, Folder, Gone, Step, Write

NAME = "localvoice.service"
NO_SYSTEMD = (
    "There is no systemd for users here, which would start localvoice at login: let your desktop's autostart run "
    "“localvoice start” instead."
)
SYSTEMCTL = ("systemctl", "--user")
SOUND = "pipewire.service pipewire-pulse.service wireplumber.service pulseaudio.service"


def unit_file(place: Place) -> Path:
    return place.config / "systemd" / "user" / NAME


def install(place: Place) -> tuple[Step, ...]:
    file = unit_file(place)
    return (
        Command((*SYSTEMCTL, "list-jobs"), NO_SYSTEMD),
        Folder(file.parent),
        Write(file, unit(place).encode()),
        Command((*SYSTEMCTL, "daemon-reload"), undo=(*SYSTEMCTL, "daemon-reload")),
        Command((*SYSTEMCTL, "enable", "--now", NAME), undo=(*SYSTEMCTL, "disable", "--now", NAME)),
    )


def uninstall(place: Place) -> tuple[Step, ...]:
    return (
        Command((*SYSTEMCTL, "disable", "--now", NAME), may_fail=True),
        Gone(unit_file(place)),
        Command((*SYSTEMCTL, "daemon-reload"), may_fail=True),
    )


def installed(place: Place) -> bool:
    return unit_file(place).exists()


def unit(place: Place) -> str:
    """The service. It is started again when it fails, and not when it was stopped."""
    # systemd refuses quotes and backslashes in a program's own path, and takes them in its words.
    command = " ".join(quoted(word) for word in ("-c", 'exec "$@"', "localvoice", *place.command))
    return (
        "[Unit]\n"
        "Description=localvoice, a voice assistant\n"
        f"After={SOUND}\n"
        "ConditionUser=!@system\n"
        "StartLimitIntervalSec=60\n"
        "StartLimitBurst=5\n"
        "\n"
        "[Service]\n"
        "Type=exec\n"
        f"ExecStart=/bin/sh {command}\n"
        "Restart=on-failure\n"
        "RestartSec=2\n"
        "TimeoutStopSec=10\n"
        "\n"
        "[Install]\n"
        "WantedBy=default.target\n"
    )


def quoted(word: str) -> str:
    """A word of a command as systemd.syntax(7) and systemd.service(5) have it."""
    for sign, instead in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$"), ("\n", "\\n"), ("\t", "\\t")):
        word = word.replace(sign, instead)
    return f'"{word}"'
