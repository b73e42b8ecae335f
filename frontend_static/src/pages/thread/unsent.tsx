// Draws what one has sent and has no answer for: under way, or not sent, to be tried again, copied or given up.
import { i18n } from "../../i18n";
import { announce, notify } from "../../notices";
import { me } from "../../session";
import { OnlyFor } from "../../ui/message-text";
import { Initials, nameOf, Problems } from "../../ui/parts";
import type { Composer } from "./composer";
import { sayWhether } from "./composer-view";
import type { Sent } from "./outbox";

export function Unsent({ sent, composer }: { sent: Sent; composer: Composer }) {
  const own = me.value;
  const { body, clientMutationId } = sent.input;
  const failed = sent.state === "failed";
  if (!own) return null;
  return (
    <li class="message mine unsent">
      <article aria-label={i18n._("Message that is not sent yet")}>
        <Initials post={own} />
        <div class="message-body">
          <p class="message-head">
            <strong>{nameOf(own)}</strong>
            <span class="quiet">{failed ? i18n._("Not sent.") : i18n._("Sending…")}</span>
          </p>
          <p class="said">{body}</p>
          {sent.only !== null && <OnlyFor names={sent.only} />}
          <Problems of={sent.problems} />
          {sent.tried && (
            <div class="message-foot">
              <button
                type="button"
                class="link"
                aria-disabled={!failed}
                onClick={() => failed && void tryAgain(composer, sent)}
              >
                {i18n._("Try again")}
              </button>
              <button type="button" class="link" onClick={() => void copy(body)}>
                {i18n._("Copy")}
              </button>
              {failed && (
                <button type="button" class="link" onClick={() => giveUp(composer, clientMutationId)}>
                  {i18n._("Leave it")}
                </button>
              )}
            </div>
          )}
        </div>
      </article>
    </li>
  );
}

async function tryAgain(composer: Composer, sent: Sent) {
  const arrived = await composer.again(sent);
  sayWhether(arrived);
  if (arrived) goOnWriting();
}

function giveUp(composer: Composer, id: string) {
  composer.outbox.leave(id);
  goOnWriting();
}

/** Whoever pressed what is gone now is not left nowhere. */
function goOnWriting() {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>(".composer textarea")?.focus();
  });
}

async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    announce(i18n._("Copied."));
  } catch {
    notify(i18n._("It could not be copied."));
  }
}
