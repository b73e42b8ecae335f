// Lists the texts that the page sends, each by its hash: the server knows them, and takes no others from a browser.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createRequest, formatDocument, stringifyDocument } from "@urql/core";
import * as generated from "../src/generated/graphql.ts";

const documents = {};
for (const [name, document] of Object.entries(generated)) {
  if (!name.endsWith("Document")) continue;
  // As urql writes it, with the types' names that its cache needs.
  const text = stringifyDocument(formatDocument(createRequest(document.toString(), {}).query));
  documents[createHash("sha256").update(text).digest("hex")] = text;
}
const sorted = Object.fromEntries(Object.entries(documents).sort(([one], [other]) => (one < other ? -1 : 1)));
writeFileSync(new URL("../dist/documents.json", import.meta.url), `${JSON.stringify(sorted, null, 1)}\n`);
console.log(`${Object.keys(documents).length} documents`);
