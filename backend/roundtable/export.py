"""What is generated and committed: the schema, the error catalogue, the settings table; written, or compared."""

from pathlib import Path

from roundtable.api.schema import build_schema
from roundtable.core.errors import CATALOGUE
from roundtable.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
_ERRORS = """# Errors

Made by `make schema` from `backend/roundtable/core/errors.py`. The code is for programs and stays; the text may change.
A mutation's problems carry it as `code`, an error of an answer as `extensions.code`.

| code | meaning |
|---|---|
{rows}"""
_BEGIN, _END = "<!-- settings: begin (made by `make schema`) -->", "<!-- settings: end -->"


def generated() -> dict[Path, str]:
    """Each generated file and what it should say."""
    readme = ROOT / "README.md"
    return {
        ROOT / "schema" / "schema.graphql": build_schema().as_str().rstrip() + "\n",
        ROOT / "schema" / "ERRORS.md": _errors(),
        readme: _with_settings(readme.read_text()),
    }


def stale() -> list[Path]:
    """The generated files that do not say what they should."""
    return [path for path, text in generated().items() if not path.exists() or path.read_text() != text]


def write() -> None:
    for path, text in generated().items():
        path.write_text(text)


def _errors() -> str:
    rows = "".join(f"| `{code.value}` | {meaning} |\n" for code, meaning in sorted(CATALOGUE.items()))
    return _ERRORS.format(rows=rows)


def _with_settings(readme: str) -> str:
    before, _, rest = readme.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{_settings_table()}{_END}{after}"


def _settings_table() -> str:
    rows = "".join(
        f"| `ROUNDTABLE_{name.upper()}` | {_shown(field.default)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )
    return f"| setting | default | what it is for |\n|---|---|---|\n{rows}"


def _shown(default: object) -> str:
    if isinstance(default, Path) and default.is_relative_to(ROOT):
        default = default.relative_to(ROOT)
    return "" if default is None else f"`{default}`"
