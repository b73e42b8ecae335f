// What a message says, or that it was redacted.
import { i18n } from "../i18n";
import type { Message } from "../messages";
import { nameOf, When } from "./parts";

/** A message that fewer see than its conversation says whom it is for. */
export function OnlyFor({ names }: { names: string }) {
  return <p class="only-for">{i18n._("Only for: {names}", { names })}</p>;
}

export function MessageText({ message }: { message: Message }) {
  if (message.redactedAt) {
    return (
      <p class="tombstone">
        {i18n._("Redacted")}
        {message.redactedBy && ` · ${nameOf(message.redactedBy)}`} · <When at={message.redactedAt} />
        {message.redactionReason && <span class="reason">{message.redactionReason}</span>}
      </p>
    );
  }
  // The server rendered and sanitised it when it was written; the page's policy runs no inline script either.
  return <div class="prose" dangerouslySetInnerHTML={{ __html: message.bodyHtml ?? "" }} />;
}
