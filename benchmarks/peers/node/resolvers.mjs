// Roundtable's own schema, and resolvers of what is asked for; what has none is read off its row.
import { readFileSync } from "node:fs";

export const typeDefs = readFileSync(new URL("../../../schema/schema.graphql", import.meta.url), "utf8");

export const resolvers = {
  Query: {
    case: (_, { id }, { unit }) => unit.case(id),
    thread: (_, { id }, { unit }) => unit.thread(id),
    tasks: async (_, { caseId, first }, { unit }) => ({ nodes: await unit.tasks(caseId, first) }),
    assignedTasks: async (_, given, { unit }) => ({ nodes: await unit.assigned(given) }),
  },
  Mutation: {
    postMessage: async (_, { input }, { unit, publish }) => {
      const message = await unit.post(input);
      if (publish) {
        // Committed, before anybody hears of it.
        await unit.end();
        publish({ caseEvents: { __typename: "MessagePosted", posted: message } });
      }
      return { problems: [], message };
    },
  },
  Subscription: {
    caseEvents: { subscribe: (_, __, { listen, pubsub }) => (listen ? listen() : pubsub.subscribe("case")), resolve: ({ caseEvents }) => caseEvents },
  },
  MessagePosted: {
    // Who listens may have lost the right meanwhile: it is read as each may see it, or, for comparison, told unseen.
    message: async ({ posted }, _, { fresh }) => {
      if (process.env.UNSEEN) return posted;
      const unit = fresh();
      try {
        return await unit.message(posted.id.slice(posted.id.indexOf("_") + 1));
      } finally {
        await unit.end();
      }
    },
  },
  Thread: {
    messages: async (thread, { first }, { unit }) => ({ nodes: await unit.messages(thread.key, first) }),
  },
  Message: { author: (message, _, { unit }) => unit.memberships.load(message.authorKey) },
  Membership: {
    practitioner: (post, _, { unit }) => post.practitionerKey && unit.practitioners.load(post.practitionerKey),
    agency: (post, _, { unit }) => unit.agencies.load(post.agencyKey),
  },
  Task: {
    ownerAgency: (task, _, { unit }) => unit.agencies.load(task.ownerKey),
    claimedBy: (task, _, { unit }) => task.claimedKey && unit.memberships.load(task.claimedKey),
  },
};
