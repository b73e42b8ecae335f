"""Lists the tasks that were asked of an NGO, page by page: a script to start from. It needs httpx2 alone."""

import argparse
import os
import sys
from collections.abc import Iterator
from typing import Any

import httpx2

QUERY = """
query ($status: [TaskStatus!], $dueAfter: DateTime, $dueBefore: DateTime, $first: Int!, $after: String) {
  assignedTasks(status: $status, dueAfter: $dueAfter, dueBefore: $dueBefore, first: $first, after: $after) {
    nodes { id title status priority dueAt overdue caseReference }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def get_token(http: httpx2.Client, token_address: str, client_id: str, client_secret: str) -> str:
    """A token for the script itself, by client credentials; the identity provider gives it."""
    answer = http.post(token_address, data={"grant_type": "client_credentials"}, auth=(client_id, client_secret))
    answer.raise_for_status()
    token: str = answer.json()["access_token"]
    return token


def assigned_tasks(http: httpx2.Client, token: str, **filters: Any) -> Iterator[dict[str, Any]]:
    """Every task that passes the filters. Each page is asked for when the one before has been used up."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
    variables = {**filters, "after": None}
    while True:
        answer = http.post("/graphql", json={"query": QUERY, "variables": variables}, headers=headers).json()
        if "errors" in answer:
            raise SystemExit("; ".join(f"{e['extensions']['code']}: {e['message']}" for e in answer["errors"]))
        page = answer["data"]["assignedTasks"]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        variables["after"] = page["pageInfo"]["endCursor"]


def read_options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--address", default="http://127.0.0.1:8000", help="where Roundtable is")
    options.add_argument("--token-address", help="where tokens are given; left out, the demo's provider")
    options.add_argument("--client-id", default="casa-sperantei-tasks")
    options.add_argument("--status", action="append", help="only tasks in this state; may be given again")
    options.add_argument("--due-after", help="only tasks due from this moment on, such as 2026-12-01T00:00:00Z")
    options.add_argument("--due-before", help="only tasks due before this moment")
    options.add_argument("--page-size", type=int, default=20, help="from 1 to 100")
    return options.parse_args()


def main() -> None:
    options = read_options()
    # never on the command line, where others on the machine could read it
    secret = os.environ.get("ROUNDTABLE_CLIENT_SECRET", "demo-secret-for-loopback-only")
    filters = {
        "status": options.status,
        "dueAfter": options.due_after,
        "dueBefore": options.due_before,
        "first": options.page_size,
    }
    with httpx2.Client(base_url=options.address) as http:
        token_address = options.token_address or f"{options.address}/demo-idp/token"
        token = get_token(http, token_address, options.client_id, secret)
        for task in assigned_tasks(http, token, **filters):
            due = (task["dueAt"] or "no date")[:16]
            sys.stdout.write(f"{due:<16}  {task['status']:<13}  {task['caseReference']}  {task['title']}\n")


if __name__ == "__main__":
    try:
        main()
    except httpx2.HTTPError as trouble:
        raise SystemExit(str(trouble)) from None
