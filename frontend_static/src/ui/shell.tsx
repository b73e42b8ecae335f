// What surrounds every page: the way around, one's post, the connection, the language, the way out.
import { effect, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { keepGlasses } from "../glass/glasses";
import { i18n, LANGUAGES, type Language, language, speak } from "../i18n";
import { connection } from "../live";
import { outdated } from "../network";
import { announcement, dismiss, notices, notify } from "../notices";
import { route } from "../router";
import { actFor, may, me, onMyEvent, signOut, viewer } from "../session";
import { FormDialog } from "./form";
import { nameOf, titleOf } from "./parts";

export function Bare({ children }: { children: ComponentChildren }) {
  return (
    <div class="bare">
      <header class="bare-head">
        <Brand />
        <LanguageChoice />
      </header>
      <main id="main">{children}</main>
    </div>
  );
}

function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <circle class="brand-table" cx="16" cy="16" r="7" />
        <circle class="brand-seat" cx="16" cy="4.5" r="2.6" />
        <circle class="brand-seat" cx="27.5" cy="16" r="2.6" />
        <circle class="brand-seat" cx="16" cy="27.5" r="2.6" />
        <circle class="brand-seat" cx="4.5" cy="16" r="2.6" />
      </svg>
      <span class="brand-name">Roundtable</span>
    </span>
  );
}

export function Shell({ children }: { children: ComponentChildren }) {
  useEffect(() => onMyEvent(tellOf), []);
  useEffect(keepGlasses, []);
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {i18n._("Skip to the content")}
      </a>
      <header class="shell-head">
        <a class="home" href="/" aria-label="Roundtable">
          <Brand />
        </a>
        <nav aria-label={i18n._("Main")}>
          {may("RECORD_READ") ? (
            <NavLink href="/record" pages={["cases", "record"]} words={i18n._("Record of access")} />
          ) : (
            <>
              <NavLink href="/" pages={["cases", "case", "emergency", "involvement"]} words={i18n._("My cases")} />
              <NavLink href="/tasks" pages={["tasks", "task"]} words={i18n._("Tasks")} />
              {may("CONFERENCE_ATTEND") && (
                <NavLink
                  href="/conferences"
                  pages={["conferences", "conference", "agenda-item"]}
                  words={i18n._("Conferences")}
                />
              )}
            </>
          )}
          {(may("GLASS_REVIEW") || may("RECORD_READ")) && (
            <NavLink href="/glasses" pages={["glasses"]} words={i18n._("Emergencies")} />
          )}
        </nav>
        <div class="shell-me">
          <Connection />
          <Acting />
          <LanguageChoice />
          <SignOut />
        </div>
      </header>
      <Notices />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <div class="unseen" role="status">
        {announcement.value}
      </div>
    </div>
  );
}

/** Says that something landed, and where; what it says stays on its page. */
function tellOf(event: {
  __typename: string;
  by: { id: string } | null;
  task?: { id: string } | null;
  message?: { thread: { id: string } | null } | null;
  conference?: { urgent: boolean } | null;
}) {
  const here = route.peek();
  if (event.__typename === "TaskAssigned" && event.task) {
    const link = { href: `/tasks/${event.task.id}`, words: i18n._("Open the task") };
    notify(i18n._("A task was assigned to your agency."), link);
  }
  if (event.__typename === "AgencyInvited") {
    notify(i18n._("Your agency is invited to a case."), { href: "/", words: i18n._("See the invitation") });
  }
  if (event.__typename === "ConferenceCalled" && event.by?.id !== me.peek()?.id) {
    const asked = event.conference?.urgent
      ? i18n._("You are called to an emergency conference.")
      : i18n._("You are asked to a conference.");
    notify(asked, { href: "/conferences", words: i18n._("See the invitation") });
  }
  const toConferences = { href: "/conferences", words: i18n._("Conferences") };
  if (event.__typename === "AttendeeRequested")
    notify(i18n._("Your agency is asked for somebody to come to a conference."), toConferences);
  if (event.__typename === "ReturnsMissing") notify(i18n._("Returns to a conference are missing."), toConferences);
  if (event.__typename === "ConferenceOverdue")
    notify(i18n._("The time of a conference that you chair is over."), toConferences);
  if (event.__typename === "RepeatFound")
    notify(i18n._("Something happened again in a case that your agency leads."), toConferences);
  if (event.__typename === "GlassBroken" && event.by?.id !== me.peek()?.id) {
    notify(i18n._("A case was opened in an emergency."), { href: "/glasses", words: i18n._("Who and why") });
  }
  if (event.__typename === "PractitionerMentioned" && event.message && event.by?.id !== me.peek()?.id) {
    const { thread } = event.message;
    if (here.page === "thread" && here.id === thread?.id) return;
    // A newcomer may be named in a conversation that began before it came, which it cannot open.
    const link = thread ? { href: `/threads/${thread.id}`, words: i18n._("Open the conversation") } : undefined;
    notify(i18n._("You were mentioned."), link);
  }
}

