"""What is generated and committed says what the code says: schema, error catalogue, settings table."""

import re

from roundtable import export
from roundtable.settings import Settings
from tests.house.committed import ROOT

README = ROOT / "README.md"


def test_schema_errors_and_settings_are_up_to_date() -> None:
    assert export.stale() == [], "run `make schema`"


def test_the_readme_has_every_setting_with_what_it_is_for() -> None:
    rows = re.findall(r"^\| `(ROUNDTABLE_\w+)` \| (.*) \| (.*) \|$", README.read_text(), re.MULTILINE)
    assert [name for name, _, _ in rows] == [f"ROUNDTABLE_{name.upper()}" for name in Settings.model_fields]
    assert [name for name, _, purpose in rows if not purpose.strip()] == []


def test_an_edited_settings_table_is_found_stale() -> None:
    honest = export.generated()[README]
    edited = honest.replace("| `ROUNDTABLE_DEMO` |", "| `ROUNDTABLE_DEMO_MODE` |")
    assert edited != honest
    assert export._with_settings(edited) == honest
