"""All settings, in one class; the table in the README is made from it."""

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from roundtable.core.retention import AT_LEAST
from roundtable.letters.calendar import Party
from roundtable.letters.mail_server import MailServer, mail_server_of, sender_of


class Settings(BaseSettings):
    """Read from the environment, each under the prefix `ROUNDTABLE_`, or else from a file of that name."""

    model_config = SettingsConfigDict(env_prefix="ROUNDTABLE_", extra="ignore")

    database_url: str = Field(
        "sqlite+aiosqlite:///var/roundtable.db",
        description="Where the data is: SQLite (one process) or `postgresql+asyncpg://…`, as the application's role.",
    )
    database_owner_url: str | None = Field(
        None, description="For `migrate` only: the owner of the tables, where that is another role (PostgreSQL)."
    )
    database_app_role: str | None = Field(
        None,
        description="For `migrate` only: the application's role, which gets its rights on the tables (PostgreSQL).",
    )
    database_pool_size: int = Field(
        5, ge=1, le=200, description="Connections for reads, and as many for writes, a process."
    )
    public_origin: str = Field(
        "http://127.0.0.1:8000",
        description="The one address browsers use: scheme, host and port. Requests from other origins are refused.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Seals cursors and keys hashes; the same on every process. Left out: one kept in `var/secret.key`.",
    )
    master_key: SecretStr | None = Field(
        None,
        description="Wraps the keys that names and addresses are encrypted with; the same on every process, kept apart "
        "from the data and never lost. Left out: one kept in `var/master.key`.",
    )
    audit_key: SecretStr | None = Field(
        None,
        description="Signs the record: 64 hexadecimal digits, the same on every process, in nobody's hands who has the "
        "database. Left out: one kept in `var/audit.key`.",
    )
    audit_former_keys: str | None = Field(
        None,
        description="Public keys that signed the record before, the oldest first, with commas between: what they "
        "signed still holds. `roundtable audit key` prints the present one.",
    )
    bell_url: str | None = Field(
        None,
        description="What carries the bell between processes: `redis://…` or `postgresql://…`; `memory://` is for one "
        "process. Left out: the database itself, where it is PostgreSQL.",
    )
    secrets_dir: Path = Field(
        Path("/run/secrets"),
        description="Where what is not in the environment may stand in files, each named as its setting in small "
        "letters: `roundtable_master_key`. Read once, at the start.",
    )
    metrics_port: int | None = Field(
        None,
        ge=0,
        le=65_535,
        description="Where Prometheus asks what a process counts: never who, and nothing of a case. Each worker "
        "has the next port. Left out: nowhere.",
    )
    metrics_host: str = Field("127.0.0.1", description="The address of that port: not one that the world reaches.")
    demo: bool = Field(
        False, description="The demo cast and its identity provider; only on a loopback address, never with real data."
    )
    development: bool = Field(False, description="GraphiQL at `/graphql`, and readable logs.")
    static_dir: Path = Field(
        Path(__file__).resolve().parents[2] / "frontend_static" / "dist", description="The built page."
    )
    page_documents_only: bool | None = Field(
        None,
        description="Whether a browser's session may run the page's own documents only. Left out: in the demo and in "
        "development it may run others.",
    )
    oidc_issuer: str | None = Field(None, description="The identity provider's issuer address.")
    oidc_client_id: str | None = Field(None, description="This server's client id there.")
    oidc_client_secret: SecretStr | None = Field(
        None, description="Its secret; left out for a public client with PKCE alone."
    )
    oidc_scope: str = Field("openid profile", description="What sign-in asks for.")
    oidc_acr: str | None = Field(
        None, description="The authentication class a sign-in must have met, such as one for MFA."
    )
    oidc_max_age_minutes: int | None = Field(
        None, ge=1, description="How long ago a sign-in at the provider may have been; left out, the provider decides."
    )
    oidc_name: str = Field("your organisation", description="What the sign-in page calls the provider.")
    oidc_token_audience: str | None = Field(
        None, description="The audience a service account's access token must name; left out, the public origin."
    )
    session_idle_minutes: int = Field(30, ge=1, description="A session ends after this long without use.")
    session_hours: int = Field(12, ge=1, description="A session ends after this long in any case.")
    recent_sign_in_minutes: int = Field(
        10, ge=1, description="How long ago one must have signed in to break a glass; else one signs in again."
    )
    glass_minutes: int = Field(180, ge=1, description="A broken glass ends by itself after this long.")
    glass_attempts_an_hour: int = Field(
        10, ge=1, description="How often a post may look for a case to break a glass on, found or not."
    )
    involvement_checks_an_hour: int = Field(
        20,
        ge=1,
        description="How many involvement checks a post may make an hour; and how many incidents, and identities of "
        "people, it may record, since cases are looked through for those as well.",
    )
    events_kept_days: int | None = Field(
        None,
        ge=AT_LEAST.days,
        le=36_500,
        description="For how many days what live streams told is kept, 30 at least; a client that was away for longer "
        "reads its state again. What happened itself stays where it is. Left out: for ever.",
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="The mail server that letters go to: `smtp://user:password@host:587`, or `smtps://…`. TLS is "
        "required but for this machine itself; `?tls=none` goes without. Left out: letters wait.",
    )
    mail_from: str | None = Field(
        None, description="Who letters are from: `Roundtable <roundtable@example.org>`. Needed with a mail server."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by who calls
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - it wants the folder to be there
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment comes before the files."""
        folder = Path(os.environ.get("ROUNDTABLE_SECRETS_DIR") or cls.model_fields["secrets_dir"].default)
        files = [SecretsSettingsSource(settings_cls, folder)] if folder.is_dir() else []
        return init_settings, env_settings, *files

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _check_address(cls, url: str | None) -> str | None:
        if url is not None and not _is_served(url):
            raise ValueError("it must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return url

    @field_validator("bell_url")
    @classmethod
    def _check_bell(cls, url: str | None) -> str | None:
        if url and not url.startswith(("memory://", "redis://", "rediss://", "postgresql://", "postgresql+asyncpg://")):
            raise ValueError("it must begin with memory://, redis://, rediss:// or postgresql://")
        return url

    @field_validator("audit_key")
    @classmethod
    def _check_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not re.fullmatch("[0-9a-f]{64}", key.get_secret_value()):
            raise ValueError("it must be 64 hexadecimal digits, such as `openssl rand -hex 32` makes")
        return key

    @field_validator("audit_former_keys")
    @classmethod
    def _check_former(cls, keys: str | None) -> str | None:
        if keys and not re.fullmatch("[0-9a-f]{64}(,[0-9a-f]{64})*", keys):
            raise ValueError("they must be 64 hexadecimal digits each, as `roundtable audit key` prints them")
        return keys

    @field_validator("smtp_url")
    @classmethod
    def _check_mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url and url.get_secret_value():
            mail_server_of(url.get_secret_value())
        return url

    @field_validator("mail_from")
    @classmethod
    def _check_sender(cls, sender: str | None) -> str | None:
        if sender:
            sender_of(sender)
        return sender

    @model_validator(mode="after")
    def _check(self) -> "Settings":
        if not self.demo and self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("ROUNDTABLE_OIDC_ISSUER needs ROUNDTABLE_OIDC_CLIENT_ID")
        if self.smtp_url and self.smtp_url.get_secret_value() and not self.mail_from:
            raise ValueError("ROUNDTABLE_SMTP_URL needs ROUNDTABLE_MAIL_FROM")
        return self

    @property
    def takes_page_only(self) -> bool:
        """Whether a browser's session may run the page's own documents only."""
        said = self.page_documents_only
        return not (self.demo or self.development) if said is None else said

    @property
    def is_on_sqlite(self) -> bool:
        return make_url(self.database_url).get_backend_name() == "sqlite"

    @property
    def mail(self) -> tuple[MailServer, Party] | None:
        """Where letters go, and who they are from; None where they wait."""
        url = self.smtp_url.get_secret_value() if self.smtp_url else ""
        return (mail_server_of(url), sender_of(self.mail_from)) if url and self.mail_from else None

    @property
    def bell(self) -> str:
        """The address of what carries the bell."""
        return self.bell_url or ("memory://" if self.is_on_sqlite else self.database_url)


def _is_served(url: str) -> bool:
    try:
        return make_url(url).drivername in ("sqlite+aiosqlite", "postgresql+asyncpg")
    except (ArgumentError, ValueError):
        return False
