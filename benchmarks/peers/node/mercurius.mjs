// Mercurius with its own graphql-jit, on Fastify.
import Fastify from "fastify";
import mercurius from "mercurius";
import { resolvers, typeDefs } from "./resolvers.mjs";

const { Unit } = await import(process.env.STATEMENTS ? "./sqlite.mjs" : "./database.mjs");

const app = Fastify({ logger: false });
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: (request) => ({ unit: new Unit(request.headers["x-membership"]) }),
});
app.ready(() => app.graphql.addHook("onResolution", async (_, context) => context.unit.end()));
app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
