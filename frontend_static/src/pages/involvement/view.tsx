// Draws the involvement check: who is meant and why one asks; then that nobody knows them, or whom to call.
import { i18n } from "../../i18n";
import { may } from "../../session";
import { PageForm, personFields } from "../../ui/fields";
import { Page, StandIn } from "../../ui/page";
import { Person } from "../../ui/parts";
import type { Involvement } from "./store";

export function InvolvementView({ store }: { store: Involvement }) {
  const title = i18n._("Ask whether a person is known");
  if (!may("INVOLVEMENT_CHECK")) return <StandIn title={title} reading="missing" again={() => {}} />;
  return (
    <Page title={title}>
      <PageForm
        fields={[...personFields(), { name: "purpose", label: i18n._("What you ask it for") }]}
        values={store.values.value}
        set={store.set}
        problems={store.problems.value}
        pending={store.pending.value}
        send={i18n._("Ask")}
        onSend={() => void store.send()}
      >
        <p class="disclosure">
          {i18n._(
            "You learn only whether another agency knows the person, and whom to call there. That you asked, and for what, is on the record.",
          )}
        </p>
      </PageForm>
      <div role="status">
        <Answer store={store} />
      </div>
    </Page>
  );
}

function Answer({ store }: { store: Involvement }) {
  const answer = store.answer.value;
  if (!answer) return null;
  return (
    <section class="panel form">
      <h2>
        {answer.hit ? i18n._("Another agency knows this person.") : i18n._("No other agency is known to know this person.")}
      </h2>
      {answer.contactPoints.length > 0 && <p>{i18n._("Call:")}</p>}
      <ul class="rows">
        {answer.contactPoints.map((post) => (
          <li key={post.id}>
            <Person post={post} />
          </li>
        ))}
      </ul>
    </section>
  );
}
