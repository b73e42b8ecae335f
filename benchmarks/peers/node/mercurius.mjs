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
  context: (request) => ({
    unit: new Unit(request.headers["x-membership"]),
    publish: (event) => app.graphql.pubsub.publish({ topic: "case", payload: event }),
  }),
  subscription: {
    // What each socket is told is a unit of its own.
    context: (_, request) => {
      const membership = request.headers.cookie.split("=")[1];
      return { fresh: () => new Unit(membership) };
    },
  },
});
app.ready(() => app.graphql.addHook("onResolution", async (_, context) => context.unit.end()));
app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
