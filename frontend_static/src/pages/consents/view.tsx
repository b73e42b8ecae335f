// Draws the consents of a case, what is to be looked at again since one ended, and the conflicts of interest.
import { useMemo } from "preact/hooks";
import { createAct, payloadOf } from "../../act";
import { namedBy } from "../../audience/panel";
import { type ConsentPartsFragment, ReviewDisclosureDocument, WithdrawConsentDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Ask } from "../../ui/ask";
import { StandIn } from "../../ui/page";
import { Pages } from "../../ui/pages";
import { Badge, nameOf, Problems, When } from "../../ui/parts";
import * as words from "../../words";
import { PartPage } from "../case/tabs";
import { Conflicts } from "./conflicts";
import { RecordConsent } from "./record-consent";
import type { Consents, ToReview } from "./store";

export function ConsentsView({ store }: { store: Consents }) {
  const title = i18n._("Consents and conflicts");
  const answer = store.data.value;
  if (!answer?.case) return <StandIn title={title} reading={store.reading.value} again={store.startOver} />;
  const consents = store.consents.value?.consents;
  return (
    <PartPage one={answer.case} title={title}>
      <section class="block" aria-labelledby="consents">
        <h2 id="consents">{i18n._("Consents")}</h2>
        {store.mayRecord.value && <RecordConsent store={store} people={answer.case.participants} />}
        {consents?.nodes.length === 0 && <p class="empty">{i18n._("None is recorded, or none is shown to you.")}</p>}
        <ul class="cards">
          {consents?.nodes.map((consent) => (
            <Consent key={consent.id} consent={consent} store={store} />
          ))}
        </ul>
        {consents && <Pages pager={store.pager} info={consents.pageInfo} />}
      </section>
      <Reviews store={store} />
      <Conflicts store={store} />
    </PartPage>
  );
}

const list = (names: string[], none: string) => (names.length ? names.join(", ") : none);
const purposesOf = (consent: ConsentPartsFragment) => list(consent.purposes.map(words.purpose), i18n._("any purpose"));
const agenciesOf = ({ agencies }: ConsentPartsFragment) =>
  list(
    agencies.map((agency) => agency.name),
    i18n._("all agencies at the table"),
  );

function Consent({ consent, store }: { consent: ConsentPartsFragment; store: Consents }) {
  const given = consent.decision.startsWith("GIVEN");
  return (
    <li class="card">
      <h3>{consent.participant.label}</h3>
      <p class="badges">
        <Badge tone={given ? "plain" : "attention"}>{words.consentDecision(consent.decision)}</Badge>
        {consent.inForce && <Badge tone="done">{i18n._("In force")}</Badge>}
        {consent.withdrawnAt && <Badge tone="undone">{i18n._("Withdrawn")}</Badge>}
        {consent.expired && <Badge tone="undone">{i18n._("Expired")}</Badge>}
      </p>
      {given && (
        <p>
          {i18n._("For {purposes}; to {agencies}", { purposes: purposesOf(consent), agencies: agenciesOf(consent) })}
          {consent.categories.length > 0 &&
            `; ${i18n._("also: {categories}", { categories: consent.categories.map(words.category).join(", ") })}`}
        </p>
      )}
      {consent.note && <p class="description">{consent.note}</p>}
      <p class="quiet">
        {nameOf(consent.recordedBy)} ({consent.recordedBy.agency.name}) · <When at={consent.recordedAt} />
        {consent.expiresAt && (
          <>
            {" · "}
            {i18n._("until")} <When at={consent.expiresAt} day />
          </>
        )}
      </p>
      {consent.withdrawnAt && (
        <p class="shared">
          <span class="quiet">
            {i18n._("Withdrawn")} · {consent.withdrawnBy && nameOf(consent.withdrawnBy)} ·{" "}
            <When at={consent.withdrawnAt} />
          </span>
          {consent.withdrawalNote}
        </p>
      )}
      {consent.inForce && store.mayRecord.value && (
        <p>
          <Ask
            words={i18n._("Withdraw")}
            about={consent.participant.label}
            intro={
              <p class="disclosure">
                {i18n._(
                  "What was shared on this consent closes at once: for {purposes}, to {agencies}. What rests on another basis stays, and is marked to be looked at again.",
                  { purposes: purposesOf(consent), agencies: agenciesOf(consent) },
                )}
              </p>
            }
            document={WithdrawConsentDocument}
            fields={[{ name: "note", label: i18n._("Note"), optional: true }]}
            input={({ note }) => ({ consentId: consent.id, note: note || null })}
            done={store.again}
          />
        </p>
      )}
    </li>
  );
}

function Reviews({ store }: { store: Consents }) {
  const found = store.toReview.value;
  if (!found.length) return null;
  return (
    <section class="panel" aria-labelledby="reviews">
      <h2 id="reviews">{i18n._("To be looked at again")}</h2>
      <p class="quiet">{i18n._("A consent has ended; this was shared on another basis, and stands until you take it back.")}</p>
      <ul class="rows">
        {found.map((item) => (
          <Review key={item.href} item={item} changed={store.again} />
        ))}
      </ul>
    </section>
  );
}

/** For all whom it names; of one alone it is said where the item is. */
function Review({ item, changed }: { item: ToReview; changed: () => void }) {
  const act = useMemo(() => createAct(ReviewDisclosureDocument, payloadOf), []);
  const stand = async () => {
    for (const naming of item.namings) if (!(await act.run({ disclosureId: naming.id }))) break;
    changed();
  };
  return (
    <li>
      <a href={item.href}>{item.name}</a> <span class="quiet">{item.namings.map(namedBy).join(" · ")}</span>
      <button
        type="button"
        class="link"
        aria-label={i18n._("May stand: {whom}", { whom: item.name })}
        aria-disabled={act.pending.value}
        onClick={() => void stand()}
      >
        {i18n._("May stand")}
      </button>
      <Problems of={act.problems.value} />
    </li>
  );
}
