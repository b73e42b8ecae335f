"""The licence is named the same everywhere it is named."""

import json
import tomllib

from tests.house.committed import ROOT


def test_project_page_and_licence_file_name_the_same_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    page = json.loads((ROOT / "frontend_static" / "package.json").read_text())
    assert (project["license"], page["license"]) == ("EUPL-1.2", "EUPL-1.2")
    licence = (ROOT / "LICENSE").read_text()
    assert "SPDX-License-Identifier: EUPL-1.2" in licence
    assert "eur-lex.europa.eu" in licence
