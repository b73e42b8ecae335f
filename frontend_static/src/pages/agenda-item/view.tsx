// Draws one case on an agenda: why it is there, what each agency says, and what one's own says.
import { AudiencePanel } from "../../audience/panel";
import { Criterion } from "../../conferences/criterion";
import { isOpen } from "../../conferences/rights";
import { Meets } from "../../conferences/when";
import * as said from "../../conferences/words";
import { DecidedOver } from "../../decisions/decided";
import { i18n } from "../../i18n";
import { CaseRisk } from "../../risk/view";
import { SafetyPlansBeside } from "../../safety/beside";
import { Page, StandIn } from "../../ui/page";
import { Badge, nameOf, Person, Risk, SafeContact, When } from "../../ui/parts";
import * as words from "../../words";
import { OwnReturn } from "./own";
import type { AgendaItem, Return, TheItem } from "./store";
import { TEXTS } from "./writing";

export function AgendaItemView({ store }: { store: AgendaItem }) {
  const item = store.item.value;
  const title = i18n._("Case at a conference");
  if (!item) return <StandIn title={title} reading={store.reading.value} again={store.startOver} />;
  const others = item.returns.filter(({ id }) => id !== store.own.value?.id);
  const decided = <DecidedOver item={item} conference={item.conference} heard={store.heard} level="h2" />;
  return (
    <Page title={title} heading={item.case?.title} lead={<Lead item={item} />} caseId={item.case?.id}>
      <div class="columns">
        <div class="main-column">
          {item.beganAt && decided}
          {store.own.value && <OwnReturn store={store} item={item} own={store.own.value} />}
          <section aria-labelledby="returns">
            <h2 id="returns">{i18n._("What agencies know")}</h2>
            {others.length === 0 && <p class="empty">{i18n._("No other agency hears this case yet.")}</p>}
            <ul class="cards">
              {others.map((one) => (
                <TheReturn key={one.id} one={one} />
              ))}
            </ul>
          </section>
          {!item.beganAt && decided}
          {item.case && <CaseRisk caseId={item.case.id} heard={store.heard} />}
        </div>
        <div class="side-column">
          <Referral item={item} />
          {item.case && <SafetyPlansBeside key={item.case.id} caseId={item.case.id} heard={store.heard} />}
          <section aria-labelledby="participants">
            <h2 id="participants">{i18n._("People concerned")}</h2>
            <ul class="rows">
              {item.case?.participants.map((participant) => (
                <li key={participant.id}>
                  <strong>{participant.label}</strong>{" "}
                  <span class="quiet">{words.participantRole(participant.role)}</span>
                </li>
              ))}
            </ul>
          </section>
          {item.audience && (
            <AudiencePanel
              audience={item.audience}
              caseId={item.case?.id ?? null}
              contributor={item.proposedBy?.agency.id ?? ""}
              changed={store.readSoon}
            />
          )}
        </div>
      </div>
    </Page>
  );
}

function Lead({ item }: { item: TheItem }) {
  const { conference, case: one, thread } = item;
  return (
    <>
      <p class="badges">
        <span class="reference">{one?.reference}</span>
        <Badge tone={item.currentSince ? "going" : "plain"}>
          {item.currentSince ? i18n._("Heard now") : words.agendaItemStatus(item.status)}
        </Badge>
        {one && <Risk level={one.riskLevel} />}
      </p>
      <p>
        <a href={`/conferences/${conference.id}`}>{conference.title}</a>{" "}
        <span class="quiet">
          <Meets of={conference} />
        </span>
      </p>
      {one?.safeContact && <SafeContact words={one.safeContact} />}
      <div class="links">
        {one && (
          <a class="button plain" href={`/cases/${one.id}`}>
            {i18n._("The case")}
          </a>
        )}
        {thread && (
          <a class="button plain" href={`/threads/${thread.id}`}>
            {i18n._("Conversation")}
          </a>
        )}
      </div>
    </>
  );
}

function Referral({ item }: { item: TheItem }) {
  return (
    <section aria-labelledby="referral">
      <h2 id="referral">{i18n._("Why it is referred")}</h2>
      <Criterion of={item} />
      {item.reviewAt && (
        <p>
          {i18n._("To be looked at again by")} <When at={item.reviewAt} day />
        </p>
      )}
      {item.proposedBy && (
        <p class="quiet">
          {i18n._("Referred by")} <Person post={item.proposedBy} /> · <When at={item.createdAt} day />
        </p>
      )}
      {item.note && (
        <p class="description">
          <strong>{words.agendaItemStatus(item.status)}:</strong> {item.note}
        </p>
      )}
      {item.recusals.length > 0 && (
        <p class="quiet">
          {i18n._("Stepped aside: {names}", { names: item.recusals.map(({ membership }) => nameOf(membership)).join(", ") })}
        </p>
      )}
      {!isOpen(item.conference) && <p class="quiet">{words.conferenceStatus(item.conference.status)}</p>}
    </section>
  );
}

const TONES: Partial<Record<Return["state"], string>> = {
  SUBMITTED: "done",
  NIL_RETURN: "done",
  DECLINED_TO_SHARE: "undone",
};

function TheReturn({ one }: { one: Return }) {
  return (
    <li class="card">
      <h3>{one.agency.name}</h3>
      <ReturnState one={one} />
      <Content one={one} />
    </li>
  );
}

/** What minutes say of a return is drawn as well: when and by whom it was answered stays out of them. */
type Answered = Pick<Return, "state" | "askedAt" | "late" | "declineReason"> & Partial<Pick<Return, "answeredAt" | "answeredBy">>;
type Told = Pick<NonNullable<Return["content"]>, (typeof TEXTS)[number]> & { known: readonly { label: string }[] };
type Said = { state: Return["state"]; content: Told | null };

export function ReturnState({ one }: { one: Answered }) {
  return (
    <p class="badges">
      <Badge tone={TONES[one.state]}>{said.returnState(one)}</Badge>
      {one.late && <Badge tone="undone">{i18n._("Late")}</Badge>}
      {one.declineReason && <span>{said.returnDecline(one.declineReason)}</span>}
      {one.answeredAt && (
        <span class="quiet">
          {one.answeredBy && `${nameOf(one.answeredBy)} · `}
          <When at={one.answeredAt} />
        </span>
      )}
    </p>
  );
}

export const labels = () => ({
  involvement: i18n._("What we have to do with them"),
  concerns: i18n._("What worries us"),
  protectiveFactors: i18n._("What protects"),
  proposals: i18n._("What we propose"),
  documents: i18n._("Documents"),
});

/** What was said, as far as one may see it. */
export function Content({ one: { state, content } }: { one: Said }) {
  if (!content) return state === "SUBMITTED" ? <p class="empty">{i18n._("What it says is not shared with you.")}</p> : null;
  const names = labels();
  return (
    <dl class="said-of">
      {content.known.length > 0 && (
        <div>
          <dt>{i18n._("Known to us")}</dt>
          <dd>{content.known.map(({ label }) => label).join(", ")}</dd>
        </div>
      )}
      {TEXTS.filter((name) => content[name]).map((name) => (
        <div key={name}>
          <dt>{names[name]}</dt>
          <dd class="description">{content[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
