"""The tool that makes the transcripts of the documents again."""

from __future__ import annotations

from tests.measure.transcripts import made_again

DOCUMENT = """# Answers

Made from `these` files.

## One

`/fee 99213`

```
an old answer
```

`and in Texas?`

```
another
```

## Two

`coderly kb build`: a line of prose is no question.

```
stays
```
"""


NOTES = """# Cases

```note
/case
one line
two
```

```
old
```

`press Why`

```
old
```
"""


async def test_a_note_of_several_lines_is_a_question_and_stays_as_it_is() -> None:
    asked: list[str] = []

    async def ask(thread: str, question: str) -> str:
        asked.append(question)
        return f"answer {len(asked)}"

    assert await made_again(NOTES, ask) == NOTES.replace("old", "answer 1", 1).replace("old", "answer 2", 1)
    assert asked == ["/case\none line\ntwo", "press Why"]


async def test_only_the_answers_are_replaced_and_a_heading_is_a_conversation() -> None:
    asked: list[tuple[str, str]] = []

    async def ask(thread: str, question: str) -> str:
        asked.append((thread, question))
        return f"answer {len(asked)}\n```\ninner\n```"

    made = await made_again(DOCUMENT, ask)
    assert asked == [("## One", "/fee 99213"), ("## One", "and in Texas?")]
    assert made == DOCUMENT.replace("an old answer", "answer 1\ninner").replace("another", "answer 2\ninner")
