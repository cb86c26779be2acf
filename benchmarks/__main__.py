"""``python -m benchmarks``: pages, paint, targets, a week, size, claims, a campaign, the solver, repairs, reasons."""

import subprocess
import sys

MODULES = (
    "benchmarks.pages",
    "benchmarks.paint",
    "benchmarks.targets",
    "benchmarks.week",
    "benchmarks.size",
    "benchmarks.claims",
    "benchmarks.campaign",
    "benchmarks.roster",
    "benchmarks.repair",
    "benchmarks.reasons",
)

if __name__ == "__main__":
    codes = [subprocess.run([sys.executable, "-m", module], check=False).returncode for module in MODULES]
    sys.exit(max(codes))
