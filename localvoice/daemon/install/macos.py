"""How it is there from login on, on a Mac: an app that may hear, and an agent of launchd that starts it.

The right to the microphone is given to an app, by its identifier and its signature: a bare interpreter under launchd is
never asked about and hears zeros. Signed with a certificate of its own, the right stays when the app is made anew.
No Mac has confirmed any of it yet.
"""

import plistlib
from importlib.resources import files
from pathlib import Path

from localvoice import __version__
from localvoice.daemon.install.place import Place
from localvoice.daemon.install.steps import Command, Either, Folder, Gone, Say, Step, Write

IDENTIFIER = "localvoice.assistant"  # for ever: rights hang on it
CERTIFICATE = "localvoice self-signed"
PASSWORD = "localvoice"  # of a keychain that holds nothing but the key to this app's signature
MICROPHONE = "localvoice listens when you press its key, say its word or let it listen always. Nothing leaves this Mac."
NO_COMPILER = "A small program has to be compiled, and there is no compiler: run “xcode-select --install” first."
ASKS = "macOS asks now whether localvoice may use the microphone: allow it."
AD_HOC = (
    "The app could not be signed with a certificate of its own, so macOS may ask for the microphone again after each "
    "localvoice install."
)
DAYS = "3650"  # that the certificate is valid
REQUEST = f"""[req]
distinguished_name = name
x509_extensions = use
prompt = no
[name]
CN = {CERTIFICATE}
[use]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, codeSigning
"""


def app(place: Place) -> Path:
    return place.home / "Applications" / "localvoice.app"


def program(place: Place) -> Path:
    return app(place) / "Contents" / "MacOS" / "localvoice"


def agent_file(place: Place) -> Path:
    return place.home / "Library" / "LaunchAgents" / f"{IDENTIFIER}.plist"


def keychain(place: Place) -> Path:
    return place.home / "Library" / "Keychains" / "localvoice.keychain-db"


def install(place: Place) -> tuple[Step, ...]:
    contents, domain = app(place) / "Contents", f"gui/{place.user}"
    return (
        Command(("xcode-select", "-p"), NO_COMPILER),
        *_earlier(place, domain),
        Folder(program(place).parent),
        Folder(contents / "Resources"),
        Write(contents / "Info.plist", plistlib.dumps(info())),
        Write(contents / "Resources" / "launcher.c", launcher()),
        Command(("cc", "-O2", "-o", str(program(place)), str(contents / "Resources" / "launcher.c")), NO_COMPILER),
        Either(_signed(place), (Command(("codesign", "--force", "--sign", "-", str(app(place)))),), AD_HOC),
        Folder(place.log.parent),
        Say(ASKS),
        Command(ask(place), may_fail=True),
        Folder(agent_file(place).parent),
        Write(agent_file(place), plistlib.dumps(agent(place))),
        Command(
            ("launchctl", "bootstrap", domain, str(agent_file(place))),
            undo=("launchctl", "bootout", f"{domain}/{IDENTIFIER}"),
        ),
    )


def _earlier(place: Place, domain: str) -> tuple[Step, ...]:
    """What runs of an earlier install ends, and goes on where this one fails."""
    again = ("launchctl", "bootstrap", domain, str(agent_file(place))) if agent_file(place).exists() else ()
    return (Command(("launchctl", "bootout", f"{domain}/{IDENTIFIER}"), undo=again, may_fail=True),)


def uninstall(place: Place) -> tuple[Step, ...]:
    return (
        Command(("launchctl", "bootout", f"gui/{place.user}/{IDENTIFIER}"), may_fail=True),
        Gone(agent_file(place)),
        Command(("tccutil", "reset", "Microphone", IDENTIFIER), may_fail=True),
        Command(("security", "delete-keychain", str(keychain(place))), may_fail=True),
        Gone(keychain(place)),
        Gone(app(place)),
    )


def installed(place: Place) -> bool:
    return any(path.exists() for path in (app(place), agent_file(place), keychain(place)))


def info() -> dict[str, object]:
    """The app's Info.plist: it has no window and no icon in the Dock, and says why it wants the microphone."""
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleName": "localvoice",
        "CFBundleDisplayName": "localvoice",
        "CFBundleExecutable": "localvoice",
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": __version__,
        "CFBundleVersion": __version__,
        "LSMinimumSystemVersion": "13.0",
        "LSUIElement": True,
        "NSMicrophoneUsageDescription": MICROPHONE,
    }


def agent(place: Place) -> dict[str, object]:
    """The agent of launchd, launchd.plist(5): from login on, and again after a crash; never throttled."""
    return {
        "Label": IDENTIFIER,
        "ProgramArguments": [str(program(place)), *place.command],
        "AssociatedBundleIdentifiers": [IDENTIFIER],
        "LimitLoadToSessionType": "Aqua",
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ProcessType": "Interactive",
        "ThrottleInterval": 10,
        "ExitTimeOut": 10,
        "WorkingDirectory": "/",
        "StandardOutPath": str(place.log),
        "StandardErrorPath": str(place.log),
    }


def ask(place: Place) -> tuple[str, ...]:
    """Start the app in the foreground, which makes macOS ask the person, and wait for that."""
    words = (place.python, "-P", "-m", "localvoice", "install", "--ask-microphone", "--data", str(place.data))
    said = ("--stdout", str(place.log), "--stderr", str(place.log))
    return ("open", "-W", "-n", *said, str(app(place)), "--args", *words)


def launcher() -> bytes:
    """The source of the app's program."""
    return files("localvoice.daemon.install").joinpath("launcher.c").read_bytes()


def _signed(place: Place) -> tuple[Step, ...]:
    """With the certificate in the keychain; both are made where there is none."""
    chain = str(keychain(place))
    sign = ("codesign", "--force", "--sign", CERTIFICATE, "--keychain", chain, str(app(place)))
    unlock = Command(("security", "unlock-keychain", "-p", PASSWORD, chain))
    if keychain(place).exists():
        return (unlock, Command(sign))
    made = app(place).parent / ".localvoice-certificate"
    request, key = str(made / "request"), str(made / "key.pem")
    mine, both = str(made / "certificate.pem"), str(made / "both")
    new, secret = ("-newkey", "rsa:2048", "-nodes"), f"pass:{PASSWORD}"
    return (
        Folder(made),
        Write(made / "request", REQUEST.encode()),
        Command(("openssl", "req", "-x509", *new, "-days", DAYS, "-config", request, "-keyout", key, "-out", mine)),
        Command(("openssl", "pkcs12", "-export", "-inkey", key, "-in", mine, "-out", both, "-passout", secret)),
        Command(("security", "create-keychain", "-p", PASSWORD, chain), undo=("security", "delete-keychain", chain)),
        Command(("security", "set-keychain-settings", chain)),  # it does not lock itself
        unlock,
        Command(("security", "import", both, "-k", chain, "-P", PASSWORD, "-T", "/usr/bin/codesign")),
        Command(
            ("security", "set-key-partition-list", "-S", "apple-tool:,apple:,codesign:", "-s", "-k", PASSWORD, chain)
        ),
        Gone(made),
        Command(sign),
    )
