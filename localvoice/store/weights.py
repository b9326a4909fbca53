"""What does weights.toml say? Which models there are, and which of them a profile uses for each role."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from localvoice import strict
from localvoice.errors import BadInput, StoreError
from localvoice.store import names
from localvoice.strict import Within

Size = Annotated[int, Within(0)]
Hash = Annotated[str, names.SHA256]
# `voices`: the speakers that a voice can be; `open_ear`: hears again what the grammar's recogniser did not understand;
# `embedder`: tells the memory what texts mean; `reader`: reads the text in pictures; `finder`: names things in them.
# `small_lm`: the profile's own language model, where one in several machines has its place (`store.catalogue`).
ROLES = (
    "recogniser",
    "open_ear",
    "lm",
    "small_lm",
    "voice",
    "voices",
    "turn",
    "native",
    "duplex",
    "embedder",
    "reader",
    "finder",
)
PULLED = ("embedder", "reader", "finder")  # these are any profile's, where one was pulled
NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")  # also a folder's name
REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
# What a package's name, version and wheel may be; they are handed to pip, so nothing else may stand in them.
PACKAGE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
NPM = re.compile(r"(@[a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9._-]*")
VERSION = re.compile(r"[0-9][A-Za-z0-9.!+]*")
# What a folder in MLX's layout has, of a model that packages hold in another form.
CONVERTED = ["config.json", "*.json", "*.jinja", "*.txt", "*.model", "*.safetensors"]
TAG = re.compile(r"[a-z0-9_.]+-[a-z0-9_.]+-[a-z0-9_]+")


@dataclass(frozen=True)
class Whole:
    """What one file must be."""

    bytes: Size
    sha256: Hash


@dataclass(frozen=True)
class Inside:
    """One file inside a wheel."""

    path: str  # inside the wheel
    bytes: Size
    sha256: Hash
    name: str = ""  # what it is called beside the others, "": as in the wheel; files of one name are parts, in order

    @property
    def called(self) -> str:
        return self.name or self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Package:
    """One wheel of the package index, of which only files are taken: it is never installed, imported or run."""

    name: str
    version: str
    bytes: Size  # of the wheel
    sha256: Hash  # of the wheel
    files: list[Inside]
    wheel: str = "py3-none-any"  # its tags; files for every platform may lie in the smallest of several wheels
    npm: bool = False  # it is an archive of the npm registry in place of a wheel


@dataclass(frozen=True)
class Model:
    """One model. An empty text, an empty list and 0 mean: not stated."""

    family: str  # module of localvoice.models that runs it
    roles: list[str]  # some of ROLES
    licence: str  # SPDX expression, or the licence's name where it has none
    languages: list[str]  # ISO 639-1
    folder: str = ""  # inside this package, of one that comes with it
    repo: str = ""  # owner/name on the hub; none, and neither packages nor files: it comes with the installation
    revision: str = ""  # commit, 40 hexadecimal digits
    files: list[str] = field(default_factory=list)  # patterns of the files that it needs, as fnmatch has them
    packages: list[Package] = field(default_factory=list)  # that hold the files too, or alone
    joined: dict[str, Whole] = field(default_factory=dict)  # files that are made of parts
    convert: str = ""  # the form that the packages' files have (store.convert); "": they are used as they are
    made: dict[str, Whole] = field(default_factory=dict)  # what comes of converting; {}: the first pull decides
    params: Size = 0
    bits: Size = 0  # of one weight; 4 and 8 are quantized in groups of 64
    bytes: Size = 0  # of the download
    memory_gb: Annotated[float, Within(0)] = 0  # GiB of the loaded weights
    kv_bytes_per_token: Size = 0  # that a conversation adds, of a language model
    window_tokens: Size = 0  # that it remembers at most, of one that forgets by itself; 0: it does not
    instead: str = ""  # the model that does its work where it cannot be loaded

    @property
    def download(self) -> bool:
        """Must it be pulled?"""
        return bool(self.repo or self.packages or self.files)

    @property
    def patterns(self) -> list[str]:
        """Of the files that a folder with this model has."""
        if self.files or self.convert:
            return self.files or CONVERTED
        return [file.called for package in self.packages for file in package.files]

    @property
    def origin(self) -> str:
        """Where it comes from, for a person: the repository, or the packages."""
        return self.repo or self.called or "a folder"

    @property
    def called(self) -> str:
        """Its packages, for a person."""
        return ", ".join(f"{one.name} {one.version}" for one in self.packages)


@dataclass(frozen=True)
class Profile:
    """Which model fills which role; "" where a role is not filled."""

    about: str
    recogniser: str = ""
    open_ear: str = ""
    lm: str = ""
    small_lm: str = ""
    voice: str = ""
    voices: str = ""
    turn: str = ""
    native: str = ""
    duplex: str = ""
    embedder: str = ""
    reader: str = ""
    finder: str = ""

    def models(self) -> dict[str, str]:
        """Role → name of the model, for the roles that are filled."""
        return {role: getattr(self, role) for role in ROLES if getattr(self, role)}


@dataclass(frozen=True)
class Weights:
    models: dict[str, Model] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)

    def profile(self, name: str) -> Profile:
        """Raises BadInput for an unknown name."""
        if name not in self.profiles:
            raise BadInput(f"There is no profile “{name}”; choose one of {', '.join(sorted(self.profiles))}.")
        return self.profiles[name]

    def using(self, recogniser: str, lm: str, voice: str) -> "Weights":
        """The same with these models in place of the profiles', "" for theirs; native and duplex ones stay as they are.

        Raises BadInput for an unknown model, and for one that cannot do this.
        """
        roles = {"recogniser": recogniser, "lm": lm, "voice": voice}
        chosen = {role: name for role, name in roles.items() if name}
        for role, name in chosen.items():
            if name not in (fit := self.fit(role)):
                wrong = f"The model “{name}” is no {role}" if name in self.models else f"There is no model “{name}”"
                raise BadInput(f"{wrong}; as {role} choose one of {', '.join(fit)}.")
        if voice:
            family = self.models[voice].family
            chosen["voices"] = next((one for one in self.fit("voices") if self.models[one].family == family), "")
        changed = {
            name: one if one.native or one.duplex else replace(one, **chosen) for name, one in self.profiles.items()
        }
        return replace(self, profiles=changed)

    def fit(self, role: str) -> list[str]:
        """The models that can do this."""
        return [name for name, model in self.models.items() if role in model.roles]

    def wanted(self, name: str) -> dict[str, Model]:
        """What to download for a profile or a model, by its name. Raises BadInput for an unknown one."""
        if name in self.models:
            chosen = {name}
        elif name in self.profiles:
            chosen = set(self.profiles[name].models().values())
        else:
            known = f"the profiles {', '.join(self.profiles)} and the models {', '.join(self.models)}"
            raise BadInput(f"There is no profile or model “{name}”; there are {known}.")
        return {name: self.models[name] for name in sorted(chosen) if self.models[name].download}


def path() -> Path:
    """weights.toml: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "weights.toml"
    return inside if inside.exists() else package.parent / "weights.toml"


