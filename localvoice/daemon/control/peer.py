"""Who is at the other end of a unix socket? The kernel knows; only the person whose process this is may command it."""

import os
import socket
import struct
import sys

SOL_LOCAL, LOCAL_PEERCRED = 0, 0x001  # sys/un.h of macOS
XUCRED = struct.Struct("=IIh")  # its sys/ucred.h: version, user, how many groups; the groups follow
XUCRED_BYTES = 76
UCRED = struct.Struct("=iII")  # process, user, group: unix(7) of Linux


def uid_of(connected: socket.socket) -> int | None:
    """The user; None where the system does not tell."""
    try:
        if sys.platform == "darwin":
            told = connected.getsockopt(SOL_LOCAL, LOCAL_PEERCRED, XUCRED_BYTES)
            return XUCRED.unpack_from(told)[1]
        return UCRED.unpack(connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, UCRED.size))[1]
    except (OSError, struct.error, AttributeError):
        return None


def is_mine(connected: socket.socket) -> bool:
    """Is it the same user, or the superuser, whom nothing can be hidden from anyway?"""
    return uid_of(connected) in (os.getuid(), 0)
