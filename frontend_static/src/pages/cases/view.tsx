// Draws the list of cases.
import type { MyCasesQuery } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { may } from "../../session";
import { Page, StandIn } from "../../ui/page";
import { Pages } from "../../ui/pages";
import { Badge, Flagged, Risk, When } from "../../ui/parts";
import * as words from "../../words";
import { Invitations } from "./invitations";
import type { Cases } from "./store";

type Case = MyCasesQuery["cases"]["nodes"][number];

export function CasesView({ store }: { store: Cases }) {
  const page = store.data.value?.cases;
  if (!page)
    return <StandIn title={i18n._("My cases")} reading={store.reading.value} again={() => void store.read()} />;
  return (
    <Page title={i18n._("My cases")}>
      <Ways />
      <Invitations of={store.invitations.value?.invitations.nodes ?? []} changed={store.changed} />
      {page.nodes.length === 0 && <p class="empty">{i18n._("No case is shared with you by this post.")}</p>}
      <ul class="cards">
        {page.nodes.map((one) => (
          <CaseCard key={one.id} one={one} />
        ))}
      </ul>
      <Pages pager={store.pager} info={page.pageInfo} />
    </Page>
  );
}

/** What one may do without a case at hand. */
function Ways() {
  return (
    <nav class="links" aria-label={i18n._("More")}>
      {may("GLASS_BREAK") && (
        <a class="button plain" href="/emergency">
          {i18n._("Open a case in an emergency")}
        </a>
      )}
      {may("INVOLVEMENT_CHECK") && (
        <a class="button plain" href="/involvement">
          {i18n._("Ask whether a person is known")}
        </a>
      )}
    </nav>
  );
}

function CaseCard({ one }: { one: Case }) {
  const lead = one.agencies.find((part) => part.lead);
  return (
    <li class="card">
      <h2>
        <a class="whole" href={`/cases/${one.id}`}>
          {one.title}
        </a>
      </h2>
      <p class="badges">
        <span class="reference">{one.reference}</span>
        <Badge>{words.caseStatus(one.status)}</Badge>
        <Risk level={one.riskLevel} />
        <Flagged until={one.flaggedUntil} />
      </p>
      <dl class="facts">
        {lead && (
          <div>
            <dt>{i18n._("Lead agency")}</dt>
            <dd>{lead.agency.name}</dd>
          </div>
        )}
        <div>
          <dt>{i18n._("Opened")}</dt>
          <dd>
            <When at={one.openedAt} day />
          </dd>
        </div>
      </dl>
    </li>
  );
}
