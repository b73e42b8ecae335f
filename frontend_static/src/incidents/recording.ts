// The incident being recorded: what happened, to whom, and whom it is shared with; and the act.
import { computed, signal } from "@preact/signals";
import { createAct, payloadOf, type Problem } from "../act";
import { createSharing } from "../audience/sharing";
import { RecordIncidentDocument, type ViolenceType } from "../generated/graphql";
import { idsOf, type Values } from "../ui/fields";
import type { Incident } from "./store";

export type Person = { id: string; label: string; role: string };

const only = (people: readonly Person[], role: string) => {
  const found = people.filter((person) => person.role === role);
  return found.length === 1 ? found[0]!.id : "";
};
/** As the field of a form shows it, by the clock here. */
const local = (at: string) => {
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Where it `corrects` another, that one's words stand in the form, and it takes that one's place. */
export function createRecording(caseId: string, people: readonly Person[], corrects: Incident | null) {
  const values = signal<Values>({
    audience: "own",
    victimId: corrects?.victim.id ?? only(people, "VICTIM"),
    perpetratorId: corrects ? (corrects.perpetrator?.id ?? "") : only(people, "ALLEGED_PERPETRATOR"),
    kinds: corrects?.kinds.join(" ") ?? "",
    description: corrects?.description ?? "",
    place: corrects?.place ?? "",
    began: corrects ? local(corrects.beganAt) : "",
    children: corrects?.childrenPresent == null ? "" : corrects.childrenPresent ? "yes" : "no",
    reportedBy: corrects?.reportedBy ?? "",
  });
  const sharing = createSharing(caseId, values);
  const missing = signal<Problem[]>([]);
  const act = createAct(RecordIncidentDocument, payloadOf);

  const send = () => {
    const given = values.peek();
    missing.value = given.began ? [] : [{ code: "REQUIRED", detail: "", path: ["began"] }];
    if (!given.began) return null;
    return act.run({
      caseId,
      beganAt: new Date(given.began).toISOString(),
      kinds: idsOf(given.kinds) as ViolenceType[],
      description: given.description ?? "",
      victimId: given.victimId ?? "",
      perpetratorId: given.perpetratorId || null,
      place: given.place || null,
      childrenPresent: given.children ? given.children === "yes" : null,
      reportedBy: given.reportedBy || null,
      supersedesId: corrects?.id ?? null,
      audience: sharing.audience(),
    });
  };
  return {
    values,
    sharing,
    set: (next: Values) => (values.value = next),
    pending: act.pending,
    problems: computed(() => [...missing.value, ...act.problems.value]),
    send,
    stop: () => {},
  };
}
