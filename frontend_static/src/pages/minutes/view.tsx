// Draws one version of minutes: as it is written, before the agencies, or as it stands.
import { Meets } from "../../conferences/when";
import * as said from "../../conferences/words";
import {
  AdoptMinutesDocument,
  ApproveMinutesDocument,
  CirculateMinutesDocument,
  CorrectMinutesDocument,
  RecallMinutesDocument,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { go } from "../../router";
import { Ask } from "../../ui/ask";
import { Do } from "../../ui/do";
import { Page, StandIn } from "../../ui/page";
import { Badge, Person, Problems, When } from "../../ui/parts";
import { Comments } from "./comments";
import { Unsaved } from "../../ui/unsaved";
import { approves, writes } from "./rights";
import { SectionView } from "./section";
import type { MinutesStore, TheMinutes } from "./store";
import * as words from "./words";
import { FrameWriter } from "./writer";
import { placeOf } from "./writing";

type Props = { store: MinutesStore; minutes: TheMinutes };

export function MinutesView({ store }: { store: MinutesStore }) {
  const minutes = store.minutes.value;
  const title = i18n._("Minutes");
  if (!minutes) return <StandIn title={title} reading={store.reading.value} again={store.startOver} />;
  return (
    <Page title={title} heading={i18n._("Minutes: {title}", { title: minutes.conference.title })} lead={<Lead minutes={minutes} />}>
      <div class="columns">
        <div class="main-column">
          <Frame store={store} minutes={minutes} part="opening" />
          {minutes.sections.length === 0 && (
            <p class="empty">{i18n._("Nothing of this conference's agenda is in your edition.")}</p>
          )}
          {minutes.sections.map((section, index) => (
            <SectionView key={section.id} store={store} minutes={minutes} section={section} number={index + 1} />
          ))}
          <Frame store={store} minutes={minutes} part="closing" />
          <General store={store} minutes={minutes} />
        </div>
        <div class="side-column">
          <Standing store={store} minutes={minutes} />
          <Exporting store={store} />
          <There minutes={minutes} />
        </div>
      </div>
    </Page>
  );
}

const TONES: Partial<Record<TheMinutes["state"], string>> = { CIRCULATED: "attention", APPROVED: "done", SUPERSEDED: "undone" };

function Lead({ minutes }: { minutes: TheMinutes }) {
  return (
    <>
      <p class="badges">
        <Badge tone={TONES[minutes.state]}>{words.minutesState(minutes.state)}</Badge>
        <Badge>{i18n._("Version {number}", { number: minutes.number })}</Badge>
        <Badge>{words.language(minutes.language)}</Badge>
      </p>
      <p>
        <a href={`/conferences/${minutes.conference.id}`}>{minutes.conference.title}</a>{" "}
        <span class="quiet">
          <Meets of={minutes.conference} />
        </span>
      </p>
      {minutes.correction && (
        <p class="disclosure">{i18n._("Corrects the version before: {reason}", { reason: minutes.correction })}</p>
      )}
      <p class="quiet">{i18n._("What you see is your agency's edition. What is withheld from it says so, where its owner lets it.")}</p>
    </>
  );
}

function Frame({ store, minutes, part }: Props & { part: "opening" | "closing" }) {
  const text = minutes[part];
  const open = minutes.state === "DRAFT" && writes(minutes);
  const label = part === "opening" ? i18n._("Opening") : i18n._("Closing");
  if (!open) {
    const unsaved = <Unsaved place={placeOf(minutes.id, part)} why={words.unsaved()} />;
    if (!text) return unsaved;
    return (
      <section class="panel" aria-labelledby={part}>
        <h2 id={part}>{label}</h2>
        <p class="description">{text}</p>
        {unsaved}
      </section>
    );
  }
  return (
    <section class="panel" aria-labelledby={part}>
      <h2 id={part}>{label}</h2>
      <p class="hint">{i18n._("All who see the conference read this: it names no case.")}</p>
      <FrameWriter store={store} minutes={minutes} part={part} label={label} />
    </section>
  );
}

/** What is said to what is of no case. */
function General({ store, minutes }: Props) {
  if (!minutes.remarks.length && minutes.state !== "CIRCULATED") return null;
  const label = i18n._("General part");
  return (
    <section class="panel" aria-labelledby="general">
      <h2 id="general">{label}</h2>
      <p class="hint">{i18n._("Who was there, the order of the agenda, opening and closing.")}</p>
      <Comments
        store={store}
        minutes={minutes}
        comments={minutes.remarks}
        about={label}
        read={i18n._("All who see the conference read this: it names no case.")}
        place={{ minutesId: minutes.id }}
      />
    </section>
  );
}

function Standing({ store, minutes }: Props) {
  const { id: minutesId, state, revision, quorum, approvals } = minutes;
  const mine = writes(minutes);
  const done = store.readSoon;
  return (
    <section class="panel" aria-labelledby="standing">
      <h2 id="standing">{i18n._("Approval")}</h2>
      {quorum !== null && state !== "DRAFT" && (
        <p>{i18n._("{count} of {quorum} approvals that are needed", { count: approvals.length, quorum })}</p>
      )}
      {minutes.commentsDueAt && state === "CIRCULATED" && (
        <p class="quiet">
          {i18n._("Comments until")} <When at={minutes.commentsDueAt} />
        </p>
      )}
      <ul class="rows">
        {approvals.map((one) => (
          <li key={one.id}>
            <strong>{one.agency.name}</strong>{" "}
            <span class="quiet">
              <When at={one.approvedAt} />
            </span>
          </li>
        ))}
      </ul>
      {minutes.approvedAt && (
        <p>
          {i18n._("Approved on")} <When at={minutes.approvedAt} />
        </p>
      )}
      {minutes.digest && (
        <p class="quiet">
          {i18n._("Fingerprint, the same on every edition:")} <code>{minutes.digest}</code>
        </p>
      )}
      <div class="buttons start">
        <Ask
          words={i18n._("Approve for my agency")}
          look=""
          offered={approves(minutes)}
          over={(values) => words.whyOver(minutes, Number(values.revision))}
          intro={<p>{i18n._("You approve the edition that you see, as it was circulated.")}</p>}
          document={ApproveMinutesDocument}
          first={{ revision: String(revision) }}
          input={(values) => ({ minutesId, revision: Number(values.revision) })}
          done={done}
        />
        {mine && state === "DRAFT" && (
          <Ask
            words={i18n._("Put it before the agencies")}
            look=""
            intro={<p>{i18n._("Nothing that it says can be changed meanwhile. Each agency that came reads its own edition.")}</p>}
            document={CirculateMinutesDocument}
            fields={[
              { name: "due", label: i18n._("Comments until"), kind: "datetime-local", optional: true },
              { name: "quorum", label: i18n._("How many agencies have to approve"), kind: "number", optional: true },
            ]}
            input={({ due, quorum: needed }) => ({
              minutesId,
              commentsDueAt: due ? new Date(due).toISOString() : null,
              quorum: needed ? Number(needed) : null,
            })}
            done={done}
          />
        )}
        {mine && state === "CIRCULATED" && (
          <>
            <Do words={i18n._("They stand")} look="" document={AdoptMinutesDocument} input={{ minutesId }} done={done} />
            <Ask
              words={i18n._("Write on")}
              look="plain"
              intro={<p>{i18n._("What was approved so far is to be approved again.")}</p>}
              document={RecallMinutesDocument}
              input={() => ({ minutesId })}
              done={done}
            />
          </>
        )}
        {mine && state === "APPROVED" && (
          <Ask
            words={i18n._("Correct them")}
            look="plain"
            intro={<p>{i18n._("Another version begins; these stand until that is approved.")}</p>}
            document={CorrectMinutesDocument}
            fields={[{ name: "reason", label: i18n._("Reason") }]}
            input={(values) => ({ minutesId, reason: values.reason ?? "" })}
            done={(payload) => {
              const next = (payload as { minutes: { id: string } | null }).minutes;
              if (next) go(`/minutes/${next.id}`);
            }}
          />
        )}
      </div>
    </section>
  );
}

function Exporting({ store }: { store: MinutesStore }) {
  const making = store.making.value;
  return (
    <section class="panel" aria-labelledby="exporting">
      <h2 id="exporting">{i18n._("Take it out")}</h2>
      <p class="hint">{i18n._("Your edition, with your name and the time on each page. It is kept that you took it.")}</p>
      <div class="buttons start">
        {(["PDF", "HTML"] as const).map((format) => (
          <button type="button" class="plain" key={format} aria-disabled={making !== null} onClick={() => void store.take(format)}>
            {making === format ? i18n._("Being made…") : format}
          </button>
        ))}
      </div>
      <Problems of={store.problems.value} />
      {store.failed.value && (
        <p role="alert">{i18n._("The file could not be made now. Try again, or take the other form.")}</p>
      )}
    </section>
  );
}

function There({ minutes }: { minutes: TheMinutes }) {
  return (
    <section aria-labelledby="there">
      <h2 id="there">{i18n._("Who was there")}</h2>
      <ul class="rows">
        {minutes.conference.attendance.map((one) => (
          <li key={one.id}>
            <Person post={one.membership} />{" "}
            <Badge tone={one.status === "PRESENT" ? "done" : "plain"}>{said.attendanceStatus(one.status)}</Badge>
            {one.reason && <span class="quiet"> {one.reason}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
