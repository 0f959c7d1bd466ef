"""Every option of Coderly: its default, its meaning and, by the prefix `CODERLY_`, its environment name.

Nested options use two underscores: `CODERLY_MODEL__TIMEOUT`. Values also come from `.env` in the working
directory and from secret files (`CODERLY_SECRETS_DIR`, one file per option). `.env.example` is kept equal to
this file by a test.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class PhiPolicy(StrEnum):
    """What happens to a message that holds protected health information."""

    REFUSE = "refuse"
    REDACT = "redact"
    ALLOW = "allow"


class ModelSettings(BaseModel):
    """The language model, if there is one (`CODERLY_LLM` names it)."""

    base_url: str = Field("", description="Address of an OpenAI-compatible server; empty = the provider's own.")
    api_key: SecretStr = Field(SecretStr(""), description="Key for the provider; empty = the provider's own variable.")
    timeout: float = Field(20.0, gt=0, le=300, description="Seconds a model may take for one answer before the composed answer is sent.")
    max_tokens: int = Field(400, ge=16, le=8192, description="Longest answer asked of the model, in tokens.")
    temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature.")
    structured: Literal["", "json_schema", "function_calling", "json_mode"] = Field(
        "", description="How forms are asked for: json_schema, function_calling or json_mode; empty = the provider's usual way. For servers of one's own."
    )
    remember: float = Field(
        3600.0, ge=0, le=86_400, description="Seconds that verified wording is used again for the same question on the same evidence; 0 = never."
    )
    price_read: float = Field(0.0, ge=0, description="Dollars for a million tokens that the model reads; for what an answer cost.")
    price_written: float = Field(0.0, ge=0, description="Dollars for a million tokens that the model writes.")
    daily_dollars: float = Field(
        0.0, ge=0, description="Dollars of the model for one person and day (UTC), needs the prices; beyond it answers come without the model. 0 = no cap."
    )

    @model_validator(mode="after")
    def _a_cap_needs_prices(self) -> Self:
        if self.daily_dollars and not (self.price_read or self.price_written):
            raise ValueError("CODERLY_MODEL__DAILY_DOLLARS needs CODERLY_MODEL__PRICE_READ or CODERLY_MODEL__PRICE_WRITTEN")
        return self


class PhiSettings(BaseModel):
    """Policy per platform. Discord's developer policy leaves no choice there."""

    slack: PhiPolicy = Field(PhiPolicy.REDACT, description="refuse, redact or allow.")
    discord: PhiPolicy = Field(PhiPolicy.REFUSE, description="Always refuse: Discord's developer policy forbids PHI.")
    email: PhiPolicy = Field(PhiPolicy.REDACT, description="refuse, redact or allow.")
    terminal: PhiPolicy = Field(PhiPolicy.REDACT, description="refuse, redact or allow.")
    web: PhiPolicy = Field(PhiPolicy.REDACT, description="refuse, redact or allow.")

    @field_validator("discord")
    @classmethod
    def _discord_refuses(cls, value: PhiPolicy) -> PhiPolicy:
        if value is not PhiPolicy.REFUSE:
            raise ValueError("CODERLY_PHI__DISCORD can only be 'refuse': Discord's developer policy forbids PHI")
        return value


class FetchSettings(BaseModel):
    """How `kb fetch` reaches the publishers. Proxies come from the usual variables (HTTPS_PROXY, NO_PROXY)."""

    timeout: float = Field(30.0, gt=0, le=600, description="Seconds that a publisher's server may be silent.")
    mirror: str = Field(
        "", repr=False, description="Address of a mirror with the publishers' hosts as folders (http://mirror/www.cms.gov/...); empty = the publishers."
    )


class ConsultSettings(BaseModel):
    """Questions that people put to a consultant of their team."""

    remind_after: float = Field(4.0, gt=0, le=720, description="Hours after which the consultants are reminded of a consult that waits.")


class CptMode(StrEnum):
    """Whether the operator's own licensed CPT files are read."""

    NONE = "none"
    LICENSED = "licensed"


