// Draws the agenda: the cases in their order, what agencies returned on each, and what may be done about it.
import { type ComponentChildren, toChildArray } from "preact";
import { Criterion } from "../../conferences/criterion";
import { chairs, isAhead, isOpen, setsAgenda, withdraws, withoutMeeting } from "../../conferences/rights";
import * as said from "../../conferences/words";
import { endOfDay } from "../../format";
import {
  AcceptAgendaItemDocument,
  BeginAgendaItemDocument,
  ConcludeAgendaItemDocument,
  DeferAgendaItemDocument,
  FindUnderThresholdDocument,
  WithdrawAgendaItemDocument,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Ask } from "../../ui/ask";
import { Do } from "../../ui/do";
import { Badge, Person, Risk, When } from "../../ui/parts";
import * as words from "../../words";
import { Order } from "./ordering";
import { StepAside } from "./recusing";
import type { Conference, Item, TheConference } from "./store";

type Props = { store: Conference; conference: TheConference };

const STANDS = ["PROPOSED", "ACCEPTED"];
const RETURN_TONES: Partial<Record<Item["returns"][number]["state"], string>> = {
  SUBMITTED: "done",
  NIL_RETURN: "done",
  DECLINED_TO_SHARE: "undone",
};
const ITEM_TONES: Partial<Record<Item["status"], string>> = { PROPOSED: "attention", HEARD: "done" };

export const titleOf = (item: Item) => item.case?.title ?? i18n._("A case");

