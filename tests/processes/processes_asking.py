"""People in front of the page who ask all the time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from processes_fleet import Person

CODES = ("E11.9", "I10", "R07.9", "E11.65")


class Asking:
    """People who ask, with `pause` seconds between an answer and the next question, until they are told to stop. `wrong` are answers that were none."""

    def __init__(self, people: list[Person], pause: float = 0.1) -> None:
        self._people = people
        self._pause = pause
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(len(people))
        self.asked = 0
        self.wrong: list[str] = []

    def __enter__(self) -> Self:
        self._running = [self._pool.submit(self._ask, person, n) for n, person in enumerate(self._people)]
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._pool.shutdown()
        for one in self._running:
            one.result()

    def _ask(self, person: Person, number: int) -> None:
        while not self._stop.wait(self._pause):
            code = CODES[number % len(CODES)]
            answer = person.ask(code)
            self.asked += 1
            if f"{code} can be reported" not in answer and f"{code} cannot be reported" not in answer:
                self.wrong.append(answer)
