// Draws the invitations that one may answer for one's agency: what each asks for, and how much it would show.
import { AcceptInvitationDocument, DeclineInvitationDocument, type InvitationPartsFragment } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Ask } from "../../ui/ask";
import { Person, When } from "../../ui/parts";
import { WouldSee } from "../../ui/would-see";

export function Invitations({ of, changed }: { of: readonly InvitationPartsFragment[]; changed: () => void }) {
  if (!of.length) return null;
  return (
    <section class="block" aria-labelledby="invitations">
      <h2 id="invitations">{i18n._("Invitations to your agency")}</h2>
      <ul class="cards">
        {of.map((invitation) => (
          <Card key={invitation.id} invitation={invitation} changed={changed} />
        ))}
      </ul>
    </section>
  );
}

function Card({ invitation, changed }: { invitation: InvitationPartsFragment; changed: () => void }) {
  const { id, caseReference, invitedBy } = invitation;
  const prospect = <WouldSee words={i18n._("You would see:")} prospect={invitation.wouldSee} />;
  return (
    <li class="card">
      <h3 class="reference">{caseReference}</h3>
      <p class="description">{invitation.purpose}</p>
      <p class="quiet">
        {invitedBy && <Person post={invitedBy} />} {invitation.invitedAt && <When at={invitation.invitedAt} />}
      </p>
      {prospect}
      <div class="buttons start">
        <Ask
          words={i18n._("Accept")}
          about={caseReference}
          look="small"
          intro={
            <>
              {prospect}
              <p class="quiet">
                {i18n._("sees what is shared with all from")} <When at={invitation.historyFrom} />
              </p>
            </>
          }
          document={AcceptInvitationDocument}
          input={() => ({ invitationId: id })}
          done={changed}
        />
        <Ask
          words={i18n._("Decline")}
          about={caseReference}
          document={DeclineInvitationDocument}
          fields={[{ name: "reason", label: i18n._("Reason"), hint: i18n._("The table reads it.") }]}
          input={({ reason = "" }) => ({ invitationId: id, reason })}
          done={changed}
        />
      </div>
    </li>
  );
}
