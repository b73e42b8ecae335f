// Asks for the glasses that others broke and one is told of, those to be reviewed first.
import { signal } from "@preact/signals";
import { BrokenGlassesDocument } from "../../generated/graphql";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";
import { whenever } from "../../session";

export function createGlasses() {
  /** Null is for all. */
  const reviewed = signal<boolean | null>(false);
  const readings = createReadings(BrokenGlassesDocument, { reviewed: false });
  const pager = createPager((after) => void readings.read({ reviewed: reviewed.peek(), after }));
  const show = (which: boolean | null) => {
    reviewed.value = which;
    pager.first();
    void readings.read({ reviewed: which });
  };
  void readings.read();
  const stopHearing = whenever(readings.readSoon);
  const stop = () => {
    stopHearing();
    readings.stop();
  };
  return { ...readings, pager, reviewed, show, stop };
}

export type Glasses = ReturnType<typeof createGlasses>;
