"""Python ends while livekit's threads still have something to say: real processes, in an order that aborted most."""

import ctypes
import subprocess
import sys

from livekit.rtc import _ffi_client as native

from localvoice.audio.echo.aec3 import Echo

# Its last log line comes when nothing else is left to do and the interpreter is held; then Python takes 0.3 s to end.
ENDS = """
import atexit, ctypes, time

class Late:
    def __del__(self, sleep=time.sleep):
        sleep(0.3)

late, last = Late(), []
atexit.register(lambda: last[0]())
from livekit.rtc import _ffi_client as native
from localvoice.audio.echo.aec3 import Echo

kept = Echo()
held = ctypes.PyDLL(native.FfiClient.instance._ffi_lib._name)
native.FfiClient._ffi_disposed = True
last.append(held.livekit_ffi_dispose)
"""


def test_python_ends_in_order_after_the_canceller():
    for _ in range(2):
        ended = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, timeout=60, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")


def test_no_thread_of_the_library_calls_python():
    Echo()
    called = ctypes.cast(native.ffi_event_callback, ctypes.c_void_p).value
    assert called == ctypes.cast(ctypes.CDLL(None).labs, ctypes.c_void_p).value
