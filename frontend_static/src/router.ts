// Which page the address names, and moving between pages without loading anew.
import { computed, signal } from "@preact/signals";

const address = signal(new URL(location.href));

const CASE_PARTS = ["table", "consents", "openings"] as const;
/** What stands on a page of its own beside the case's. */
export type CasePart = (typeof CASE_PARTS)[number];

export type Route =
  | { page: "cases" }
  | { page: "case"; id: string; part: CasePart | null }
  | { page: "emergency" }
  | { page: "involvement" }
  | { page: "glasses" }
  | { page: "record"; search: URLSearchParams }
  | { page: "thread"; id: string }
  | { page: "tasks"; search: URLSearchParams }
  | { page: "task"; id: string }
  | { page: "conferences" }
  | { page: "conference"; id: string; search: URLSearchParams }
  | { page: "agenda-item"; id: string }
  | { page: "minutes"; id: string }
  | { page: "nowhere" };

export const route = computed<Route>(() => {
  const [, page, id, ...rest] = address.value.pathname.split("/");
  const part = CASE_PARTS.find((one) => one === rest[0]) ?? null;
  if (page === "cases" && id && part && !rest[1]) return { page: "case", id, part };
  if (rest.some(Boolean)) return { page: "nowhere" };
  if (!page || ((page === "cases" || page === "sign-in") && !id)) return { page: "cases" };
  if (page === "record" && !id) return { page, search: address.value.searchParams };
  if ((page === "emergency" || page === "involvement" || page === "glasses" || page === "conferences") && !id) return { page };
  if (page === "tasks" && !id) return { page: "tasks", search: address.value.searchParams };
  if (page === "cases" && id) return { page: "case", id, part };
  if (page === "threads" && id) return { page: "thread", id };
  if (page === "tasks" && id) return { page: "task", id };
  if (page === "conferences" && id) return { page: "conference", id, search: address.value.searchParams };
  if (page === "agenda-items" && id) return { page: "agenda-item", id };
  if (page === "minutes" && id) return { page, id };
  return { page: "nowhere" };
});

/** The address one comes back to after signing in. */
export const returnTo = computed(() => {
  const { pathname, search, searchParams } = address.value;
  return pathname === "/sign-in" ? (searchParams.get("return_to") ?? "/") : pathname + search;
});

/** Grows with each move; the page that appears then takes the focus. */
export const moves = signal(0);

export function go(path: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  arrive();
  if (!replace) window.scrollTo(0, 0);
}

function arrive(): void {
  moves.value += 1;
  address.value = new URL(location.href);
}

const OURS = /^\/($|cases(\/|$)|(threads|agenda-items|minutes)\/|(tasks|conferences)(\/|$)|emergency$|involvement$|glasses$|record$)/;

function onClick(event: MouseEvent): void {
  const link = (event.target as Element).closest?.("a[href]") as HTMLAnchorElement | null;
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  if (!link || modified || event.defaultPrevented || link.target || link.origin !== location.origin) return;
  if (!OURS.test(link.pathname) || (link.hash && link.pathname === location.pathname)) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
}

export function startRouter(): void {
  addEventListener("popstate", arrive);
  document.addEventListener("click", onClick);
}
