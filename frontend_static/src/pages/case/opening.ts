// The conversation being opened: its form, who may be at it, who would see it, and the act.
import { batch, computed, signal } from "@preact/signals";
import { createAct } from "../../act";
import type { Choice } from "../../audience/choices";
import { BLANK, type Grounds, groundsInput } from "../../audience/grounds";
import { choicesIn } from "../../drafts";
import { createPreview, type Wanted } from "../../audience/preview";
import { agenciesOf, createTable } from "../../audience/table";
import { type Category, OpeningDraftDocument, OpenThreadDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { ask } from "../../network";
import { createSaver } from "../../saver";
import { me } from "../../session";
import { nameOf } from "../../ui/parts";
import * as words from "../../words";

/** A preset: one of these, or the id of a conference's agenda item. */
type Preset = string;
/** What is saved beside the subject. */
type Choices = { preset: Preset; named: string[]; categories: string[]; grounds: Grounds };
type Recipients = Pick<Wanted, "sensitivity"> & { agencyIds: string[]; membershipIds: string[] };

const agencies = (agencyIds: string[]): Recipients => ({ sensitivity: "NAMED_AGENCIES", agencyIds, membershipIds: [] });

export function createOpening(caseId: string) {
  const own = me.peek();
  const ownAgency = own?.agency.id ?? "";
  const seats = createTable(caseId);
  const subject = signal("");
  const preset = signal<Preset>("own");
  const named = signal<ReadonlySet<string>>(new Set());
  const categories = signal<ReadonlySet<string>>(new Set());
  const grounds = signal<Grounds>(BLANK);
  const saver = createSaver(
    { caseId },
    () => {
      const choices: Choices = {
        preset: preset.value,
        named: [...named.value],
        categories: [...categories.value],
        grounds: grounds.value,
      };
      return subject.value.trim()
        ? { body: subject.value, choices: JSON.stringify(choices) }
        : { body: "", choices: "" };
    },
    (draft) =>
      batch(() => {
        const chosen = choicesIn<Choices>(draft);
        subject.value = draft.body;
        preset.value = chosen.preset ?? "own";
        named.value = new Set(chosen.named);
        categories.value = new Set(chosen.categories);
        grounds.value = chosen.grounds ?? BLANK;
      }),
  );
  ask(OpeningDraftDocument, { caseId }).then(
    ({ openingDraft }) => saver.meet(openingDraft),
    () => {},
  );
  const act = createAct(OpenThreadDocument, ({ openThread: { problems, thread } }) => ({ problems, made: thread }));

  const parts = computed(() => seats.value?.parts ?? []);
  const lead = computed(() => parts.value.find((part) => part.lead && part.agency.id !== ownAgency)?.agency);
  /** The conferences that go on and whose conversation names agencies. */
  const conferences = computed(() =>
    (seats.value?.items ?? [])
      .filter(({ conference }) => !["CLOSED", "CANCELLED"].includes(conference.status))
      .flatMap(({ conference, ...item }) => {
        const ids = agenciesOf({ conference, ...item }, parts.value);
        return ids ? [{ id: item.id, name: conference.title, ids }] : [];
      }),
  );
  const presets = computed<Choice[]>(() => {
    const all: Choice[] = [{ id: "own", name: i18n._("My agency only"), more: own?.agency.name }];
    if (lead.value)
      all.push({ id: "lead", name: i18n._("My agency and the leading one"), more: lead.value.name });
    for (const { id, name } of conferences.value)
      all.push({ id, name: i18n._("The agencies of this conference"), more: name });
    return [
      ...all,
      { id: "all", name: i18n._("All agencies at the table") },
      { id: "agencies", name: i18n._("Some agencies") },
      { id: "persons", name: i18n._("Some people") },
    ];
  });
  const choices = computed<Choice[]>(() =>
    preset.value === "persons"
      ? (seats.value?.posts ?? [])
          .filter((post) => post.id !== own?.id)
          .map((post) => ({ id: post.id, name: nameOf(post), more: post.agency.name }))
      : parts.value
          .filter(({ agency }) => agency.id !== ownAgency)
          .map(({ agency }) => ({ id: agency.id, name: agency.name, more: words.agencyType(agency.type) })),
  );
  const recipients = computed<Recipients>(() => {
    const ids = [...named.value];
    if (preset.value === "all") return { sensitivity: "CASE_AGENCIES", agencyIds: [], membershipIds: [] };
    if (preset.value === "persons") return { sensitivity: "NAMED_PERSONS", agencyIds: [], membershipIds: ids };
    if (preset.value === "agencies") return agencies(ids);
    if (preset.value === "lead") return agencies(lead.value ? [lead.value.id] : []);
    return agencies(conferences.value.find((one) => one.id === preset.value)?.ids ?? []);
  });
  const chosenCategories = () => [...categories.value] as Category[];
  // Who opens it is always in it, and so is named in the preview too.
  const preview = createPreview(caseId, () => {
    const { sensitivity, agencyIds, membershipIds } = recipients.value;
    return {
      sensitivity,
      agencyIds: sensitivity === "NAMED_AGENCIES" ? [ownAgency, ...agencyIds] : null,
      membershipIds: sensitivity === "NAMED_PERSONS" ? [own?.id ?? "", ...membershipIds] : null,
      categories: chosenCategories(),
    };
  });
  return {
    subject,
    preset,
    presets,
    named,
    choices,
    categories,
    grounds,
    willSee: preview.posts,
    loaded: computed(() => seats.value !== null),
    /** Agencies and persons are never mixed: another kind of audience starts with nobody. */
    setPreset: (next: Preset) => {
      preset.value = next;
      named.value = new Set();
    },
    pending: act.pending,
    problems: act.problems,
    send: () => {
      const audience = { ...recipients.value, ...groundsInput(grounds.value), categories: chosenCategories() };
      return saver.use(
        (draft) => act.run({ caseId, subject: subject.value, audience, ...draft }),
        () => (subject.value = ""),
      );
    },
    saver,
    stop: () => {
      preview.stop();
      saver.stop();
    },
  };
}

export type Opening = ReturnType<typeof createOpening>;
