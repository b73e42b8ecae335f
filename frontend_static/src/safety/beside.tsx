// Draws which safety plans a case has, where one is at something else of it; what they say stands on the case's page.
import { type Heard, onHeard } from "../decisions/store";
import { SafetyPlansBesideDocument } from "../generated/graphql";
import { i18n } from "../i18n";
import { createReadings } from "../reading";
import { Badge, When } from "../ui/parts";
import { useStore } from "../ui/use-store";
import { OF_PLANS, PLACE } from "./store";
import * as said from "./words";

function createBeside(caseId: string, heard: Heard) {
  const readings = createReadings(SafetyPlansBesideDocument, { caseId });
  void readings.read();
  const unhear = onHeard(heard, OF_PLANS, readings.readSoon);
  const stop = () => {
    unhear();
    readings.stop();
  };
  return { ...readings, stop };
}

type Props = { caseId: string; heard: Heard; level?: "h2" | "h3" };

/** Made anew for each case, by its key. */
export function SafetyPlansBeside({ caseId, heard, level: Heading = "h2" }: Props) {
  const store = useStore(() => createBeside(caseId, heard));
  const plans = store.data.value?.safetyPlans.nodes ?? [];
  if (!plans.length) return null;
  return (
    <section class="block" aria-labelledby="plans-beside">
      <Heading id="plans-beside">{i18n._("Safety plans")}</Heading>
      <ul class="rows">
        {plans.map(({ id, participant, agency, inForce }) => (
          <li key={id}>
            <a href={`/cases/${caseId}#${PLACE}`}>
              {i18n._("For {person}, kept by {agency}", { person: participant?.label ?? "", agency: agency.name })}
            </a>
            <p class="badges">
              {inForce ? <Badge tone="done">{said.state("IN_FORCE")}</Badge> : <Badge>{i18n._("None in force")}</Badge>}
              {inForce?.reviewDueAt && (
                <span class="quiet">
                  {i18n._("To be looked at again by")} <When at={inForce.reviewDueAt} day />
                </span>
              )}
              {inForce?.reviewOverdue && <Badge tone="undone">{i18n._("Overdue")}</Badge>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
