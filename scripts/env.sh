# Makes the environment in .venv when it is missing or older than the lock; sourced by the other scripts.
# Needs python3 and the package index; a second start only compares one file.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv="$root/.venv"
lock="$root/scripts/requirements.lock"

die() { echo "localvoice: $*" >&2; exit 1; }

libraries() { # of the system, on Linux: sounddevice needs PortAudio (its macOS wheel carries one), MLX is slow without OpenBLAS
  [ "$(uname -s)" = Linux ] || return 0
  missing=()
  ldconfig -p 2>/dev/null | grep -q libportaudio || missing+=(libportaudio2)
  ldconfig -p 2>/dev/null | grep -q libopenblas || missing+=(libopenblas0-pthread)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"; } >&2 ||
      echo "localvoice: ${missing[*]} could not be installed; live sound needs the first, speed of larger models OpenBLAS." >&2
  else
    echo "localvoice: for live sound, and for speed of larger models: sudo apt install ${missing[*]}" >&2
  fi
}

uv_command() { # the uv of the PATH, else one in a private venv
  if command -v uv >/dev/null; then command -v uv; return; fi
  if [ ! -x "$root/.uv/bin/uv" ]; then
    command -v python3 >/dev/null || die "python3 is missing; install Python 3.11, 3.12 or 3.13 first."
    { python3 -m venv "$root/.uv" && "$root/.uv/bin/python" -m pip install -q --disable-pip-version-check uv; } >&2 ||
      die "uv could not be installed into $root/.uv; check the connection to the package index and run this again."
  fi
  echo "$root/.uv/bin/uv"
}

python_for_venv() { # PocketSphinx has wheels for 3.11 to 3.13; otherwise let uv look for 3.12
  for python in python3 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      command -v "$python"; return
    fi
  done
  echo 3.12
}

if ! cmp -s "$lock" "$venv/installed.lock"; then
  case "$(uname -s) $(uname -m)" in
    "Darwin arm64" | "Linux x86_64") ;;
    *) die "this is $(uname -s) on $(uname -m); localvoice runs on macOS 14+ with Apple Silicon and on Linux x86-64." ;;
  esac
  uv=$(uv_command) || exit 1
  echo "localvoice: making the environment in $venv (once)" >&2
  rm -rf "$venv"
  "$uv" venv -q --python "$(python_for_venv)" "$venv" >&2 || die "no Python between 3.11 and 3.13 was found; install one."
  "$uv" pip install -q --python "$venv/bin/python" --no-deps --require-hashes -r "$lock" >&2 &&
    "$uv" pip install -q --python "$venv/bin/python" --no-deps -e "$root" >&2 ||
    die "the packages could not be installed; check the connection to the package index and run this again."
  libraries
  cp "$lock" "$venv/installed.lock"
fi
