"""Being there from login on: files are really written, other programs only recorded; no Mac is needed."""

import os
import plistlib
import re
import shutil
import subprocess
import sys

import pytest

from localvoice.daemon.install import install, linux, macos, uninstall
from localvoice.daemon.install.place import Place
from localvoice.daemon.install.steps import Command, Either, Folder, Gone, Say, Write, carry_out, run
from localvoice.errors import BadInput, LocalvoiceError, StoreError

HOMES = ["Ann", "Jörg Müller", 'odd "$HOME" %h \\ 100%', "日本 語"]


class Recorded:
    """Programs that do nothing but remember; those that `fail` do."""

    def __init__(self, *fail):
        self.fail, self.ran = fail, []

    def __call__(self, argv):
        self.ran.append(tuple(argv))
        code = 1 if any(word in " ".join(argv) for word in self.fail) else 0
        if not code and argv[0] == "security" and argv[1] == "create-keychain":
            self.touch(argv[-1])
        return code, "refused" if code else ""

    @staticmethod
    def touch(path):
        with open(path, "wb"):
            pass

    def names(self):
        return [" ".join(argv[:2]) for argv in self.ran]


@pytest.fixture(params=HOMES)
def place(request, tmp_path):
    return at(tmp_path / request.param)


def at(home):
    (home / "Library" / "Keychains").mkdir(parents=True)
    return Place(home, home / ".config", home / "data", f"{home}/env/bin/python", 501, ("--listen", "wake"))


def everything(folder):
    return {str(path.relative_to(folder)): path.is_dir() or path.read_bytes() for path in folder.rglob("*")}


def test_on_a_mac_an_app_and_an_agent_are_there_and_what_they_say_can_be_read(place):
    did, told = Recorded(), []
    install(place, told.append, did, "darwin")
    info = plistlib.loads((macos.app(place) / "Contents" / "Info.plist").read_bytes())
    assert info["CFBundleIdentifier"] == "localvoice.assistant"
    assert info["LSUIElement"] is True
    assert "Nothing leaves this Mac" in info["NSMicrophoneUsageDescription"]
    assert info["CFBundleExecutable"] == macos.program(place).name
    agent = plistlib.loads(macos.agent_file(place).read_bytes())
    assert agent["Label"] == info["CFBundleIdentifier"] == macos.agent_file(place).stem
    assert agent["ProgramArguments"][0] == str(macos.program(place))
    assert agent["ProgramArguments"][1:] == list(place.command)
    assert agent["ProgramArguments"][-2:] == ["--listen", "wake"]
    assert (agent["LimitLoadToSessionType"], agent["RunAtLoad"], agent["ProcessType"]) == ("Aqua", True, "Interactive")
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert agent["StandardErrorPath"] == str(place.log)
    assert told == [macos.ASKS]


def test_on_a_mac_the_app_is_compiled_signed_and_asks_before_the_agent_starts_it(place):
    did = Recorded()
    install(place, lambda text: None, did, "darwin")
    names = did.names()
    order = ["xcode-select -p", "cc -O2", "codesign --force", "open -W", "launchctl bootstrap"]
    assert [name for name in names if name in order] == order
    [asks] = [argv for argv in did.ran if argv[0] == "open"]
    assert asks[asks.index("--args") + 1] == place.python
    assert "--ask-microphone" in asks


def test_a_second_install_keeps_the_certificate_so_that_the_microphone_stays_allowed(place):
    install(place, lambda text: None, Recorded(), "darwin")
    did, told = Recorded(), []
    install(place, told.append, did, "darwin")
    assert "security create-keychain" not in did.names()
    assert "security unlock-keychain" in did.names()
    assert told == [macos.ASKS]
    assert not (macos.app(place).parent / ".localvoice-certificate").exists()


@pytest.mark.parametrize("fails", ["openssl req", "create-keychain", "import", "set-key-partition-list", "--keychain"])
def test_where_no_certificate_can_be_made_the_app_is_signed_ad_hoc_and_that_is_said(tmp_path, fails):
    place, did, told = at(tmp_path), Recorded(fails), []
    install(place, told.append, did, "darwin")
    assert told == [macos.AD_HOC, macos.ASKS]
    assert ("codesign", "--force", "--sign", "-", str(macos.app(place))) in did.ran
    assert not (macos.app(place).parent / ".localvoice-certificate").exists()
    assert ("delete-keychain" in " ".join(did.names())) == (fails not in ("openssl req", "create-keychain"))


@pytest.mark.parametrize("fails", ["xcode-select", "cc -O2", "codesign", "bootstrap"])
def test_on_a_mac_a_step_that_fails_leaves_everything_as_it_was(tmp_path, fails):
    place = at(tmp_path)
    before = everything(tmp_path)
    did = Recorded(fails)
    with pytest.raises(LocalvoiceError) as failed:
        install(place, lambda text: None, did, "darwin")
    assert str(failed.value).endswith(".")
    for keychain in tmp_path.rglob("*.keychain-db"):  # `security` would have removed it
        assert ("security", "delete-keychain", str(keychain)) in did.ran
        keychain.unlink()
    assert everything(tmp_path) == before


