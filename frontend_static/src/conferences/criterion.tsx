// Draws why a case is on an agenda, and whether the record bears that out.
import type { ReferralCriterion } from "../generated/graphql";
import { i18n } from "../i18n";
import * as said from "./words";

type Referred = {
  criterion: ReferralCriterion;
  criterionMet: boolean | null;
  reason: string | null;
  proposedBy: object | null;
};

export function Criterion({ of: { criterion, criterionMet, reason, proposedBy } }: { of: Referred }) {
  return (
    <p class="description">
      <strong>{said.criterion(criterion)}</strong>
      {reason && `: ${reason}`}
      {criterionMet !== null && (
        <span class="quiet">
          {" "}
          {proposedBy === null
            ? i18n._("It is on the agenda by the rule, by itself.")
            : criterionMet
              ? i18n._("The record bears it out, as far as who referred it sees.")
              : i18n._("The record does not bear it out, as far as who referred it sees.")}
        </span>
      )}
    </p>
  );
}