function NavLink(props: { href: string; pages: string[]; words: string }) {
  const here = props.pages.includes(route.value.page);
  return (
    <a href={props.href} aria-current={here ? "page" : undefined}>
      {props.words}
    </a>
  );
}

function Connection() {
  const words = {
    idle: i18n._("Connecting…"),
    connecting: i18n._("Connecting…"),
    live: i18n._("Live"),
    reconnecting: i18n._("Reconnecting…"),
    asking: i18n._("Not live: news every few seconds"),
  };
  // A dropped socket that is back within a blink is not worth a word.
  const [shown, show] = useState(connection.peek());
  useEffect(() => {
    let timer = 0;
    const stop = effect(() => {
      const state = connection.value;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => show(state), state === "live" ? 0 : 700);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, []);
  return (
    <span class={`connection ${shown}`} role="status" aria-label={i18n._("Connection")}>
      {words[shown]}
    </span>
  );
}

/** One acts for one agency at a time. */
function Acting() {
  const post = me.value;
  const posts = viewer.value?.memberships ?? [];
  if (!post) return null;
  if (posts.length < 2) {
    return (
      <span class="acting">
        <strong>{nameOf(post)}</strong>
        <span class="quiet">
          {titleOf(post)} · {post.agency.name}
        </span>
      </span>
    );
  }
  return (
    <span class="acting">
      <strong>{nameOf(post)}</strong>
      <select
        aria-label={i18n._("You act as")}
        value={post.id}
        onChange={(event) =>
          void actFor(event.currentTarget.value).then(
            (done) => done || notify(i18n._("The change of post did not work.")),
          )
        }
      >
        {posts.map((other) => (
          <option key={other.id} value={other.id}>
            {titleOf(other)} · {other.agency.name}
          </option>
        ))}
      </select>
    </span>
  );
}

export function LanguageChoice() {
  return (
    <select
      class="language"
      aria-label={`${i18n._("Language")} (Language)`}
      value={language}
      onChange={(event) => speak(event.currentTarget.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}

function SignOut() {
  const asking = useSignal(false);
  const leave = (anyway: boolean) =>
    signOut(anyway)
      .then((gone) => (asking.value = !gone))
      .catch(() => notify(i18n._("Signing out did not work: the server cannot be reached.")));
  return (
    <>
      <button type="button" class="plain small" onClick={() => void leave(false)}>
        {i18n._("Sign out")}
      </button>
      {asking.value && (
        <FormDialog
          title={i18n._("Sign out all the same?")}
          intro={<p>{i18n._("Something that you wrote is only in this window, not saved or not sent. It will be lost.")}</p>}
          send={i18n._("Sign out")}
          pending={false}
          problems={[]}
          fields={[]}
          onSend={() => void leave(true)}
          onClose={() => (asking.value = false)}
        />
      )}
    </>
  );
}

function Notices() {
  return (
    <div class="notices" role="status">
      {outdated.value && (
        <p class="notice">
          <span>{i18n._("This page is older than the server.")}</span>
          <button type="button" class="small" onClick={() => location.reload()}>
            {i18n._("Load it again")}
          </button>
        </p>
      )}
      {notices.value.map((notice) => (
        <p class="notice" key={notice.id}>
          <span>{notice.words}</span>
          {notice.link && (
            <a href={notice.link.href} onClick={() => dismiss(notice.id)}>
              {notice.link.words}
            </a>
          )}
          <button type="button" class="plain small" onClick={() => dismiss(notice.id)}>
            {i18n._("Close")}
          </button>
        </p>
      ))}
    </div>
  );
}
