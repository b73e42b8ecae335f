// Whether one still sees each of several cases: a page that shows something of them has to lose what one loses.
import { CaseSightDocument } from "../generated/graphql";
import { follow } from "../live";

/** A session may follow only so many streams. */
const MOST = 20;

type Seen = { id: string; eventsCursor: string };

/**
 * A case's own stream ends where the right to it does; the conference's, which goes on, says nothing of that.
 * `changed` hears that more or less is seen of one, `again` reads them all anew, `lost` hears what is not seen any more,
 * and `happened` what else came to pass there.
 */
export function createSights(
  changed: () => void,
  again: () => Promise<readonly Seen[]>,
  lost: (caseId: string) => void,
  happened: (what: string) => unknown = () => {},
) {
  const followed = new Map<string, () => void>();
  const end = (caseId: string) => {
    followed.get(caseId)?.();
    followed.delete(caseId);
  };
  const begin = ({ id, eventsCursor }: Seen) =>
    follow({
      document: CaseSightDocument,
      variables: (after: string) => ({ caseId: id, after }),
      pick: (data) => data.caseEvents,
      from: eventsCursor,
      onEvent: ({ __typename }) => (__typename === "AccessChanged" ? changed() : happened(__typename)),
      refresh: async () => (await again()).find((one) => one.id === id)?.eventsCursor ?? "",
      onEnded: () => {
        end(id);
        lost(id);
      },
    });
  /** From now on, these and no others. */
  const see = (cases: readonly Seen[]) => {
    const wanted = new Map(cases.slice(0, MOST).map((one) => [one.id, one]));
    for (const id of followed.keys()) if (!wanted.has(id)) end(id);
    for (const one of wanted.values()) if (!followed.has(one.id)) followed.set(one.id, begin(one));
  };
  return { see, stop: () => see([]) };
}