def read(file: Path) -> Weights:
    """Everything in `file`; unknown or missing keys, wrong types and dangling names are refused with a StoreError."""
    try:
        known = strict.made(Weights, strict.toml(file))
    except strict.Unfit as error:
        raise StoreError(f"{file} {error}; install localvoice again.") from error
    return _checked(known, known)


def also(known: Weights, file: Path) -> Weights:
    """`known` and a person's own models and profiles in `file`, where there is one.

    It is read as strictly; a model of theirs that names no source comes from a folder. A name that is known already is
    refused: what a command, a lock or an error calls by it must be one thing for everybody. Raises StoreError.
    """
    try:
        own = strict.made(Weights, strict.toml(file))
    except strict.Missing:
        return known
    except strict.Unfit as error:
        raise StoreError(f"{file} {error}; mend or delete it.") from error
    if taken := sorted((set(own.models) | set(own.profiles)) & (set(known.models) | set(known.profiles))):
        raise StoreError(f"{file} names {taken[0]!r}, which localvoice has itself; give yours another name.")
    pulled = {name: one if one.download else replace(one, files=CONVERTED) for name, one in own.models.items()}
    every = Weights(known.models | pulled, known.profiles | own.profiles)
    try:
        return _checked(own, every)
    except StoreError as error:
        raise StoreError(f"{file}: {error}") from error


