"""What sign-in needs to know of the settings, worked out once and checked."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

# Where the demo's identity provider is mounted, and what this server is called there.
DEMO_PATH = "/demo-idp"
DEMO_CLIENT_ID = "roundtable"


class IdentitySettings(Protocol):
    """The part of the settings that sign-in reads."""

    @property
    def public_origin(self) -> str: ...
    @property
    def demo(self) -> bool: ...
    @property
    def oidc_issuer(self) -> str | None: ...
    @property
    def oidc_client_id(self) -> str | None: ...
    @property
    def oidc_client_secret(self) -> SecretStr | None: ...
    @property
    def oidc_scope(self) -> str: ...
    @property
    def oidc_acr(self) -> str | None: ...
    @property
    def oidc_max_age_minutes(self) -> int | None: ...
    @property
    def oidc_name(self) -> str: ...
    @property
    def oidc_token_audience(self) -> str | None: ...
    @property
    def session_idle_minutes(self) -> int: ...
    @property
    def session_hours(self) -> int: ...


@dataclass(frozen=True)
class Config:
    """One provider, and how long a session may last."""

    origin: str
    demo: bool
    issuer: str | None
    client_id: str
    client_secret: str | None
    scope: str
    acr: str | None
    max_age: timedelta | None
    provider_name: str
    audience: str
    idle: timedelta
    lifetime: timedelta

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https:")

    @property
    def cookie(self) -> str:
        """The session cookie's name: `__Host-` binds it to this very host, and needs https."""
        return "__Host-roundtable" if self.secure else "roundtable"

    @property
    def callback(self) -> str:
        return f"{self.origin}/auth/callback"


def config_of(settings: IdentitySettings) -> Config:
    """Raises ValueError where an address would carry sign-in unencrypted over a network."""
    origin = settings.public_origin
    parts = urlsplit(origin)
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("ROUNDTABLE_PUBLIC_ORIGIN is scheme, host and port only, without a slash at the end")
    _check_private(parts, "ROUNDTABLE_PUBLIC_ORIGIN")
    if not settings.demo and settings.oidc_issuer:
        _check_private(urlsplit(settings.oidc_issuer), "ROUNDTABLE_OIDC_ISSUER")
    secret, max_age = settings.oidc_client_secret, settings.oidc_max_age_minutes
    return Config(
        origin=origin,
        demo=settings.demo,
        issuer=origin + DEMO_PATH if settings.demo else settings.oidc_issuer,
        client_id=DEMO_CLIENT_ID if settings.demo else settings.oidc_client_id or "",
        client_secret=secret.get_secret_value() if secret and not settings.demo else None,
        scope=settings.oidc_scope,
        acr=None if settings.demo else settings.oidc_acr,
        max_age=timedelta(minutes=max_age) if max_age else None,
        provider_name="the demo cast" if settings.demo else settings.oidc_name,
        audience=settings.oidc_token_audience or origin,
        idle=timedelta(minutes=settings.session_idle_minutes),
        lifetime=timedelta(hours=settings.session_hours),
    )


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def private_transport(parts: SplitResult) -> bool:
    """Whether what is sent to this address is hidden from the network."""
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def _check_private(parts: SplitResult, name: str) -> None:
    if not parts.hostname or not private_transport(parts):
        raise ValueError(f"{name} must be https, but for a loopback address")
