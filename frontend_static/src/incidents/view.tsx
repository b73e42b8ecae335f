// Draws what happened in a case: each incident with its kinds, who it was, and who recorded it.
import { useSignal } from "@preact/signals";
import type { Heard } from "../decisions/store";
import { briefly } from "../decisions/words";
import { JoinIncidentsDocument, PartIncidentDocument, WithdrawIncidentDocument } from "../generated/graphql";
import { glassOn } from "../glass/glasses";
import { i18n } from "../i18n";
import { may, me } from "../session";
import { Ask } from "../ui/ask";
import { Do } from "../ui/do";
import { Badge, nameOf, When } from "../ui/parts";
import { useStore } from "../ui/use-store";
import { RecordDialog } from "./record";
import type { Person } from "./recording";
import { createIncidents, type Incident, type OtherIncident } from "./store";
import * as said from "./words";

type OfCase = { caseId: string; people: readonly Person[]; heard: Heard; leads: boolean };

export function CaseIncidents({ caseId, people, heard, leads }: OfCase) {
  const store = useStore(() => createIncidents(caseId, heard));
  /** What is being recorded: something new, or a correction. */
  const recording = useSignal<{ corrects: Incident | null } | null>(null);
  if (!store.ready.value) return null;
  const close = () => (recording.value = null);
  const records = may("INCIDENT_RECORD") && !glassOn(caseId);
  const joins = leads && may("INCIDENT_JOIN") && !glassOn(caseId);
  return (
    <section class="block" aria-labelledby="incidents">
      <h2 id="incidents">{i18n._("What happened")}</h2>
      {store.incidents.value.length === 0 && <p class="empty">{i18n._("No incident is shared with you.")}</p>}
      <ul class="cards">
        {store.incidents.value.map((incident) => (
          <TheIncident
            key={incident.id}
            incident={incident}
            corrects={records ? () => (recording.value = { corrects: incident }) : null}
            joins={joins}
            changed={store.readSoon}
          />
        ))}
      </ul>
      {records && (
        <p>
          <button type="button" class="plain" onClick={() => (recording.value = { corrects: null })}>
            {i18n._("Record an incident")}
          </button>
        </p>
      )}
      {recording.value && (
        <RecordDialog
          caseId={caseId}
          people={people}
          corrects={recording.value.corrects}
          done={() => {
            close();
            store.readSoon();
          }}
          onClose={close}
        />
      )}
    </section>
  );
}

type Props = { incident: Incident; corrects: (() => void) | null; joins: boolean; changed: () => void };

function TheIncident({ incident, corrects, joins, changed }: Props) {
  const { kinds, description, victim, perpetrator, place, childrenPresent, reportedBy, withdrawnAt } = incident;
  const own = incident.agency.id === me.value?.agency.id && !withdrawnAt;
  return (
    <li class="card">
      <p class="badges">
        <strong>
          <When at={incident.beganAt} />
        </strong>
        {kinds.map((one) => (
          <Badge key={one}>{said.kind(one)}</Badge>
        ))}
        {childrenPresent && <Badge tone="attention">{i18n._("Children were there")}</Badge>}
        {withdrawnAt && <Badge tone="undone">{i18n._("Not so")}</Badge>}
      </p>
      <p class="description">{withdrawnAt ? <del>{description}</del> : description}</p>
      {incident.withdrawal && <p class="description">{incident.withdrawal}</p>}
      <p class="quiet">
        {perpetrator
          ? i18n._("{perpetrator} against {victim}", { perpetrator: perpetrator.label, victim: victim.label })
          : i18n._("Against {victim}, by nobody known", { victim: victim.label })}
        {place && ` · ${place}`}
      </p>
      <p class="quiet">
        {i18n._("Recorded by {name}, {agency}", { name: nameOf(incident.recordedBy), agency: incident.agency.name })}
        {reportedBy && ` · ${i18n._("told by {name}", { name: reportedBy })}`}
      </p>
      <Beside incident={incident} joins={joins} changed={changed} />
      {own && corrects && (
        <div class="buttons start">
          <button type="button" class="plain small" aria-label={`${i18n._("Correct it")}: ${briefly(description)}`} onClick={corrects}>
            {i18n._("Correct it")}
          </button>
          <Ask
            words={i18n._("It was not so")}
            about={briefly(description)}
            document={WithdrawIncidentDocument}
            fields={[{ name: "reason", label: i18n._("Reason") }]}
            input={(values) => ({ incidentId: incident.id, reason: values.reason ?? "" })}
            done={changed}
          />
        </div>
      )}
    </li>
  );
}

/** Other agencies' records that one sees: those of the same event, and those that may be. */
function Beside({ incident, joins, changed }: Omit<Props, "corrects">) {
  const about = briefly(incident.description);
  return (
    <>
      {incident.sameEvent.length > 0 && (
        <p>
          {i18n._("The same event:")} <Others incidents={incident.sameEvent} />{" "}
          {joins && (
            <Do
              words={i18n._("It is another event")}
              about={about}
              document={PartIncidentDocument}
              input={{ incidentId: incident.id }}
              done={changed}
            />
          )}
        </p>
      )}
      {incident.likelySame.map((other) => (
        <p key={other.id}>
          {i18n._("Perhaps the same event:")} <Others incidents={[other]} />{" "}
          {joins && (
            <Do
              words={i18n._("It is the same event")}
              about={`${about}, ${other.agency.name}`}
              document={JoinIncidentsDocument}
              input={{ incidentId: incident.id, otherId: other.id }}
              done={changed}
            />
          )}
        </p>
      ))}
    </>
  );
}

function Others({ incidents }: { incidents: readonly OtherIncident[] }) {
  return (
    <>
      {incidents.map((other, index) => (
        <span key={other.id}>
          {index > 0 && "; "}
          {other.agency.name}, <When at={other.beganAt} />
        </span>
      ))}
    </>
  );
}
