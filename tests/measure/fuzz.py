"""`make fuzz`: every target of tests/fuzz with very many inputs, each target in a process with bounds on memory and time.

    python -m tests.measure.fuzz [--inputs 1000000] [--seconds 3600] [--only "claim text"]... [--guided]

An input that breaks a promise, takes more than five seconds, or ends the process is a finding; equal places are one. The number of an input is its
seed, so `--only NAME --from NUMBER --inputs 1` makes it again. `--guided` lets atheris (Linux on x86-64) choose the inputs by the branches they reach.
A target that was not finished says how many inputs it had.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import mmap
import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

_TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(_TESTS / name) for name in ("fakes", "contract", "fuzz")]

HANG = 5
"""Seconds of the clock after which an input counts as hanging; its processor time is told beside it."""
MEMORY = 3 << 30
"""Bytes of address space of a target's process."""
_GROWTH_FROM = 0.2
"""Part of the run, in inputs or in time, after which memory must no longer grow: until then caches fill."""


@dataclass
class Outcome:
    """What became of one target."""

    name: str
    inputs: int = 0
    findings: dict[str, list[int]] = field(default_factory=dict)
    slowest: float = 0.0
    slowest_input: int = -1
    peak_mb: int = 0
    grown_mb: int = 0
    seconds: float = 0.0
    guided: bool = False

    def add(self, what: str, number: int) -> None:
        """Keep a finding with the first few inputs that show it."""
        numbers = self.findings.setdefault(what, [])
        if len(numbers) < 5:
            numbers.append(number)


class _Hang(Exception):
    """Raised by the alarm."""


def main() -> int:
    """Print a row a target; 1 if something was found."""
    given = argparse.ArgumentParser(prog="python -m tests.measure.fuzz")
    given.add_argument("--inputs", type=int, default=1_000_000)
    given.add_argument("--seconds", type=float, default=3600.0, help="of the clock, for each target")
    given.add_argument("--only", action="append", default=[])
    given.add_argument("--from", dest="first", type=int, default=0)
    given.add_argument("--guided", action="store_true")
    given.add_argument("--child", default="")
    given.add_argument("--into", default="")
    options = given.parse_args()
    if options.child:
        return _child(options)
    names = options.only or list(_targets())
    print("| target | inputs | findings | slowest input (CPU) | memory, peak | grown after a fifth | CPU |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    found = [_driven(name, options) for name in names]
    return int(any(outcome.findings for outcome in found))


def _driven(name: str, options: Any) -> Outcome:
    """Run a target to its end, starting it again behind an input that ended it."""
    whole, first, ends = Outcome(name), options.first, time.monotonic() + options.seconds
    while first < options.first + options.inputs and time.monotonic() < ends:
        with tempfile.NamedTemporaryFile(prefix="coderly-fuzz-") as into:
            into.write(bytes(8))
            into.flush()
            more = ["--guided"] if options.guided else []
            left = [f"--inputs={options.first + options.inputs - first}", f"--seconds={ends - time.monotonic()}", f"--from={first}"]
            command = [sys.executable, "-m", "tests.measure.fuzz", f"--child={name}", f"--into={into.name}", *left, *more]
            child = subprocess.run(command, capture_output=True, check=False)
            (reached,) = struct.unpack("q", Path(into.name).read_bytes()[:8])
        lines = [line for line in child.stdout.decode().splitlines() if line.startswith('{"name"')]
        if not lines:
            whole.add(f"the process ended with {child.returncode}: {child.stderr.decode()[-200:].strip()}", reached)
            whole.inputs += max(1, reached - first)
            if options.guided or reached == 0:
                break
            first = reached + 1
            continue
        _merge(whole, Outcome(**json.loads(lines[-1])))
        break
    _print(whole)
    return whole


def _merge(whole: Outcome, part: Outcome) -> None:
    whole.inputs += part.inputs
    for what, numbers in part.findings.items():
        for number in numbers:
            whole.add(what, number)
    if part.slowest > whole.slowest:
        whole.slowest, whole.slowest_input = part.slowest, part.slowest_input
    whole.peak_mb, whole.grown_mb = max(whole.peak_mb, part.peak_mb), max(whole.grown_mb, part.grown_mb)
    whole.seconds += part.seconds
    whole.guided = part.guided


def _print(one: Outcome) -> None:
    name = f"{one.name}, by branches" if one.guided else one.name
    slowest = f"{1000 * one.slowest:.0f} ms (input {one.slowest_input})"
    print(f"| {name} | {one.inputs:,} | {len(one.findings)} | {slowest} | {one.peak_mb} MB | {one.grown_mb} MB | {one.seconds:.0f} s |", flush=True)
    for what, numbers in one.findings.items():
        print(f"  FOUND {what} (inputs {', '.join(map(str, numbers))})", flush=True)


def _targets() -> dict[str, Any]:
    import fuzz_targets

    return fuzz_targets.every(_home)


def _home() -> Path:
    """A home with the small knowledge base, built once for all targets."""
    import small_home

    home = Path("var/measure/fuzz-home")
    if not (home / "done").exists():
        home.mkdir(parents=True, exist_ok=True)
        small_home.build(home)
        (home / "done").touch()
    return home.resolve()


def _child(options: Any) -> int:
    os.nice(19 - os.nice(0))
    target = _targets()[options.child]
    warnings.simplefilter("error")  # as in the tests: what a library warns of is a finding
    for told in (DeprecationWarning, ResourceWarning):
        warnings.simplefilter("ignore", told)
    with target.opened() as run, open(options.into, "r+b") as file, mmap.mmap(file.fileno(), 8) as at:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        outcome = Outcome(options.child, guided=options.guided)
        (_guided if options.guided else _numbered)(target, run, at, outcome, options)
    return 0


def _numbered(target: Any, run: Any, at: mmap.mmap, outcome: Outcome, options: Any) -> None:
    started, begun = time.process_time(), time.monotonic()
    ends, settled_by = begun + options.seconds, begun + options.seconds * _GROWTH_FROM
    settled, settle_at = 0, int(options.inputs * _GROWTH_FROM)
    with _alarm():
        for number in range(options.first, options.first + options.inputs):
            if number % 64 == 0 and time.monotonic() > ends:
                break
            struct.pack_into("q", at, 0, number)
            _one(target.make, Random(number), run, outcome, number)
            if not settled and (outcome.inputs >= settle_at or time.monotonic() > settled_by):
                settled = _now_mb()
    outcome.seconds = time.process_time() - started
    outcome.grown_mb = max(0, _now_mb() - settled) if settled else 0
    outcome.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(vars(outcome)), flush=True)


