// PostGraphile 5 on Node's own HTTP server; in each of its transactions the rule knows who acts.
import { createServer } from "node:http";
import { createWithPgClient, makePgService } from "postgraphile/adaptors/pg";
import { postgraphile } from "postgraphile";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

// `BEGIN`, the rule and the statement go out together; who only reads does not wait for the end of the transaction.
function standing(settings, variant) {
  const plain = createWithPgClient(settings, variant);
  const standing = (acting, callback) => {
    if (!acting?.membership) return plain(null, callback);
    return plain(null, async (client) => {
      const { rawClient } = client;
      rawClient.query("BEGIN").catch(() => {});
      const stand = { name: "stand", text: "SELECT rule.stand($1, clock_timestamp())", values: [acting.membership] };
      rawClient.query(stand).catch(() => {});
      try {
        return await callback(client);
      } finally {
        const ended = rawClient.query("COMMIT");
        if (acting.writes) await ended;
        else ended.catch(() => {});
      }
    });
  };
  standing.release = () => plain.release();
  return standing;
}

const service = makePgService({
  connectionString: process.env.DATABASE_URL,
  schemas: ["peer"],
  pubsub: false,
  poolConfig: { max: 8, min: 8, pipeline: true },
});
service.adaptor = { createWithPgClient: standing };

const server = createServer();
const built = postgraphile({
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["NodePlugin"],
  pgServices: [service],
  grafast: {
    explain: false,
    context: ({ node }, { document }) => ({
      pgSettings: {
        membership: node.req.headers["x-membership"],
        writes: document.definitions.some((each) => each.operation === "mutation"),
      },
    }),
  },
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, websockets: false },
});
await built.createServ(grafserv).addTo(server);
server.listen(Number(process.env.PORT), "127.0.0.1");
