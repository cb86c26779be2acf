"""`python -m mapart.rostering …`: the same commands as `mapart roster …`."""

import sys

from mapart.rostering.cli import main

sys.exit(main(sys.argv[1:]))
