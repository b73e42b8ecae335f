// Draws who is at a case's table: each agency with its people, and what may be done about it.
import { ExcludeAgencyDocument, LeaveCaseDocument, NameMemberDocument, RenounceMemberDocument } from "../../generated/graphql";
import type { MemberFunction } from "../../generated/graphql";
import type { Choice } from "../../audience/choices";
import { i18n } from "../../i18n";
import { loseAccess, may, me } from "../../session";
import { Ask } from "../../ui/ask";
import { choicesOf } from "../../ui/fields";
import { StandIn } from "../../ui/page";
import { Badge, nameOf, titleOf, When } from "../../ui/parts";
import * as words from "../../words";
import { PartPage } from "../case/tabs";
import { Deputies } from "./deputies";
import { Invite } from "./invite";
import type { Member, Part, Seats } from "./store";

const EXCLUDABLE = ["INVITED", "ACTIVE", "TASKED"];
const TONES: Partial<Record<Part["state"], string>> = { ACTIVE: "done", INVITED: "attention", EXCLUDED: "undone" };

export function TableView({ store }: { store: Seats }) {
  const title = i18n._("Who is at the table");
  const answer = store.data.value;
  if (!answer?.case) return <StandIn title={title} reading={store.reading.value} again={store.startOver} />;
  return (
    <PartPage one={answer.case} title={title}>
      {mayChange(store) && <Invite store={store} openedAt={answer.case.openedAt} />}
      <ul class="cards">
        {store.parts.value.map((part) => (
          <Seat key={part.id} part={part} store={store} />
        ))}
      </ul>
      <Deputies store={store} />
    </PartPage>
  );
}

/** Whoever asks agencies to the table takes them from it: the agency that leads. */
const mayChange = (store: Seats) => may("AGENCY_INVITE") && store.own.value?.lead;

const reason = () => [{ name: "reason", label: i18n._("Reason"), hint: i18n._("The table reads it.") }];

function Seat({ part, store }: { part: Part; store: Seats }) {
  const { agency } = part;
  const ours = agency.id === me.value?.agency.id;
  const members = (store.data.value?.case?.members ?? []).filter((member) => !member.renouncedAt);
  const free = postChoices(store).filter((post) => !members.some((member) => member.membership.id === post.id));
  return (
    <li class="card">
      <h2>{agency.name}</h2>
      <p class="badges">
        <Badge tone={TONES[part.state]}>{words.caseAgencyState(part.state)}</Badge>
        {part.lead && <Badge tone="going">{i18n._("leads")}</Badge>}
        <span class="quiet">
          {words.compartment(part.compartment)}
          {part.state === "ACTIVE" && (
            <>
              {" · "}
              {i18n._("sees what is shared with all from")} <When at={part.historyFrom} day />
            </>
          )}
        </span>
      </p>
      {part.reason && <p class="description">{part.reason}</p>}
      <ul class="rows">
        {members
          .filter((member) => member.membership.agency.id === agency.id)
          .map((member) => (
            <TheMember key={member.id} member={member} />
          ))}
      </ul>
      <div class="buttons start">
        {ours && part.state === "ACTIVE" && may("MEMBER_NAME") && free.length > 0 && (
          <NameColleague store={store} part={part} free={free} />
        )}
        {ours && !part.lead && part.state === "ACTIVE" && may("INVITATION_ANSWER") && (
          <Ask
            words={i18n._("Leave the case")}
            intro={<p class="disclosure">{i18n._("Your agency will see nothing of the case any more, at once.")}</p>}
            document={LeaveCaseDocument}
            fields={reason()}
            input={(values) => ({ caseId: store.caseId, reason: values.reason ?? "" })}
            parting={i18n._("Your agency has left the case.")}
            done={loseAccess}
          />
        )}
        {mayChange(store) && !part.lead && EXCLUDABLE.includes(part.state) && (
          <Ask
            words={i18n._("Exclude")}
            about={agency.name}
            intro={
              <p class="disclosure">
                {i18n._("It will see nothing of the case any more, at once, and cannot be asked back.")}
              </p>
            }
            document={ExcludeAgencyDocument}
            fields={reason()}
            input={(values) => ({ caseId: store.caseId, agencyId: agency.id, reason: values.reason ?? "" })}
            done={store.readSoon}
          />
        )}
      </div>
    </li>
  );
}

function TheMember({ member }: { member: Member }) {
  const { membership: post } = member;
  const own = post.id === me.value?.id;
  const colleague = post.agency.id === me.value?.agency.id && may("MEMBER_NAME");
  return (
    <li class="badges">
      <strong>{nameOf(post)}</strong>
      <span class="quiet">
        {words.memberFunction(member.function)} · {titleOf(post)}
      </span>
      {(own || colleague) && (
        <Ask
          words={i18n._("End it")}
          about={nameOf(post)}
          look="link"
          intro={<p>{i18n._("Who has no other right to the case does not see it any more, at once.")}</p>}
          document={RenounceMemberDocument}
          input={() => ({ caseMemberId: member.id })}
          done={({ caseMember }) => caseMember || loseAccess()}
        />
      )}
    </li>
  );
}

function NameColleague({ store, part, free }: { store: Seats; part: Part; free: Choice[] }) {
  const functions: MemberFunction[] = ["PRACTITIONER", "OBSERVER", ...(part.lead ? (["CASE_MANAGER"] as const) : [])];
  return (
    <Ask
      words={i18n._("Name a colleague")}
      document={NameMemberDocument}
      first={{ function: "PRACTITIONER" }}
      fields={[
        { name: "membershipId", label: i18n._("Colleague"), kind: "select", choices: free },
        { name: "function", label: i18n._("Function"), kind: "select", choices: choicesOf(functions, words.memberFunction) },
      ]}
      input={({ membershipId = "", function: does }) => ({
        caseId: store.caseId,
        membershipId,
        function: does as MemberFunction,
      })}
      done={store.readSoon}
    />
  );
}

export const postChoices = (store: Seats) =>
  store.colleagues.value.map((post) => ({ id: post.id, name: nameOf(post), more: titleOf(post) }));
