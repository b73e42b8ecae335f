// The assessment being made: what is answered, judged and shared with whom, and the act.
import { computed, signal } from "@preact/signals";
import { createAct, payloadOf, type Problem } from "../act";
import { createSharing } from "../audience/sharing";
import { RecordRiskAssessmentDocument, type RiskAnswer, type RiskLevel } from "../generated/graphql";
import type { Values } from "../ui/fields";
import type { Tool } from "./store";

export const LEVELS: RiskLevel[] = ["STANDARD", "MEDIUM", "HIGH"];
const FIELDS = ["tool", "professionalJudgement", "rationale", "note", "appliesToCase", "audience", "agencyIds", "sensitivity"];

export function createAssessing(caseId: string, tools: readonly Tool[]) {
  const values = signal<Values>({ tool: tools.length === 1 ? tools[0]!.key : "", audience: "own" });
  const answers = signal<Record<string, RiskAnswer>>({});
  const sharing = createSharing(caseId, values);
  const missing = signal<Problem[]>([]);
  const act = createAct(RecordRiskAssessmentDocument, payloadOf);
  const tool = computed(() => tools.find(({ key }) => key === values.value.tool));
  const indicators = computed(() => tool.value?.sections.flatMap((section) => section.indicators) ?? []);

  /** What there is no default for: nothing is told, or withheld, by forgetting. */
  const unanswered = (): Problem[] => {
    const wanted = indicators.peek().map(({ key }) => key);
    const blank = wanted.filter((key) => !answers.peek()[key]);
    if (!values.peek().appliesToCase) blank.push("appliesToCase");
    return blank.map((name) => ({ code: "REQUIRED", detail: "", path: [name] }));
  };
  const send = async () => {
    missing.value = unanswered();
    const [by, given] = [tool.peek(), values.peek()];
    if (missing.value.length || !by) return null;
    return act.run({
      caseId,
      toolKey: by.key,
      toolVersion: by.version,
      answers: indicators.peek().map(({ key }) => ({ indicator: key, answer: answers.peek()[key]! })),
      audience: sharing.audience(),
      appliesToCase: given.appliesToCase === "yes",
      professionalJudgement: (given.professionalJudgement as RiskLevel) || null,
      rationale: given.professionalJudgement ? (given.rationale ?? "") : null,
      note: given.note || null,
    });
  };
  return {
    values,
    answers,
    sharing,
    tool,
    /** The fields that show their own problems. */
    shown: computed(() => [...FIELDS, ...indicators.value.map(({ key }) => key)]),
    set: (next: Values) => {
      // What another tool asks is another question, though it may have the same key.
      if (next.tool !== values.peek().tool) answers.value = {};
      values.value = next;
    },
    answer: (key: string, answer: string) => (answers.value = { ...answers.peek(), [key]: answer as RiskAnswer }),
    pending: act.pending,
    problems: computed(() => [...missing.value, ...act.problems.value]),
    send,
    stop: () => {},
  };
}

export type Assessing = ReturnType<typeof createAssessing>;
