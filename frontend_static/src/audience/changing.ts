// Acts on an audience that stands: let more see it, let fewer see it, take one naming back, let one stand.
import { signal } from "@preact/signals";
import { createAct } from "../act";
import * as g from "../generated/graphql";
import { i18n } from "../i18n";
import { announce } from "../notices";
import type { Naming } from "./groups";

type Payload = { problems: g.ProblemPartsFragment[]; audience: g.AudiencePartsFragment | null };

/** `changed` hears that one has acted: what is shown follows by itself. */
export function createChanging(changed: () => void) {
  const made = ({ problems, audience }: Payload) => ({ problems, made: audience });
  const widen = createAct(g.WidenAudienceDocument, (data) => made(data.widenAudience));
  const narrow = createAct(g.NarrowAudienceDocument, (data) => made(data.narrowAudience));
  const revoke = createAct(g.RevokeDisclosureDocument, (data) => made(data.revokeDisclosure));
  const review = createAct(g.ReviewDisclosureDocument, ({ reviewDisclosure: { problems, disclosure } }) => ({
    problems,
    made: disclosure,
  }));
  /** The dialog that is open. */
  const asking = signal<"widen" | "narrow" | Naming | null>(null);

  const finish = async (done: Promise<unknown>) => {
    if (!(await done)) return;
    asking.value = null;
    announce(i18n._("Done."));
    changed();
  };
  return {
    asking,
    widen,
    narrow,
    revoke,
    review,
    ask: (what: NonNullable<typeof asking.value>) => {
      [widen, narrow, revoke, review].forEach((act) => act.clear());
      asking.value = what;
    },
    close: () => (asking.value = null),
    finish: (done: Promise<unknown>) => void finish(done),
  };
}

export type Changing = ReturnType<typeof createChanging>;
