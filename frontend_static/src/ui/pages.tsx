// The two buttons that turn the pages of a list.
import { i18n } from "../i18n";
import type { Pager } from "../pager";

export function Pages({ pager, info }: { pager: Pager; info: { hasNextPage: boolean; endCursor: string | null } }) {
  const number = pager.number.value;
  if (number === 1 && !info.hasNextPage) return null;
  return (
    <nav class="pages" aria-label={i18n._("Pages")}>
      <button type="button" class="plain" disabled={number === 1} onClick={pager.previous}>
        {i18n._("Previous page")}
      </button>
      <span>{i18n._("Page {number}", { number })}</span>
      <button type="button" class="plain" disabled={!info.hasNextPage} onClick={() => pager.next(info)}>
        {i18n._("Next page")}
      </button>
    </nav>
  );
}
