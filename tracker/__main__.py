"""`python -m tracker` is the command `tracker`."""

from .cli import main

main()
