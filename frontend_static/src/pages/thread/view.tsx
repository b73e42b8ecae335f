// Draws one thread: its messages, newest at the bottom, its tasks beside them, and the composer below.
import { Fragment } from "preact";
import { onlyFor } from "../../audience/groups";
import { dayOf } from "../../format";
import { i18n } from "../../i18n";
import { Typists } from "../../ui/others";
import { Page, StandIn } from "../../ui/page";
import { Badge, Person, Risk, When } from "../../ui/parts";
import { useBottom } from "../../ui/use-bottom";
import { Aside } from "./aside";
import { ComposerView } from "./composer-view";
import { MessageItem, Redaction } from "./message-item";
import type { TheThread, Thread } from "./store";
import { Unsent } from "./unsent";

export function ThreadView({ store }: { store: Thread }) {
  const thread = store.thread.value;
  if (!thread) return <StandIn title={i18n._("Conversation")} reading={store.reading.value} again={store.startOver} />;
  return (
    <Page
      title={i18n._("Conversation")}
      heading={thread.subject}
      lead={<Lead thread={thread} />}
      caseId={thread.case?.id}
    >
      <div class="columns talk">
        <Aside store={store} thread={thread} />
        <div class="main-column">
          <Messages store={store} audienceId={thread.audience.id} />
          <Typists threadId={thread.id} />
          {thread.closedAt ? (
            <div class="panel closed">
              <p>{i18n._("This conversation is closed: it can be read, not added to.")}</p>
              {store.composer.text.value && (
                <p class="said">
                  {i18n._("You were writing:")} {store.composer.text.value}
                </p>
              )}
            </div>
          ) : (
            <ComposerView composer={store.composer} audience={thread.audience} />
          )}
        </div>
      </div>
      <Redaction acts={store.acts} />
    </Page>
  );
}

function Lead({ thread }: { thread: TheThread }) {
  return (
    <>
      <p class="badges">
        {thread.case && (
          <>
            <a
              href={`/cases/${thread.case.id}`}
              aria-label={i18n._("Case {reference}", { reference: thread.case.reference })}
            >
              <span class="reference">{thread.case.reference}</span>
            </a>
            <Risk level={thread.case.riskLevel} />
          </>
        )}
        {thread.closedAt && <Badge>{i18n._("Closed to writing")}</Badge>}
      </p>
      <p class="quiet">
        {i18n._("Opened by")} <Person post={thread.createdBy} /> · <When at={thread.createdAt} />
      </p>
    </>
  );
}

function Messages({ store, audienceId }: { store: Thread; audienceId: string }) {
  const messages = store.messages.value;
  const unsent = store.composer.outbox.sent.value;
  const newest = messages.at(-1);
  const firstUnread = store.position.firstUnread.value;
  const { away, toEnd } = useBottom(
    newest?.id,
    messages[0]?.id,
    !!newest && store.acts.isMine(newest),
    unsent.at(-1)?.input.clientMutationId,
    firstUnread,
  );
  return (
    <section class="messages-frame" aria-label={i18n._("Messages")}>
      {store.hasOlder.value && (
        <button
          type="button"
          class="plain older"
          aria-disabled={store.loadingOlder.value}
          onClick={() => void store.loadOlder()}
        >
          {store.loadingOlder.value ? i18n._("Loading…") : i18n._("Show older messages")}
        </button>
      )}
      {messages.length + unsent.length === 0 && <p class="empty">{i18n._("Nothing has been said yet.")}</p>}
      <ol class="messages">
        {messages.map((message, at) => (
          <Fragment key={message.id}>
            <Divider at={message.createdAt} before={messages[at - 1]?.createdAt} />
            {firstUnread === message.id && (
              <li class="divider unread">
                <span>{i18n._("New since you were here")}</span>
              </li>
            )}
            <MessageItem message={message} only={onlyFor(message, audienceId)} acts={store.acts} position={store.position} />
          </Fragment>
        ))}
        {unsent.map((sent) => (
          <Unsent key={sent.input.clientMutationId} sent={sent} composer={store.composer} />
        ))}
      </ol>
      {away && (
        <button type="button" class="to-end" onClick={toEnd}>
          {i18n._("New messages below")}
        </button>
      )}
    </section>
  );
}

function Divider({ at, before }: { at: string; before: string | undefined }) {
  const day = dayOf(at);
  if (before && dayOf(before) === day) return null;
  return (
    <li class="divider">
      <span>{day}</span>
    </li>
  );
}
