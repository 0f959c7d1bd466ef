"""A reload from Discord: one answer that changes until the question is there, Publish, and one line for whoever is no admin."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import discord
from discord_desk import card_of, desk_at

PATIENCE = 300
"""Seconds until a build in a process of its own counts as hanging."""


async def test_a_reload_changes_its_own_answer_until_it_asks_whether_to_publish(small_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "own"
    shutil.copytree(small_home, home)
    for file in (home / "sources").glob("this-*.xml"):
        file.write_text(file.read_text(encoding="utf-8").replace("Chest pain, unspecified", "Chest ache, unspecified"), encoding="utf-8")
    async with desk_at(home, tmp_path) as desk:
        manages = desk.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))  # sees the command; who is an admin is ours to say
        cleo, dora = (desk.guild.add_member(desk.env.create_user(name), roles=[manages]) for name in ("cleo", "dora"))
        desk.app.settings.admins = (f"discord:{desk.guild.id}:{cleo.user.id}",)
        refused = await desk.answered(await dora.slash(desk.coding, "kb", what="reload"))
        assert "Only Coderly's admins" in refused.text
        begun = await cleo.slash(desk.coding, "kb", what="reload")
        async with asyncio.timeout(PATIENCE):
            while "Dry run" not in card_of(begun.response).text:
                await asyncio.sleep(0.2)
                await desk.env.settle()
        card = card_of(begun.response)
        assert "1 edition would change" in card.text
        assert "code: 1 title changed" in card.text
        await cleo.click(begun.response, label="Publish")
        await desk.idle()
        answer = await desk.answered(await desk.bob.slash(desk.coding, "code", query="R07.9"))
        assert "Chest ache" in answer.text
