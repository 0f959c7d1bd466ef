"""Settings: every option documented, wrong ones told, secrets kept."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

import prompts
from bot.secret import secret_key
from bot.settings import Settings, env_example, load_settings
from prompts import PromptError

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_file_names_every_option_with_its_meaning_and_default() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == env_example(), "run: python -m bot.settings > .env.example"
    for line in env_example().splitlines():
        assert line == "" or line.startswith("# ")
        assert line != "# "


def test_the_example_file_uncommented_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.removeprefix("# ") for line in env_example().splitlines() if line.startswith("# CODERLY_")]
    assert len(lines) > 20
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings(_env_file=None)  # type: ignore[call-arg]


def test_options_come_from_the_environment_a_file_and_a_folder_of_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("CODERLY_LLM=openai:file\nCODERLY_MODEL__TIMEOUT=7\n", encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "coderly_secret_key").write_text("hidden", encoding="utf-8")
    monkeypatch.setenv("CODERLY_SECRETS_DIR", str(tmp_path / "secrets"))
    monkeypatch.setenv("CODERLY_LLM", "openai:environment")
    monkeypatch.setenv("CODERLY_ADMINS", "slack:T1:U1, terminal:local:me,")
    settings = load_settings()
    assert (settings.llm, settings.model.timeout) == ("openai:environment", 7.0)
    assert settings.admins == ("slack:T1:U1", "terminal:local:me")
    assert settings.secret_key.get_secret_value() == "hidden"
    assert "hidden" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CODERLY_PHI__DISCORD", "allow"),
        ("CODERLY_PHI__SLACK", "maybe"),
        ("CODERLY_MODEL__TIMEOUT", "0"),
        ("CODERLY_RUNTIME__WORKERS", "many"),
    ],
)
def test_a_wrong_option_is_told_by_its_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        load_settings()
    (error,) = caught.value.errors()
    assert "CODERLY_" + "__".join(map(str, error["loc"])).upper() == name


def test_the_secret_key_is_made_once_for_all_who_start_together(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=tmp_path / "home")  # type: ignore[call-arg]
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(secret_key(settings))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys[0]) == 64
    (file,) = settings.home.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_given_secret_key_is_used_and_nothing_written(tmp_path: Path) -> None:
    assert secret_key(Settings(_env_file=None, home=tmp_path, secret_key="given")) == "given"  # type: ignore[call-arg]
    assert list(tmp_path.iterdir()) == []


def test_a_prompt_is_filled_once_and_only_with_what_it_declares() -> None:
    prompt = prompts.load("answer")
    filled = prompt.fill(question="{facts} {verdict}", verdict="v", facts="{question}")
    assert "Question: {facts} {verdict}" in filled
    assert filled.endswith("{question}\n")
    with pytest.raises(PromptError, match="wants"):
        prompt.fill(question="q")
