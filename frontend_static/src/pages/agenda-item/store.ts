// Asks for one case on an agenda with what agencies say of it, and keeps what one's own agency is writing.
import { computed, effect, signal, untracked } from "@preact/signals";
import { createFollowed, type Happened } from "../../followed";
import { AgendaItemPageDocument, type AgendaItemPageQuery, CaseSightDocument, type CaseSightSubscription } from "../../generated/graphql";
import { may, me, whenever } from "../../session";
import { createWriting, type Writing } from "./writing";

export type TheItem = NonNullable<AgendaItemPageQuery["agendaItem"]>;
export type Return = TheItem["returns"][number];

export function createAgendaItem(agendaItemId: string) {
  /** What is read beside the page is read again by what happens on its case. */
  const heard = signal<Happened>({ what: null });
  const followed = createFollowed(
    AgendaItemPageDocument,
    { agendaItemId },
    (answer) => answer.agendaItem?.case?.eventsCursor,
    // All that becomes of an item is told on its case, and that one may hear it no more.
    ({ agendaItem }) => ({
      document: CaseSightDocument,
      variables: (after: string) => ({ caseId: agendaItem?.case?.id ?? "", after }),
      pick: ({ caseEvents }: CaseSightSubscription) => caseEvents,
    }),
    (happened) => (heard.value = happened),
  );
  const item = computed(() => followed.data.value?.agendaItem ?? null);
  const own = computed(() => item.value?.returns.find(({ agency }) => agency.id === me.value?.agency.id) ?? null);
  const writing = signal<Writing | null>(null);

  const stopWriting = effect(() => {
    const [found, mine] = [item.value, own.value];
    if (!found || !mine || !may("RETURN_GIVE")) return;
    // What is typed is no reason to meet what the server has.
    untracked(() => {
      writing.value ??= createWriting(found, mine, followed.read);
      writing.value.meet(mine);
    });
  });
  /** What was written has been said: what one writes from now on begins with it. */
  const said = () => {
    writing.peek()?.saver.drop();
    writing.value = null;
    followed.readSoon();
  };
  const stopHearing = whenever(() => {
    followed.readSoon();
    heard.value = { what: null };
  });
  const stop = () => {
    stopHearing();
    stopWriting();
    // What is gone from one's sight is not kept here either.
    if (item.peek()) writing.peek()?.saver.stop();
    else writing.peek()?.saver.drop();
    followed.stop();
  };
  return { ...followed, heard, item, own, writing, said, stop };
}

export type AgendaItem = ReturnType<typeof createAgendaItem>;
