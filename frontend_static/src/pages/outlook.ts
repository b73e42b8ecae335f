// What of a case comes after its page: its risk, and what agencies undertook.
export { CasePlan } from "../decisions/plan";
export { CaseRisk } from "../risk/view";
