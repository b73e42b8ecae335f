// Chooses between the starting screen, sign-in and the page the address names.
import { i18n } from "./i18n";
import { CasePage } from "./pages/case/page";
import { CasesPage } from "./pages/cases/page";
import { conferring, seldom } from "./pages/late";
import { SignInPage } from "./pages/signin/page";
import { TaskPage } from "./pages/task/page";
import { TasksPage } from "./pages/tasks/page";
import { ThreadPage } from "./pages/thread/page";
import { route } from "./router";
import { may, standing, startSession } from "./session";
import { StandIn } from "./ui/page";
import { late } from "./ui/late";
import { Bare, Shell } from "./ui/shell";

const AgendaItemPage = late(async () => (await conferring()).AgendaItemPage);
const ConferencePage = late(async () => (await conferring()).ConferencePage);
const MinutesPage = late(async () => (await conferring()).MinutesPage);
const ConferencesPage = late(async () => (await conferring()).ConferencesPage);
const ConsentsPage = late(async () => (await seldom()).ConsentsPage);
const EmergencyPage = late(async () => (await seldom()).EmergencyPage);
const GlassesPage = late(async () => (await seldom()).GlassesPage);
const InvolvementPage = late(async () => (await seldom()).InvolvementPage);
const OpeningsPage = late(async () => (await seldom()).OpeningsPage);
const RecordPage = late(async () => (await seldom()).RecordPage);
const TablePage = late(async () => (await seldom()).TablePage);

export function App() {
  switch (standing.value) {
    case "starting":
      return (
        <Bare>
          <StandIn title="Roundtable" reading="reading" again={() => {}} />
        </Bare>
      );
    case "unreachable":
      return (
        <Bare>
          <StandIn title="Roundtable" reading="unreachable" again={() => void startSession()} />
        </Bare>
      );
    case "out":
    case "expired":
      return <SignInPage expired={standing.value === "expired"} />;
    case "in":
      return (
        <Shell>
          <Current />
        </Shell>
      );
  }
}

function Current() {
  const here = route.value;
  switch (here.page) {
    case "cases":
      // An auditor has the record for a home, and no case.
      if (may("RECORD_READ") && !may("CASE_READ")) return <RecordPage key="home" search={new URLSearchParams()} />;
      return <CasesPage key="cases" />;
    case "case":
      if (here.part === "table") return <TablePage key={here.id + here.part} caseId={here.id} />;
      if (here.part === "consents") return <ConsentsPage key={here.id + here.part} caseId={here.id} />;
      if (here.part === "openings") return <OpeningsPage key={here.id + here.part} caseId={here.id} />;
      return <CasePage key={here.id} caseId={here.id} />;
    case "record":
      return <RecordPage key={String(here.search)} search={here.search} />;
    case "emergency":
      return <EmergencyPage key="emergency" />;
    case "involvement":
      return <InvolvementPage key="involvement" />;
    case "glasses":
      return <GlassesPage key="glasses" />;
    case "thread":
      return <ThreadPage key={here.id} threadId={here.id} />;
    case "tasks":
      return <TasksPage key="tasks" search={here.search} />;
    case "task":
      return <TaskPage key={here.id} taskId={here.id} />;
    case "conferences":
      return <ConferencesPage key="conferences" />;
    case "conference":
      return <ConferencePage key={here.id} conferenceId={here.id} wall={here.search.get("screen") === "wall"} />;
    case "agenda-item":
      return <AgendaItemPage key={here.id} agendaItemId={here.id} />;
    case "minutes":
      return <MinutesPage key={here.id} minutesId={here.id} />;
    case "nowhere":
      return <StandIn title={i18n._("Not here")} reading="missing" again={() => {}} />;
  }
}
