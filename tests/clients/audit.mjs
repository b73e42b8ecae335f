// The GraphQL over HTTP specification's own audits against a running server; prints what each one found.
import { serverAudits } from "graphql-http";

const [address, authorization] = process.argv.slice(2);

function fetchAs(url, options = {}) {
  return fetch(url, { ...options, headers: { ...options.headers, authorization } });
}

const audits = serverAudits({ url: `${address}/graphql`, fetchFn: fetchAs });
const found = [];
for (const audit of audits) {
  const { id, name, status, reason } = await audit.fn();
  found.push({ id, name, status, reason });
}
console.log(JSON.stringify(found));
