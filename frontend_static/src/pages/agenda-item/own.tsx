// Draws what one's own agency is asked and says: the form, what was said, and the other answers there are.
import { useSignal } from "@preact/signals";
import { Checks } from "../../audience/choices";
import { isOpen } from "../../conferences/rights";
import * as words from "../../conferences/words";
import { DeclineReturnDocument, type ReturnDeclineReason, ReturnNothingDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { may } from "../../session";
import { Ask } from "../../ui/ask";
import { DraftState } from "../../ui/draft-state";
import { choicesOf } from "../../ui/fields";
import { LongField } from "../../ui/form";
import { When } from "../../ui/parts";
import type { AgendaItem, Return, TheItem } from "./store";
import { SubmitDialog } from "./submit";
import { Content, labels, ReturnState } from "./view";
import { TEXTS, UNANSWERED, type Writing } from "./writing";

const REASONS: ReturnDeclineReason[] = [
  ...(["LEGAL_BAR", "PROFESSIONAL_SECRECY", "CONSENT_WITHHELD"] as const),
  ...(["INVESTIGATION", "CONFLICT_OF_INTEREST", "UNSAFE"] as const),
];

type Props = { store: AgendaItem; item: TheItem; own: Return };

export function OwnReturn({ store, item, own }: Props) {
  const again = useSignal(false);
  const open = isOpen(item.conference) && may("RETURN_GIVE");
  const answered = !UNANSWERED.includes(own.state);
  const writing = store.writing.value;
  return (
    <section class="panel" aria-labelledby="own">
      <h2 id="own">{i18n._("What does {agency} know?", { agency: own.agency.name })}</h2>
      <ReturnState one={own} />
      {item.conference.returnsDueAt && !answered && (
        <p class="quiet">
          {i18n._("Asked until")} <When at={item.conference.returnsDueAt} />
        </p>
      )}
      {answered && !again.value && <Content one={own} />}
      {open && writing && (!answered || again.value) && (
        <Form
          store={store}
          item={item}
          own={own}
          writing={writing}
          done={() => {
            again.value = false;
            store.said();
          }}
        />
      )}
      {open && answered && !again.value && (
        <p>
          <button type="button" class="plain" onClick={() => (again.value = true)}>
            {own.state === "SUBMITTED" ? i18n._("Say something else") : i18n._("Say what we know after all")}
          </button>
        </p>
      )}
    </section>
  );
}

const hints = () => ({
  involvement: i18n._("Since when, why, how often; what was done."),
  concerns: undefined,
  protectiveFactors: undefined,
  proposals: i18n._("What your agency can do, and what it asks of others."),
  documents: i18n._("Where they are to be found, one a line. Nothing is copied here."),
});

function Form({ store, item, own, writing, done }: Props & { writing: Writing; done: () => void }) {
  const submitting = useSignal(false);
  const [names, notes] = [labels(), hints()];
  const texts = writing.texts.value;
  const empty = !writing.known.value.size && TEXTS.every((name) => !texts[name].trim());
  const answered = writing.answered.value;
  return (
    <div class="block">
      <p class="hint">
        {answered
          ? i18n._("What you change is said when you submit it.")
          : i18n._("Only your agency sees this until it is submitted.")}
      </p>
      <Checks
        legend={i18n._("Known to us")}
        choices={(item.case?.participants ?? []).map(({ id, label }) => ({ id, name: label }))}
        chosen={writing.known.value}
        onChange={(known) => (writing.known.value = known)}
      />
      {TEXTS.map((name) => (
        <LongField
          key={name}
          label={names[name]}
          hint={notes[name]}
          name={name}
          value={texts[name]}
          onInput={(text) => (writing.texts.value = { ...writing.texts.peek(), [name]: text })}
        />
      ))}
      {!answered && (
        <DraftState
          saver={writing.saver}
          empty={empty}
          changed={i18n._("Somebody of your agency has written something else here meanwhile:")}
        />
      )}
      <div class="buttons start">
        <button type="button" aria-disabled={empty} onClick={() => (submitting.value = !empty)}>
          {i18n._("Submit")}
        </button>
        {!answered && (
          <>
            <Ask
              words={i18n._("We know nothing")}
              look="plain"
              intro={<p>{i18n._("Your agency has looked, and none of them is known to it.")}</p>}
              document={ReturnNothingDocument}
              input={() => ({ agencyReturnId: own.id })}
              done={done}
            />
            <Ask
              words={i18n._("Do not share")}
              look="plain"
              document={DeclineReturnDocument}
              fields={[
                {
                  name: "reason",
                  label: i18n._("Reason"),
                  kind: "select",
                  choices: choicesOf(REASONS, words.returnDecline),
                },
              ]}
              input={(values) => ({ agencyReturnId: own.id, reason: values.reason as ReturnDeclineReason })}
              done={done}
            />
          </>
        )}
      </div>
      {submitting.value && (
        <SubmitDialog
          item={item}
          own={own}
          writing={writing}
          changed={store.readSoon}
          done={() => {
            submitting.value = false;
            done();
          }}
          onClose={() => (submitting.value = false)}
        />
      )}
    </div>
  );
}
