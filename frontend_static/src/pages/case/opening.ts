// The conversation being opened: its form, who may be at it, and the act.
import { signal } from "@preact/signals";
import { createAct } from "../../act";
import { type LawfulBasis, OpenThreadDocument, type Sensitivity } from "../../generated/graphql";

export function createOpening(caseId: string) {
  const form = signal({
    subject: "",
    sensitivity: "NAMED_AGENCIES" as Sensitivity,
    recipients: new Set<string>(),
    purpose: "",
    lawfulBasis: "" as LawfulBasis | "",
    rationale: "",
  });
  const act = createAct(OpenThreadDocument, ({ openThread: { problems, thread } }) => ({ problems, made: thread }));
  const set = (part: Partial<typeof form.value>) => (form.value = { ...form.value, ...part });

  return {
    form,
    set,
    pending: act.pending,
    problems: act.problems,
    /** Agencies and persons are never mixed: another kind of audience starts with nobody. */
    setSensitivity: (sensitivity: Sensitivity) => set({ sensitivity, recipients: new Set() }),
    include: (id: string, on: boolean) => {
      const recipients = new Set(form.value.recipients);
      if (on) recipients.add(id);
      else recipients.delete(id);
      set({ recipients });
    },
    send: () => {
      const { subject, sensitivity, recipients, purpose, lawfulBasis, rationale } = form.value;
      const named = [...recipients];
      return act.run({
        caseId,
        subject,
        audience: {
          sensitivity,
          agencyIds: sensitivity === "NAMED_AGENCIES" ? named : [],
          membershipIds: sensitivity === "NAMED_PERSONS" ? named : [],
          purpose,
          lawfulBasis: lawfulBasis as LawfulBasis,
          rationale: rationale || null,
        },
      });
    },
    stop: () => {},
  };
}

export type Opening = ReturnType<typeof createOpening>;
