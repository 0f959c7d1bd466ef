"""What an answer costs one process alone, and several on PostgreSQL and a Chroma server: `python -m tests.measure.bench_fleet HOME [PROCESSES…]`.

HOME is a CODERLY_HOME with a full knowledge base; nothing is written there. All sizes run at the same time and are asked the same questions
over HTTP in turns, a round each, so that what else the machine does weighs on all alike. Twice: by two people in all, which says what sharing
costs, and by two people a process, which says what the machine carries. Figures: CPU milliseconds an answer of the processes of Coderly, of
PostgreSQL and Chroma, answers a second, and the memory that each process holds for itself.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
ROUNDS, REST = 8, 20
TOGETHER = 2
"""People who ask at the same time."""
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


@dataclass
class Size:
    """So many processes, the people who ask them, and what they have used."""

    name: str
    fleet: Fleet
    processes: int
    answers: int = 0
    own: float = 0.0
    servers: float = 0.0
    seconds: float = 0.0

    def asked(self, together: int) -> None:
        """One round: everybody asks every question, each time another process."""
        members = self.fleet.members[: self.processes]
        addresses = [member.address for member in members]
        people = [Person(*addresses[n % len(addresses) :], *addresses[: n % len(addresses)]) for n in range(together)]
        for person in people:
            person.open()
        pids, servers = [member.process.pid for member in members], servers_of(self.fleet)
        before, before_servers, begun = cpu_of(pids), cpu_of(servers), time.monotonic()
        with ThreadPoolExecutor(together) as pool:
            list(pool.map(lambda person: [person.ask(question) for question in QUESTIONS], people))
        self.seconds += time.monotonic() - begun
        self.own += cpu_of(pids) - before
        self.servers += cpu_of(servers_of(self.fleet)) - before_servers
        self.answers += together * len(QUESTIONS)

    def __str__(self) -> str:
        memory = sum(own_memory(member.process.pid) for member in self.fleet.members[: self.processes]) / self.processes
        own, servers = self.own * 1000 / self.answers, self.servers * 1000 / self.answers
        return f"| {self.name} | {own:.1f} | {servers:.1f} | {self.answers / self.seconds:.1f} | {memory:.0f} |"


def measured(alone: Fleet, fleet: Fleet, sizes: list[int], people: Callable[[int], int]) -> None:
    """One table."""
    several = [Size(f"{size} on PostgreSQL and Chroma", fleet, size) for size in sizes]
    asked = [Size("1 on SQLite, vectors from disk", alone, 1), *several]
    for size in asked:
        for _ in range(2 * size.processes):  # every process has answered every question, and opened what it opens on first use
            size.asked(people(size.processes))
        size.answers, size.own, size.servers, size.seconds = 0, 0.0, 0.0, 0.0
    for _ in range(ROUNDS):
        for size in asked:
            size.asked(people(size.processes))
    print("| processes | CPU ms an answer | in the servers | answers a second | MB a process |\n| --- | ---: | ---: | ---: | ---: |")
    print(*asked, f"load {os.getloadavg()[0]:.1f}", sep="\n", flush=True)


def at_rest(alone: Fleet, fleet: Fleet) -> None:
    """What a process takes when nobody asks."""
    pids = [[member.process.pid for member in of.members] for of in (alone, fleet)]
    before = [cpu_of(of) for of in pids]
    time.sleep(REST)
    for name, of, used in zip(("SQLite", "PostgreSQL and Chroma"), pids, before, strict=True):
        print(f"{name}, at rest: {(cpu_of(of) - used) * 1000 / REST / len(of):.1f} ms CPU a second and process")


def main() -> None:
    """Both tables, for as many processes as are named."""
    home, sizes = Path(sys.argv[1]).resolve(), [int(size) for size in sys.argv[2:]] or [1, 2, 4]
    with tempfile.TemporaryDirectory() as folder:
        own = shown_home(home, Path(folder) / "home")
        with store_postgres.server() as server, store_postgres.database(server) as url, chroma_server(Path(folder) / "chroma") as chroma:
            alone, fleet = Fleet(own, f"sqlite:///{folder}/state.sqlite", None), Fleet(own, url, chroma)
            try:
                alone.web(CODERLY_RUNTIME__SCHEDULES="false")
                for _ in range(max(sizes)):
                    fleet.web(CODERLY_RUNTIME__SCHEDULES="false")
                at_rest(alone, fleet)
                print(f"\n{TOGETHER} people in all")
                measured(alone, fleet, sizes, lambda processes: TOGETHER)
                print(f"\n{TOGETHER} people a process")
                measured(alone, fleet, sizes, lambda processes: TOGETHER * processes)
                assert chroma.process is not None
                print(f"Chroma holds {own_memory(chroma.process.pid):.0f} MB")
            finally:
                fleet.end()
                alone.end()


if __name__ == "__main__":
    main()
