// GraphQL Yoga with graphql-jit, on Node's own HTTP server; it keeps parsed and validated documents by itself.
import { createServer } from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { useServer } from "graphql-ws/use/ws";
import { createPubSub, createSchema, createYoga } from "graphql-yoga";
import { WebSocketServer } from "ws";
import { resolvers, typeDefs } from "./resolvers.mjs";

const { Unit } = await import(process.env.STATEMENTS ? "./sqlite.mjs" : "./database.mjs");

const ended = {
  onExecute: ({ args }) => ({ onExecuteDone: () => args.contextValue.unit.end() }),
};

const pubsub = createPubSub();
const publish = (event) => pubsub.publish("case", event);
const listen = () => pubsub.subscribe("case");

/** A request is told who asks in a header; a socket, whose event each read is a unit of its own, in its cookie. */
function context({ request, extra }) {
  if (!extra) return { unit: new Unit(request.headers.get("x-membership")), publish };
  const membership = extra.request.headers.cookie.split("=")[1];
  return { unit: new Unit(membership), fresh: () => new Unit(membership), listen };
}

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context,
  plugins: [useGraphQlJit(), ended],
  logging: false,
  graphiql: false,
  landingPage: false,
  cors: false,
  multipart: false,
});

const server = createServer(yoga);
useServer(
  {
    execute: (args) => args.rootValue.execute(args),
    subscribe: (args) => args.rootValue.subscribe(args),
    onSubscribe: async (ctx, _, params) => {
      const given = { ...ctx, req: ctx.extra.request, socket: ctx.extra.socket, params };
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped(given);
      const document = parse(params.query);
      const errors = validate(schema, document);
      if (errors.length) return errors;
      const { operationName, variables: variableValues } = params;
      const contextValue = await contextFactory();
      return { schema, operationName, document, variableValues, contextValue, rootValue: { execute, subscribe } };
    },
  },
  new WebSocketServer({ server, path: yoga.graphqlEndpoint }),
);
server.listen(Number(process.env.PORT), "127.0.0.1");
