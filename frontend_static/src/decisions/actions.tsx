// Draws what agencies undertake over an item, and what became of what they undertook at earlier ones.
import { endOfDay } from "../format";
import { type NonCompletionClass, ReviewActionDocument, type ReviewOutcome, VolunteerActionDocument } from "../generated/graphql";
import { i18n } from "../i18n";
import { me } from "../session";
import { Ask } from "../ui/ask";
import { choicesOf, type Field, type Values } from "../ui/fields";
import * as words from "../words";
import { type At, type Over, reviews, volunteers } from "./rights";
import type { Decided, Undertaking } from "./store";
import { TheUndertaking } from "./undertaking";
import * as said from "./words";

type Props = { store: Decided; item: Over; conference: At; level: "h2" | "h3" };

export function Actions({ store, item, conference, level: Heading }: Props) {
  const [here, earlier] = [store.here.value, store.earlier.value];
  return (
    <>
      {(here.length > 0 || item.beganAt) && (
        <section class="block" aria-labelledby="actions">
          <Heading id="actions">{i18n._("Actions")}</Heading>
          {here.length === 0 && <p class="empty">{i18n._("No agency has undertaken anything yet.")}</p>}
          <ul class="cards tight">
            {here.map((one) => (
              <TheUndertaking key={one.id} one={one} />
            ))}
          </ul>
          {volunteers(conference, item) && <Volunteer store={store} item={item} />}
        </section>
      )}
      {earlier.length > 0 && (
        <section class="block" aria-labelledby="earlier">
          <Heading id="earlier">{i18n._("What was undertaken before")}</Heading>
          <ul class="cards tight">
            {earlier.map((one) => (
              <TheUndertaking key={one.id} one={one} elsewhere>
                {one.agency.id === me.value?.agency.id && reviews(conference, item) && (
                  <Review one={one} store={store} item={item} />
                )}
              </TheUndertaking>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** One's own agency's: nobody volunteers another's. */
function Volunteer({ store, item }: { store: Decided; item: Over }) {
  const decisions = store.decisions.value
    .filter(({ withdrawnAt }) => !withdrawnAt)
    .map(({ id, text }) => ({ id, name: said.briefly(text) }));
  return (
    <p>
      <Ask
        words={i18n._("Undertake an action")}
        about={item.case?.title ?? undefined}
        look="small"
        intro={<p>{i18n._("It becomes a task of your own agency, accepted by that; all who hear this case see it.")}</p>}
        document={VolunteerActionDocument}
        fields={() => [
          { name: "title", label: i18n._("What your agency will do"), kind: "text" },
          { name: "description", label: i18n._("In more words"), optional: true },
          { name: "dueAt", label: i18n._("Until"), kind: "date", optional: true },
          {
            name: "obligation",
            label: i18n._("By which law, protocol or promise"),
            kind: "text",
            optional: true,
          },
          ...(decisions.length
            ? [
                {
                  name: "decisionId",
                  label: i18n._("Follows from the decision"),
                  kind: "select",
                  choices: decisions,
                  optional: true,
                } as const,
              ]
            : []),
        ]}
        input={(values) => ({
          agendaItemId: item.id,
          title: values.title ?? "",
          description: values.description || null,
          dueAt: values.dueAt ? endOfDay(values.dueAt) : null,
          obligation: values.obligation || null,
          decisionId: values.decisionId || null,
        })}
        done={store.readSoon}
      />
    </p>
  );
}

const OUTCOMES: ReviewOutcome[] = ["DONE", "STILL_OPEN", "NOT_DONE"];
const UNDONE: NonCompletionClass[] = ["CIRCUMSTANCES_CHANGED", "AGENCY_NOT_UNDERTAKEN"];

/** What was said at this item already is what the form begins with: it is said anew. */
function Review({ one, store, item }: { one: Undertaking; store: Decided; item: Over }) {
  const already = one.reviews.find(({ agendaItem }) => agendaItem.id === item.id);
  const first: Values = {
    outcome: already?.outcome ?? "",
    nonCompletionClass: already?.nonCompletionClass ?? "",
    words: already?.words ?? "",
  };
  const fields = ({ outcome }: Values): Field[] => [
    { name: "outcome", label: i18n._("What became of it"), kind: "select", choices: choicesOf(OUTCOMES, said.reviewOutcome) },
    ...(outcome === "NOT_DONE"
      ? [
          {
            name: "nonCompletionClass",
            label: i18n._("Why it was not done"),
            kind: "select",
            choices: choicesOf(UNDONE, words.nonCompletion),
          } as const,
        ]
      : []),
    { name: "words", label: i18n._("In your agency's own words") },
  ];
  return (
    <div class="buttons start">
      <Ask
        words={already ? i18n._("Say it otherwise") : i18n._("Say what became of it")}
        about={one.task?.title ?? one.agency.name}
        first={first}
        document={ReviewActionDocument}
        fields={fields}
        input={(values) => ({
          agendaItemId: item.id,
          undertakingId: one.id,
          outcome: values.outcome as ReviewOutcome,
          nonCompletionClass: values.outcome === "NOT_DONE" ? (values.nonCompletionClass as NonCompletionClass) || null : null,
          words: values.words ?? "",
        })}
        done={store.readSoon}
      />
    </div>
  );
}
