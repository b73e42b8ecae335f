// Draws the broken glasses one is told of, each with who, why and what a review found; and reviews them.
import { type GlassPartsFragment, type GlassVerdict, ReviewGlassDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Ask } from "../../ui/ask";
import { choicesOf } from "../../ui/fields";
import { Page, StandIn } from "../../ui/page";
import { Pages } from "../../ui/pages";
import { Badge, nameOf, Person, When } from "../../ui/parts";
import * as words from "../../words";
import type { Glasses } from "./store";

const VERDICTS: GlassVerdict[] = ["JUSTIFIED", "NOT_JUSTIFIED", "FOLLOW_UP"];

export function GlassesView({ store }: { store: Glasses }) {
  const title = i18n._("Opened in an emergency");
  const page = store.data.value?.brokenGlasses;
  if (!page) return <StandIn title={title} reading={store.reading.value} again={() => void store.read()} />;
  return (
    <Page title={title}>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          {i18n._("Show")}
          <select
            value={String(store.reviewed.value)}
            onChange={(event) => store.show(event.currentTarget.value === "null" ? null : false)}
          >
            <option value="false">{i18n._("Those to be reviewed")}</option>
            <option value="null">{i18n._("All")}</option>
          </select>
        </label>
      </form>
      {page.nodes.length === 0 && <p class="empty">{i18n._("None.")}</p>}
      <ul class="cards">
        {page.nodes.map((glass) => (
          <GlassCard key={glass.id} glass={glass} changed={store.readSoon} />
        ))}
      </ul>
      <Pages pager={store.pager} info={page.pageInfo} />
    </Page>
  );
}

function GlassCard({ glass, changed }: { glass: GlassPartsFragment; changed: () => void }) {
  const reference = <span class="reference">{glass.caseReference}</span>;
  return (
    <li class="card">
      <h2>{glass.case ? <a href={`/cases/${glass.case.id}`}>{reference}</a> : reference}</h2>
      <p class="badges">
        {glass.open ? (
          <Badge tone="undone">{i18n._("Open now")}</Badge>
        ) : (
          <Badge>{i18n._("Over")}</Badge>
        )}
        <Person post={glass.membership} />
      </p>
      <WhyBroken glass={glass} />
      <p class="quiet">
        <When at={glass.openedAt} /> – <When at={glass.closedAt ?? glass.endsAt} />
      </p>
      <Review glass={glass} />
      {glass.reviewable && (
        <p>
          <Ask
            words={i18n._("Review")}
            about={glass.caseReference}
            look="small"
            intro={<p>{i18n._("It is reviewed once. If it was not justified, it ends with the review.")}</p>}
            document={ReviewGlassDocument}
            fields={[
              {
                name: "verdict",
                label: i18n._("Verdict"),
                kind: "select",
                choices: choicesOf(VERDICTS, words.glassVerdict),
              },
              { name: "findings", label: i18n._("What the review found") },
            ]}
            input={({ verdict, findings = "" }) => ({ glassId: glass.id, verdict: verdict as GlassVerdict, findings })}
            done={changed}
          />
        </p>
      )}
    </li>
  );
}

export function WhyBroken({ glass }: { glass: Pick<GlassPartsFragment, "reason" | "explanation"> }) {
  return (
    <p class="description">
      <strong>{words.glassReason(glass.reason)}.</strong> {glass.explanation}
    </p>
  );
}

function Review({ glass }: { glass: GlassPartsFragment }) {
  if (!glass.verdict || !glass.reviewedAt) return null;
  return (
    <p class="shared">
      <span>
        <Badge tone={glass.verdict === "JUSTIFIED" ? "done" : "attention"}>{words.glassVerdict(glass.verdict)}</Badge>{" "}
        {glass.findings}
      </span>
      <span class="quiet">
        {glass.reviewedBy && nameOf(glass.reviewedBy)} · <When at={glass.reviewedAt} />
      </span>
    </p>
  );
}
