// Draws the dialog that says what one's agency knows: to whom, on what grounds, and for how long.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { createAct, payloadOf } from "../../act";
import { Checks } from "../../audience/choices";
import { BLANK, GROUND_FIELDS, groundsInput } from "../../audience/grounds";
import { GroundsFields } from "../../audience/grounds-fields";
import { WillSee } from "../../audience/people";
import { createPreview } from "../../audience/preview";
import { SubmitReturnDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { announce } from "../../notices";
import { FormDialog } from "../../ui/form";
import { useStore } from "../../ui/use-store";
import type { Return, TheItem } from "./store";
import type { Writing } from "./writing";

type Props = {
  item: TheItem;
  own: Return;
  writing: Writing;
  changed: () => void;
  done: () => void;
  onClose: () => void;
};

export function SubmitDialog({ item, own, writing, changed, done, onClose }: Props) {
  const grounds = useSignal(BLANK);
  const without = useSignal<ReadonlySet<string>>(new Set());
  const kept = useSignal<ReadonlySet<string>>(new Set());
  const act = useMemo(() => createAct(SubmitReturnDocument, payloadOf), []);
  const others = item.returns.filter(({ id }) => id !== own.id).map(({ agency }) => agency);
  const preview = useStore(() =>
    createPreview(item.case?.id ?? "", () => ({
      sensitivity: "NAMED_AGENCIES",
      agencyIds: [own.agency.id, ...others.map(({ id }) => id).filter((id) => !without.value.has(id))],
    })),
  );
  const problems = act.problems.value;
  const send = async () => {
    const given = { ...writing.whole(), grounds: groundsInput(grounds.value), withoutAgencyIds: [...without.value], kept: kept.value.size > 0 };
    const made = await writing.saver.use(
      ({ draftVersion }) => act.run({ agencyReturnId: own.id, version: draftVersion ?? 0, ...given }),
      () => {},
    );
    if (!made) return changed();
    announce(i18n._("Submitted."));
    done();
  };
  return (
    <FormDialog
      title={i18n._("Say what we know")}
      send={i18n._("Submit")}
      pending={act.pending.value}
      problems={problems}
      fields={GROUND_FIELDS}
      onSend={() => void send()}
      onClose={onClose}
    >
      {others.length > 0 && (
        <Checks
          legend={i18n._("These are not told")}
          choices={others}
          chosen={without.value}
          onChange={(ids) => (without.value = ids)}
        />
      )}
      <WillSee label={i18n._("Who will see this:")} posts={preview.posts.value} />
      <GroundsFields
        value={grounds.value}
        set={(part) => (grounds.value = { ...grounds.value, ...part })}
        problems={problems}
        until={false}
      />
      <Checks
        legend={i18n._("When the conference has closed")}
        choices={[{ id: "kept", name: i18n._("They keep it; else they see it until then") }]}
        chosen={kept.value}
        onChange={(ids) => (kept.value = ids)}
      />
    </FormDialog>
  );
}
