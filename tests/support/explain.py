"""How PostgreSQL runs a statement, in its own words."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection


async def explained(connection: AsyncConnection, statement: Any, values: dict[str, Any], how: str = "") -> list[str]:
    """The lines of a statement's plan; `how` are options in parentheses, such as ANALYZE."""
    asked = statement.compile(dialect=connection.dialect)
    given = {**asked.params, **values}
    names = asked.positiontup or ()
    told = await connection.exec_driver_sql(f"EXPLAIN {how} {asked}", tuple(given[name] for name in names))
    return [str(line) for (line,) in told]
