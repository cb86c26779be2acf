"""A file from outside: a workbook is read in a process of its own, whose memory and time the system bounds.

A file of 50 kB can hold 30 MB of styles or of empty cells; read where the pages are made, it took 800 MB, or minutes.
The process that reads it is given up instead, and whoever sent the file is told what to do.
"""

import importlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from mapart.core.sheets.reading import Row, Table, UnreadableTable, is_workbook, read_table

MOST_MEMORY = 512_000_000  # bytes of address space beyond what the programs themselves take
MOST_CPU_SECONDS = 10
MOST_SECONDS = 30
_NEARLY = 0.75
# One thread each: what numpy would set aside for others counts as memory.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def read_table_apart(data: bytes) -> Table:
    """``reading.read_table`` within bounds. Raises ``UnreadableTable``: its own, and ``too_heavy``.

    Text is read here: 2 MB of it are nothing. A workbook costs the start of a process, a third of a second.
    """
    if not is_workbook(data):
        return read_table(data)
    try:
        done = subprocess.run(  # noqa: S603 - this very module, under the interpreter that runs
            [sys.executable, "-m", "mapart.core.sheets.apart", str(MOST_MEMORY), str(MOST_CPU_SECONDS)],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            env=os.environ | _ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableTable("too_heavy") from None
    if done.returncode:
        raise UnreadableTable("too_heavy")
    answer = json.loads(done.stdout)
    if "code" in answer:
        raise UnreadableTable(answer["code"], **answer["facts"])
    return Table(tuple(answer["titles"]), tuple(Row(line, tuple(cells)) for line, cells in answer["rows"]))


def main(most_memory: int, most_seconds: int) -> int:
    """The other process: bytes in, JSON out; ends with 1 when it lacks memory, by a signal when it lacks time."""
    importlib.import_module("openpyxl")  # what reads the file comes before the bounds
    data = sys.stdin.buffer.read()
    _bound(most_memory, most_seconds)
    try:
        json.dump(_answer(data, most_memory), sys.stdout)
    except MemoryError:
        return 1
    return 0


def _answer(data: bytes, most_memory: int) -> dict[str, Any]:
    try:
        table = read_table(data)
    except UnreadableTable as fault:
        # The readers of XML have words of their own for a lack of memory, which look like a damaged file.
        if fault.code == "not_a_table" and _most_taken() > most_memory * _NEARLY:
            raise MemoryError from fault
        return {"code": fault.code, "facts": fault.facts}
    return {"titles": table.titles, "rows": [(row.line, row.cells) for row in table.rows]}


def _most_taken() -> int:
    """The most memory this program has had, in bytes. ``getrusage`` would count what started it, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def _bound(most_memory: int, most_seconds: int) -> None:
    """After the programs are loaded: what they take is not the fault of the file."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    taken = int(pages) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + most_memory, taken + most_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