class CptSettings(BaseModel):
    """CPT is the AMA's: its descriptors come from the operator's licensed copy and are shown to holders of a seat alone."""

    mode: CptMode = Field(CptMode.NONE, description="none, or licensed to read your own licensed CPT data files.")
    seats: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated person keys that may take a seat of the licence by accepting its terms; * = everybody, as long as there are seats."
    )
    seat_count: int = Field(0, ge=0, description="Seats that the licence covers; 0 = as many as people are named in CODERLY_CPT__SEATS.")
    terms: str = Field(
        "CPT descriptors are the AMA's and are shown to you under the operator's licence. Use them for your own work here; do not copy them out in bulk,"
        " pass them on to people without a seat, or give them to other programs.",
        description="What a person accepts to take a seat; use the words that your licence asks for.",
    )
    terms_version: str = Field("1", min_length=1, max_length=40, description="Version of these terms; a new one has to be accepted anew.")
    notice: str = Field(
        "{edition} copyright {year} American Medical Association. All rights reserved.",
        description="Line under every card with descriptors; {edition} and {year} are those of the licensed files.",
    )

    @property
    def seats_covered(self) -> int:
        """Seats that can be held at the same time."""
        return self.seat_count or len(self.seats)

    @model_validator(mode="after")
    def _everybody_needs_a_count(self) -> Self:
        if "*" in self.seats and not self.seat_count:
            raise ValueError("CODERLY_CPT__SEATS=* needs CODERLY_CPT__SEAT_COUNT: the number of seats that your licence covers")
        try:
            self.notice.format(edition="", year="")
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError("CODERLY_CPT__NOTICE may hold {edition} and {year} and no other braces") from error
        return self

    @field_validator("seats", mode="before")
    @classmethod
    def _split_seats(cls, value: Any) -> Any:
        return _listed(value)


class Plan(StrEnum):
    """Whether code pages are counted."""

    OPEN = "open"
    METERED = "metered"


class AccountSettings(BaseModel):
    """Accounts (docs/accounts.md). In the open plan nothing is counted; in the metered one guests and registered people have a number of code pages."""

    plan: Plan = Field(Plan.OPEN, description="open, or metered: guests and registered people see a number of code pages, members all.")
    guest_views: int = Field(1, ge=0, description="Code pages that a guest sees.")
    registered_views: int = Field(5, ge=0, description="Code pages more for who registered, that is accepted the terms.")
    window_days: int = Field(0, ge=0, le=3650, description="Days, today among them, in which views count; 0 = they count for good.")
    terms: str = Field(
        "Coderly is for look-up and education; the certified coder decides from the record. Leave patient identifiers out. What you ask is kept"
        " as /privacy says, and /forget me deletes it. CPT is the AMA's; do not copy it out in bulk.",
        description="What a person accepts to register.",
    )
    terms_version: str = Field("1", min_length=1, max_length=40, description="Version of these terms; a new one has to be accepted anew.")
    link_minutes: int = Field(10, ge=1, le=1440, description="Minutes that a code for linking another platform's identity works.")


class SlackMode(StrEnum):
    """How Slack reaches us."""

    SOCKET = "socket"
    HTTP = "http"


class SlackSettings(BaseModel):
    """The Slack adapter (docs/slack.md says where each value is found)."""

    bot_token: SecretStr = Field(SecretStr(""), description="Bot token, xoxb-…; leave empty when workspaces install by OAuth.")
    app_token: SecretStr = Field(SecretStr(""), description="App-level token, xapp-…, for socket mode.")
    signing_secret: SecretStr = Field(SecretStr(""), description="Signing secret, for http mode.")
    api_url: str = Field("https://slack.com/api/", description="Address of Slack's Web API.")
    mode: SlackMode = Field(SlackMode.SOCKET, description="socket (no public address needed) or http.")
    host: str = Field("0.0.0.0", description="Address the http mode listens on.")  # noqa: S104 - behind the operator's proxy
    port: int = Field(3000, ge=0, le=65535, description="Port of the http mode; 0 = any free one.")
    client_id: str = Field("", description="OAuth client id, if several workspaces install Coderly (http mode).")
    client_secret: SecretStr = Field(SecretStr(""), description="OAuth client secret.")
    public_url: str = Field("", description="Where Slack reaches the http mode, e.g. https://coderly.example.org.")
    mention_only: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated channel ids where follow-ups in a thread need a mention, too."
    )
    admin_workspaces: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Comma-separated workspace ids whose own admins may change the knowledge base; empty = the bot token's workspace, none by OAuth.",
    )

    @field_validator("mention_only", "admin_workspaces", mode="before")
    @classmethod
    def _split_channels(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("api_url")
    @classmethod
    def _ends_in_a_slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"  # method names are appended to it


class DiscordSettings(BaseModel):
    """The Discord adapter (docs/discord.md says where each value is found). Servers and channels can have settings of their own."""

    token: SecretStr = Field(SecretStr(""), description="Bot token, from Bot > Reset Token on the app's page.")
    threads: bool = Field(True, description="Whether a mention in a channel is answered in a thread of its own.")
    follow_ups: bool = Field(
        False,
        description="Whether the asker goes on in Coderly's threads without a mention; needs the Message Content intent on the app's page.",
    )
    channels: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated channel ids where mentions are answered; empty = all. Threads follow their channel."
    )
    direct_messages: bool = Field(True, description="Whether direct messages are answered.")
    shards: int = Field(1, ge=1, le=10_000, description="Connections that share the servers, one a process; beyond 2,500 servers Discord asks for more.")
    shard: int = Field(0, ge=0, description="Which of the shards this process serves, from 0; direct messages come to 0.")

    @model_validator(mode="after")
    def _one_of_the_shards(self) -> Self:
        if self.shard >= self.shards:
            raise ValueError(f"shard {self.shard} is not one of {self.shards}: they are counted from 0")
        return self

    @field_validator("channels", mode="before")
    @classmethod
    def _split_channels(cls, value: Any) -> Any:
        return _listed(value)


