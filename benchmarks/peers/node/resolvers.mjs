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
    postMessage: async (_, { input }, { unit }) => ({ problems: [], message: await unit.post(input) }),
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
