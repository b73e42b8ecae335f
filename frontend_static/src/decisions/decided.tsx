// Draws what was decided over an item, who is for it, and who is against it in their own words; and the acts on it.
import type { ComponentChildren } from "preact";
import {
  type DecisionPartsFragment,
  DissentFromDecisionDocument,
  RecordDecisionDocument,
  SupportDecisionDocument,
  WithdrawDecisionDocument,
} from "../generated/graphql";
import { i18n } from "../i18n";
import { me } from "../session";
import { Ask } from "../ui/ask";
import { Do } from "../ui/do";
import { Badge, nameOf, When } from "../ui/parts";
import { useStore } from "../ui/use-store";
import { Actions } from "./actions";
import { type At, type Over, records, speaks } from "./rights";
import { createDecided, type Decided, type Decision, type Heard } from "./store";
import { briefly } from "./words";

type Props = { item: Over; conference: At; heard: Heard; level?: "h2" | "h3" };

/** All that came of an item: made anew for each, by its key. */
export function DecidedOver({ item, conference, heard, level: Heading = "h3" }: Props) {
  const store = useStore(() => createDecided(item.id, item.case?.id ?? "", heard));
  const decisions = store.decisions.value;
  const mayRecord = records(conference, item);
  return (
    <>
      {(decisions.length > 0 || item.beganAt) && (
        <section class="block" aria-labelledby="decided">
          <Heading id="decided">{i18n._("Decisions")}</Heading>
          {decisions.length === 0 && <p class="empty">{i18n._("Nothing is decided yet.")}</p>}
          <ul class="cards tight">
            {decisions.map((decision) => (
              <TheDecision key={decision.id} decision={decision} store={store} item={item} conference={conference} />
            ))}
          </ul>
          {mayRecord && <Record item={item} store={store} />}
        </section>
      )}
      <Actions store={store} item={item} conference={conference} level={Heading} />
    </>
  );
}

function Record({ item, store }: { item: Over; store: Decided }) {
  return (
    <p>
      <Ask
        words={i18n._("Record a decision")}
        about={item.case?.title ?? undefined}
        look="small"
        document={RecordDecisionDocument}
        fields={[
          { name: "text", label: i18n._("What was decided") },
          { name: "rationale", label: i18n._("Why") },
        ]}
        input={({ text = "", rationale = "" }) => ({ agendaItemId: item.id, text, rationale })}
        done={store.readSoon}
      />
    </p>
  );
}

type OneProps = { decision: Decision; store: Decided; item: Over; conference: At };

function TheDecision({ decision, store, item, conference }: OneProps) {
  return (
    <ReadDecision decision={decision}>
      {!decision.withdrawnAt && <Acts decision={decision} store={store} item={item} conference={conference} />}
    </ReadDecision>
  );
}

/** What was decided and why, who is for it and who is not; and what may be done with it, if anything. */
export function ReadDecision({ decision, children }: { decision: DecisionPartsFragment; children?: ComponentChildren }) {
  const { text, rationale, recordedBy, decidedAt, withdrawnAt, withdrawal } = decision;
  return (
    <li class={withdrawnAt ? "card decision withdrawn" : "card decision"}>
      {withdrawnAt && (
        <p>
          <Badge tone="undone">{i18n._("Decision withdrawn")}</Badge>
        </p>
      )}
      <p class="description decided">{withdrawnAt ? <del>{text}</del> : text}</p>
      <p class="description">
        <strong>{i18n._("Why")}:</strong> {rationale}
      </p>
      {withdrawnAt && (
        <p class="description">
          <strong>{i18n._("Why withdrawn")}:</strong> {withdrawal}
        </p>
      )}
      <Voices decision={decision} />
      <p class="quiet">
        {i18n._("Recorded by {name}", { name: nameOf(recordedBy) })} · <When at={decidedAt} />
      </p>
      {children}
    </li>
  );
}

function Voices({ decision: { voices } }: { decision: DecisionPartsFragment }) {
  const forIt = voices.filter(({ stance }) => stance === "SUPPORTS");
  return (
    <>
      {forIt.length > 0 && (
        <p>
          <strong>{i18n._("For it")}:</strong>{" "}
          {forIt.map(({ membership }) => `${nameOf(membership)} (${membership.agency.name})`).join(", ")}
        </p>
      )}
      {voices
        .filter(({ stance }) => stance === "DISSENTS")
        .map(({ id, membership, words }) => (
          <figure class="dissent" key={id}>
            <figcaption>
              <strong>{i18n._("Against it")}:</strong> {nameOf(membership)} ({membership.agency.name})
            </figcaption>
            <blockquote class="description">{words}</blockquote>
          </figure>
        ))}
    </>
  );
}

function Acts({ decision, store, item, conference }: OneProps) {
  const about = briefly(decision.text);
  const own = decision.voices.find(({ membership }) => membership.id === me.value?.id);
  return (
    <div class="buttons start">
      {speaks(conference, item) && (
        <>
          {own?.stance !== "SUPPORTS" && (
            <Do
              words={i18n._("I am for it")}
              about={about}
              document={SupportDecisionDocument}
              input={{ decisionId: decision.id }}
              done={store.readSoon}
            />
          )}
          <Ask
            words={own?.stance === "DISSENTS" ? i18n._("Say it otherwise") : i18n._("I am against it")}
            about={about}
            first={{ words: own?.words ?? "" }}
            document={DissentFromDecisionDocument}
            fields={[
              {
                name: "words",
                label: i18n._("Why, in your own words"),
                hint: i18n._("They go into the minutes as they are."),
              },
            ]}
            input={({ words = "" }) => ({ decisionId: decision.id, words })}
            done={store.readSoon}
          />
        </>
      )}
      {records(conference, item) && (
        <Ask
          words={i18n._("Withdraw")}
          about={about}
          intro={<p>{i18n._("It was not decided so. What stands there stays to be read.")}</p>}
          document={WithdrawDecisionDocument}
          fields={[{ name: "reason", label: i18n._("Reason"), kind: "text" }]}
          input={({ reason = "" }) => ({ decisionId: decision.id, reason })}
          done={store.readSoon}
        />
      )}
    </div>
  );
}

/** For a screen on the wall: nothing to press, and what was decided last at the top, where there is room for it. */
export function DecidedOnWall({ item, heard }: Pick<Props, "item" | "heard">) {
  const store = useStore(() => createDecided(item.id, item.case?.id ?? "", heard));
  const decisions = store.decisions.value;
  if (!decisions.length) return null;
  return (
    <div class="wall-decided">
      <h3>{i18n._("Decided")}</h3>
      <ul>
        {decisions.toReversed().map(({ id, text, withdrawnAt, voices }) => {
          const against = voices.filter(({ stance }) => stance === "DISSENTS").map(({ membership }) => nameOf(membership));
          return (
            <li key={id} class="description">
              {withdrawnAt ? (
                <>
                  <del>{text}</del> · {i18n._("Decision withdrawn")}
                </>
              ) : (
                text
              )}
              {against.length > 0 && <p class="quiet">{i18n._("Against it: {names}", { names: against.join(", ") })}</p>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
