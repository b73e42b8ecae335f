"""Settings that make no sense are refused in a line each, without a trace and without their values."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from roundtable.cli import app
from roundtable.settings import Settings

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
        ("EVENTS_KEPT_DAYS", "29", "Input should be greater than or equal to 30"),
        ("EVENTS_KEPT_DAYS", "36501", "Input should be less than or equal to 36500"),
        ("EVENTS_KEPT_DAYS", CANARY, "Input should be a valid integer, unable to parse string as an integer"),
        ("LOG_LEVEL", "LOUD", "Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, task: list[str], name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"ROUNDTABLE_{name}", value)
    done = CliRunner().invoke(app, task)
    assert (done.exit_code, done.output) == (2, f"ROUNDTABLE_{name}: {told}\n")


@pytest.mark.parametrize(("said", "days"), [(None, None), ("30", 30), ("36500", 36_500)])
def test_events_are_kept_for_ever_or_for_so_many_days(
    monkeypatch: pytest.MonkeyPatch, said: str | None, days: int | None
) -> None:
    if said is not None:
        monkeypatch.setenv("ROUNDTABLE_EVENTS_KEPT_DAYS", said)
    assert Settings().events_kept_days == days


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


def test_what_is_not_in_the_environment_is_read_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ROUNDTABLE_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("ROUNDTABLE_OIDC_CLIENT_ID", "of the environment")
    (tmp_path / "roundtable_master_key").write_text("of a file\n")
    (tmp_path / "roundtable_oidc_client_id").write_text("of a file\n")
    (tmp_path / "postgres_password").write_text("of something else\n")
    settings = Settings()
    assert settings.master_key is not None
    assert settings.master_key.get_secret_value() == "of a file"
    assert settings.oidc_client_id == "of the environment"


def test_a_file_that_makes_no_sense_is_named_without_what_is_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ROUNDTABLE_SECRETS_DIR", str(tmp_path))
    (tmp_path / "roundtable_database_url").write_text(f"mysql://{CANARY}@db")
    done = CliRunner().invoke(app, ["worker"])
    told = "ROUNDTABLE_DATABASE_URL: it must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://\n"
    assert (done.exit_code, done.output) == (2, told)


def test_a_file_that_cannot_be_read_is_named_by_its_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ROUNDTABLE_SECRETS_DIR", str(tmp_path))
    (tmp_path / "roundtable_master_key").write_bytes(b"\xff")
    done = CliRunner().invoke(app, ["worker"])
    told = 'error getting value for field "master_key" from source "SecretsSettingsSource": UnicodeDecodeError\n'
    assert (done.exit_code, done.output) == (2, told)
