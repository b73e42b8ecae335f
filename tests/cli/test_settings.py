"""Settings that make no sense are refused in a line each, without a trace and without their values."""

import os

import pytest
from typer.testing import CliRunner

from roundtable.cli import app

CANARY = "canary-7c1f"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("ROUNDTABLE_", "PORT")):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("task", [["serve"], ["worker"], ["migrate"], ["demo", "load"], ["demo", "reset"]])
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_POOL_SIZE", "0", "Input should be greater than or equal to 1"),
        ("DATABASE_POOL_SIZE", CANARY, "Input should be a valid integer, unable to parse string as an integer"),
        ("DATABASE_URL", CANARY, "it must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://"),
        ("DATABASE_URL", f"mysql://{CANARY}@db", "it must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://"),
        ("DATABASE_OWNER_URL", "postgresql://[", "it must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://"),
        ("BELL_URL", f"kafka://{CANARY}", "it must begin with memory://, redis://, rediss:// or postgresql://"),
        ("DEMO", "perhaps", "Input should be a valid boolean, unable to interpret input"),
        ("SESSION_HOURS", "-1", "Input should be greater than or equal to 1"),
        ("LOG_LEVEL", "LOUD", "Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, task: list[str], name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"ROUNDTABLE_{name}", value)
    done = CliRunner().invoke(app, task)
    assert (done.exit_code, done.output) == (2, f"ROUNDTABLE_{name}: {told}\n")


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTABLE_LOG_LEVEL", "LOUD")
    monkeypatch.setenv("ROUNDTABLE_SESSION_IDLE_MINUTES", "0")
    done = CliRunner().invoke(app, ["serve"])
    assert [line.partition(":")[0] for line in done.output.splitlines()] == [
        "ROUNDTABLE_SESSION_IDLE_MINUTES",
        "ROUNDTABLE_LOG_LEVEL",
    ]


def test_a_provider_without_a_client_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTABLE_OIDC_ISSUER", "https://login.example")
    done = CliRunner().invoke(app, ["serve"])
    assert (done.exit_code, done.output) == (2, "ROUNDTABLE_OIDC_ISSUER needs ROUNDTABLE_OIDC_CLIENT_ID\n")


@pytest.mark.parametrize("port", ["nonsense", "-1", "65536"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = CliRunner().invoke(app, ["serve"], env={"PORT": port})
    assert done.exit_code == 2
    assert "Invalid value for '--port'" in done.output
