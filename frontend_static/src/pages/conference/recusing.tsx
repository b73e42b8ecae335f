// What is said and asked where somebody steps aside while a case is heard.
import { RecuseDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { me } from "../../session";
import { Ask } from "../../ui/ask";
import type { Field } from "../../ui/fields";
import type { Conference, Item } from "./store";

export function Aside() {
  return (
    <p class="disclosure">
      {i18n._("From now on the case is not there for who steps aside, until it has been heard: its pages close at once.")}
    </p>
  );
}

export const recuseFields = (): Field[] => [
  { name: "reason", label: i18n._("Reason"), hint: i18n._("For instance: a relative, a neighbour, a case of one's own.") },
  {
    name: "lasting",
    label: i18n._("When the case has been heard"),
    kind: "checks",
    choices: [{ id: "lasting", name: i18n._("The conflict of interest stays: the case is not there for them any more") }],
  },
];

/** Oneself. */
export function StepAside({ item, about, store }: { item: Item; about: string; store: Conference }) {
  return (
    <Ask
      words={i18n._("Step aside")}
      about={about}
      intro={<Aside />}
      document={RecuseDocument}
      fields={recuseFields()}
      input={(values) => ({
        agendaItemId: item.id,
        membershipId: me.value?.id ?? "",
        reason: values.reason ?? "",
        lasting: Boolean(values.lasting),
      })}
      done={() => item.case && store.lose(item.case.id)}
    />
  );
}
