"""What is read by hand: the rule's own views, of who stands."""

SESSION = """
SELECT post.id, post.agency_id, post.role, post.practitioner_id, session.id
FROM session
JOIN membership AS post ON post.id = session.membership_id AND post.practitioner_id = session.practitioner_id
JOIN agency ON agency.id = post.agency_id AND agency.active
JOIN practitioner ON practitioner.id = post.practitioner_id AND practitioner.active
WHERE session.token_hash = $1 AND session.ended_at IS NULL AND session.expires_at > $2 AND session.idle_until > $2
    AND post.starts_at <= $2 AND (post.ends_at IS NULL OR post.ends_at > $2)
"""
# Who acts from here on; and what the record has to say of a read: through which glasses it was.
STAND = """
WITH standing AS MATERIALIZED (SELECT rule.stand($1, $2) AS done)
SELECT glass.id, glass.case_id, glass.reason
FROM standing LEFT JOIN rule.break_glass AS glass ON standing.done IS NOT NULL
    AND glass.membership_id = $1 AND glass.opened_at <= $2 AND glass.ends_at > $2
    AND (glass.closed_at IS NULL OR glass.closed_at > $2)
"""
HEADS = """
SELECT it.id, it.reference, it.title, it.status, it.risk_level, it.opened_at, thread.id, thread.subject
FROM seen."case" AS it, seen.thread AS thread WHERE it.id = $1 AND thread.id = $2
"""
MESSAGES = """
SELECT message.id, CASE WHEN message.redacted_at IS NULL THEN message.body END, message.created_at,
    post.id, post.role, post.title, person.id, person.full_name, agency.id, agency.name, agency.type
FROM (SELECT * FROM seen.message WHERE thread_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2) AS message
JOIN membership AS post ON post.id = message.author_id
JOIN agency ON agency.id = post.agency_id
LEFT JOIN practitioner AS person ON person.id = post.practitioner_id
ORDER BY message.created_at DESC, message.id DESC
"""
TASKS = """
SELECT task.id, task.title, task.status, task.priority, task.due_at, owner.id, owner.name, owner.type,
    post.id, post.title, person.id, person.full_name, agency.id, agency.name
FROM (SELECT * FROM seen.task WHERE case_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2) AS task
JOIN agency AS owner ON owner.id = task.owner_agency_id
LEFT JOIN membership AS post ON post.id = task.claimed_by
LEFT JOIN agency ON agency.id = post.agency_id
LEFT JOIN practitioner AS person ON person.id = post.practitioner_id
ORDER BY task.created_at DESC, task.id DESC
"""
ASSIGNED = """
SELECT task.case_id, task.id, task.title, task.status, task.priority, task.due_at, owner.id, owner.name, owner.type,
    post.id, post.title, person.id, person.full_name, agency.id, agency.name
FROM (
    SELECT * FROM seen.task
    WHERE owner_agency_id = $1 AND status = ANY ($2) AND due_order < $3 AND due_at IS NOT NULL
    ORDER BY due_order, id LIMIT $4
) AS task
JOIN agency AS owner ON owner.id = task.owner_agency_id
LEFT JOIN membership AS post ON post.id = task.claimed_by
LEFT JOIN agency ON agency.id = post.agency_id
LEFT JOIN practitioner AS person ON person.id = post.practitioner_id
ORDER BY task.due_order, task.id
"""


def _key(prefix: str, column: str) -> str:
    return f"'{prefix}_' || replace({column}::text, '-', '')"


def _moment(column: str) -> str:
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


_PERSON = f"""
CASE WHEN person.id IS NOT NULL THEN json_build_object(
    'id', {_key("practitioner", "person.id")}, 'fullName', person.full_name) END
"""
# One statement, which makes the whole answer.
JSON = f"""
WITH standing AS MATERIALIZED (SELECT rule.stand($1, $2) AS done)
SELECT json_build_object(
    'case', (
        SELECT json_build_object('id', {_key("case", "it.id")}, 'reference', reference, 'title', title,
            'status', status, 'riskLevel', risk_level, 'openedAt', {_moment("opened_at")})
        FROM seen."case" AS it WHERE it.id = $3),
    'thread', (
        SELECT json_build_object('id', {_key("thread", "thread.id")}, 'subject', subject,
            'messages', json_build_object('nodes', (
                SELECT coalesce(json_agg(json_build_object('id', {_key("message", "message.id")},
                    'body', CASE WHEN message.redacted_at IS NULL THEN message.body END,
                    'createdAt', {_moment("message.created_at")},
                    'author', json_build_object('id', {_key("membership", "post.id")}, 'role', post.role,
                        'title', post.title, 'practitioner', {_PERSON},
                        'agency', json_build_object(
                            'id', {_key("agency", "agency.id")}, 'name', agency.name, 'type', agency.type)))
                    ORDER BY message.created_at DESC, message.id DESC), '[]')
                FROM (SELECT * FROM seen.message WHERE thread_id = $4 ORDER BY created_at DESC, id DESC LIMIT $5)
                    AS message
                JOIN membership AS post ON post.id = message.author_id
                JOIN agency ON agency.id = post.agency_id
                LEFT JOIN practitioner AS person ON person.id = post.practitioner_id)))
        FROM seen.thread WHERE thread.id = $4),
    'tasks', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('id', {_key("task", "task.id")}, 'title', task.title,
            'status', task.status, 'priority', task.priority, 'dueAt', {_moment("task.due_at")},
            'ownerAgency', json_build_object(
                'id', {_key("agency", "owner.id")}, 'name', owner.name, 'type', owner.type),
            'claimedBy', CASE WHEN post.id IS NOT NULL THEN json_build_object(
                'id', {_key("membership", "post.id")}, 'title', post.title, 'practitioner', {_PERSON},
                'agency', json_build_object('id', {_key("agency", "agency.id")}, 'name', agency.name)) END)
            ORDER BY task.created_at DESC, task.id DESC), '[]')
        FROM (SELECT * FROM seen.task WHERE case_id = $3 ORDER BY created_at DESC, id DESC LIMIT $5) AS task
        JOIN agency AS owner ON owner.id = task.owner_agency_id
        LEFT JOIN membership AS post ON post.id = task.claimed_by
        LEFT JOIN agency ON agency.id = post.agency_id
        LEFT JOIN practitioner AS person ON person.id = post.practitioner_id))
)::text FROM standing WHERE done IS NOT NULL
"""  # noqa: S608 - names of our own only
