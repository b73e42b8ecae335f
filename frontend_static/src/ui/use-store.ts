// Ties a page's store to the page: made when it appears, stopped when it goes.
import { useEffect, useMemo } from "preact/hooks";

export function useStore<S extends { stop: () => void }>(make: () => S): S {
  // The application keys each page by what it shows, so a store is made once for each.
  const store = useMemo(make, []);
  useEffect(() => store.stop, []);
  return store;
}
