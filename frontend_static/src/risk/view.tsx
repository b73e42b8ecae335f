// Draws a case's risk: by each tool what is found now, how it came to that, and what the table was told.
import { useSignal } from "@preact/signals";
import type { Heard } from "../decisions/store";
import { ApplyRiskLevelDocument } from "../generated/graphql";
import { glassOn } from "../glass/glasses";
import { i18n } from "../i18n";
import { may, me } from "../session";
import { Ask } from "../ui/ask";
import { Badge, nameOf, Risk, When } from "../ui/parts";
import { useStore } from "../ui/use-store";
import * as words from "../words";
import { AssessDialog } from "./assess";
import { type Assessment, type ByTool, createRisk, type Risks } from "./store";
import { Trend } from "./trend";
import * as said from "./words";

export function CaseRisk({ caseId, heard }: { caseId: string; heard: Heard }) {
  const store = useStore(() => createRisk(caseId, heard));
  const assessing = useSignal(false);
  if (!store.ready.value) return null;
  const close = () => (assessing.value = false);
  const done = () => {
    close();
    store.readSoon();
  };
  return (
    <section class="block" aria-labelledby="risk">
      <h2 id="risk">{i18n._("Risk")}</h2>
      {store.byTool.value.length === 0 && <p class="empty">{i18n._("No assessment is shared with you.")}</p>}
      <ul class="cards">
        {store.byTool.value.map((one) => (
          <OfTool key={one.key} one={one} store={store} />
        ))}
      </ul>
      <Told store={store} />
      {may("RISK_ASSESS") && !glassOn(caseId) && store.tools.value.length > 0 && (
        <p>
          <button type="button" class="plain" onClick={() => (assessing.value = true)}>
            {i18n._("Assess the risk")}
          </button>
        </p>
      )}
      {assessing.value && <AssessDialog caseId={caseId} tools={store.tools.value} done={done} onClose={close} />}
    </section>
  );
}

function OfTool({ one: { title, standing }, store }: { one: ByTool; store: Risks }) {
  const [current, ...before] = standing;
  if (!current) return null;
  return (
    <li class="card">
      <h3>{title}</h3>
      <Found of={current} />
      <Telling of={current} title={title} store={store} />
      {before.length > 0 && (
        <>
          <Trend of={standing} title={title} />
          <details>
            <summary>{i18n._("Earlier assessments: {count}", { count: before.length })}</summary>
            <ul class="history">
              {before.map((assessment) => (
                <li key={assessment.id}>
                  <Found of={assessment} />
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
    </li>
  );
}

/** What was found at one moment, by whom, and when one looks again. */
function Found({ of }: { of: Assessment }) {
  const { level, score, band, trend, professionalJudgement, rationale, note } = of;
  return (
    <>
      <p class="badges">
        <Risk level={level} />
        <span>{i18n._("Score {score}: {band}", { score, band: words.riskLevel(band).toLowerCase() })}</span>
        <span class="quiet">{said.trend(trend)}</span>
      </p>
      {professionalJudgement && (
        <p class="description">
          <strong>
            {i18n._("Professional judgement")}: {words.riskLevel(professionalJudgement).toLowerCase()}.
          </strong>{" "}
          {rationale}
        </p>
      )}
      {note && <p class="description">{note}</p>}
      <p class="quiet">
        {nameOf(of.assessedBy)} · {of.agency.name} · <When at={of.assessedAt} day />
      </p>
      <p class="badges">
        <span>
          {i18n._("To be assessed again by")} <When at={of.reassessDueAt} day />
        </span>
        {of.reassessmentOverdue && <Badge tone="undone">{i18n._("Overdue")}</Badge>}
      </p>
    </>
  );
}

/** Whether the table knows the level; the agency that assessed may tell it. */
function Telling({ of, title, store }: { of: Assessment; title: string; store: Risks }) {
  if (of.applied) return <p class="quiet">{i18n._("The table was told this level.")}</p>;
  if (of.agency.id !== me.value?.agency.id || !may("RISK_ASSESS")) return null;
  return (
    <p>
      <Ask
        words={i18n._("Tell the table this level")}
        about={title}
        intro={<p>{i18n._("All at the table see the level, and nothing else of the assessment.")}</p>}
        document={ApplyRiskLevelDocument}
        input={() => ({ riskAssessmentId: of.id })}
        done={store.readSoon}
      />
    </p>
  );
}

/** Each agency has one word; the highest that stands is the case's level. */
function Told({ store }: { store: Risks }) {
  const told = store.told.value;
  if (!told.length) return null;
  return (
    <div class="block">
      <h3>{i18n._("What the table was told")}</h3>
      <ul class="rows">
        {told.map((one) => (
          <li key={one.id} class="badges">
            <Risk level={one.level} />
            <span class="quiet">
              {one.agency.name} · <When at={one.appliedAt} day />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
