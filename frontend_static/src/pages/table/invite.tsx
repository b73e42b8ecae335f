// Draws the dialog that asks an agency to the table, and says beforehand how much it would see.
import { useEffect, useState } from "preact/hooks";
import { startOfDay } from "../../format";
import {
  type Compartment,
  InviteAgencyDocument,
  InvitationPreviewDocument,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { ask } from "../../network";
import { Ask } from "../../ui/ask";
import { choicesOf, type Field, type Values } from "../../ui/fields";
import * as words from "../../words";
import { type Prospect, WouldSee } from "../../ui/would-see";
import type { Seats } from "./store";

const GONE = ["LEFT", "DECLINED", "TASKED"];
const SIDES: Compartment[] = ["SUPPORT", "PERPETRATOR"];

export function Invite({ store, openedAt }: { store: Seats; openedAt: string }) {
  const asked = (values: Values) => ({
    caseId: store.caseId,
    agencyId: values.agencyId ?? "",
    historyFrom: values.historyFrom ? notBefore(startOfDay(values.historyFrom), openedAt) : null,
    compartment: (values.compartment || null) as Compartment | null,
  });
  return (
    <p>
      <Ask
        words={i18n._("Invite an agency")}
        look=""
        document={InviteAgencyDocument}
        onOpen={store.readAgencies}
        intro={(values) => (values.agencyId ? <Preview asked={asked(values)} /> : null)}
        fields={() => fieldsOf(store)}
        input={(values) => ({ ...asked(values), invitation: values.invitation ?? "" })}
        done={store.readSoon}
      />
    </p>
  );
}

/** The day on which the case was opened begins before the case does. */
const notBefore = (instant: string, first: string) => (Date.parse(instant) < Date.parse(first) ? first : instant);

function fieldsOf(store: Seats): Field[] {
  const there = new Set(store.parts.value.filter((part) => !GONE.includes(part.state)).map((part) => part.agency.id));
  return [
    {
      name: "agencyId",
      label: i18n._("Agency"),
      kind: "select",
      choices: store.agencies.value
        .filter((agency) => agency.active && !there.has(agency.id))
        .map(({ id, name, county }) => ({ id, name, more: county ?? undefined })),
    },
    { name: "invitation", label: i18n._("What it is asked for"), hint: i18n._("It reads this before it accepts.") },
    {
      name: "historyFrom",
      label: i18n._("Sees what is shared with all from"),
      kind: "date",
      optional: true,
      hint: i18n._("From now on, unless you say otherwise."),
    },
    {
      name: "compartment",
      label: i18n._("Side of the case"),
      kind: "select",
      optional: true,
      hint: i18n._("By the agency's kind, unless you say otherwise."),
      choices: choicesOf(SIDES, words.compartment),
    },
  ];
}

type Asked = { caseId: string; agencyId: string; historyFrom: string | null; compartment: Compartment | null };

function Preview({ asked }: { asked: Asked }) {
  const [prospect, show] = useState<Prospect | null>(null);
  useEffect(() => {
    let current = true;
    show(null);
    ask(InvitationPreviewDocument, asked).then(
      ({ invitationPreview }) => current && show(invitationPreview),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [JSON.stringify(asked)]);
  return <WouldSee words={i18n._("It would see:")} prospect={prospect} />;
}
