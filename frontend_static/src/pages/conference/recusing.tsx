// What is said and asked where somebody steps aside while a case is heard.
import { i18n } from "../../i18n";
import type { Field } from "../../ui/fields";

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
