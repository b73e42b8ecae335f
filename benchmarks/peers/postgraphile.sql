-- What PostGraphile makes its schema of: what is seen, under one name each, with the keys that views do not have.
CREATE SCHEMA peer;
CREATE VIEW peer."case" AS SELECT id, reference, title, status, risk_level, opened_at FROM seen."case";
CREATE VIEW peer.thread AS SELECT id, case_id, subject FROM seen.thread;
CREATE VIEW peer.message AS
    SELECT id, thread_id, author_id, CASE WHEN redacted_at IS NULL THEN body END AS body, created_at FROM seen.message;
CREATE VIEW peer.task AS
    SELECT id, case_id, title, status, priority, due_at, owner_agency_id, claimed_by AS claimed_by_id, created_at,
        due_order
    FROM seen.task;
CREATE VIEW peer.membership AS SELECT id, role, title, practitioner_id, agency_id FROM public.membership;
CREATE VIEW peer.practitioner AS SELECT id, full_name FROM public.practitioner;
CREATE VIEW peer.agency AS SELECT id, name, type FROM public.agency;
CREATE FUNCTION peer.assigned_tasks(status text[], due_before timestamptz) RETURNS SETOF peer.task
LANGUAGE sql STABLE AS $$
    SELECT task.* FROM peer.task
    WHERE task.owner_agency_id = (SELECT rule.agency()) AND task.status = ANY ($1) AND task.due_order < $2
        AND task.due_at IS NOT NULL
    ORDER BY task.due_order, task.id
$$;
CREATE FUNCTION peer.post_message(thread_id uuid, body text) RETURNS peer.message
LANGUAGE sql VOLATILE AS $$
    INSERT INTO public.message (id, case_id, thread_id, audience_id, author_id, body, body_html, created_at)
    SELECT gen_random_uuid(), case_id, id, audience_id, rule.actor(), $2, $2, clock_timestamp()
    FROM seen.thread WHERE id = $1
    RETURNING id, message.thread_id, author_id, message.body, created_at
$$;
COMMENT ON FUNCTION peer.post_message IS E'@resultFieldName message';
COMMENT ON VIEW peer."case" IS E'@primaryKey id';
COMMENT ON VIEW peer.thread IS E'@primaryKey id';
COMMENT ON VIEW peer.message IS
    E'@primaryKey id\n@foreignKey (thread_id) references peer.thread (id)|@fieldName thread|@foreignFieldName messages\n@foreignKey (author_id) references peer.membership (id)|@fieldName author';
COMMENT ON VIEW peer.task IS
    E'@primaryKey id\n@foreignKey (owner_agency_id) references peer.agency (id)|@fieldName ownerAgency\n@foreignKey (claimed_by_id) references peer.membership (id)|@fieldName claimedBy';
COMMENT ON VIEW peer.membership IS
    E'@primaryKey id\n@foreignKey (practitioner_id) references peer.practitioner (id)|@fieldName practitioner\n@foreignKey (agency_id) references peer.agency (id)|@fieldName agency';
COMMENT ON VIEW peer.practitioner IS E'@primaryKey id';
COMMENT ON VIEW peer.agency IS E'@primaryKey id';
GRANT USAGE ON SCHEMA peer TO roundtable_app;
GRANT SELECT ON ALL TABLES IN SCHEMA peer TO roundtable_app;
