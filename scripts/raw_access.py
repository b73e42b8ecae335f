"""Finds what would reach a table past the rule: domains find through `Work` and the reader, and by no other way."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "backend" / "roundtable"

# Each with the reason it may hold a session, a connection, or statements of its own.
MAY = {
    "core": "what the rest is made of",
    "identity": "sign-in comes before anybody acts; its tables hold no case content",
    "demo": "loads the demo, where there is no real data",
    "context.py": "opens the one session of a command, and the one connection of a read",
    "reader/reader.py": "runs the statements in which every table has its guard",
    "api/stream.py": "asks whether a stream's rights hold, by the rule alone",
    "api/presence.py": "asks in which case one types, under the rule's guard",
    "api/rights.py": "asks it of all who listen in a process, and shows keys only",
    "migrate.py": "runs as the owner of the tables",
    "rls.py": "writes the policies, as the owner of the tables",
    "reminders.py": "tells what the clock brings, within a reach, to each by the rule",
    "worker.py": "tidies tables without case content",
    "letters/outbox.py": "claims and settles letters, which nobody who acts may read, within their own reach",
    "letters/post_office.py": "holds the database that letters are claimed on",
    "api/http.py": "executes the schema, and holds no database",
    "api/exports.py": "executes the schema, and holds no database",
    "app.py": "asks whether the database answers",
    "cli.py": "opens a database for the demo's loading",
    "console.py": "opens a database for the command line",
    "backup.py": "copies the database whole, from the command line, and looks at no row",
    "admin.py": "fills the directory from the command line, where nobody acts; no case content",
    "directory.py": "lists the directory for the command line; no case content",
    "audit.py": "walks the record whole, from the command line, within a reach",
    "api/heads.py": "hands out heads of the record, which are outside the rule",
}
# The rule's evidence is read by the rule; by what of a domain decides, or says who is told; and by what comes together
# with a task, an invitation, a glass, an entry of the record.
MAY_WEIGH = {
    *("access", "core", "policy.py", "queries.py"),
    *("tasks/graphql.py", "seats/graphql.py", "glass/graphql.py", "record/graphql.py"),
}

# A view holds its guard on PostgreSQL only: a shape, which guards the rows that it names, is the one to name them.
MAY_SEE = {"core", "reader/shapes.py"}

BANNED_NAMES = {
    "text": "text may name any table",
    "insert": "rows are added as objects, by `work.add`",
    "update": "rows are changed as objects that were found",
    "delete": "rows are changed as objects that were found",
    "AsyncSession": "a domain holds a `Work`, and no session",
    "AsyncConnection": "a domain holds a `Work`, and no connection",
    "Session": "a domain holds a `Work`, and no session",
    "Database": "a domain holds a `Work`, and no database",
    "GUARDED": "only `Work` says that a guard is in a statement",
    "reaching": "a step reaches further by `work.reaching`",
    "reading_whole": "a step reaches further by `work.reaching`",
    "stand_as": "who acts is said where a `Work` begins",
}
BANNED_ATTRIBUTES = {
    "session": "use the named ways of `Work`",
    "connection": "a connection knows no rule",
    "execute": "use `work.find`, `all`, `value`, `values`",
    "exec_driver_sql": "text may name any table",
    "from_statement": "a statement of one's own carries no guard",
    "run_sync": "a connection knows no rule",
    "raw_connection": "a connection knows no rule",
    "get_bind": "a connection knows no rule",
    "reading": "the reader reads",
    "writing": "a command is given its `Work`",
    "execution_options": "only `Work` says that a guard is in a statement",
}


def faults_of(source: str, place: str) -> Iterator[str]:
    """What in a module, at this place below the package, would reach past the rule, as `line: name: why`."""
    banned = {} if _may(place, MAY) else BANNED_NAMES
    if not _may(place, MAY_WEIGH):
        banned = {**banned, "evidence_of": "the rule's evidence is the rule's to read"}
    attributes = {} if _may(place, MAY) else BANNED_ATTRIBUTES
    if not _may(place, MAY_SEE):
        seeing = dict.fromkeys(("seen_of", "seen_with"), "what is seen is named by a shape, and guarded there")
        banned, attributes = banned | seeing, attributes | seeing
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield from _said(node, [name.name for name in node.names], banned)
        elif isinstance(node, ast.Attribute):
            yield from _said(node, [node.attr], attributes)
            if isinstance(node.value, ast.Name) and node.value.id in ("sqlalchemy", "sa", "orm"):
                yield from _said(node, [node.attr], banned)


def _said(node: ast.AST, names: list[str], banned: dict[str, str]) -> Iterator[str]:
    yield from (f"{node.lineno}: {name}: {banned[name]}" for name in names if name in banned)  # type: ignore[attr-defined]


def _may(place: str, listed: dict[str, str] | set[str]) -> bool:
    domain, _, module = place.partition("/")
    return place in listed or domain in listed or module in listed


def main(arguments: list[str]) -> int:
    """Look at the whole package; with `--as PLACE`, at a module on standard input as if it stood there."""
    if arguments[:1] == ["--as"]:
        modules = [(arguments[1], sys.stdin.read())]
    else:
        modules = [(path.relative_to(PACKAGE).as_posix(), path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))]
    faults = [f"backend/roundtable/{place}:{fault}" for place, source in modules for fault in faults_of(source, place)]
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
