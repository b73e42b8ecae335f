// Small parts that many pages draw: people, instants, badges, problems.
import type { ComponentChildren } from "preact";
import type { Problem } from "../act";
import { dateOf, instantOf, now } from "../format";
import type { AgencyType, MembershipPartsFragment, RiskLevel, TaskStatus } from "../generated/graphql";
import { i18n } from "../i18n";
import { problemWords } from "../problems";
import { returnTo } from "../router";
import * as words from "../words";

export type Post = MembershipPartsFragment;

/** A service account has no practitioner: its agency's name stands for it. */
export const nameOf = ({ practitioner, role }: Pick<Post, "practitioner" | "role">) =>
  practitioner?.fullName ?? words.role(role);
export const titleOf = (post: Post) => post.title ?? words.role(post.role);

export function Person({ post }: { post: Post }) {
  return (
    <span class="person">
      <strong>{nameOf(post)}</strong>
      <span class="quiet">
        {titleOf(post)} · {post.agency.name}
      </span>
    </span>
  );
}

const HUES: Partial<Record<AgencyType, string>> = {
  POLICE: "blue",
  LOCAL_POLICE: "blue",
  PROSECUTION: "blue",
  FORENSIC_MEDICINE: "plum",
  EMERGENCY_HOSPITAL: "plum",
  SEXUAL_VIOLENCE_CENTRE: "plum",
  SOCIAL_SERVICES_COUNTY: "green",
  SOCIAL_SERVICES_LOCAL: "green",
  CHILD_PROTECTION: "green",
};

export const hueOf = (type: AgencyType) => `hue-${HUES[type] ?? "amber"}`;

export function Initials({ post }: { post: Post }) {
  const letters = nameOf(post)
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word) && !word.endsWith("."))
    .map((word) => word[0])
    .slice(0, 2)
    .join("");
  return (
    <span class={`initials ${hueOf(post.agency.type)}`} aria-hidden="true">
      {letters}
    </span>
  );
}

export function When({ at, day = false }: { at: string; day?: boolean }) {
  return <time dateTime={at}>{day ? dateOf(at) : instantOf(at)}</time>;
}

export function Badge({ tone = "plain", children }: { tone?: string; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

export function Risk({ level }: { level: RiskLevel }) {
  return <Badge tone={`risk-${level.toLowerCase()}`}>{words.riskLevel(level)}</Badge>;
}

/** A case that was heard at a conference is watched for a while. */
export function Flagged({ until }: { until: string | null }) {
  if (!until || Date.parse(until) < now.value) return null;
  return <Badge tone="attention">{i18n._("Flagged until {day}", { day: dateOf(until) })}</Badge>;
}

const TONES: Partial<Record<TaskStatus, string>> = {
  REQUESTED: "attention",
  RECEIVED: "attention",
  ACCEPTED: "going",
  IN_PROGRESS: "going",
  COMPLETED: "done",
  DECLINED: "undone",
  NOT_COMPLETED: "undone",
};

export function TaskState({ status }: { status: TaskStatus }) {
  return <Badge tone={TONES[status]}>{words.taskStatus(status)}</Badge>;
}

export function Problems({ of, id }: { of: Problem[]; id?: string }) {
  if (!of.length) return null;
  return (
    <div class="problems" id={id} role="alert">
      {of.map((problem) => (
        <p key={problem.code + problem.path.join()}>
          {problemWords(problem)} {problem.code === "SIGN_IN_AGAIN" && <SignInAgain />}
        </p>
      ))}
    </div>
  );
}

/** Some acts need a recent sign-in: one comes back to where one was. */
function SignInAgain() {
  return (
    <a href={`/auth/login?again=1&return_to=${encodeURIComponent(returnTo.value)}`}>{i18n._("Sign in again")}</a>
  );
}

/** How the victim may be reached without danger. */
export function SafeContact({ words: rules }: { words: string }) {
  return (
    <p class="safe-contact">
      <strong>{i18n._("Safe contact")}</strong> {rules}
    </p>
  );
}

export function Loading() {
  return (
    <p class="loading" role="status">
      {i18n._("Loading…")}
    </p>
  );
}
