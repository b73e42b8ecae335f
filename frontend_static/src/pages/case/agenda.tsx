// Draws an agenda item: its conference and the end of its conversation.
import { useLayoutEffect, useRef } from "preact/hooks";
import { onlyFor } from "../../audience/groups";
import type { CasePageQuery } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { newestLast } from "../../messages";
import { MessageText, OnlyFor } from "../../ui/message-text";
import { Badge, nameOf, When } from "../../ui/parts";
import * as words from "../../words";
import { Closing } from "./closing";

type Item = CasePageQuery["agendaItems"]["nodes"][number];

export function Agenda({ item }: { item: Item }) {
  const { conference, thread } = item;
  return (
    <section class="panel agenda" aria-labelledby={item.id}>
      <h2 id={item.id}>
        <a href={`/conferences/${conference.id}`}>{conference.title}</a>
      </h2>
      <p class="badges">
        <Badge tone="going">{words.conferenceStatus(item.conferenceStatus)}</Badge>
        <Badge>{words.agendaItemStatus(item.status)}</Badge>
        <span class="quiet">
          {words.conferenceType(conference.type)} · {conference.agency.name}
          {conference.scheduledAt && (
            <>
              {" · "}
              <When at={conference.scheduledAt} />
            </>
          )}
        </span>
      </p>
      {thread && <Latest thread={thread} label={item.id} />}
      <div class="links">
        {thread && (
          <a class="button" href={`/threads/${thread.id}`}>
            {i18n._("Open the conference conversation")}
          </a>
        )}
        <a class="button plain" href={`/agenda-items/${item.id}`}>
          {i18n._("What agencies know")}
        </a>
        {thread && <Closing item={item} />}
      </div>
    </section>
  );
}

function Latest({ thread, label }: { thread: NonNullable<Item["thread"]>; label: string }) {
  const list = useRef<HTMLOListElement>(null);
  const ordered = newestLast(thread.messages.nodes);
  useLayoutEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [ordered.at(-1)?.id]);
  if (!ordered.length) return <p class="empty">{i18n._("Nothing has been said yet.")}</p>;
  return (
    <ol class="latest" ref={list} tabIndex={0} aria-labelledby={label}>
      {ordered.map((message) => {
        const only = onlyFor(message, thread.audience.id);
        return (
          <li key={message.id}>
            <p class="quiet">
              <strong>{nameOf(message.author)}</strong> · {message.author.agency.name} ·{" "}
              <When at={message.createdAt} />
            </p>
            <MessageText message={message} />
            {only !== null && <OnlyFor names={only} />}
          </li>
        );
      })}
    </ol>
  );
}
