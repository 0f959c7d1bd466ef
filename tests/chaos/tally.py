"""From what became of each question to a line of the table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.traffic import Asked


@dataclass(frozen=True, slots=True)
class Tally:
    """One fault, measured. Seconds; `None` where there was nothing to measure. `back`: from its end to the first right answer after it."""

    fault: str
    what: str
    lasted: float = 0.0
    asked: int = 0
    taken: int = 0
    during: int = 0
    lost: int = 0
    sorry: int = 0
    twice: int = 0
    counted_twice: int = 0
    wrong: int = 0
    web_asked: int = 0
    web_failed: int = 0
    back: float | None = None
    slowest: float | None = None
    all_in: float | None = None
    skipped: str = ""
    broke: str = ""
    said: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promises held."""
        return not (self.broke or self.lost or self.wrong or self.web_failed) and self.twice <= self.counted_twice and self.taken == self.asked


def tally(fault: str, what: str, asked: Sequence[Asked], begun: float, ended: float, *, counted: int, web: tuple[int, int], said: str = "") -> Tally:
    """Count. `counted` is how many answers the processes said they may have shown twice, `web` how many were asked on the page and failed."""
    good = [one.good for one in asked if one.good is not None]
    after = [at for at in good if at >= ended]
    return Tally(
        fault=fault,
        what=what,
        lasted=ended - begun,
        asked=len(asked),
        taken=sum(one.taken is not None for one in asked),
        during=sum(begun <= at < ended for at in good),
        lost=sum(one.taken is not None and one.good is None for one in asked),
        sorry=sum(one.sorry for one in asked),
        twice=sum(max(0, one.cards - 1) for one in asked),
        counted_twice=counted,
        wrong=sum(one.wrong for one in asked),
        web_asked=web[0],
        web_failed=web[1],
        back=min(after) - ended if after else None,
        slowest=max((one.good - one.at for one in asked if one.good is not None), default=None),
        all_in=max(0.0, max(good) - ended) if good else None,
        said=said,
    )


HEAD = (
    "| fault | lasted | asked, taken in | answered meanwhile | lost | twice (counted) | wrong | page: asked, failed | first after | last | kept |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)


def row(found: Tally) -> str:
    """One line of the markdown table."""
    if found.skipped or found.broke:
        return f"| {found.what} | {f'not run: {found.skipped}' if found.skipped else f'**broke off**: {found.broke}'} | | | | | | | | | |"
    cells = (
        found.what, f"{found.lasted:.0f} s", f"{found.asked}, {found.taken}", str(found.during), str(found.lost), f"{found.twice} ({found.counted_twice})",
        str(found.wrong), f"{found.web_asked}, {found.web_failed}", _seconds(found.back), _seconds(found.all_in), "yes" if found.kept else "**no**",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"
