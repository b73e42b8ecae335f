// What may be done with a message: its author edits it for a while, some redact it.
import { effect, signal } from "@preact/signals";
import { createAct } from "../../act";
import { keepForm, readForm } from "../../drafts";
import { now } from "../../format";
import { EditMessageDocument, RedactMessageDocument } from "../../generated/graphql";
import type { Message } from "../../messages";
import { keptAs } from "../../saver";
import { draftOwner, may, me, writing } from "../../session";

type Editing = { id: string; text: string };

export function createMessageActs(threadId: string, keep: (message: Message) => void) {
  const owner = draftOwner.peek();
  const place = `${keptAs(threadId)} editing`;
  const { id, text } = readForm(owner, place);
  // Kept in this tab: whoever leaves in the middle of it comes back to it.
  const editing = signal<Editing | null>(id && text ? { id, text } : null);
  const stopKeeping = effect(() => keepForm(owner, place, editing.value));
  const drop = () => {
    editing.value = null;
    keepForm(owner, place, null);
  };
  const nothing = () => Promise.resolve();
  writing.set(nothing, drop);
  const stop = () => {
    stopKeeping();
    writing.delete(nothing);
  };
  const redacting = signal<{ id: string; reason: string } | null>(null);
  const edit = createAct(EditMessageDocument, ({ editMessage: { problems, message } }) => ({
    problems,
    made: message,
  }));
  const redact = createAct(RedactMessageDocument, ({ redactMessage: { problems, message } }) => ({
    problems,
    made: message,
  }));

  const sendEdit = async () => {
    if (!editing.value) return;
    const message = await edit.run({ messageId: editing.value.id, body: editing.value.text });
    if (!message) return;
    keep(message);
    editing.value = null;
  };
  const sendRedaction = async () => {
    if (!redacting.value) return;
    const message = await redact.run({ messageId: redacting.value.id, reason: redacting.value.reason });
    if (!message) return;
    keep(message);
    redacting.value = null;
  };
  const isMine = (message: Message) => message.author.id === me.value?.id;
  return {
    stop,
    drop,
    editing,
    redacting,
    edit,
    redact,
    sendEdit,
    sendRedaction,
    startEdit: (message: Message) => {
      edit.clear();
      editing.value = { id: message.id, text: message.body ?? "" };
    },
    startRedaction: (message: Message) => {
      redact.clear();
      redacting.value = { id: message.id, reason: "" };
    },
    isMine,
    mayEdit: (message: Message) =>
      isMine(message) && may("MESSAGE_POST") && !message.redactedAt && now.value < Date.parse(message.editableUntil),
    mayRedact: (message: Message) => !message.redactedAt && (isMine(message) || may("MESSAGE_REDACT")),
  };
}

export type MessageActs = ReturnType<typeof createMessageActs>;
