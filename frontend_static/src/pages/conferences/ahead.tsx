// Draws what is ahead for who plans: what happened again and where it went, which cases were put off, and which are to be
// looked at again.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { PlanWithin } from "../../decisions/plan";
import { i18n } from "../../i18n";
import { Found } from "../../repeats/view";
import { may } from "../../session";
import { Pages } from "../../ui/pages";
import { Badge, Flagged, Risk, When } from "../../ui/parts";
import { ReferDialog } from "../agenda-item/refer";
import { isPast } from "../case/ahead";
import * as words from "../../words";
import type { Planning, Review, Waiting } from "./planning";

export function Repeats({ store }: { store: Planning }) {
  const repeats = store.repeats.value;
  if (!repeats.length) return null;
  return (
    <section class="block" aria-labelledby="repeats">
      <h2 id="repeats">{i18n._("It happened again")}</h2>
      <ul class="cards">
        {repeats.map((repeat) => (
          <li class="card" key={repeat.id}>
            <TheCase one={repeat.case} />
            <Found repeat={repeat}>
              <Refer caseId={repeat.case.id} about={repeat.case.title} done={store.readSoon} />
            </Found>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function PutOff({ store }: { store: Planning }) {
  const [waiting, info] = [store.waiting.value, store.left.data.value?.putOff.pageInfo];
  if (!info || (!waiting.length && store.leftPager.number.value === 1)) return null;
  return (
    <section class="block" aria-labelledby="put-off">
      <h2 id="put-off">{i18n._("Deferred, and on no agenda")}</h2>
      <ul class="cards">
        {waiting.map((item) => (
          <Left key={item.id} item={item} store={store} />
        ))}
      </ul>
      <Pages pager={store.leftPager} info={info} />
    </section>
  );
}

function Left({ item, store }: { item: Waiting; store: Planning }) {
  const { case: one, conferenceScheduledAt, status, note } = item;
  if (!one) return null;
  return (
    <li class="card">
      <TheCase one={one}>
        <Risk level={one.riskLevel} />
        <Flagged until={one.flaggedUntil} />
      </TheCase>
      <p class="badges">
        <Badge>{status === "DEFERRED" ? words.agendaItemStatus(status) : words.conferenceStatus("CANCELLED")}</Badge>
        <AtConference item={item} />
        <When at={conferenceScheduledAt} day />
      </p>
      {note && <p class="description">{note}</p>}
      <Refer caseId={one.id} about={one.title} done={store.readSoon} />
    </li>
  );
}

export function Reviews({ store }: { store: Planning }) {
  const [reviews, info] = [store.reviews.value, store.due.data.value?.reviewsDue.pageInfo];
  if (!info || (!reviews.length && store.pager.number.value === 1)) return null;
  return (
    <section class="block" aria-labelledby="reviews">
      <h2 id="reviews">{i18n._("Cases to be looked at again")}</h2>
      <ul class="cards">
        {reviews.map((review) => (
          <TheReview key={review.id} review={review} store={store} />
        ))}
      </ul>
      <Pages pager={store.pager} info={info} />
    </section>
  );
}

function TheReview({ review, store }: { review: Review; store: Planning }) {
  const { case: one, reviewAt, note } = review;
  const open = useSignal(false);
  if (!one || !reviewAt) return null;
  return (
    <li class="card">
      <TheCase one={one}>
        <Risk level={one.riskLevel} />
        <Flagged until={one.flaggedUntil} />
      </TheCase>
      <p class="badges">
        <span>
          {i18n._("To be looked at again by")} <When at={reviewAt} day />
        </span>
        {isPast(reviewAt) && <Badge tone="undone">{i18n._("Overdue")}</Badge>}
        <span class="quiet">
          {i18n._("said at")} <AtConference item={review} />
        </span>
      </p>
      {note && <p class="description">{note}</p>}
      <Refer caseId={one.id} about={one.title} done={store.readSoon} />
      <details onToggle={(event) => (open.value = event.currentTarget.open)}>
        <summary>{i18n._("Action plan")}</summary>
        {open.value && <PlanWithin caseId={one.id} heard={store.heard} />}
      </details>
    </li>
  );
}

/** Not to be taken for the conference's own page, which is linked below. */
function AtConference({ item: { id, conferenceTitle, case: one } }: { item: Waiting | Review }) {
  return (
    <a href={`/agenda-items/${id}`} aria-label={`${conferenceTitle}: ${one?.title ?? one?.reference}`}>
      {conferenceTitle}
    </a>
  );
}

type Named = { one: { id: string; title: string | null; reference: string }; children?: ComponentChildren };

function TheCase({ one, children }: Named) {
  return (
    <>
      <h3>
        <a href={`/cases/${one.id}`}>{one.title}</a>
      </h3>
      <p class="badges">
        <span class="reference">{one.reference}</span>
        {children}
      </p>
    </>
  );
}

function Refer({ caseId, about, done }: { caseId: string; about: string | null; done: () => void }) {
  const asking = useSignal(false);
  if (!may("CASE_REFER")) return null;
  const words = i18n._("Refer to a conference");
  return (
    <p>
      <button type="button" class="small" aria-label={`${words}: ${about}`} onClick={() => (asking.value = true)}>
        {words}
      </button>
      {asking.value && (
        <ReferDialog
          caseId={caseId}
          done={() => {
            asking.value = false;
            done();
          }}
          onClose={() => (asking.value = false)}
        />
      )}
    </p>
  );
}
