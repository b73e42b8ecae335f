// Draws the fields that say why sharing is lawful.
import type { Problem } from "../act";
import type { LawfulBasis, Purpose } from "../generated/graphql";
import { i18n } from "../i18n";
import { DateField, LongField, SelectField, TextField } from "../ui/form";
import * as words from "../words";
import type { Grounds } from "./grounds";

const BASES: LawfulBasis[] = ["CONSENT", "LEGAL_OBLIGATION", "VITAL_INTERESTS", "PUBLIC_TASK"];
export const PURPOSES: Purpose[] = [
  ...(["SAFETY", "SUPPORT", "HEALTH_CARE", "CHILD_PROTECTION"] as const),
  ...(["INVESTIGATION", "LEGAL_PROCEEDINGS", "PERPETRATOR_WORK"] as const),
];

type Props = { value: Grounds; set: (part: Partial<Grounds>) => void; problems: Problem[]; until?: boolean };

export function GroundsFields({ value, set, problems, until = true }: Props) {
  return (
    <>
      <TextField
        label={i18n._("Purpose of sharing")}
        name="purpose"
        required
        value={value.purpose}
        problems={problems}
        onInput={(purpose) => set({ purpose })}
      />
      <div class="side-by-side">
        <SelectField
          label={i18n._("Kind of purpose")}
          name="purposeKind"
          required
          value={value.purposeKind}
          problems={problems}
          onInput={(kind) => set({ purposeKind: kind as Purpose })}
        >
          {PURPOSES.map((kind) => (
            <option key={kind} value={kind}>
              {words.purpose(kind)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={i18n._("Lawful basis")}
          name="lawfulBasis"
          required
          value={value.lawfulBasis}
          problems={problems}
          onInput={(basis) => set({ lawfulBasis: basis as LawfulBasis })}
        >
          <option value="">{i18n._("Choose a basis")}</option>
          {BASES.map((basis) => (
            <option key={basis} value={basis}>
              {words.lawfulBasis(basis)}
            </option>
          ))}
        </SelectField>
      </div>
      <LongField
        label={i18n._("Why this basis applies")}
        name="rationale"
        required={value.lawfulBasis !== "" && value.lawfulBasis !== "CONSENT"}
        rows={2}
        value={value.rationale}
        problems={problems}
        onInput={(rationale) => set({ rationale })}
      />
      {until && (
        <DateField
          label={i18n._("Until")}
          name="expiresAt"
          value={value.until}
          problems={problems}
          onInput={(day) => set({ until: day })}
        />
      )}
    </>
  );
}
