// Draws the dialog that refers a case to a conference: to which, why, and on what grounds it may be heard there.
import { computed, signal } from "@preact/signals";
import { createAct, payloadOf } from "../../act";
import { Checks } from "../../audience/choices";
import { BLANK, GROUND_FIELDS, type Grounds, groundsInput } from "../../audience/grounds";
import { GroundsFields } from "../../audience/grounds-fields";
import { AHEAD } from "../../conferences/rights";
import { meetsAt } from "../../conferences/when";
import * as said from "../../conferences/words";
import { ConferencesDocument, type ConferencesQuery, ReferCaseDocument, type ReferralCriterion } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { ask } from "../../network";
import { announce } from "../../notices";
import { forField } from "../../problems";
import { me } from "../../session";
import { choicesOf, Fields, type Values } from "../../ui/fields";
import { FormDialog } from "../../ui/form";
import { useStore } from "../../ui/use-store";

type Listed = ConferencesQuery["conferences"]["nodes"][number];

const CRITERIA: ReferralCriterion[] = ["HIGH_RISK_SCORE", "PROFESSIONAL_JUDGEMENT", "ESCALATION", "REPEAT"];

function createReferral(caseId: string) {
  const conferences = signal<readonly Listed[] | null>(null);
  const values = signal<Values>({});
  const without = signal<ReadonlySet<string>>(new Set());
  const grounds = signal<Grounds>(BLANK);
  const act = createAct(ReferCaseDocument, payloadOf);
  ask(ConferencesDocument, { status: [...AHEAD, "IN_SESSION"], first: 50 }).then(
    (answer) => (conferences.value = answer.conferences.nodes.toReversed()),
    // The form says itself that there is nothing to choose from.
    () => (conferences.value = []),
  );
  const chosen = computed(() => conferences.value?.find(({ id }) => id === values.value.conferenceId));
  /** Those that come or may come yet; the convener decides on the agenda and hears it in any case. */
  const agencies = computed(() =>
    (chosen.value?.agencies ?? [])
      .filter(({ state, agency }) => state !== "DECLINED" && agency.id !== me.value?.agency.id)
      .map(({ agency }) => agency),
  );
  const send = () =>
    act.run({
      caseId,
      conferenceId: values.value.conferenceId ?? "",
      criterion: values.value.criterion as ReferralCriterion,
      reason: values.value.reason ?? "",
      grounds: groundsInput(grounds.value),
      withoutAgencyIds: agencies.value.map(({ id }) => id).filter((id) => without.value.has(id)),
    });
  return { conferences, values, without, grounds, agencies, send, act, stop: () => {} };
}

export function ReferDialog({ caseId, done, onClose }: { caseId: string; done: () => void; onClose: () => void }) {
  const form = useStore(() => createReferral(caseId));
  const problems = form.act.problems.value;
  const conferences = form.conferences.value;
  const send = async () => {
    if (!(await form.send())) return;
    announce(i18n._("Done."));
    done();
  };
  return (
    <FormDialog
      title={i18n._("Refer to a conference")}
      intro={
        <p>
          {i18n._("Who convenes the conference sees the case from then on and decides; once it is on the agenda, all who come hear it.")}
        </p>
      }
      send={i18n._("Refer it")}
      pending={form.act.pending.value}
      problems={problems}
      fields={["conferenceId", "criterion", "reason", "withoutAgencyIds", ...GROUND_FIELDS]}
      onSend={() => void send()}
      onClose={onClose}
    >
      <Fields
        fields={[
          {
            name: "conferenceId",
            label: i18n._("Conference"),
            kind: "select",
            hint: conferences?.length === 0 ? i18n._("Your agency is asked to no conference that is still to meet.") : undefined,
            choices: (conferences ?? []).map((one) => ({ id: one.id, name: one.title, more: meetsAt(one) })),
          },
          { name: "criterion", label: i18n._("Criterion"), kind: "select", choices: choicesOf(CRITERIA, said.criterion) },
          { name: "reason", label: i18n._("Why it is to be heard") },
        ]}
        values={form.values.value}
        set={(values) => (form.values.value = values)}
        problems={problems}
      />
      {form.agencies.value.length > 0 && (
        <Checks
          legend={i18n._("These are not to hear it")}
          choices={form.agencies.value}
          chosen={form.without.value}
          onChange={(ids) => (form.without.value = ids)}
          problems={forField(problems, "withoutAgencyIds")}
        />
      )}
      <GroundsFields
        value={form.grounds.value}
        set={(part) => (form.grounds.value = { ...form.grounds.value, ...part })}
        problems={problems}
      />
    </FormDialog>
  );
}
