// Draws who can see something and why, and the acts of the agency that contributed it.
import { useMemo } from "preact/hooks";
import { i18n } from "../i18n";
import { may, me } from "../session";
import { Badge, nameOf, Problems, When } from "../ui/parts";
import * as words from "../words";
import { type Changing, createChanging } from "./changing";
import type { Audience, Naming } from "./groups";
import { NarrowDialog } from "./narrow-dialog";
import { People } from "./people";
import { RevokeDialog } from "./revoke-dialog";
import { WidenDialog } from "./widen-dialog";

type Props = {
  audience: Audience;
  /** Null for who sees no more than a task: they change nothing. */
  caseId: string | null;
  /** The agency that keeps control of it. */
  contributor: string;
  changed: () => void;
};

const WIDE = window.matchMedia("(min-width: 60rem)");

export function AudiencePanel({ audience, caseId, contributor, changed }: Props) {
  const acts = useMemo(() => createChanging(changed), []);
  const ours = caseId !== null && contributor === me.value?.agency.id && may("AUDIENCE_CHANGE");
  const toReview = audience.disclosures.some((naming) => naming.needsReview);
  const asking = acts.asking.value;
  return (
    <details class="panel who" open={WIDE.matches}>
      <summary>
        <h2>{i18n._("Who can see this, and why")}</h2>
        {toReview && <Badge tone="attention">{i18n._("To be looked at again")}</Badge>}
      </summary>
      <p class="badges">
        <Badge>{words.sensitivity(audience.sensitivity)}</Badge>
        {audience.categories.map((category) => (
          <Badge key={category} tone="attention">
            {words.category(category)}
          </Badge>
        ))}
      </p>
      <People posts={audience.seenBy} />
      <h3>{i18n._("Shared with")}</h3>
      <ul class="namings">
        {audience.disclosures.map((naming) => (
          <TheNaming key={naming.id} naming={naming} acts={acts} />
        ))}
      </ul>
      <Problems of={acts.review.problems.value} />
      {ours && (
        <div class="buttons start">
          <button type="button" class="plain small" onClick={() => acts.ask("widen")}>
            {i18n._("Let more see it")}
          </button>
          <button type="button" class="plain small" onClick={() => acts.ask("narrow")}>
            {i18n._("Let fewer see it")}
          </button>
        </div>
      )}
      {asking === "widen" && <WidenDialog audience={audience} caseId={caseId!} acts={acts} />}
      {asking === "narrow" && <NarrowDialog audience={audience} acts={acts} />}
      {asking !== null && typeof asking === "object" && <RevokeDialog naming={asking} acts={acts} />}
    </details>
  );
}

export const namedBy = ({ membership, agency }: Naming): string =>
  membership
    ? `${nameOf(membership)} (${membership.agency.name})`
    : (agency?.name ?? i18n._("All agencies at the table"));

function TheNaming({ naming, acts }: { naming: Naming; acts: Changing }) {
  const ours = naming.disclosedBy.agency.id === me.value?.agency.id && may("AUDIENCE_CHANGE");
  const whom = namedBy(naming);
  return (
    <li>
      <p>
        <strong>{whom}</strong> {naming.needsReview && <Badge tone="attention">{i18n._("A consent has ended")}</Badge>}
      </p>
      <p class="quiet">
        {naming.purpose} · {words.purpose(naming.purposeKind)}
        <br />
        {i18n._("Basis: {basis}", { basis: words.lawfulBasis(naming.lawfulBasis) })}
        {naming.rationale && ` · ${naming.rationale}`}
        <br />
        {i18n._("Shared by {name}", { name: `${nameOf(naming.disclosedBy)} (${naming.disclosedBy.agency.name})` })} ·{" "}
        <When at={naming.startsAt} day />
        {naming.expiresAt && (
          <>
            {" · "}
            {i18n._("until")} <When at={naming.expiresAt} />
          </>
        )}
      </p>
      {ours && (
        <div class="message-foot">
          {naming.needsReview && (
            <button
              type="button"
              class="link"
              aria-label={i18n._("May stand: {whom}", { whom })}
              aria-disabled={acts.review.pending.value}
              onClick={() => acts.finish(acts.review.run({ disclosureId: naming.id }))}
            >
              {i18n._("May stand")}
            </button>
          )}
          <button
            type="button"
            class="link"
            aria-label={i18n._("Take back: {whom}", { whom })}
            onClick={() => acts.ask(naming)}
          >
            {i18n._("Take back")}
          </button>
        </div>
      )}
    </li>
  );
}