def _one(make: Any, given: Any, run: Any, outcome: Outcome, number: int) -> None:
    from fuzz_target import place_of

    signal.setitimer(signal.ITIMER_REAL, HANG)
    outcome.inputs += 1
    try:
        made = make(given)
        begun = time.thread_time()
        run(made)
        took = time.thread_time() - begun
        if took > outcome.slowest:
            outcome.slowest, outcome.slowest_input = took, number
    except _Hang:
        outcome.add(f"more than {HANG} s", number)
    except Exception as error:  # noqa: BLE001 - this is what a fuzzer is for
        outcome.add(place_of(error), number)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _guided(target: Any, run: Any, at: mmap.mmap, outcome: Outcome, options: Any) -> None:
    """Inputs that atheris makes of what it has seen; its end ends the process, so that the outcome is printed as it goes."""
    import atheris

    if target.from_bytes is None:
        return
    atheris.instrument_all() if not target.modules else None
    started, ends = time.process_time(), time.monotonic() + options.seconds

    def one(raw: bytes) -> None:
        struct.pack_into("q", at, 0, outcome.inputs)
        _one(target.from_bytes, raw, run, outcome, outcome.inputs)
        if outcome.inputs >= options.inputs or time.monotonic() > ends:
            outcome.seconds = time.process_time() - started
            outcome.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(json.dumps(vars(outcome)), flush=True)
            os._exit(0)

    atheris.Setup([sys.argv[0], "-max_len=3000", "-rss_limit_mb=0", "-timeout=0", "-verbosity=0", "-print_final_stats=0"], one)
    with _alarm():
        atheris.Fuzz()


def _now_mb() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    def ring(_signal: int, _frame: object) -> None:
        raise _Hang

    before = signal.signal(signal.SIGALRM, ring)
    yield
    signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    sys.exit(main())
