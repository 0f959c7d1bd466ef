"""The chat on a terminal: a prompt with completion and a status bar, cards above it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import is_done
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from adapters.terminal import limits, words
from adapters.terminal.clean import clean_line
from adapters.terminal.conversation import AnswerFailed, Conversation
from adapters.terminal.keyboard import Interrupts, caught_interrupts, keys_waiting
from adapters.terminal.ports import Answers
from adapters.terminal.reading import Local, Said
from adapters.terminal.render import render
from adapters.terminal.working import Working

_STYLE = Style.from_dict(
    {
        "prompt": "bold #0087af",
        "placeholder": "#767676",
        "bottom-toolbar": "noreverse #767676",
        "completion-menu.completion": "bg:#444444 #eeeeee",
        "completion-menu.completion.current": "noreverse bg:#005f87 #ffffff",
        "completion-menu.meta.completion": "bg:#444444 #bcbcbc",
        "completion-menu.meta.completion.current": "noreverse bg:#005f87 #ffffff",
    }
)


async def chat_on_screen(
    app: Answers,
    *,
    console: Console,
    verbs: Mapping[str, str],
    keys: Input | None = None,
    screen: Output | None = None,
) -> int:
    """Talk until Ctrl-D or `/quit`. Always 0: whatever failed was said in the chat."""
    conversation = Conversation(app)
    prompt = _prompt(app, verbs, lambda: console.width, keys, screen)
    console.print(words.greeting())
    console.print()
    with keys_waiting(), caught_interrupts() as interrupts:
        while True:
            try:
                line = await prompt.prompt_async()
            except EOFError:
                return 0
            except KeyboardInterrupt:
                _hint(console, words.INTERRUPT_HINT)
                continue
            said = conversation.read(line)
            if said is Local.QUIT:
                return 0
            if said is Local.CLEAR:
                conversation.forget_buttons()
                console.clear()
            elif isinstance(said, Said):
                await _answer(conversation, said, console, interrupts)
            else:
                _hint(console, words.EMPTY_HINT)


async def _answer(conversation: Conversation, said: Said, console: Console, interrupts: Interrupts) -> None:
    """Show one answer, or why there is none."""
    if said.action is not None:
        console.print(Text(f"  {clean_line(said.text)}", style="dim"))
    working = Working(console)
    task = asyncio.create_task(conversation.answer(said, working.add, working.change))
    with interrupts.stopping(task):
        await working.until_done(task)
    try:
        reply = task.result()
    except asyncio.CancelledError:
        _hint(console, words.STOPPED)
        return
    except AnswerFailed as failure:
        _hint(console, words.went_wrong(failure.reference))
    else:
        console.print()
        console.print(render(reply, console.width), crop=False)
    if said.verb == "help":
        console.print()
        console.print(Text(f"  {words.KEYS}", style="dim"))
    console.print()


def _hint(console: Console, text: str) -> None:
    console.print(Text(f"  {text}", style="dim"))
    console.print()


def _prompt(
    app: Answers, verbs: Mapping[str, str], width: Callable[[], int], keys: Input | None, screen: Output | None
) -> PromptSession[str]:
    """A prompt for one turn. History lives in memory only: what is typed may be about a patient."""
    return PromptSession(
        message=[("class:prompt", words.PROMPT)],
        placeholder=[("class:placeholder", words.PLACEHOLDER)],
        prompt_continuation=[("", "  ")],
        history=InMemoryHistory(),
        completer=_Verbs({**verbs, **words.LOCAL_VERBS}),
        bottom_toolbar=lambda: _toolbar(app, width()),
        refresh_interval=limits.TOOLBAR_REFRESH,
        reserve_space_for_menu=limits.MENU_ROWS,
        key_bindings=_bindings(),
        multiline=True,
        style=_STYLE,
        input=keys,
        output=screen,
    )


def _bindings() -> KeyBindings:
    """Enter sends, also a text of several lines; Alt-Enter starts a new line."""
    bindings = KeyBindings()

    @bindings.add("enter", filter=~is_done)
    def _send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=False)

    return bindings


def _toolbar(app: Answers, width: int) -> StyleAndTextTuples:
    """What is loaded on the left, two keys on the right if there is room."""
    status = ""
    with contextlib.suppress(Exception):  # a status that cannot be told must not take the prompt away
        status = clean_line(app.status_line())
    room = width - 2 - cell_len(words.TOOLBAR_KEYS)
    if cell_len(status) + 2 <= room:
        return [("", set_cell_size(status, room) + words.TOOLBAR_KEYS)]
    if cell_len(status) > width - 1:
        status = set_cell_size(status, max(0, width - 2)).rstrip() + "…"
    return [("", status)]


class _Verbs(Completer):
    """Completes the slash verb at the start of a line, and nothing else."""

    def __init__(self, verbs: Mapping[str, str]) -> None:
        self._verbs = verbs

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The verbs that begin as typed, with what each does."""
        typed = document.text_before_cursor
        if not typed.startswith("/") or any(char.isspace() for char in typed):
            return
        for verb, meaning in self._verbs.items():
            if verb.startswith(typed[1:].lower()):
                yield Completion(f"/{verb}", start_position=-len(typed), display_meta=meaning)