class WebSettings(BaseModel):
    """The web page (docs/web.md). On this machine alone it needs no sign-in; anywhere else it does."""

    host: str = Field("127.0.0.1", description="Address the web page listens on; another than this machine needs tokens or a login proxy.")
    port: int = Field(8080, ge=0, le=65535, description="Port of the web page; 0 = any free one.")
    public_url: str = Field("", description="Where people reach the web page, e.g. https://coderly.example.org.")
    tokens: SecretStr = Field(
        SecretStr(""), description="Comma-separated name:token of the people who sign in with a token of at least 16 characters."
    )
    user_header: str = Field("", description="Header in which a login proxy names the person, e.g. X-Forwarded-User; empty = none is believed.")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated addresses or networks of login proxies; only from them the header is believed."
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_proxies(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network)  # its error names what is wrong
        return value

    @property
    def people(self) -> dict[str, str]:
        """Token → the name of the person who signs in with it."""
        pairs = (pair.strip().partition(":") for pair in self.tokens.get_secret_value().split(",") if pair.strip())
        return {token: name for name, _, token in pairs}


class OpsSettings(BaseModel):
    """What machines ask of a process: /healthz, /readyz and /metrics."""

    host: str = Field("127.0.0.1", description="Address on which health and figures are told; they hold no text and no names.")
    traces: str = Field("", description="Address of an OpenTelemetry collector (OTLP over gRPC, http://host:4317) for times of the steps; empty = none.")
    port: int = Field(0, ge=0, le=65535, description="Its port, for every process but that of the web page, which has its own; 0 = none.")


