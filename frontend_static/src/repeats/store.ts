// Which repeats stand open: found of cases that one's agency leads, and not dealt with at a conference yet.
import { isOpen } from "../conferences/rights";
import type { RepeatsQuery } from "../generated/graphql";

export type Repeat = RepeatsQuery["repeats"]["nodes"][number];
type Item = NonNullable<Repeat["agendaItem"]>;

export const OF_REPEATS = [
  ...["RepeatFound", "RepeatDropped", "AgendaItemChanged", "AgendaItemLeft"],
  ...["ConferenceClosed", "AccessChanged"],
];

/** Somebody has decided over it, whatever they decided. */
export const isDealtWith = ({ agendaItem: item }: Repeat) => item !== null && ["HEARD", "NOT_MET_THRESHOLD"].includes(item.status);
/** It stands on an agenda that is to come. */
export const isWaiting = ({ status, conferenceStatus }: Item) =>
  ["PROPOSED", "ACCEPTED"].includes(status) && isOpen({ status: conferenceStatus });

/** By their cases, the one that was found last first: what was found again goes where the first went. */
export function openOnes(repeats: readonly Repeat[]): Repeat[] {
  const open = repeats.filter((one) => !isDealtWith(one));
  return [...Map.groupBy(open, (one) => one.case.id).values()].map(([latest]) => latest!);
}
