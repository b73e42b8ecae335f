// Draws the dialog that assesses a case's risk: what a tool asks, as its definition has it, and what one judges beyond.
import { Radios } from "../audience/choices";
import { GROUND_FIELDS } from "../audience/grounds";
import { WhoMaySee } from "../audience/who-may-see";
import { i18n } from "../i18n";
import { announce } from "../notices";
import { forField } from "../problems";
import { choicesOf, Fields } from "../ui/fields";
import { FormDialog } from "../ui/form";
import { Problems } from "../ui/parts";
import { useStore } from "../ui/use-store";
import * as words from "../words";
import { type Assessing, createAssessing, LEVELS } from "./assessing";
import type { Tool } from "./store";
import * as said from "./words";

type Props = { caseId: string; tools: readonly Tool[]; done: () => void; onClose: () => void };

export function AssessDialog({ caseId, tools, done, onClose }: Props) {
  const form = useStore(() => createAssessing(caseId, tools));
  const problems = form.problems.value;
  const send = async () => {
    if (!(await form.send())) return;
    announce(i18n._("Done."));
    done();
  };
  const tool = form.tool.value;
  return (
    <FormDialog
      title={i18n._("Assess the risk")}
      send={i18n._("Record the assessment")}
      pending={form.pending.value}
      problems={problems}
      fields={[...form.shown.value, ...GROUND_FIELDS]}
      onSend={() => void send()}
      onClose={onClose}
    >
      <Fields
        fields={[
          {
            name: "tool",
            label: i18n._("Tool"),
            kind: "select",
            choices: tools.map(({ key, title }) => ({ id: key, name: title })),
          },
        ]}
        values={form.values.value}
        set={form.set}
        problems={problems}
      />
      {tool && <Asked form={form} tool={tool} />}
      {tool && <Beyond form={form} tool={tool} />}
      {tool && <WhoMaySee form={form} />}
    </FormDialog>
  );
}

function Asked({ form, tool }: { form: Assessing; tool: Tool }) {
  return (
    <>
      <p class="hint">{tool.about}</p>
      {tool.sections.map((section) => (
        <fieldset class="asked" key={section.key}>
          <legend>{section.title}</legend>
          {section.indicators.map(({ key, text, mayBeUnknown }) => (
            <div class="answers" key={key}>
              <Radios
                legend={text}
                choices={choicesOf(mayBeUnknown ? (["YES", "NO", "NOT_KNOWN"] as const) : (["YES", "NO"] as const), said.answer)}
                chosen={form.answers.value[key] ?? ""}
                onChange={(answer) => form.answer(key, answer)}
              />
              <Problems of={forField(form.problems.value, key)} />
            </div>
          ))}
        </fieldset>
      ))}
    </>
  );
}

function Beyond({ form, tool }: { form: Assessing; tool: Tool }) {
  const judged = Boolean(form.values.value.professionalJudgement);
  const { judgementNeededFrom } = tool;
  return (
    <>
      <Fields
        fields={[
          {
            name: "professionalJudgement",
            label: i18n._("Professional judgement"),
            kind: "select",
            optional: true,
            hint:
              judgementNeededFrom === null
                ? i18n._("It may raise what the score says, and never lowers it.")
                : i18n._("It may raise what the score says, and never lowers it. Needed where {count} or more are not known.", {
                    count: judgementNeededFrom,
                  }),
            choices: choicesOf(LEVELS, words.riskLevel),
          },
          ...(judged ? [{ name: "rationale", label: i18n._("Why you judge it so") }] : []),
          { name: "note", label: i18n._("What else to say"), optional: true },
        ]}
        values={form.values.value}
        set={form.set}
        problems={form.problems.value}
      />
      <Radios
        legend={i18n._("Is the table told the level?")}
        choices={[
          { id: "yes", name: i18n._("Yes"), more: i18n._("All at the table see the level, and nothing else of the assessment.") },
          { id: "no", name: i18n._("No"), more: i18n._("It can be told later.") },
        ]}
        chosen={form.values.value.appliesToCase ?? ""}
        onChange={(appliesToCase) => form.set({ ...form.values.value, appliesToCase })}
      />
      <Problems of={forField(form.problems.value, "appliesToCase")} />
    </>
  );
}
