"""What an answer costs one process alone, and several on PostgreSQL and a Chroma server: `python -m tests.measure.bench_fleet HOME [PROCESSES…]`.

HOME is a CODERLY_HOME with a full knowledge base; nothing is written there. Each size answers the same questions over HTTP, asked by
two people a process without pause. Figures: answers a second, CPU milliseconds an answer of the processes of Coderly, of PostgreSQL and
Chroma, and the memory that each holds for itself.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "store", "processes")]

import store_postgres  # noqa: E402
from processes_fleet import Fleet, Person, chroma_server  # noqa: E402

QUESTIONS = (
    "E11.9",
    "27257",
    "/check 45385, 45380, 99213-25; dx Z12.11; dos 2026-05-05; state CA",
    "type 2 diabetes with neuropathy",
    "/fee 99213 state TX dos 2026-05-05",
    "When is modifier 25 right?",
    "fracture of left wrist, follow-up",
    "/ncci 45385 45380 dos 2026-05-05",
)
ROUNDS, WARM = 6, 1
_TICKS = os.sysconf("SC_CLK_TCK")
_KB = 1024


def cpu_of(pids: list[int]) -> float:
    """CPU seconds that processes and their threads have used."""
    total = 0.0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


def own_memory(pid: int) -> float:
    """Megabytes that a process holds for itself (PSS: shared pages counted in parts)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / _KB
    return 0.0


def servers_of(fleet: Fleet) -> list[int]:
    """The Chroma server, and every process of the PostgreSQL whose folder the fleet's address names."""
    if fleet.chroma is None or fleet.chroma.process is None:
        return []
    folder = next(part for part in unquote(fleet.database).replace("?", "/").replace("&", "/").split("/") if part.startswith("coderly-postgres-"))
    parents: dict[int, int] = {}
    main = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields, command = (entry / "stat").read_text().rpartition(")")[2].split(), (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        parents[int(entry.name)] = int(fields[1])
        if folder in command and "postgres" in command.partition("\0")[0]:
            main = int(entry.name)
    return [fleet.chroma.process.pid, main, *(pid for pid, parent in parents.items() if parent == main and main)]


def shown_home(home: Path, own: Path) -> Path:
    """A home with the same knowledge base whose files nobody writes to."""
    knowledge = own / "knowledge"
    knowledge.mkdir(parents=True)
    for entry in (home / "knowledge").iterdir():
        if entry.is_dir():
            (knowledge / entry.name).symlink_to(entry)
    (knowledge / "CURRENT").write_text((home / "knowledge" / "CURRENT").read_text())
    return own


def measured(fleet: Fleet, processes: int) -> None:
    """One line of the table."""
    members = [fleet.web(CODERLY_RUNTIME__SCHEDULES="false") for _ in range(processes)]
    people = [Person(member.address) for member in members for _ in range(2)]
    for person in people:
        person.open()
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(lambda person: [person.ask(q) for q in QUESTIONS * WARM], people))
        pids = [member.process.pid for member in members]
        servers = servers_of(fleet)
        before, before_servers, begun = cpu_of(pids), cpu_of(servers), time.monotonic()
        list(pool.map(lambda person: [person.ask(q) for q in QUESTIONS * ROUNDS], people))
        seconds = time.monotonic() - begun
    answers = len(people) * len(QUESTIONS) * ROUNDS
    own, theirs = (cpu_of(pids) - before) * 1000 / answers, (cpu_of(servers_of(fleet)) - before_servers) * 1000 / answers
    memory = sum(own_memory(pid) for pid in pids) / processes
    chroma = fleet.chroma
    beside = own_memory(chroma.process.pid) if chroma is not None and chroma.process is not None else 0.0
    print(
        f"{processes} process{'es' if processes > 1 else ''}, {'PostgreSQL and Chroma server' if chroma else 'SQLite, vectors from disk'}: "
        f"{answers / seconds:.1f} answers a second, {own:.1f} ms CPU an answer, and {theirs:.1f} ms in the servers; "
        f"{memory:.0f} MB a process, {beside:.0f} MB in Chroma; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    for member in members:
        member.stop()


def main() -> None:
    """One alone first, then as many as are named."""
    home, sizes = Path(sys.argv[1]).resolve(), [int(size) for size in sys.argv[2:]] or [1, 2, 4]
    with tempfile.TemporaryDirectory() as folder:
        own = shown_home(home, Path(folder) / "home")
        alone = Fleet(own, f"sqlite:///{folder}/state.sqlite", None)
        try:
            measured(alone, 1)
        finally:
            alone.end()
        with store_postgres.server() as server, store_postgres.database(server) as url, chroma_server(Path(folder) / "chroma") as chroma:
            fleet = Fleet(own, url, chroma)
            try:
                for size in sizes:
                    measured(fleet, size)
            finally:
                fleet.end()


if __name__ == "__main__":
    main()
