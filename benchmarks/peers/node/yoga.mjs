// GraphQL Yoga with graphql-jit, on Node's own HTTP server; it keeps parsed and validated documents by itself.
import { createServer } from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { createSchema, createYoga } from "graphql-yoga";
import { resolvers, typeDefs } from "./resolvers.mjs";

const { Unit } = await import(process.env.STATEMENTS ? "./sqlite.mjs" : "./database.mjs");

const ended = {
  onExecute: ({ args }) => ({ onExecuteDone: () => args.contextValue.unit.end() }),
};

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: ({ request }) => ({ unit: new Unit(request.headers.get("x-membership")) }),
  plugins: [useGraphQlJit(), ended],
  logging: false,
  graphiql: false,
  landingPage: false,
  cors: false,
  multipart: false,
});

createServer(yoga).listen(Number(process.env.PORT), "127.0.0.1");
