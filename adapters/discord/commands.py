"""The slash commands and the context menu: each takes its text and hands it on."""

from __future__ import annotations

import re
from collections.abc import Iterable

import discord
from discord import app_commands

from adapters.discord import calls, completion, forms, layout, limits, words
from adapters.discord.intake import Intake, place_of
from adapters.discord.job import Way
from adapters.discord.place_settings import Changes
from bot.skills.base import Skill

Tree = app_commands.CommandTree[discord.Client]
_GROUPS = {layout.MINE: "What is kept for you: saved codes, notes, defaults, your seat", layout.MORE: "What is asked for less often"}
_EXAMPLE = re.compile(r"[;,] (?=/)")
"""Between the examples of a summary, each with its verb."""
_TEXT = app_commands.Range[str, 1, limits.OPTION_TEXT]
_DETAILS = app_commands.Range[str, 0, limits.OPTION_TEXT]


def build(tree: Tree, intake: Intake, skills: Iterable[Skill]) -> None:
    """Put every command into the tree. Which there are follows from the skills."""
    skills = tuple(skills)
    verbs = frozenset(verb for skill in skills for verb in skill.verbs)
    _add_own(tree, intake, verbs)
    _add_menu(tree, intake, verbs)
    root = app_commands.Group(name=layout.ROOT, description="Everything else: fees, edits, coverage, calculators, help, settings")
    for one in layout.layout(skills):
        _group(root, one.group).add_command(_subcommand(intake, one))
    _add_settings(root, intake)
    tree.add_command(root)


def _add_own(tree: Tree, intake: Intake, verbs: frozenset[str]) -> None:
    @tree.command(name="code", description="Look up codes, or find them by words; only you see the answer")
    @app_commands.describe(query="27257, or E11.9 I10, or hip dislocation")
    async def code(interaction: discord.Interaction, query: _TEXT) -> None:
        await intake.command(interaction, query, "code")

    @code.autocomplete("query")
    async def complete(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await completion.choices(intake.edge.app, place_of(interaction, Way.PRIVATE).person_key, typed)

    @tree.command(name="ask", description="Ask a coding question in your own words; only you see the answer")
    @app_commands.describe(question="When is modifier 25 right?")
    async def ask(interaction: discord.Interaction, question: _TEXT) -> None:
        await intake.command(interaction, question, None)

    @tree.command(name="check", description="Check a claim before it goes out; alone it opens a form")
    @app_commands.describe(claim="99213-25, 20610-RT; dx M17.11; dos 2026-05-05; state CA")
    async def check(interaction: discord.Interaction, claim: _TEXT | None = None) -> None:
        if claim is None:
            await calls.call(interaction.response.send_modal(forms.form(forms.CLAIM)))
        else:
            await intake.command(interaction, claim, "check")

    if "case" in verbs:
        _add_case(tree, intake)
    if "kb" in verbs:
        _add_kb(tree, intake)


def _add_case(tree: Tree, intake: Intake) -> None:
    @tree.command(name="case", description="Suggest codes for a note; alone it opens a form")
    @app_commands.describe(note="A text file with the note, without patient identifiers")
    async def case(interaction: discord.Interaction, note: discord.Attachment | None = None) -> None:
        if note is None:
            await calls.call(interaction.response.send_modal(forms.form(forms.NOTE)))
        else:
            await intake.command(interaction, "", "case", note)


def _add_kb(tree: Tree, intake: Intake) -> None:
    @tree.command(name="kb", description="The knowledge base, for admins")
    @app_commands.describe(what="status, reload, diff, rollback")
    @app_commands.default_permissions(manage_guild=True)
    async def kb(interaction: discord.Interaction, what: _TEXT) -> None:
        await intake.command(interaction, what, "kb")


def _add_menu(tree: Tree, intake: Intake, verbs: frozenset[str]) -> None:
    verb = "case" if "case" in verbs else None

    @tree.context_menu(name="Suggest codes for this message" if verb else "Ask Coderly about this")
    async def about(interaction: discord.Interaction, message: discord.Message) -> None:
        await intake.about(interaction, message, verb)


def _group(root: app_commands.Group, name: str) -> app_commands.Group:
    """The root itself, or a group in it, made when it is first asked for."""
    if not name:
        return root
    known = root.get_command(name)
    return known if isinstance(known, app_commands.Group) else app_commands.Group(name=name, description=_GROUPS[name], parent=root)


def _subcommand(intake: Intake, one: layout.Placed) -> app_commands.Command[app_commands.Group, ..., None]:
    async def run(interaction: discord.Interaction, text: _DETAILS = "") -> None:
        await intake.command(interaction, text, one.verb)

    what, _, examples = words.line(one.summary).partition(": ")
    own = [part.removeprefix(f"/{one.verb}").strip() for part in _EXAMPLE.split(examples) if re.match(rf"/{one.verb}\b", part)]
    made: app_commands.Command[app_commands.Group, ..., None] = app_commands.Command(
        name=one.verb, description=words.cut(what, limits.DESCRIPTION), callback=run
    )
    made._params["text"].description = words.cut("; ".join(filter(None, own)) or "details", limits.DESCRIPTION)
    return made


def _add_settings(group: app_commands.Group, intake: Intake) -> None:
    @group.command(name="settings", description="How Coderly behaves here; needs Manage Server to change anything")
    @app_commands.guild_only()
    @app_commands.describe(
        mentions="Whether mentions are answered",
        threads="Whether a question in a channel gets a thread",
        follow_ups="Whether the asker goes on in Coderly's threads without a mention",
        everywhere="For the whole server instead of this channel",
    )
    async def settings(
        interaction: discord.Interaction,
        mentions: bool | None = None,
        threads: bool | None = None,
        follow_ups: bool | None = None,
        everywhere: bool = False,
    ) -> None:
        await intake.settings(interaction, Changes(mentions, threads, follow_ups), everywhere)
