// Turns the pages of a connection: forward by its cursor, back by the cursors already used.
import { computed, signal } from "@preact/signals";

type PageInfo = { hasNextPage: boolean; endCursor: string | null };

export function createPager(turn: (after: string | null) => void) {
  const used = signal<(string | null)[]>([null]);
  const to = (cursors: (string | null)[]) => {
    used.value = cursors;
    turn(cursors.at(-1) ?? null);
  };
  return {
    number: computed(() => used.value.length),
    next: (info: PageInfo) => to([...used.value, info.endCursor]),
    previous: () => to(used.value.slice(0, -1)),
    first: () => (used.value = [null]),
  };
}

export type Pager = ReturnType<typeof createPager>;
