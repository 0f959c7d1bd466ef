"""The job board in Discord: a form that posts, a card with a link, an alert in direct messages."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "jobs"))

from discord_cards import component_problems, tokens, walk
from discord_desk import Desk, desk_at
from jobs_lines import form

from adapters.discord import forms
from bot.jobs import form as job_form
from bot.jobs.search import ALERT


async def put_up(desk: Desk, **more: str) -> int:
    """A posting that an admin has approved."""
    from bot.app import today

    person = await desk.app.store.people.ensure("slack:T1:UANN")
    number = await desk.app.store.jobs.propose(job_form.posting(form(**more), today()), person.id)
    await desk.app.store.jobs.approve(number)
    return number


async def test_the_form_has_as_many_fields_as_discord_takes_and_reads_back(small_home: Path, tmp_path: Path) -> None:
    made = forms.job(form(), 7).to_dict()
    assert len(made["components"]) == 5
    filled = [{"type": 18, "component": {"type": 4, "custom_id": name, "value": value}} for name, value in form().items()]
    sent = forms.read({"custom_id": made["custom_id"], "components": filled})
    assert sent is not None
    assert (sent.verb, sent.text.splitlines()[0]) == ("jobs", "edit 7")
    assert job_form.read(sent.text)["title"] == "Outpatient Coder II"


async def test_jobs_have_a_command_of_their_own_that_opens_the_form(small_home: Path, tmp_path: Path) -> None:
    async with desk_at(small_home, tmp_path) as desk:
        result = await desk.ann.slash(desk.coding, "coderly jobs", text="post")
        assert result.modal is not None
        stranger = await desk.answered(await desk.bob.slash(desk.coding, "coderly jobs", text="edit 1"))
        assert "Only who posted" in stranger.text


async def test_a_job_from_slack_is_found_with_its_link_and_wakes_nobody_up(small_home: Path, tmp_path: Path) -> None:
    async with desk_at(small_home, tmp_path) as desk:
        number = await put_up(desk, title="Coder <@1> @everyone", text="Join discord.gg/abc <@&5> [x](https://evil.example) @here. CPC is needed.")
        found = await desk.answered(await desk.ann.slash(desk.coding, "coderly jobs", text="remote CPC"))
        assert "1 open job for: remote CPC" in found.text
        card = await desk.answered(await desk.ann.slash(desk.coding, "coderly jobs", text=f"show {number}"))
        links = [c for c in walk(card.components) if c.get("url")]
        assert [(c["label"], c["url"]) for c in links] == [("Apply", "https://careers.example.org/10442")]
        assert component_problems(card.components) == []
        assert tokens(card.text) == []
        assert "discord.gg" not in card.text


async def test_an_alert_comes_as_a_direct_message_once(small_home: Path, tmp_path: Path) -> None:
    async with desk_at(small_home, tmp_path, jobs={"alert_minutes": 0}) as desk:
        await desk.answered(await desk.bob.slash(desk.coding, "coderly jobs", text="save remote CPC"))
        await put_up(desk)
        await desk.client.edge.announce()
        await desk.client.edge.announce()
        await desk.idle()
        (card,) = desk.direct(desk.bob)
        assert "1 new job for: remote CPC." in card.text
        assert desk.seen(desk.coding, desk.ann) == []
        person = await desk.app.store.people.find(f"discord:{desk.guild.id}:{desk.bob.id}")
        assert person is not None
        assert len(await desk.app.store.job_searches.of(person.id, ALERT)) == 1
