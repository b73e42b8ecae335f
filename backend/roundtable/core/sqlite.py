"""A SQLite of one known version for this process, whatever the machine's Python was built with.

SQLite before 3.46 refuses statements nested deeper than its parser's fixed stack, and one statement a query nests.
See decisions/0003-own-sqlite.md.
"""

import importlib
import importlib.util
import sys

OLDEST = (3, 46, 0)


def use_own_sqlite() -> None:
    """Let every later `import sqlite3` find the bundled one. Raises SystemExit where no SQLite is new enough."""
    if importlib.util.find_spec("pysqlite3"):
        own = importlib.import_module("pysqlite3")
        sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = own, importlib.import_module("pysqlite3.dbapi2")
    version = importlib.import_module("sqlite3").sqlite_version_info
    if version < OLDEST:
        raise SystemExit(f"SQLite {'.'.join(map(str, version))} is too old: 3.46 or newer is needed, or PostgreSQL.")
