// Asks for the cases one sees, page by page.
import { MyCasesDocument } from "../../generated/graphql";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";
import { whenever } from "../../session";

export function createCases() {
  const readings = createReadings(MyCasesDocument, { first: 20 });
  const pager = createPager((after) => void readings.read({ first: 20, after }));
  void readings.read();
  const stopHearing = whenever(readings.readSoon);
  const stop = () => {
    stopHearing();
    readings.stop();
  };
  return { ...readings, pager, stop };
}

export type Cases = ReturnType<typeof createCases>;
