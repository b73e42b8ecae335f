// Draws the conflicts of interest one manages, declares one (of one's own, a colleague's, an agency's) and lifts one.
import { type ConflictPartsFragment, DeclareConflictDocument, LiftConflictDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { loseAccess, may, me } from "../../session";
import { Ask } from "../../ui/ask";
import { Badge, nameOf, When } from "../../ui/parts";
import { postChoices } from "../table/view";
import type { Consents } from "./store";

const OWN = "own";
const reason = () => [{ name: "reason", label: i18n._("Reason") }];

export function Conflicts({ store }: { store: Consents }) {
  const conflicts = store.conflicts.value?.conflicts.nodes ?? [];
  return (
    <section class="block" aria-labelledby="conflicts">
      <h2 id="conflicts">{i18n._("Conflicts of interest")}</h2>
      {may("CONFLICT_DECLARE") && <Declare store={store} />}
      {may("CONFLICT_MANAGE") && conflicts.length === 0 && <p class="empty">{i18n._("None is declared.")}</p>}
      <ul class="cards">
        {conflicts.map((conflict) => (
          <Conflict key={conflict.id} conflict={conflict} changed={store.again} />
        ))}
      </ul>
    </section>
  );
}

/** Whom it may be about: oneself; for who manages conflicts, also colleagues, who works on the case, and agencies. */
function partiesOf(store: Consents) {
  const own = { id: OWN, name: i18n._("Myself") };
  if (!may("CONFLICT_MANAGE")) return [own];
  const lead = store.own.value?.lead;
  const agencies = store.parts.value.filter(({ agency }) => lead || agency.id === me.value?.agency.id);
  const members = (store.data.value?.case?.members ?? []).map((member) => member.membership);
  const others = lead ? members.map((post) => ({ id: post.id, name: nameOf(post), more: post.agency.name })) : [];
  const posts = new Map([...postChoices(store), ...others].map((post) => [post.id, post]));
  posts.delete(me.value?.id ?? "");
  return [own, ...posts.values(), ...agencies.map(({ agency }) => ({ id: agency.id, name: agency.name }))];
}

function Declare({ store }: { store: Consents }) {
  return (
    <p>
      <Ask
        words={i18n._("Declare a conflict")}
        look="plain"
        intro={
          <p class="disclosure">
            {i18n._("While it stands, the case does not exist for whom it is about: nothing of it is shown, at once.")}
          </p>
        }
        first={{ party: OWN }}
        document={DeclareConflictDocument}
        fields={[
          { name: "party", label: i18n._("Whom it is about"), kind: "select", choices: partiesOf(store) },
          ...reason(),
        ]}
        input={({ party = OWN, reason: why = "" }) => ({
          caseId: store.caseId,
          reason: why,
          membershipId: party.startsWith("membership_") ? party : null,
          agencyId: party.startsWith("agency_") ? party : null,
        })}
        parting={i18n._("The conflict is declared. You no longer see the case.")}
        done={(payload) => (payload.case ? store.again() : loseAccess())}
      />
    </p>
  );
}

function Conflict({ conflict, changed }: { conflict: ConflictPartsFragment; changed: () => void }) {
  const whom = conflict.practitioner?.fullName ?? conflict.agency?.name ?? "";
  return (
    <li class="card">
      <h3>{whom}</h3>
      <p class="badges">
        {conflict.stands ? (
          <Badge tone="attention">{i18n._("Stands")}</Badge>
        ) : (
          <Badge>{i18n._("Lifted")}</Badge>
        )}
        <span class="quiet">
          {nameOf(conflict.declaredBy)} · <When at={conflict.declaredAt} />
        </span>
      </p>
      {conflict.reason && <p class="description">{conflict.reason}</p>}
      {conflict.liftedAt && (
        <p class="shared">
          <span class="quiet">
            {conflict.liftedBy && nameOf(conflict.liftedBy)} · <When at={conflict.liftedAt} />
          </span>
          {conflict.liftingReason}
        </p>
      )}
      {conflict.stands && (
        <p>
          <Ask
            words={i18n._("Lift")}
            about={whom}
            intro={<p>{i18n._("The case is there again for whom it was about.")}</p>}
            document={LiftConflictDocument}
            fields={reason()}
            input={({ reason: why = "" }) => ({ conflictId: conflict.id, reason: why })}
            done={changed}
          />
        </p>
      )}
    </li>
  );
}
