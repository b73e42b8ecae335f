"""The GraphQL over HTTP specification's own audits (npm's graphql-http), against the running server."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.clients.conftest import NODE
from tests.support.server_process import ServerProcess

# its packages come over the network the first time
pytestmark = pytest.mark.slow

# What these audits ask for and this server does not do, each on purpose.
REFUSED = {
    "5A70": "operations by GET, which is for the editor's page alone",
    "D6D5": "variables in an address, where they would be logged",
    "6A70": "the same, for plain JSON",
    "47DE": "plain JSON for `*/*`: the specification's own type since 2025-01-01",
    "80D8": "plain JSON where `Accept` is missing: likewise",
}


def test_every_audit_passes_but_those_refused_on_purpose(served: ServerProcess, installed: Path) -> None:
    command = [str(NODE), "audit.mjs", served.address, f"Bearer {served.token()}"]
    audits = json.loads(subprocess.run(command, cwd=installed, check=True, capture_output=True).stdout)
    failed = {audit["id"]: f"{audit['name']}: {audit['reason']}" for audit in audits if audit["status"] != "ok"}
    assert len(audits) > 60
    assert {key: told for key, told in failed.items() if key not in REFUSED} == {}
    assert sorted(failed) == sorted(REFUSED)
