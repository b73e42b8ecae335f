// What one request reads with on SQLite: in this process, by statements that hold the rule themselves.
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import DataLoader from "dataloader";

const database = new DatabaseSync(process.env.DATABASE_URL);
database.exec("PRAGMA busy_timeout = 10000; PRAGMA mmap_size = 268435456");

const read = {};
for (const [name, { text, given }] of Object.entries(JSON.parse(readFileSync(process.env.STATEMENTS, "utf8")))) {
  const statement = database.prepare(text);
  read[name] = (values) => statement.all({ ...given, ...values });
}

const within = "IN (SELECT value FROM json_each(:keys))";
const memberships = database.prepare(`
  SELECT id AS key, role, title, practitioner_id AS practitionerKey, agency_id AS agencyKey
  FROM membership WHERE id ${within}`);
const practitioners = database.prepare(`SELECT id AS key, full_name AS fullName FROM practitioner WHERE id ${within}`);
const agencies = database.prepare(`SELECT id AS key, name, type FROM agency WHERE id ${within}`);

function byKey(prefix, statement) {
  return new DataLoader(async (keys) => {
    const rows = statement.all({ keys: JSON.stringify(keys) });
    const found = new Map(rows.map((row) => [row.key, row]));
    for (const row of rows) row.id = `${prefix}_${row.key}`;
    return keys.map((key) => found.get(key) ?? null);
  });
}

export class Unit {
  constructor(membership) {
    // Keys are hexadecimal there, and moments have microseconds.
    this.acts = { me: membership.replaceAll("-", ""), now: new Date().toISOString().replace("Z", "000Z") };
    this.memberships = byKey("membership", memberships);
    this.practitioners = byKey("practitioner", practitioners);
    this.agencies = byKey("agency", agencies);
  }

  rows(name, prefix, key, more) {
    const rows = read[name]({ ...this.acts, id: key, ...more });
    for (const row of rows) row.id = `${prefix}_${row.id}`;
    return rows;
  }

  case(id) {
    return this.rows("case", "case", id.slice(5))[0] ?? null;
  }

  thread(id) {
    return this.rows("thread", "thread", id.slice(7))[0] ?? null;
  }

  messages(thread, first) {
    return this.rows("messages", "message", thread, { first });
  }

  tasks(id, first) {
    return this.rows("tasks", "task", id.slice(5), { first });
  }

  end() {}
}
