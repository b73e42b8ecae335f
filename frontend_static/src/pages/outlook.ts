// What of a case comes after its page: what happened, its risk, and what agencies undertook.
export { CasePlan } from "../decisions/plan";
export { CaseIncidents } from "../incidents/view";
export { CaseRisk } from "../risk/view";