class MailSecurity(StrEnum):
    """How a connection to a mail server is kept from others' eyes."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class EmailSettings(BaseModel):
    """The e-mail adapter (docs/email.md says where each value is found)."""

    imap_host: str = Field("", description="Server of the mailbox that is watched.")
    imap_port: int = Field(993, ge=1, le=65535, description="Its port.")
    imap_security: MailSecurity = Field(MailSecurity.TLS, description="tls, starttls, or none for a server on this machine.")
    smtp_host: str = Field("", description="Server that takes our answers.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_security: MailSecurity = Field(MailSecurity.STARTTLS, description="tls, starttls, or none for a server on this machine.")
    username: str = Field("", description="Name that signs in to both servers.")
    password: SecretStr = Field(SecretStr(""), description="Its password; with most providers an app password.")
    smtp_login: bool = Field(True, description="Whether to sign in to send; false for a relay that knows this machine.")
    address: str = Field("", description="Coderly's own address, e.g. coding@example.org.")
    name: str = Field("Coderly", description="What answers are signed with, beside the address.")
    authserv_id: str = Field("", description="Name that your mail server puts first in Authentication-Results; coderly doctor email shows it.")
    senders: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated addresses, or @domains, that are answered; people with a role (coderly people role) are, too."
    )
    workspace: str = Field("mail", description="The workspace of all mail: its team answers, documents and consultants.")
    inbox: str = Field("INBOX", description="Folder that is watched.")
    processed: str = Field("Processed", description="Folder for mail that was answered.")
    quarantine: str = Field("Quarantine", description="Folder for mail that is not answered: not authenticated, not allowed, automatic, too old.")
    poll: float = Field(15.0, gt=0, le=3600, description="Seconds between two looks where the server has no IDLE.")
    timeout: float = Field(30.0, gt=0, le=300, description="Seconds that a mail server may be silent.")
    per_sender: int = Field(60, ge=1, le=10_000, description="Mails of one person that are answered in an hour.")
    per_thread: int = Field(20, ge=1, le=10_000, description="Mails of one conversation that are answered in an hour.")
    max_age_days: int = Field(3, ge=1, le=6, description="Days after which a mail that nobody answered is not answered any more.")

    @field_validator("senders", mode="before")
    @classmethod
    def _split_senders(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("senders")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for sender in value:
            if "@" not in sender or sender.endswith("@"):
                raise ValueError(f"{sender!r} is neither an address nor an @domain")
        return tuple(sender.lower() for sender in value)

    @model_validator(mode="after")
    def _secret_on_the_way(self) -> Self:
        for host, security in ((self.imap_host, self.imap_security), (self.smtp_host, self.smtp_security)):
            if security is MailSecurity.NONE and host not in ("", "localhost", "127.0.0.1", "::1"):
                raise ValueError(f"security 'none' is for servers on this machine alone; {host} needs tls or starttls")
        return self


class JobSettings(BaseModel):
    """The job board (docs/jobs.md)."""

    feeds: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Comma-separated feeds of postings: greenhouse:NAME, lever:NAME, ashby:NAME, or page:, rss:, indeed: with an https address; "
        "|Employer behind it where a feed names none.",
    )
    every_hours: float = Field(6.0, gt=0, le=720, description="Hours between two imports of a feed.")
    timeout: float = Field(60.0, gt=0, le=600, description="Seconds that a feed may take in all.")
    max_megabytes: int = Field(64, ge=1, le=1_000, description="Largest answer of a feed, unpacked.")
    private_addresses: bool = Field(False, description="Whether feeds may lie on this machine or in a private network.")
    alert_minutes: float = Field(60.0, ge=0, le=10_080, description="Minutes between two alerts of one saved search.")
    public: bool = Field(False, description="Whether the web pages of open jobs need no sign-in and may be found by search engines.")

    @field_validator("feeds", mode="before")
    @classmethod
    def _split_feeds(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("feeds")
    @classmethod
    def _known_feeds(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        from bot.jobs.feeds.configured import feed

        for text in value:
            feed(text)  # its error names what is wrong
        return value


class ReloadSettings(BaseModel):
    """Reloads of the knowledge base from chat."""

    shrink: float = Field(
        0.2, ge=0, le=1, description="Share of its rows that a source may lose from one edition to the next before an admin has to accept it."
    )
    max_upload: int = Field(300_000_000, ge=1, description="Largest file, in bytes, that an admin may send in chat for the knowledge base.")


class RuntimeSettings(BaseModel):
    """How many turns are worked on at once and for how long."""

    workers: int = Field(4, ge=1, le=64, description="Turns worked on at the same time in one process.")
    deadline: float = Field(45.0, gt=0, le=600, description="Seconds until a turn is given up and the person is told.")
    drain: float = Field(20.0, ge=0, le=600, description="Seconds that running turns get after SIGTERM.")
    schedules: bool = Field(
        True, description="Whether this process also does what is due by the clock; one process at a time does. False where a worker runs."
    )
    max_input: int = Field(12_000, ge=100, le=200_000, description="Characters of a question that are read; the rest is cut, and said so.")


class Settings(BaseSettings):
    """All settings. Build one with `Settings()`; tests pass values as keywords."""

    model_config = SettingsConfigDict(
        env_prefix="CODERLY_",
        env_nested_delimiter="__",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    home: Path = Field(Path("./var"), description="Where state and snapshots live.")
    llm: str = Field(
        "", description="Model as provider:model (LangChain init_chat_model); empty = none, answers are composed from evidence."
    )
    embeddings: str = Field(
        "wordllama", description="wordllama (default), minilm (extra 'minilm'), or any LangChain embeddings as provider:model."
    )
    admins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma-separated person keys with the admin role, e.g. slack:T1:U1,terminal:local:me."
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="Key for keyed hashes and stored tokens; empty = one is made and kept in CODERLY_HOME."
    )
    database_url: str = Field("", repr=False, description="SQLAlchemy URL of the state database; empty = SQLite in CODERLY_HOME.")
    chroma_url: str = Field(
        "", repr=False, description="Address of a Chroma server that processes share for vectors, e.g. http://chroma:8000; empty = each has its own from disk."
    )
    sources: Path | None = Field(None, description="Folder with published files to build from; default CODERLY_HOME/sources.")
    keep_snapshots: int = Field(4, ge=1, le=100, description="Complete snapshots of the knowledge base that coderly kb gc keeps.")
    retention_days: int = Field(90, ge=1, le=3650, description="Days that conversations are kept for follow-ups; older ones are deleted.")
    log_level: str = Field("WARNING", description="Level of the log on standard error.")
    test_data: Path | None = Field(None, description="Folder with the full public files for tests and benches; unset = they skip.")
    model: ModelSettings = Field(default_factory=lambda: ModelSettings())  # type: ignore[call-arg]
    phi: PhiSettings = Field(default_factory=lambda: PhiSettings())  # type: ignore[call-arg]
    fetch: FetchSettings = Field(default_factory=lambda: FetchSettings())  # type: ignore[call-arg]
    consults: ConsultSettings = Field(default_factory=lambda: ConsultSettings())  # type: ignore[call-arg]
    cpt: CptSettings = Field(default_factory=lambda: CptSettings())  # type: ignore[call-arg]
    accounts: AccountSettings = Field(default_factory=lambda: AccountSettings())  # type: ignore[call-arg]
    runtime: RuntimeSettings = Field(default_factory=lambda: RuntimeSettings())  # type: ignore[call-arg]
    reload: ReloadSettings = Field(default_factory=lambda: ReloadSettings())  # type: ignore[call-arg]
    jobs: JobSettings = Field(default_factory=lambda: JobSettings())  # type: ignore[call-arg]
    slack: SlackSettings = Field(default_factory=lambda: SlackSettings())  # type: ignore[call-arg]
    discord: DiscordSettings = Field(default_factory=lambda: DiscordSettings())  # type: ignore[call-arg]
    ops: OpsSettings = Field(default_factory=lambda: OpsSettings())  # type: ignore[call-arg]
    email: EmailSettings = Field(default_factory=lambda: EmailSettings())  # type: ignore[call-arg]
    web: WebSettings = Field(default_factory=lambda: WebSettings())  # type: ignore[call-arg]

    @field_validator("admins", mode="before")
    @classmethod
    def _split_admins(cls, value: Any) -> Any:
        return _listed(value)

    @property
    def sources_dir(self) -> Path:
        """The folder an operator drops published files into."""
        return self.sources or self.home / "sources"

    @property
    def knowledge_dir(self) -> Path:
        """Where snapshots and their artefacts live."""
        return self.home / "knowledge"

    @property
    def store_url(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.home / 'state.sqlite').resolve()}"


def _listed(value: Any) -> Any:
    """`a, b` → a tuple of both; anything else as it is."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def env_example() -> str:
    """The text of `.env.example`: every option with its meaning and its default, as `python -m bot.settings` prints it."""
    lines = ["# Every option of Coderly with its default. Copy to .env and uncomment what you change.", ""]
    for name, meaning, default in _options(Settings, "CODERLY_"):
        lines += [f"# {meaning}", f"# {name}={default}", ""]
    return "\n".join(lines)


def _options(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        key, default = f"{prefix}{name.upper()}", field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from _options(type(default), f"{key}__")
            continue
        if isinstance(default, SecretStr):
            default = default.get_secret_value()
        text = "" if default is None else ",".join(default) if isinstance(default, tuple) else str(default)
        yield key, field.description or "", text


def load_settings() -> Settings:
    """Settings from the environment, `.env` and, if `CODERLY_SECRETS_DIR` is set, secret files.

    Raises `pydantic.ValidationError`, which names the option that is wrong.
    """
    secrets = os.environ.get("CODERLY_SECRETS_DIR")
    return Settings(_secrets_dir=secrets) if secrets else Settings()  # type: ignore[call-arg]


if __name__ == "__main__":
    sys.stdout.write(env_example())
