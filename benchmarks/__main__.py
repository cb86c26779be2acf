"""``python -m benchmarks``: pages, their paint, claims, a campaign, then the solver, its repairs and its reasons."""

import subprocess
import sys

MODULES = (
    "benchmarks.pages",
    "benchmarks.paint",
    "benchmarks.claims",
    "benchmarks.campaign",
    "benchmarks.roster",
    "benchmarks.repair",
    "benchmarks.reasons",
)

if __name__ == "__main__":
    codes = [subprocess.run([sys.executable, "-m", module], check=False).returncode for module in MODULES]
    sys.exit(max(codes))
