// Draws one message, and the forms that edit or redact it.
import { useEffect, useRef } from "preact/hooks";
import { i18n } from "../../i18n";
import type { Message } from "../../messages";
import { me } from "../../session";
import { FormDialog, LongField } from "../../ui/form";
import { MessageText, OnlyFor } from "../../ui/message-text";
import { Initials, nameOf, Problems, titleOf, When } from "../../ui/parts";
import type { MessageActs } from "./message-acts";
import type { ReadPosition } from "./read-position";
import { Versions } from "./versions";

type Props = { message: Message; only: string | null; acts: MessageActs; position: ReadPosition };

export function MessageItem({ message, only, acts, position }: Props) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => position.watch(item.current!, message.id), []);
  const editing = acts.editing.value?.id === message.id;
  const mentionsMe = message.mentions.some((post) => post.id === me.value?.id);
  const kind = [acts.isMine(message) && "mine", mentionsMe && "mentions-me"].filter(Boolean).join(" ");
  return (
    <li ref={item} class={`message ${kind}`}>
      <article aria-label={i18n._("Message from {name}", { name: nameOf(message.author) })}>
        <Initials post={message.author} />
        <div class="message-body">
          <p class="message-head">
            <strong>{nameOf(message.author)}</strong>
            <span class="quiet">
              {titleOf(message.author)} · {message.author.agency.name} · <When at={message.createdAt} />
            </span>
          </p>
          {editing ? <Editor acts={acts} /> : <MessageText message={message} />}
          {only !== null && <OnlyFor names={only} />}
          {message.mentions.length > 0 && !message.redactedAt && (
            <p class="mentions">
              {i18n._("For the attention of {names}", { names: message.mentions.map(nameOf).join(", ") })}
            </p>
          )}
          {!editing && <Foot message={message} acts={acts} position={position} />}
        </div>
      </article>
    </li>
  );
}

function Foot({ message, acts, position }: Omit<Props, "only">) {
  const mayEdit = acts.mayEdit(message);
  const mayRedact = acts.mayRedact(message);
  const edited = message.editedAt && !message.redactedAt;
  const mayLeave = position.reads.value && !acts.isMine(message);
  if (!mayEdit && !mayRedact && !edited && !mayLeave) return null;
  return (
    <div class="message-foot">
      {edited && <Versions message={message} />}
      {mayEdit && (
        <button type="button" class="link" onClick={() => acts.startEdit(message)}>
          {i18n._("Edit")}
        </button>
      )}
      {mayRedact && (
        <button type="button" class="link" onClick={() => acts.startRedaction(message)}>
          {i18n._("Redact")}
        </button>
      )}
      {mayLeave && (
        <button type="button" class="link" onClick={() => void position.markUnread(message)}>
          {i18n._("Mark unread from here")}
        </button>
      )}
    </div>
  );
}

function Editor({ acts }: { acts: MessageActs }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const close = () => (acts.editing.value = null);
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void acts.sendEdit();
      }}
    >
      <textarea
        ref={area}
        rows={4}
        aria-label={i18n._("Edit your message")}
        value={acts.editing.value?.text}
        onInput={(event) => (acts.editing.value = { ...acts.editing.peek()!, text: event.currentTarget.value })}
      />
      <Problems of={acts.edit.problems.value} />
      <div class="buttons">
        <button type="button" class="plain small" onClick={close}>
          {i18n._("Cancel")}
        </button>
        <button type="submit" class="small" aria-disabled={acts.edit.pending.value}>
          {i18n._("Save")}
        </button>
      </div>
    </form>
  );
}

export function Redaction({ acts }: { acts: MessageActs }) {
  const one = acts.redacting.value;
  if (!one) return null;
  return (
    <FormDialog
      title={i18n._("Redact the message")}
      intro={<p>{i18n._("Its text goes for everybody; who redacted it, when and why stays.")}</p>}
      send={i18n._("Redact")}
      pending={acts.redact.pending.value}
      problems={acts.redact.problems.value}
      fields={["reason"]}
      onSend={() => void acts.sendRedaction()}
      onClose={() => (acts.redacting.value = null)}
    >
      <LongField
        label={i18n._("Reason")}
        name="reason"
        required
        value={one.reason}
        problems={acts.redact.problems.value}
        onInput={(reason) => (acts.redacting.value = { ...one, reason })}
      />
    </FormDialog>
  );
}
