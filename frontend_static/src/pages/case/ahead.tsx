// Draws what is ahead of a case after its conference: until when it is flagged, and when one looks at it again.
import { isOpen } from "../../conferences/rights";
import { now } from "../../format";
import type { CaseOutlookQuery } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Badge, When } from "../../ui/parts";
import * as words from "../../words";

type Item = CaseOutlookQuery["agendaItems"]["nodes"][number];

const heardAt = ({ endedAt }: Item) => endedAt ?? "";

/** The last that was heard says when to look again; where the case is on an agenda to come, it is looked at there. */
export function reviewOf(items: readonly Item[]) {
  const [last] = items
    .filter(({ status }) => status === "HEARD")
    .toSorted((one, other) => (heardAt(one) < heardAt(other) ? 1 : -1));
  if (!last?.reviewAt) return null;
  const since = heardAt(last);
  const next = items.find(
    ({ status, conferenceStatus, createdAt, conferenceScheduledAt }) =>
      ["PROPOSED", "ACCEPTED"].includes(status) &&
      isOpen({ status: conferenceStatus }) &&
      (createdAt > since || conferenceScheduledAt > since),
  );
  return { last, at: last.reviewAt, next };
}

export const isPast = (at: string) => Date.parse(at) < now.value;

export function Ahead({ flaggedUntil, items }: { flaggedUntil: string | null; items: readonly Item[] }) {
  const review = reviewOf(items);
  const flagged = flaggedUntil !== null && !isPast(flaggedUntil);
  if (!flagged && !review) return null;
  return (
    <section class="block" aria-labelledby="ahead">
      <h2 id="ahead">{i18n._("After the conference")}</h2>
      <dl class="facts">
        {flagged && (
          <div class="wide">
            <dt>{i18n._("Flagged until")}</dt>
            <dd>
              <When at={flaggedUntil} day />: {i18n._("what happens until then goes to a conference, whatever the risk.")}
            </dd>
          </div>
        )}
        {review && (
          <div class="wide">
            <dt>{i18n._("To be looked at again by")}</dt>
            <dd>
              <When at={review.at} day />{" "}
              {!review.next && isPast(review.at) && <Badge tone="undone">{i18n._("Overdue")}</Badge>}{" "}
              <span class="quiet">
                {i18n._("said at")} <a href={`/agenda-items/${review.last.id}`}>{review.last.conferenceTitle}</a>
              </span>
            </dd>
          </div>
        )}
        {review?.next && (
          <div class="wide">
            <dt>{i18n._("Looked at again at")}</dt>
            <dd>
              <a href={`/agenda-items/${review.next.id}`}>{review.next.conferenceTitle}</a>{" "}
              <span class="quiet">
                <When at={review.next.conferenceScheduledAt} />
              </span>{" "}
              <Badge>{words.agendaItemStatus(review.next.status)}</Badge>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
