"""``python -m mapart`` is ``mapart``."""

from mapart.cli import main

main()
