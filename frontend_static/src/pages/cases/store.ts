// Asks for the cases one sees, page by page.
import { InvitationsDocument, MyCasesDocument } from "../../generated/graphql";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";
import { may, whenever } from "../../session";

export function createCases() {
  const readings = createReadings(MyCasesDocument, { first: 20 });
  const pager = createPager((after) => void readings.read({ first: 20, after }));
  const asked = createReadings(InvitationsDocument, { first: 20 });
  const changed = () => {
    readings.readSoon();
    if (may("INVITATION_ANSWER")) asked.readSoon();
  };
  void readings.read();
  if (may("INVITATION_ANSWER")) void asked.read();
  const stopHearing = whenever(changed);
  const stop = () => {
    stopHearing();
    readings.stop();
    asked.stop();
  };
  return { ...readings, pager, invitations: asked.data, changed, stop };
}

export type Cases = ReturnType<typeof createCases>;
