"""Mail servers on this machine and the whole assistant behind them, on the small knowledge base."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from mail_desk import Desk, Open, desk_at
from mail_servers import MailServer, mail_server


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("CODERLY_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with mail_server(tmp_path_factory.mktemp("mail")) as running:
        yield running


@pytest.fixture
def server(servers: MailServer) -> MailServer:
    servers.begin()
    return servers


@pytest.fixture
def open_desk(small_home: Path, tmp_path: Path, server: MailServer) -> Open:
    return lambda **options: desk_at(small_home, tmp_path, server, **options)


@pytest.fixture
async def desk(open_desk: Open) -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened
