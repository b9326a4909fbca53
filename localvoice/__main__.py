"""`python -m localvoice` is the command `localvoice`."""

from localvoice.cli import main

main()
