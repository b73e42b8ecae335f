// The pool, and one request's unit: a transaction in which the rule knows who acts, and what it reads of each table.
import DataLoader from "dataloader";
import postgres from "postgres";

const sql = postgres(process.env.DATABASE_URL, {
  max: 8,
  // Moments as the wire writes them: a Date would lose the microseconds.
  types: { instant: { to: 1184, from: [1184], serialize: (value) => value, parse: moment } },
});

function moment(text) {
  const [whole, part = ""] = text.slice(0, text.indexOf("+")).split(".");
  return `${whole.replace(" ", "T")}.${part.padEnd(6, "0")}Z`;
}

/** The public id of a key, and the key of a public id. */
const publicId = (prefix, key) => `${prefix}_${key.replaceAll("-", "")}`;
const keyOf = (id) => id.slice(id.indexOf("_") + 1);

/** What one request reads with: nothing waits for `BEGIN` or for the rule, which are sent ahead on the same wire. */
export class Unit {
  constructor(membership) {
    this.membership = membership;
    this.memberships = new DataLoader((keys) => this.byKey(keys, memberships), { maxBatchSize: 100 });
    this.practitioners = new DataLoader((keys) => this.byKey(keys, practitioners), { maxBatchSize: 100 });
    this.agencies = new DataLoader((keys) => this.byKey(keys, agencies), { maxBatchSize: 100 });
  }

  connection() {
    this.begun ??= sql.reserve().then((connection) => {
      this.reserved = connection;
      connection`BEGIN`.catch(() => {});
      connection`SELECT rule.stand(${this.membership}, ${new Date().toISOString()}::timestamptz)`.catch(() => {});
      return connection;
    });
    return this.begun;
  }

  /** Ends the transaction. The answer waits for it where something was written; else the connection alone does. */
  end() {
    const connection = this.reserved;
    if (!connection) return;
    this.reserved = this.begun = undefined;
    const ended = connection`COMMIT`.finally(() => connection.release());
    if (this.writes) return ended;
  }

  async post({ threadId, body }) {
    this.writes = true;
    const connection = await this.connection();
    const [row] = await connection`
      INSERT INTO message (id, case_id, thread_id, audience_id, author_id, body, body_html, created_at)
      SELECT gen_random_uuid(), case_id, id, audience_id, ${this.membership}, ${body}, ${body}, clock_timestamp()
      FROM seen.thread WHERE id = ${keyOf(threadId)}
      RETURNING id, body, created_at AS "createdAt", author_id AS "authorKey"`;
    row.id = publicId("message", row.id);
    return row;
  }

  async byKey(keys, read) {
    const rows = await read(await this.connection(), keys);
    const found = new Map(rows.map((row) => [row.key, row]));
    return keys.map((key) => found.get(key) ?? null);
  }

  async case(id) {
    const connection = await this.connection();
    const [row] = await connection`
      SELECT id, reference, title, status, risk_level AS "riskLevel", opened_at AS "openedAt"
      FROM seen."case" WHERE id = ${keyOf(id)}`;
    if (row) row.id = publicId("case", row.id);
    return row ?? null;
  }

  async thread(id) {
    const connection = await this.connection();
    const [row] = await connection`SELECT id AS key, subject FROM seen.thread WHERE id = ${keyOf(id)}`;
    if (row) row.id = publicId("thread", row.key);
    return row ?? null;
  }

  async messages(thread, first) {
    const connection = await this.connection();
    const rows = await connection`
      SELECT id, CASE WHEN redacted_at IS NULL THEN body END AS body, created_at AS "createdAt", author_id AS "authorKey"
      FROM seen.message WHERE thread_id = ${thread} ORDER BY created_at DESC, id DESC LIMIT ${first}`;
    for (const row of rows) row.id = publicId("message", row.id);
    return rows;
  }

  async message(key) {
    const connection = await this.connection();
    const [row] = await connection`
      SELECT id, CASE WHEN redacted_at IS NULL THEN body END AS body, created_at AS "createdAt", author_id AS "authorKey"
      FROM seen.message WHERE id = ${key}`;
    if (row) row.id = publicId("message", row.id);
    return row ?? null;
  }

  async tasks(id, first) {
    const connection = await this.connection();
    const rows = await connection`
      SELECT id, title, status, priority, due_at AS "dueAt", owner_agency_id AS "ownerKey", claimed_by AS "claimedKey"
      FROM seen.task WHERE case_id = ${keyOf(id)} ORDER BY created_at DESC, id DESC LIMIT ${first}`;
    for (const row of rows) row.id = publicId("task", row.id);
    return rows;
  }

  async assigned({ status, dueBefore, first }) {
    const connection = await this.connection();
    const rows = await connection`
      SELECT id, title, status, priority, due_at AS "dueAt", owner_agency_id AS "ownerKey", claimed_by AS "claimedKey"
      FROM seen.task WHERE owner_agency_id = (SELECT rule.agency())
      ${status ? sql`AND status = ANY(${status})` : sql``}
      ${dueBefore ? sql`AND due_order < ${dueBefore} AND due_at IS NOT NULL` : sql``}
      ORDER BY due_order, id LIMIT ${first}`;
    for (const row of rows) row.id = publicId("task", row.id);
    return rows;
  }
}

async function memberships(connection, keys) {
  const rows = await connection`
    SELECT id AS key, role, title, practitioner_id AS "practitionerKey", agency_id AS "agencyKey"
    FROM membership WHERE id = ANY(${keys}::uuid[])`;
  for (const row of rows) row.id = publicId("membership", row.key);
  return rows;
}

async function practitioners(connection, keys) {
  const rows = await connection`
    SELECT id AS key, full_name AS "fullName" FROM practitioner WHERE id = ANY(${keys}::uuid[])`;
  for (const row of rows) row.id = publicId("practitioner", row.key);
  return rows;
}

async function agencies(connection, keys) {
  const rows = await connection`SELECT id AS key, name, type FROM agency WHERE id = ANY(${keys}::uuid[])`;
  for (const row of rows) row.id = publicId("agency", row.key);
  return rows;
}
