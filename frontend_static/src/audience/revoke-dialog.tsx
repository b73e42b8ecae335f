// Draws the dialog that takes one naming back.
import { useSignal } from "@preact/signals";
import { i18n } from "../i18n";
import { FormDialog, LongField } from "../ui/form";
import type { Changing } from "./changing";
import type { Naming } from "./groups";
import { namedBy } from "./panel";

export function RevokeDialog({ naming, acts }: { naming: Naming; acts: Changing }) {
  const reason = useSignal("");
  const problems = acts.revoke.problems.value;
  return (
    <FormDialog
      title={i18n._("Take back")}
      intro={
        <p class="disclosure">
          {i18n._("{whom} will no longer see this, at once, unless it is shared with them otherwise.", {
            whom: namedBy(naming),
          })}
        </p>
      }
      send={i18n._("Take back")}
      pending={acts.revoke.pending.value}
      problems={problems}
      fields={["reason"]}
      onSend={() => acts.finish(acts.revoke.run({ disclosureId: naming.id, reason: reason.value }))}
      onClose={acts.close}
    >
      <LongField
        label={i18n._("Reason")}
        name="reason"
        required
        value={reason.value}
        problems={problems}
        onInput={(text) => (reason.value = text)}
      />
    </FormDialog>
  );
}
