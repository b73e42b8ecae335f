// Draws one case: who it is about, who is at the table, the conversations and the tasks.
import { useSignal } from "@preact/signals";
import type { CasePageQuery } from "../../generated/graphql";
import { glassOn } from "../../glass/glasses";
import { i18n } from "../../i18n";
import { may, me } from "../../session";
import { late } from "../../ui/late";
import { Page, StandIn } from "../../ui/page";
import { Badge, Person, Risk, SafeContact, When } from "../../ui/parts";
import { TaskCard } from "../../tasks/card";
import { Pages } from "../../ui/pages";
import * as words from "../../words";
import { Agenda } from "./agenda";
import { conferring, outlook } from "../late";
import { OpenDialog } from "./open-dialog";
import type { Case } from "./store";
import { Tabs } from "./tabs";

const ReferDialog = late(async () => (await conferring()).ReferDialog, true);
const CasePlan = late(async () => (await outlook()).CasePlan, true);
const CaseIncidents = late(async () => (await outlook()).CaseIncidents, true);
const CaseRisk = late(async () => (await outlook()).CaseRisk, true);

type TheCase = NonNullable<CasePageQuery["case"]>;

const leads = ({ agencies }: TheCase) => agencies.some(({ lead, agency }) => lead && agency.id === me.value?.agency.id);

export function CaseView({ store }: { store: Case }) {
  const answer = store.data.value;
  const one = answer?.case;
  if (!one) return <StandIn title={i18n._("Case")} reading={store.reading.value} again={store.startOver} />;
  return (
    <Page title={i18n._("Case")} heading={one.title} lead={<Lead one={one} />} caseId={one.id}>
      <div class="columns">
        <div class="main-column">
          {answer.agendaItems.nodes.map((item) => (
            <Agenda key={item.id} item={item} />
          ))}
          <Refer store={store} caseId={one.id} />
          <Threads store={store} one={one} />
          <CasePlan caseId={one.id} heard={store.heard} />
          <CaseIncidents caseId={one.id} people={one.participants} heard={store.heard} leads={leads(one)} />
          <CaseRisk caseId={one.id} heard={store.heard} />
        </div>
        <div class="side-column">
          <Tasks store={store} />
          <Participants one={one} />
          <Agencies one={one} />
        </div>
      </div>
    </Page>
  );
}

function Lead({ one }: { one: TheCase }) {
  return (
    <>
      <p class="badges">
        <span class="reference">{one.reference}</span>
        <Badge>{words.caseStatus(one.status)}</Badge>
        <Risk level={one.riskLevel} />
        <span class="quiet">
          {i18n._("Opened")} <When at={one.openedAt} day />
        </span>
      </p>
      {one.safeContact && <SafeContact words={one.safeContact} />}
      <Tabs caseId={one.id} />
    </>
  );
}

/** To a conference: the dialog comes when it is asked for. */
function Refer({ store, caseId }: { store: Case; caseId: string }) {
  const asking = useSignal(false);
  if (!may("CASE_REFER") || glassOn(caseId)) return null;
  const close = () => (asking.value = false);
  const done = () => {
    close();
    store.readSoon();
  };
  return (
    <p>
      <button type="button" class="plain" onClick={() => (asking.value = true)}>
        {i18n._("Refer to a conference")}
      </button>
      {asking.value && <ReferDialog caseId={caseId} done={done} onClose={close} />}
    </p>
  );
}

function Threads({ store, one }: { store: Case; one: TheCase }) {
  const opening = useSignal(false);
  const threads = store.threads.page.value;
  if (!threads) return null;
  return (
    <section aria-labelledby="threads">
      <h2 id="threads">{i18n._("Conversations")}</h2>
      {threads.nodes.length === 0 && <p class="empty">{i18n._("No conversation is shared with you yet.")}</p>}
      <ul class="cards">
        {threads.nodes.map((thread) => (
          <li class="card" key={thread.id}>
            <h3>
              <a class="whole" href={`/threads/${thread.id}`}>
                {thread.subject}
              </a>
            </h3>
            <p class="badges">
              {thread.unreadCount > 0 && (
                <Badge tone="attention">{i18n._("{count} unread", { count: thread.unreadCount })}</Badge>
              )}
              {thread.closedAt && <Badge>{i18n._("Closed to writing")}</Badge>}
              <span class="quiet">{words.sensitivity(thread.audience.sensitivity)}</span>
            </p>
            <p class="quiet">
              {i18n._("Opened by")} <Person post={thread.createdBy} /> · <When at={thread.createdAt} />
            </p>
          </li>
        ))}
      </ul>
      <Pages pager={store.threads.pager} info={threads.pageInfo} />
      {may("THREAD_OPEN") && !glassOn(one.id) && (
        <p>
          <button type="button" class="plain" onClick={() => (opening.value = true)}>
            {i18n._("Open a conversation")}
          </button>
        </p>
      )}
      {opening.value && <OpenDialog caseId={one.id} onClose={() => (opening.value = false)} />}
    </section>
  );
}

function Tasks({ store }: { store: Case }) {
  const tasks = store.tasks.page.value;
  if (!tasks) return null;
  return (
    <section aria-labelledby="tasks">
      <h2 id="tasks">{i18n._("Tasks")}</h2>
      {tasks.nodes.length === 0 && (
        <p class="empty">{i18n._("No task yet. Tasks are assigned from a conversation.")}</p>
      )}
      <ul class="cards tight">
        {tasks.nodes.map((task) => (
          <TaskCard key={task.id} task={task} />
        ))}
      </ul>
      <Pages pager={store.tasks.pager} info={tasks.pageInfo} />
    </section>
  );
}

function Participants({ one }: { one: TheCase }) {
  return (
    <section aria-labelledby="participants">
      <h2 id="participants">{i18n._("People concerned")}</h2>
      <ul class="rows">
        {one.participants.map((participant) => (
          <li key={participant.id}>
            <strong>{participant.label}</strong> <span class="quiet">{words.participantRole(participant.role)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Agencies({ one }: { one: TheCase }) {
  return (
    <section aria-labelledby="agencies">
      <h2 id="agencies">{i18n._("Agencies")}</h2>
      <ul class="rows">
        {one.agencies.map((part) => (
          <li key={part.id}>
            <strong>{part.agency.name}</strong>{" "}
            <span class="quiet">
              {words.caseAgencyState(part.state)}
              {part.lead && ` · ${i18n._("leads")}`}
            </span>
            <ul class="rows">
              {one.members
                .filter((member) => member.membership.agency.id === part.agency.id && !member.renouncedAt)
                .map((member) => (
                  <li key={member.id}>
                    {member.membership.practitioner?.fullName}{" "}
                    <span class="quiet">{words.memberFunction(member.function)}</span>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