def _checked(new: Weights, known: Weights) -> Weights:
    """`known`, of which what is `new` is looked at. Raises StoreError."""
    for name, model in new.models.items():
        _check(f"[models.{name}]", name, model)
        if model.instead and model.instead not in known.models:
            raise StoreError(f"[models.{name}] names {model.instead!r} instead of it; there is no such model.")
    for name, profile in new.profiles.items():
        for role, chosen in profile.models().items():
            if chosen not in known.models or role not in known.models[chosen].roles:
                raise StoreError(f"[profiles.{name}] names {chosen!r} as {role}; no such model fits.")
        if not profile.native and not (profile.recogniser and profile.voice):
            raise StoreError(f"[profiles.{name}] needs a recogniser and a voice, or a native model.")
    if both := sorted(set(known.models) & set(known.profiles)):
        raise StoreError(f"{both} are models and profiles at once; give them different names.")
    return known


def _check(where: str, name: str, model: Model) -> None:
    if not NAME.fullmatch(name):
        raise StoreError(f"{where} is no name; use small letters, digits, points and hyphens.")
    if extra := sorted(set(model.roles) - set(ROLES)):
        raise StoreError(f"{where} has unknown roles {extra}; allowed are {list(ROLES)}.")
    if model.repo and not model.files:
        raise StoreError(f"{where} has a repo and names no files of it; name those that it needs, as patterns.")
    if model.repo and not REPO.fullmatch(model.repo):
        raise StoreError(f"{where} has the repo {model.repo!r}; it must be owner/name.")
    if model.revision and not names.COMMIT.fullmatch(model.revision):
        raise StoreError(f"{where} has the revision {model.revision!r}; it must be a commit of 40 hexadecimal digits.")
    if wrong := [pattern for pattern in model.files if not names.allowed(pattern)]:
        raise StoreError(f"{where} asks for {wrong}; only {', '.join(sorted(names.SUFFIXES))} files are loaded.")
    for package in model.packages:
        _check_package(f"{where}, package {package.name!r}", package)
    _check_files(where, model)


def _check_package(where: str, package: Package) -> None:
    """Is this something that an index can be asked for, and that stays inside its folder?"""
    for what, form, found in (
        ("name", NPM if package.npm else PACKAGE, package.name),
        ("version", VERSION, package.version),
        ("wheel", TAG, package.wheel),
    ):
        if not form.fullmatch(found):
            raise StoreError(f"{where} has the {what} {found!r}, which no package has; correct it.")
    if not package.files:
        raise StoreError(f"{where} names no files; name those to be taken out of it.")
    for file in package.files:
        if not (names.plain(file.path) and names.plain(file.called) and "/" not in file.called):
            raise StoreError(f"{where} names the file {file.path!r}, which could leave its folder; correct it.")


def _check_files(where: str, model: Model) -> None:
    """Do the parts make a file, and is everything that is kept of a kind that holds no code?"""
    called = [file.called for package in model.packages for file in package.files]
    parts = {name for name in called if called.count(name) > 1}
    if parts != set(model.joined):
        wrong = min(parts ^ set(model.joined))
        raise StoreError(f"{where}: [joined] must name every file that comes in parts, and no other, but see {wrong}.")
    kept = set(model.made) if model.convert else set(called)
    if (model.convert or model.made or model.joined) and not model.packages:
        raise StoreError(f"{where} names convert, made or joined without packages; they belong together.")
    if model.made and not model.convert:
        raise StoreError(f"{where} names what is made of the files but not how; name convert, or leave made out.")
    if wrong := sorted(name for name in kept if not (names.allowed(name) and names.plain(name))):
        raise StoreError(f"{where} keeps {wrong}; only {', '.join(sorted(names.SUFFIXES))} files are loaded.")
