"""The pictures and texts behind docs/accounts.md: `python -m tests.measure.account_cards HOME OUT` walks the metered plan over the wire.

HOME is a CODERLY_HOME with a full knowledge base. OUT gets a `{"text": …, "blocks": […]}` file for each Slack card, to be drawn by any
renderer of Block Kit, and two cards of an invented CPT release: the same code for who holds a seat and who does not.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack")]

from licensed_files import release  # noqa: E402
from licensed_home import built, dropped  # noqa: E402
from slack_desk import Desk, desk_at  # noqa: E402
from slack_server import Posted, SlackServer  # noqa: E402

from bot.store import Role  # noqa: E402

PLAN: dict[str, Any] = {"plan": "metered"}


async def walk(home: Path, out: Path) -> None:
    """A guest, who registers, uses up what that opens, and becomes a member."""
    with tempfile.TemporaryDirectory() as state:
        async with SlackServer() as slack, desk_at(home, Path(state), slack, accounts=PLAN) as desk:
            _keep(out / "guest.json", await _asks(desk, "/code 27257"))
            locked = await _asks(desk, "/code 27256")
            _keep(out / "locked.json", locked)
            terms = await _presses(desk, locked, "Register")
            _keep(out / "terms.json", terms)
            _keep(out / "registered.json", await _presses(desk, terms, "I accept"))
            for code in ("27256", "99213", "99214", "99215", "99212"):
                _keep(out / "last.json", await _asks(desk, f"/code {code}"))
            _keep(out / "members-only.json", await _asks(desk, "/code E11.9"))
            _keep(out / "account.json", await _asks(desk, "/coderly account"))
            _keep(out / "link.json", await _asks(desk, "/coderly account link"))
            _keep(out / "export.json", await _asks(desk, "/coderly account export"))
            await desk.app.store.people.set_role("slack:T1:UANN", Role.MEMBER)
            _keep(out / "member.json", await _asks(desk, "/code E11.9"))
            print(f"metered, refused: {slack.refused or 'none'}")


async def seats(out: Path) -> None:
    """The same code for a seat and for somebody else, on invented words."""
    with tempfile.TemporaryDirectory() as folder:
        home = dropped(Path(folder) / "home", {f"ours/{name}": content for name, content in release().items()})
        built(home, "licensed")
        cpt = {"mode": "licensed", "seats": ("slack:T1:UANN",), "seat_count": 1}
        async with SlackServer() as slack, desk_at(home, Path(folder), slack, cpt=cpt, admins=("slack:T1:UROOT",)) as desk:
            _keep(out / "seat-terms.json", await _asks(desk, "/coderly seat"))
            await _asks(desk, "/coderly seat accept 1")
            _keep(out / "seat.json", await _asks(desk, "/code 00001"))
            _keep(out / "no-seat.json", await _asks(desk, "/code 00001", "UBOB"))
            _keep(out / "seat-list.json", await _asks(desk, "/coderly seat list", "UROOT"))
            print(f"seats, refused: {slack.refused or 'none'}")


async def _asks(desk: Desk, line: str, user: str = "UANN") -> Posted:
    await desk.slack.person(user).slash(line)
    await desk.idle()
    return desk.slack.shown("C1", user)[-1]


async def _presses(desk: Desk, card: Posted, label: str) -> Posted:
    await desk.slack.person("UANN").presses(card, label)
    await desk.idle()
    return desk.slack.shown("C1", "UANN")[-1]


def _keep(file: Path, message: Posted) -> None:
    file.write_text(json.dumps({"text": message.text, "blocks": message.blocks}, ensure_ascii=False, indent=1), encoding="utf-8")


async def main() -> None:
    """All cards."""
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    await walk(Path(sys.argv[1]).resolve(), out)
    await seats(out)


if __name__ == "__main__":
    asyncio.run(main())
