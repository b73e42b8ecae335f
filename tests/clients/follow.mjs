// Follows a subscription and prints each event as a line. When the connection is lost, it goes on from its last cursor.
import { setTimeout as wait } from "node:timers/promises";
import { createClient as createSocketClient } from "graphql-ws";
import { createClient as createStreamClient } from "graphql-sse";

const { transport, address, query, variables, headers, inPayload } = JSON.parse(process.argv[2]);

// A browser sends these by itself.
class PageSocket extends WebSocket {
  constructor(url, protocols) {
    super(url, inPayload ? { protocols } : { protocols, headers });
  }
}

function client() {
  if (transport === "sse") {
    return createStreamClient({ url: `${address}/graphql/stream`, headers, retryAttempts: 0 });
  }
  const url = `${address.replace("http:", "ws:")}/graphql`;
  return createSocketClient({
    url,
    webSocketImpl: PageSocket,
    connectionParams: inPayload ? headers : undefined,
    retryAttempts: 0,
  });
}

let after = variables.after;

async function follow() {
  const opened = client();
  try {
    for await (const { data, errors } of opened.iterate({ query, variables: { ...variables, after } })) {
      if (errors) throw new Error(JSON.stringify(errors));
      const [event] = Object.values(data);
      after = event.cursor;
      console.log(JSON.stringify(event));
    }
  } finally {
    opened.dispose();
  }
}

for (;;) {
  await follow().catch((lost) => console.error(lost?.message ?? lost));
  await wait(100);
}
