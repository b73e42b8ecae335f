// Draws the dialog that records what a person of the case decided.
import { CATEGORIES } from "../../audience/categories";
import { PURPOSES } from "../../audience/grounds-fields";
import { endOfDay } from "../../format";
import { type Category, type ConsentDecision, type Purpose, RecordConsentDocument } from "../../generated/graphql";
import type { CaseSeatsQuery } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Ask } from "../../ui/ask";
import { choicesOf, type Field, idsOf, type Values } from "../../ui/fields";
import * as words from "../../words";
import type { Consents } from "./store";

type People = NonNullable<CaseSeatsQuery["case"]>["participants"];
// What was given is withdrawn, not recorded as such.
const DECISIONS: ConsentDecision[] = [
  ...(["GIVEN", "GIVEN_WITH_LIMITS", "REFUSED"] as const),
  ...(["NOT_SOUGHT", "UNSAFE_TO_ASK", "LACKS_CAPACITY"] as const),
];
const isGiven = ({ decision }: Values) => decision?.startsWith("GIVEN");

export function RecordConsent({ store, people }: { store: Consents; people: People }) {
  return (
    <p>
      <Ask
        words={i18n._("Record a consent")}
        look=""
        intro={({ decision }) => decision === "REFUSED" && ends()}
        document={RecordConsentDocument}
        fields={(values) => fieldsOf(values, store, people)}
        input={(values) => ({
          caseId: store.caseId,
          participantId: values.participantId ?? "",
          decision: values.decision as ConsentDecision,
          note: values.note || null,
          // Only what was given has a scope.
          ...(isGiven(values) ? scopeOf(values) : {}),
        })}
        done={store.again}
      />
    </p>
  );
}

const ends = () => i18n._("What this person agreed to before is withdrawn, and what was shared on it closes at once.");

const scopeOf = ({ purposes, agencyIds, categories, until }: Values) => ({
  purposes: idsOf(purposes) as Purpose[],
  agencyIds: idsOf(agencyIds),
  categories: idsOf(categories) as Category[],
  expiresAt: until ? endOfDay(until) : null,
});

function fieldsOf(values: Values, store: Consents, people: People): Field[] {
  const deciding = people.filter((person) => person.role !== "ALLEGED_PERPETRATOR");
  const seated = store.parts.value.filter((part) => part.state === "ACTIVE");
  const scope: Field[] = [
    {
      name: "purposes",
      label: i18n._("For which purposes (none: any)"),
      kind: "checks",
      choices: choicesOf(PURPOSES, words.purpose),
    },
    {
      name: "agencyIds",
      label: i18n._("To which agencies (none: all at the table)"),
      kind: "checks",
      choices: seated.map(({ agency }) => ({ id: agency.id, name: agency.name })),
    },
    {
      name: "categories",
      label: i18n._("Also what needs an entitlement"),
      kind: "checks",
      choices: choicesOf(CATEGORIES, words.category),
    },
    { name: "until", label: i18n._("Until"), kind: "date", optional: true },
  ];
  return [
    {
      name: "participantId",
      label: i18n._("Person"),
      kind: "select",
      choices: deciding.map(({ id, label, role }) => ({ id, name: label, more: words.participantRole(role) })),
    },
    {
      name: "decision",
      label: i18n._("What was decided"),
      kind: "select",
      choices: choicesOf(DECISIONS, words.consentDecision),
    },
    ...(isGiven(values) ? scope : []),
    { name: "note", label: i18n._("What was said with it"), optional: true },
  ];
}
