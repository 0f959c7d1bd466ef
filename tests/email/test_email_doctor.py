"""`coderly doctor email` says what is wrong with a set-up and what mends it, before anybody's mail goes unanswered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mail_desk import mail, settings_for
from mail_proxy import between
from mail_servers import ADDRESS, OURS, PASSWORD, MailServer, free_port

from adapters.email.doctor import examine
from adapters.messaging.checked import Checked


@pytest.fixture
async def proxied(server: MailServer) -> AsyncIterator[int]:
    async with between(server.imap_port) as proxy:
        proxy.idle = "hidden"
        yield proxy.port


async def looked(home: Path, state: Path, server: MailServer, **email: Any) -> list[Checked]:
    settings = settings_for(home, state, server, email=email).email
    found = [checked async for checked in examine(settings)]
    assert PASSWORD not in " ".join(f"{one.what} {one.remedy}" for one in found)
    return found


def wrong(found: list[Checked]) -> str:
    """What is not in order, and what mends it."""
    return "\n".join(f"{one.what}: {one.remedy}" for one in found if not one.ok)


async def test_a_mailbox_in_order_is_said_to_be(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    server.arrives(mail("E11.9"))
    found = await looked(small_home, tmp_path, server)
    assert wrong(found) == ""
    said = " ".join(one.what for one in found)
    assert all(word in said for word in (ADDRESS, "IDLE", "Processed", "Quarantine", OURS, "sending server signed in"))
    assert server.count("INBOX") == 1, "looking changes nothing"


async def test_the_name_that_the_server_signs_with_is_found_in_a_mail(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    assert "send one there and look again" in wrong(await looked(small_home, tmp_path, server, authserv_id=""))
    server.arrives(mail("E11.9"))
    assert OURS in wrong(await looked(small_home, tmp_path, server, authserv_id=""))
    assert "no mail in the inbox bears mx.other.example" in wrong(await looked(small_home, tmp_path, server, authserv_id="mx.other.example"))


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ({"password": "another"}, "app password"),
        ({"imap_port": 1}, "CODERLY_EMAIL__IMAP_HOST"),
        ({"imap_security": "tls"}, "IMAP_SECURITY"),
        ({"inbox": "No such folder"}, "CODERLY_EMAIL__INBOX"),
        ({"smtp_port": 1}, "CODERLY_EMAIL__SMTP_HOST"),
        ({"senders": ""}, "name the addresses"),
        ({"address": "nobody"}, "not an address"),
        ({"imap_host": ""}, "CODERLY_EMAIL__IMAP_HOST"),
    ],
    ids=str,
)
async def test_what_is_wrong_is_named_with_its_setting(
    small_home: Path, tmp_path: Path, server: MailServer, email: dict[str, Any], said: str
) -> None:
    email = {name: free_port() if value == 1 else value for name, value in email.items()}
    assert said in wrong(await looked(small_home, tmp_path, server, timeout=3.0, **email))


async def test_a_server_without_idle_is_no_fault_and_is_told(small_home: Path, tmp_path: Path, server: MailServer, proxied: int) -> None:
    found = await looked(small_home, tmp_path, server, imap_port=proxied)
    assert wrong(found) == ""
    assert any("CODERLY_EMAIL__POLL" in one.remedy for one in found)
