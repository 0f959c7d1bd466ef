"""A reload is told in the channels that watch its codes: once, by whichever process comes first, also after a crash."""

from __future__ import annotations

import shutil
from pathlib import Path

from slack_desk import desk_at
from slack_server import SlackServer
from small_home import reload


async def test_a_channel_that_watches_a_code_gets_one_digest_with_buttons(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    home = tmp_path / "own"
    shutil.copytree(small_home, home)
    async with desk_at(home, tmp_path, slack) as desk:
        await desk.slack.person("UANN").slash("/coderly watch R07.9")
        await desk.idle()
        before = len(desk.slack.shown("C1", "UBOB"))
        await desk.bolt.edge.announce()
        await desk.idle()
        assert len(desk.slack.shown("C1", "UBOB")) == before, "nothing changed, so nothing is said"
        reload(home)
        await desk.bolt.edge.announce()
        await desk.bolt.edge.announce()
        await desk.idle()
        (card,) = desk.slack.shown("C1", "UBOB")[before:]
        assert "A reload changed 1 of the codes watched here" in card.text
        assert "Chest ache, unspecified" in card.all_text
        assert "History of R07.9" in card.labels
        await desk.slack.person("UBOB").presses(card, "History of R07.9")
        await desk.idle()
        assert any("1 change" in m.all_text for m in desk.slack.shown("C1", "UBOB"))
        assert desk.slack.refused == []
