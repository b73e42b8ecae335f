// Draws the declaration where one writes in the conversation of a conference without a meeting: what was written waits.
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ConferenceOfThreadDocument, type ConferenceOfThreadQuery } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { ask } from "../../network";
import { me } from "../../session";
import { Declaring } from "./declaring";

type Own = NonNullable<ConferenceOfThreadQuery["agendaItemOf"]>["conference"]["attendance"][number];

/** `send` sends what waits, once it may be sent. */
export function BeforeWriting({ threadId, send }: { threadId: string; send: () => void }) {
  const own = useMemo(() => signal<Own | null>(null), []);
  useEffect(() => {
    void ask(ConferenceOfThreadDocument, { threadId }).then(
      ({ agendaItemOf }) => {
        const found = agendaItemOf?.conference.attendance.find(({ membership }) => membership.id === me.value?.id);
        // Declared in another window meanwhile.
        if (found?.declaredAt) send();
        else own.value = found ?? null;
      },
      () => {},
    );
  }, []);
  if (!own.value) return null;
  return (
    <section class="panel" aria-labelledby="before-writing">
      <h2 id="before-writing">{i18n._("Before you write here")}</h2>
      <Declaring
        attendanceId={own.value.id}
        declared={false}
        words={i18n._("Declare, and send")}
        focused
        done={send}
      >
        <p>{i18n._("This conference has no meeting: who declares this takes part in it. What you wrote is kept, and sent then.")}</p>
      </Declaring>
    </section>
  );
}
