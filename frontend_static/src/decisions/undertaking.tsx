// Draws one action that an agency undertook: what, until when, from which decision, and what it said of it since.
import type { ComponentChildren } from "preact";
import type { ReviewOutcome } from "../generated/graphql";
import { i18n } from "../i18n";
import { Badge, nameOf, TaskState, When } from "../ui/parts";
import * as words from "../words";
import type { Undertaking } from "./store";
import * as said from "./words";

const TONES: Partial<Record<ReviewOutcome, string>> = { DONE: "done", STILL_OPEN: "going", NOT_DONE: "undone" };

type Props = { one: Undertaking; elsewhere?: boolean; children?: ComponentChildren };

/** `elsewhere` says at which conference it was undertaken. */
export function TheUndertaking({ one, elsewhere = false, children }: Props) {
  const { task, agency, decision, obligation, agendaItem, volunteeredAt, volunteeredBy } = one;
  return (
    <li class="card undertaking">
      <p>
        <strong>
          {task ? <a href={`/tasks/${task.id}`}>{task.title}</a> : i18n._("An action whose task is not shared with you")}
        </strong>
      </p>
      {task && (
        <p class="badges">
          <TaskState status={task.status} />
          {task.overdue && <Badge tone="undone">{i18n._("Overdue")}</Badge>}
        </p>
      )}
      <dl class="facts">
        <div>
          <dt>{i18n._("Who will do it")}</dt>
          <dd>{agency.name}</dd>
        </div>
        {task?.dueAt && (
          <div>
            <dt>{i18n._("Due")}</dt>
            <dd>
              <When at={task.dueAt} day />
            </dd>
          </div>
        )}
        {obligation && (
          <div class="wide">
            <dt>{i18n._("Obligation")}</dt>
            <dd>{obligation}</dd>
          </div>
        )}
        {decision && (
          <div class="wide">
            <dt>{i18n._("Follows from the decision")}</dt>
            <dd>{decision.text}</dd>
          </div>
        )}
      </dl>
      <p class="quiet">
        {i18n._("Undertaken by {name}", { name: nameOf(volunteeredBy) })} · <When at={volunteeredAt} day />
        {elsewhere && (
          <>
            {" · "}
            <a href={`/agenda-items/${agendaItem.id}`}>{agendaItem.conferenceTitle}</a>
          </>
        )}
      </p>
      {one.reviews.length > 0 && (
        <ul class="history" aria-label={i18n._("What became of it")}>
          {one.reviews.map((review) => (
            <li key={review.id}>
              <p class="badges">
                <Badge tone={TONES[review.outcome]}>{said.reviewOutcome(review.outcome)}</Badge>
                {review.nonCompletionClass && <span>{words.nonCompletion(review.nonCompletionClass)}</span>}
              </p>
              <p class="description">{review.words}</p>
              <p class="quiet">
                {nameOf(review.saidBy)} · <When at={review.saidAt} day /> · {review.agendaItem.conferenceTitle}
              </p>
            </li>
          ))}
        </ul>
      )}
      {children}
    </li>
  );
}
