// Draws who can see a safety plan and why; the agency that keeps it changes that.
import { AudiencePanel } from "../audience/panel";
import { type Heard, onHeard } from "../decisions/store";
import { SafetyPlanAudienceDocument } from "../generated/graphql";
import { createReadings } from "../reading";
import { useStore } from "../ui/use-store";
import { OF_PLANS, type Plan } from "./store";

type Props = { plan: Plan; caseId: string; changed: () => void; heard: Heard };

function createAudience(safetyPlanId: string, heard: Heard) {
  const readings = createReadings(SafetyPlanAudienceDocument, { safetyPlanId });
  void readings.read();
  const unhear = onHeard(heard, OF_PLANS, readings.readSoon);
  const stop = () => {
    unhear();
    readings.stop();
  };
  return { ...readings, stop };
}

export function PlanAudience({ plan, caseId, changed, heard }: Props) {
  const store = useStore(() => createAudience(plan.id, heard));
  const audience = store.data.value?.safetyPlan?.audience;
  if (!audience) return null;
  const again = () => {
    changed();
    store.readSoon();
  };
  return <AudiencePanel audience={audience} caseId={caseId} contributor={plan.agency.id} changed={again} within />;
}