export function Agenda({ store, conference }: Props) {
  const items = store.items.value;
  const standing = items.filter(({ status }) => STANDS.includes(status));
  const gone = items.filter(({ status }) => !STANDS.includes(status));
  // In the meeting what was heard stays where it was; before it, what was not taken stands apart.
  const listed = isAhead(conference) ? standing : items;
  return (
    <section aria-labelledby="agenda">
      <h2 id="agenda">{i18n._("Agenda")}</h2>
      {listed.length === 0 && <p class="empty">{i18n._("No case that you hear is on the agenda yet.")}</p>}
      <ol class="cards">
        {listed.map((item) => (
          <TheItem key={item.id} item={item} store={store} conference={conference} standing={standing} />
        ))}
      </ol>
      {store.data.value?.agenda.pageInfo.hasNextPage && (
        <p class="empty">{i18n._("There is more on the agenda than is shown here.")}</p>
      )}
      {isAhead(conference) && gone.length > 0 && (
        <details>
          <summary>{i18n._("Not on the agenda any more: {count}", { count: gone.length })}</summary>
          <ol class="cards">
            {gone.map((item) => (
              <TheItem key={item.id} item={item} store={store} conference={conference} standing={standing} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function TheItem({ item, store, conference, standing }: Props & { item: Item; standing: Item[] }) {
  const about = titleOf(item);
  // In the meeting that it is on the agenda is said by standing there.
  const isWaiting = conference.status === "IN_SESSION" && item.status === "ACCEPTED";
  return (
    <li class={item.currentSince ? "card current" : "card"} aria-current={item.currentSince ? "step" : undefined}>
      <h3>
        <a href={`/agenda-items/${item.id}`}>{about}</a>
      </h3>
      <p class="badges">
        <span class="reference">{item.case?.reference}</span>
        {item.currentSince && <Badge tone="going">{i18n._("Heard now")}</Badge>}
        {!item.currentSince && !isWaiting && (
          <Badge tone={ITEM_TONES[item.status]}>{words.agendaItemStatus(item.status)}</Badge>
        )}
        {item.case && <Risk level={item.case.riskLevel} />}
        {!withoutMeeting(conference) && !item.beganAt && (
          <span class="quiet">{i18n._("{minutes} min", { minutes: item.minutes })}</span>
        )}
      </p>
      {isAhead(conference) && <Criterion of={item} />}
      {isAhead(conference) && item.proposedBy && (
        <p class="quiet">
          {i18n._("Referred by")} <Person post={item.proposedBy} />
        </p>
      )}
      {item.note && <p class="description">{item.note}</p>}
      {item.reviewAt && (
        <p>
          {i18n._("To be looked at again by")} <When at={item.reviewAt} day />
        </p>
      )}
      {isOpen(conference) && STANDS.includes(item.status) && (
        <>
          <Returns item={item} folded={conference.status === "IN_SESSION"} />
          <Acts item={item} store={store} conference={conference} standing={standing} />
        </>
      )}
    </li>
  );
}

/** Which agencies were asked, and how far each has come; in the meeting how many answered is enough to begin with. */
function Returns({ item, folded }: { item: Item; folded: boolean }) {
  if (!item.returns.length) return null;
  if (!folded) return <ReturnList item={item} />;
  const answered = item.returns.filter(({ state }) => state in RETURN_TONES).length;
  return (
    <details class="more">
      <summary>{i18n._("Returns: {answered} of {count}", { answered, count: item.returns.length })}</summary>
      <ReturnList item={item} />
    </details>
  );
}

function ReturnList({ item }: { item: Item }) {
  return (
    <ul class="returns" aria-label={i18n._("Returns")}>
      {item.returns.map((own) => (
        <li key={own.id}>
          {own.agency.name}{" "}
          <Badge tone={RETURN_TONES[own.state] ?? (own.late ? "undone" : "plain")}>
            {said.returnState(own)}
            {own.late && ` · ${i18n._("late")}`}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

const reason = (hint?: string) => [{ name: "reason", label: i18n._("Reason"), hint }];

function Acts({ item, store, conference, standing }: Props & { item: Item; standing: Item[] }) {
  const about = titleOf(item);
  const [sets, current] = [setsAgenda(conference), item.currentSince !== null];
  const hears = conference.status === "IN_SESSION" && chairs(conference) && item.status === "ACCEPTED";
  const given = (values: Record<string, string>) => ({ agendaItemId: item.id, reason: values.reason ?? "" });
  return (
    <div class="buttons start">
      {withoutMeeting(conference) && item.thread && (
        <a class="button plain small" href={`/threads/${item.thread.id}`} aria-label={i18n._("Conversation: {about}", { about })}>
          {i18n._("Conversation")}
        </a>
      )}
      {hears && withoutMeeting(conference) && <Conclude item={item} store={store} />}
      {hears && !withoutMeeting(conference) && !current && (
        <Do
          words={i18n._("Hear it now")}
          about={about}
          look="small"
          document={BeginAgendaItemDocument}
          input={{ agendaItemId: item.id }}
          done={store.readSoon}
        />
      )}
      {conference.status === "IN_SESSION" && withoutMeeting(conference) && store.own.value && !chairs(conference) && (
        <StepAside item={item} about={about} store={store} />
      )}
      {sets && item.status === "PROPOSED" && (
        <Ask
          words={i18n._("Take onto the agenda")}
          about={about}
          look="small"
          intro={<p>{i18n._("Who comes hears this case from now on, and is asked what they know.")}</p>}
          first={{ minutes: "15" }}
          fields={[{ name: "minutes", label: i18n._("Minutes"), kind: "number" }]}
          document={AcceptAgendaItemDocument}
          input={(values) => ({ agendaItemId: item.id, minutes: Number(values.minutes) })}
          done={store.readSoon}
        />
      )}
      {sets && !current && (
        <Ask
          words={i18n._("Defer")}
          about={about}
          document={DeferAgendaItemDocument}
          fields={reason()}
          input={given}
          done={store.readSoon}
        />
      )}
      <More within={conference.status === "IN_SESSION"}>
        {sets && <Order item={item} about={about} store={store} conference={conference} standing={standing} />}
        {sets && !current && (
          <Ask
            words={i18n._("Under the threshold")}
            about={about}
            document={FindUnderThresholdDocument}
            fields={reason(i18n._("Why no criterion is met."))}
            input={given}
            done={store.readSoon}
          />
        )}
        {withdraws(item) && !current && (
          <Ask
            words={i18n._("Withdraw")}
            about={about}
            document={WithdrawAgendaItemDocument}
            fields={reason()}
            input={given}
            done={store.readSoon}
          />
        )}
      </More>
    </div>
  );
}

/** It was heard, and what was said. */
export function Conclude({ item, store, look }: { item: Item; store: Conference; look?: string }) {
  return (
    <Ask
      words={i18n._("Conclude")}
      about={titleOf(item)}
      look={look}
      document={ConcludeAgendaItemDocument}
      fields={[
        { name: "note", label: i18n._("What was said, in short"), optional: true },
        {
          name: "reviewAt",
          label: i18n._("To be looked at again by"),
          kind: "date",
          optional: true,
          hint: i18n._("It then stands where conferences are planned, until the case is on an agenda again."),
        },
      ]}
      input={(values) => ({
        agendaItemId: item.id,
        note: values.note || null,
        reviewAt: values.reviewAt ? endOfDay(values.reviewAt) : null,
      })}
      done={store.readSoon}
    />
  );
}

/** What one seldom does in the meeting stays out of the way there. */
function More({ within, children }: { within: boolean; children: ComponentChildren }) {
  const there = toChildArray(children).length > 0;
  if (!within || !there) return <>{children}</>;
  return (
    <details class="more">
      <summary>{i18n._("More")}</summary>
      <div class="buttons start">{children}</div>
    </details>
  );
}
