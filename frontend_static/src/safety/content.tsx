// Draws what a version of a safety plan says, and who answers for it.
import { i18n } from "../i18n";
import { Badge, nameOf, When } from "../ui/parts";
import type { Version } from "./store";
import * as said from "./words";

/** Section by section; those that say nothing are left out. */
export function Content({ of }: { of: Version }) {
  const some = of.sections.filter(({ text }) => text);
  if (!some.length) return <p class="empty">{i18n._("Nothing is written yet.")}</p>;
  return <Sections some={some} />;
}

/** Of a draft what it says otherwise than what is in force; all of it where nothing is. */
export function Changed({ of, before }: { of: Version; before: Version | null }) {
  if (!before) return <Content of={of} />;
  const was = new Map(before.sections.map(({ code, text }) => [code, text]));
  const some = of.sections.filter(({ code, text }) => (was.get(code) ?? null) !== text);
  if (!some.length) return <p class="empty">{i18n._("It says nothing else than what is in force.")}</p>;
  return (
    <>
      <p class="quiet">{i18n._("What it says otherwise than what is in force:")}</p>
      <Sections some={some} />
    </>
  );
}

function Sections({ some }: { some: readonly Version["sections"][number][] }) {
  return (
    <dl class="said-of">
      {some.map(({ id, code, text }) => (
        <div key={id}>
          <dt>{said.section(code)}</dt>
          <dd class={text ? "description" : "quiet"}>{text ?? i18n._("Nothing any more.")}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What whom it is for said to it, and when one looks at it again. */
export function Agreed({ of, person }: { of: Version; person: string }) {
  const { agreement, agreementNote, reviewDueAt, reviewOverdue, state } = of;
  return (
    <dl class="facts">
      {agreement && (
        <div>
          <dt>{i18n._("What {person} said to it", { person })}</dt>
          <dd>
            {said.agreement(agreement)}
            {agreementNote && `: ${agreementNote}`}
          </dd>
        </div>
      )}
      {reviewDueAt && state === "IN_FORCE" && (
        <div>
          <dt>{i18n._("To be looked at again by")}</dt>
          <dd>
            <When at={reviewDueAt} day /> {reviewOverdue && <Badge tone="undone">{i18n._("Overdue")}</Badge>}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Who put it in force or discarded it, and who ended it. */
export function Answerers({ of }: { of: Version }) {
  const { signedOffBy, signedOffAt, endedBy, endedAt, state } = of;
  return (
    <p class="quiet">
      {signedOffBy && signedOffAt && (
        <>
          {i18n._("Signed off by {name}", { name: nameOf(signedOffBy) })} · <When at={signedOffAt} />
        </>
      )}
      {endedBy && endedAt && (
        <>
          {signedOffAt && " · "}
          {ENDINGS[state]?.(nameOf(endedBy))} · <When at={endedAt} />
        </>
      )}
    </p>
  );
}

const ENDINGS: Partial<Record<Version["state"], (name: string) => string>> = {
  SUPERSEDED: (name) => i18n._("Replaced by {name}", { name }),
  DISCARDED: (name) => i18n._("Discarded by {name}", { name }),
  ENDED: (name) => i18n._("Ended by {name}", { name }),
};
