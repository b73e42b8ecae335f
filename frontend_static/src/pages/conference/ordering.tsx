// Draws how an item of the agenda is moved among the others.
import { useEffect, useRef } from "preact/hooks";
import { OrderAgendaDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { announce } from "../../notices";
import { Do } from "../../ui/do";
import type { Conference, Item, TheConference } from "./store";

type Props = { item: Item; about: string; store: Conference; conference: TheConference; standing: Item[] };

/** Up and down, by one place; the button that was pressed keeps the focus where its item went. */
export function Order({ item, about, store, conference, standing }: Props) {
  const buttons = useRef<HTMLSpanElement>(null);
  const pressed = useRef<number | null>(null);
  const place = standing.indexOf(item);
  useEffect(() => {
    if (pressed.current === null) return;
    const all = [...(buttons.current?.querySelectorAll("button") ?? [])];
    all[pressed.current]?.focus();
    pressed.current = null;
    announce(i18n._("Now in place {place} of {count}.", { place: place + 1, count: standing.length }));
  }, [place]);
  if (standing.length < 2) return null;
  const moved = (by: number) => {
    const ids = standing.map(({ id }) => id);
    const [other] = ids.splice(place + by, 1, item.id);
    if (other) ids[place] = other;
    return { conferenceId: conference.id, agendaItemIds: ids };
  };
  const step = (words: string, by: number, button: number) => (
    <Do
      words={words}
      about={about}
      disabled={standing[place + by] === undefined}
      document={OrderAgendaDocument}
      input={moved(by)}
      done={() => {
        pressed.current = button;
        store.readSoon();
      }}
    />
  );
  return (
    <span class="buttons start" ref={buttons}>
      {step(i18n._("Move up"), -1, 0)}
      {step(i18n._("Move down"), 1, 1)}
    </span>
  );
}