def test_a_mac_without_a_compiler_is_told_what_to_run(tmp_path):
    with pytest.raises(LocalvoiceError, match="xcode-select --install"):
        install(at(tmp_path), lambda text: None, Recorded("xcode-select"), "darwin")


def test_a_second_install_that_fails_leaves_the_first_one_running(tmp_path):
    place = at(tmp_path)
    install(place, lambda text: None, Recorded(), "darwin")
    before, did = everything(tmp_path), Recorded("cc -O2")
    with pytest.raises(LocalvoiceError):
        install(place, lambda text: None, did, "darwin")
    assert everything(tmp_path) == before
    assert did.names()[-1] == "launchctl bootstrap"


@pytest.mark.parametrize("system", ["darwin", "linux"])
def test_uninstalling_leaves_nothing_but_the_person_s_data(place, system):
    place.data.mkdir()
    (place.data / "memory.sqlite").write_bytes(b"mine")
    before = {path for path, content in everything(place.home).items() if content is not True}
    install(place, lambda text: None, Recorded(), system)
    assert uninstall(place, lambda text: None, Recorded(), system)
    after = {path for path, content in everything(place.home).items() if content is not True}
    assert after == before
    assert not uninstall(place, lambda text: None, Recorded(), system)


def test_on_a_mac_the_microphone_s_right_is_given_back(tmp_path):
    place, did = at(tmp_path), Recorded()
    install(place, lambda text: None, Recorded(), "darwin")
    uninstall(place, lambda text: None, did, "darwin")
    assert ("tccutil", "reset", "Microphone", "localvoice.assistant") in did.ran
    assert did.names()[0] == "launchctl bootout"


def test_on_linux_a_unit_is_there_enabled_and_started(place):
    did = Recorded()
    install(place, lambda text: None, did, "linux")
    unit = linux.unit_file(place).read_text()
    assert "Restart=on-failure" in unit
    assert re.search(r"^After=.*pipewire\.service.*pulseaudio\.service$", unit, re.M)
    assert did.ran[-1] == ("systemctl", "--user", "enable", "--now", "localvoice.service")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("home", HOMES)
def test_systemd_takes_the_unit_and_reads_the_very_words_from_it(tmp_path, home):
    place = at(tmp_path / home)
    file = tmp_path / linux.NAME
    file.write_text(linux.unit(place))
    (tmp_path / "run").mkdir()
    where = {"XDG_RUNTIME_DIR": str(tmp_path / "run"), "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(["systemd-analyze", "--user", "verify", file], capture_output=True, text=True, env=where)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("home", HOMES)
def test_the_shell_gets_the_very_words_from_the_unit(tmp_path, home):
    """What systemd makes of the words is played here: C's escapes, and doubled signs."""
    place = at(tmp_path / home)
    [line] = [each for each in linux.unit(place).splitlines() if each.startswith("ExecStart=")]
    words = [
        re.sub(r"\\(.)", r"\1", word).replace("%%", "%").replace("$$", "$")
        for word in re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    ]
    shown = [*words[:3], sys.executable, "-c", "import sys; print(sys.argv[1:])", *words[3:]]
    done = subprocess.run(["/bin/sh", *shown], capture_output=True, text=True)
    assert done.stdout.strip() == str(list(place.command))


@pytest.mark.parametrize("fails", ["list-jobs", "daemon-reload", "enable"])
def test_on_linux_a_step_that_fails_leaves_everything_as_it_was(tmp_path, fails):
    before = everything(tmp_path)
    with pytest.raises(LocalvoiceError):
        install(
            Place(tmp_path, tmp_path / "c", tmp_path / "d", "python", 1), lambda text: None, Recorded(fails), "linux"
        )
    assert everything(tmp_path) == before


def test_linux_without_systemd_is_told_what_to_do_instead(tmp_path):
    with pytest.raises(LocalvoiceError, match="autostart"):
        install(at(tmp_path), lambda text: None, Recorded("list-jobs"), "linux")


def test_another_system_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(BadInput, match="macOS and on Linux"):
        install(at(tmp_path), lambda text: None, Recorded(), "win32")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="make its folder writable"):
        carry_out([Folder(tmp_path / "file" / "x")], print, Recorded())


def test_a_file_that_was_there_is_brought_back_when_a_later_step_fails(tmp_path):
    file = tmp_path / "a"
    file.write_text("before")
    file.chmod(0o600)
    with pytest.raises(LocalvoiceError):
        carry_out([Write(file, b"after"), Command(("false",))], print, run)
    assert file.read_text() == "before"
    assert file.stat().st_mode & 0o777 == 0o600


def test_of_two_ways_the_second_is_gone_when_the_first_fails_and_what_it_had_done_is_undone(tmp_path):
    told, made = [], tmp_path / "made"
    steps = [Either((Folder(made), Command(("false",))), (Write(tmp_path / "b", b""),), "instead"), Say("done")]
    carry_out(steps, told.append, run)
    assert told == ["instead", "done"]
    assert not made.exists()
    assert (tmp_path / "b").exists()


def test_a_program_that_there_is_not_is_a_failure_and_no_crash():
    assert run(["nosuchprogram"])[0] == 127


def test_what_is_gone_already_is_no_failure(tmp_path):
    carry_out([Gone(tmp_path / "x")], print, Recorded())
