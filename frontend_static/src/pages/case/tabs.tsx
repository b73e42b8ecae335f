// The head of each page of a case: its title and reference, and the way to the other pages of it.
import type { ComponentChildren } from "preact";
import { i18n } from "../../i18n";
import { type CasePart, route } from "../../router";
import { may } from "../../session";
import { Page } from "../../ui/page";

type Props = { one: { id: string; title: string | null; reference: string }; title: string; children: ComponentChildren };

/** A page beside the case's own. */
export function PartPage({ one, title, children }: Props) {
  const lead = (
    <>
      <p class="quiet">
        {one.title} · <span class="reference">{one.reference}</span>
      </p>
      <Tabs caseId={one.id} />
    </>
  );
  return (
    <Page title={title} caseId={one.id} lead={lead}>
      {children}
    </Page>
  );
}

export function Tabs({ caseId }: { caseId: string }) {
  const tabs: { part: CasePart | null; words: string }[] = [
    { part: null, words: i18n._("Overview") },
    { part: "table", words: i18n._("Table") },
    { part: "consents", words: i18n._("Consents and conflicts") },
  ];
  if (may("CASE_OVERSEE")) tabs.push({ part: "openings", words: i18n._("Who opened it") });
  const here = route.value.page === "case" ? route.value.part : null;
  return (
    <nav class="tabs" aria-label={i18n._("About this case")}>
      {tabs.map(({ part, words }) => (
        <a
          key={part}
          href={`/cases/${caseId}${part ? `/${part}` : ""}`}
          aria-current={part === here ? "page" : undefined}
        >
          {words}
        </a>
      ))}
    </nav>
  );
}
