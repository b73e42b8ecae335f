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
  /** It stands within something that has a heading: closed at first. */
  within?: boolean;
};

const WIDE = window.matchMedia("(min-width: 60rem)");

export function AudiencePanel({ audience, caseId, contributor, changed, within = false }: Props) {
  const acts = useMemo(() => createChanging(changed), []);
  const ours = caseId !== null && contributor === me.value?.agency.id && may("AUDIENCE_CHANGE");
  const toReview = audience.disclosures.some((naming) => naming.needsReview);
  const asking = acts.asking.value;
  const [Heading, Part] = within ? (["h4", "h5"] as const) : (["h2", "h3"] as const);
  return (
    <details class="panel who" open={!within && WIDE.matches}>
      <summary>
        <Heading>{i18n._("Who can see this, and why")}</Heading>
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
      <Part>{i18n._("Shared with")}</Part>
      {[...Map.groupBy(audience.disclosures, groundsKey).entries()].map(([key, namings]) => (
        <Shared key={key} namings={namings} acts={acts} />
      ))}
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

export const namedBy = ({ membership, agency }: Pick<Naming, "membership"> & { agency: { name: string } | null }): string =>
  membership
    ? `${nameOf(membership)} (${membership.agency.name})`
    : (agency?.name ?? i18n._("All agencies at the table"));

/** The same for namings that were made on the same grounds. */
const groundsKey = (naming: Naming): string => {
  const { purpose, purposeKind, lawfulBasis, rationale, startsAt, expiresAt, disclosedBy } = naming;
  return JSON.stringify([purpose, purposeKind, lawfulBasis, rationale, startsAt, expiresAt, disclosedBy.id]);
};

function Shared({ namings, acts }: { namings: Naming[]; acts: Changing }) {
  const [first] = namings as [Naming];
  const by = `${nameOf(first.disclosedBy)} (${first.disclosedBy.agency.name})`;
  return (
    <div class="shared">
      <ul>
        {namings.map((naming) => (
          <TheNaming key={naming.id} naming={naming} acts={acts} />
        ))}
      </ul>
      <p class="quiet">
        {first.purpose} ({words.purpose(first.purposeKind)})
      </p>
      <p class="quiet">
        {i18n._("Basis: {basis}", { basis: words.lawfulBasis(first.lawfulBasis) })}
        {first.rationale && ` · ${first.rationale}`}
      </p>
      <p class="quiet">
        {i18n._("Shared by {name}", { name: by })} · <When at={first.startsAt} day />
        {first.expiresAt && (
          <>
            {", "}
            {i18n._("until")} <When at={first.expiresAt} />
          </>
        )}
      </p>
    </div>
  );
}

function TheNaming({ naming, acts }: { naming: Naming; acts: Changing }) {
  const own = me.value;
  const ours = naming.disclosedBy.agency.id === own?.agency.id && may("AUDIENCE_CHANGE");
  // Taking one's own naming back would only shut oneself out.
  const mine = naming.agency?.id === own?.agency.id || naming.membership?.id === own?.id;
  const whom = namedBy(naming);
  return (
    <li>
      <strong>{whom}</strong>
      {naming.needsReview && <Badge tone="attention">{i18n._("A consent has ended")}</Badge>}
      {ours && naming.needsReview && (
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
      {ours && !mine && (
        <button
          type="button"
          class="link"
          aria-label={i18n._("Take back: {whom}", { whom })}
          onClick={() => acts.ask(naming)}
        >
          {i18n._("Take back")}
        </button>
      )}
    </li>
  );
}
