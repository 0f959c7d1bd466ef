"""What an answer cost: tokens that a model read and wrote, and dollars where the operator says what they cost. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.pipeline.model import Piece

_CHARACTERS_A_TOKEN = 4
"""What English has on average; used where the provider does not count."""
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars for a million tokens."""

    read: float = 0.0
    written: float = 0.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens of the calls of one answer. `counted`: the provider counted them, else they are estimated from the length.

    `dropped`: sentences that were written in vain, since they could not be verified.
    """

    calls: int = 0
    read: int = 0
    written: int = 0
    counted: bool = True
    cached: bool = False
    dropped: int = 0

    def and_also(self, prompt: str, text_length: int, pieces: Piece) -> Spent:
        """With one call more. `pieces` has the sums that the provider told."""
        counted = bool(pieces.read or pieces.written)
        return replace(
            self,
            calls=self.calls + 1,
            read=self.read + (pieces.read if counted else -(-len(prompt) // _CHARACTERS_A_TOKEN)),
            written=self.written + (pieces.written if counted else -(-text_length // _CHARACTERS_A_TOKEN)),
            counted=self.counted and counted,
        )

    def with_more(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(
            self.calls + other.calls,
            self.read + other.read,
            self.written + other.written,
            self.counted and other.counted,
            self.cached or other.cached,
            self.dropped + other.dropped,
        )

    def dollars(self, prices: Prices) -> float:
        """What it cost, by the operator's prices."""
        return (self.read * prices.read + self.written * prices.written) / _MILLION


NOTHING_SPENT = Spent()
"""Of an answer without a model."""
