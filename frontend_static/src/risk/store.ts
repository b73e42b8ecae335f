// Asks for a case's assessments and what its table was told, and for the tools that they are by.
import { computed, signal } from "@preact/signals";
import { type Heard, onHeard } from "../decisions/store";
import { CaseRiskDocument, type CaseRiskQuery, RiskToolsDocument, type RiskToolsQuery } from "../generated/graphql";
import { language } from "../i18n";
import { ask } from "../network";
import { createReadings } from "../reading";

export type Assessment = CaseRiskQuery["riskAssessments"]["nodes"][number];
export type Tool = RiskToolsQuery["riskTools"]["nodes"][number];
/** What one tool says of the case: the assessments that stand, the newest first. */
export type ByTool = { key: string; title: string; standing: Assessment[] };

const OF_RISK = ["RiskAssessed", "RiskLevelChanged", "AccessChanged"];
const LANGUAGE = language === "ro" ? "RO" : "EN";
const tools = signal<readonly Tool[]>([]);

/** Tools are the same for every case, and a version never changes: they are read once. */
function readTools(): void {
  if (tools.peek().length) return;
  ask(RiskToolsDocument, { language: LANGUAGE, first: 50 }).then(
    (answer) => (tools.value = answer.riskTools.nodes),
    // Without them their keys stand in for their names, and there is nothing to assess by.
    () => {},
  );
}

export function createRisk(caseId: string, heard: Heard) {
  const readings = createReadings(CaseRiskDocument, { caseId, first: 50 });
  readTools();
  void readings.read();
  const unhear = onHeard(heard, OF_RISK, readings.readSoon);
  const titleOf = (key: string) => tools.value.findLast((tool) => tool.key === key)?.title ?? key;
  const all = computed(() => readings.data.value?.riskAssessments.nodes ?? []);
  const byTool = computed<ByTool[]>(() => {
    const standing = all.value.filter(({ supersededBy }) => !supersededBy);
    const groups = Map.groupBy(standing, ({ toolKey }) => toolKey);
    return [...groups].map(([key, some]) => ({ key, title: titleOf(key), standing: some }));
  });
  const stop = () => {
    unhear();
    readings.stop();
  };
  return {
    byTool,
    /** Those that take new assessments: of each the newest version. */
    tools: computed(() =>
      tools.value.filter((tool) => !tool.retired && !tools.value.some((other) => isNewer(other, tool))),
    ),
    ready: computed(() => readings.data.value !== null),
    told: computed(() => (readings.data.value?.appliedRiskLevels.nodes ?? []).filter(({ standing }) => standing)),
    readSoon: readings.readSoon,
    stop,
  };
}

const isNewer = (other: Tool, tool: Tool) => other.key === tool.key && other.version > tool.version && !other.retired;

export type Risks = ReturnType<typeof createRisk>;
