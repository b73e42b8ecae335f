// Draws what minutes say over one case: what agencies said they know, what was discussed, decided and undertaken.
import * as said from "../../conferences/words";
import { ReadDecision } from "../../decisions/decided";
import { reviewOutcome } from "../../decisions/words";
import { AddMinutesPassageDocument, RemoveMinutesPassageDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { me } from "../../session";
import { Ask } from "../../ui/ask";
import { idsOf } from "../../ui/fields";
import { Badge, nameOf, Person, When } from "../../ui/parts";
import { Unsaved } from "../../ui/unsaved";
import * as words from "../../words";
import { Content, ReturnState } from "../agenda-item/view";
import { Comments } from "./comments";
import { writes } from "./rights";
import type { MinutesStore, Passage, Section, TheMinutes } from "./store";
import * as told from "./words";
import { PassageWriter } from "./writer";

type Props = { store: MinutesStore; minutes: TheMinutes; section: Section };

export const Withheld = () => <p class="quiet">{i18n._("Withheld from your agency.")}</p>;

export function SectionView({ store, minutes, section, number }: Props & { number: number }) {
  const { agendaItem: item } = section;
  const reference = item.case?.reference ?? "";
  const heading = `section-${section.id}`;
  return (
    <section class="panel" aria-labelledby={heading}>
      <h2 id={heading}>
        {number}. <span class="reference">{reference}</span> {item.case?.title}
      </h2>
      <p class="badges">
        <Badge>{words.agendaItemStatus(item.status)}</Badge>
        <span class="quiet">
          {said.criterion(item.criterion)}
          {item.reason && `: ${item.reason}`}
        </span>
      </p>
      {item.recusals.length > 0 && (
        <p class="quiet">
          {i18n._("Stepped aside: {names}", { names: item.recusals.map(({ membership }) => nameOf(membership)).join(", ") })}
        </p>
      )}
      {item.returns.length > 0 && (
        <details>
          <summary>{i18n._("What agencies know")}</summary>
          <ul class="cards">
            {item.returns.map((one) => (
              <li class="card" key={one.id}>
                <h3>{one.agency.name}</h3>
                <ReturnState one={one} />
                <Content one={one} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <Discussion store={store} minutes={minutes} section={section} />
      <Decided section={section} />
      <Undertaken section={section} />
      <Comments
        store={store}
        minutes={minutes}
        comments={section.comments}
        about={reference}
        read={i18n._("All who read this section read it.")}
        place={{ sectionId: section.id }}
      />
    </section>
  );
}

function Discussion({ store, minutes, section }: Props) {
  const open = minutes.state === "DRAFT" && writes(minutes);
  const about = section.agendaItem.case?.reference ?? "";
  const others = section.agendaItem.returns.map(({ agency }) => agency).filter(({ id }) => id !== me.value?.agency.id);
  return (
    <>
      <h3>{i18n._("Discussion")}</h3>
      {section.passages.length === 0 && <p class="empty">{i18n._("Nothing is written yet.")}</p>}
      {section.passages.map((passage, index) => (
        <PassageView
          key={passage.id}
          store={store}
          passage={passage}
          open={open}
          label={i18n._("{reference}, passage {number}", { reference: about, number: index + 1 })}
        />
      ))}
      {writes(minutes) && (
        <div class="buttons start">
          <Ask
            words={i18n._("Add a passage")}
            about={about}
            offered={open}
            over={() => (open ? undefined : told.whyUnwritten())}
            document={AddMinutesPassageDocument}
            first={{ marked: "marked" }}
            fields={[
              { name: "text", label: i18n._("What was said") },
              ...(others.length
                ? [
                    {
                      name: "without",
                      label: i18n._("These are not to read it"),
                      kind: "checks" as const,
                      choices: others,
                      optional: true,
                    },
                    {
                      name: "marked",
                      label: i18n._("For who is not to read it"),
                      kind: "checks" as const,
                      choices: [{ id: "marked", name: i18n._("Their edition says that something is withheld") }],
                      optional: true,
                    },
                  ]
                : []),
            ]}
            input={(values) => ({
              sectionId: section.id,
              text: values.text ?? "",
              withoutAgencyIds: idsOf(values.without),
              marked: idsOf(values.marked).length > 0,
            })}
            done={store.readSoon}
          />
        </div>
      )}
    </>
  );
}

type PassageProps = { store: MinutesStore; passage: Passage; open: boolean; label: string };

function PassageView({ store, passage, open, label }: PassageProps) {
  const { words: text } = passage;
  if (!text) return <Withheld />;
  if (!open)
    return (
      <>
        <p class="description">{text.text}</p>
        <Unsaved place={passage.id} why={told.unsaved()} />
      </>
    );
  return (
    <div class="block">
      <PassageWriter store={store} passage={passage} label={label} />
      <p>
        <Ask
          words={i18n._("Remove the passage")}
          about={label}
          document={RemoveMinutesPassageDocument}
          intro={<p class="said">{text.text}</p>}
          first={{ version: String(text.version) }}
          input={(values) => ({ passageId: passage.id, version: Number(values.version) })}
          done={store.readSoon}
        />
      </p>
    </div>
  );
}

function Decided({ section: { decisions } }: { section: Section }) {
  if (!decisions.length) return null;
  return (
    <>
      <h3>{i18n._("Decisions")}</h3>
      <ul class="cards tight">
        {decisions.map((one) => (
          <ReadDecision key={one.id} decision={one} />
        ))}
      </ul>
    </>
  );
}

function Undertaken({ section: { undertakings, reviews } }: { section: Section }) {
  return (
    <>
      {undertakings.length > 0 && (
        <>
          <h3>{i18n._("Actions")}</h3>
          <ul class="rows">
            {undertakings.map((one) => (
              <li key={one.id}>
                <strong>{one.agency.name}</strong>: {one.task?.title ?? <Withheld />}
                {one.task?.dueAt && (
                  <span class="quiet">
                    {" "}
                    · {i18n._("due")} <When at={one.task.dueAt} day />
                  </span>
                )}
                {one.obligation && <span class="quiet"> · {one.obligation}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {reviews.length > 0 && (
        <>
          <h3>{i18n._("Earlier actions")}</h3>
          <ul class="rows">
            {reviews.map((one) => (
              <li key={one.id}>
                <strong>{one.undertaking?.task?.title ?? i18n._("An action whose task is not shared with you")}</strong>{" "}
                <Badge tone={one.outcome === "DONE" ? "done" : "plain"}>{reviewOutcome(one.outcome)}</Badge>{" "}
                {one.nonCompletionClass && words.nonCompletion(one.nonCompletionClass)} <Person post={one.saidBy} />
                <span class="said">{one.words}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
