"""Always there: the life of a process that serves other programs, and the sockets around it."""
