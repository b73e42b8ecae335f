// Draws who has the word and who wants it, in the order they asked for it, and one's own hand.
import { chairs, runs } from "../../conferences/rights";
import { GiveWordDocument, LowerHandDocument, RaiseHandDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Do } from "../../ui/do";
import { nameOf } from "../../ui/parts";
import type { Attendance, Conference, TheConference } from "./store";

export function speakersOf({ attendance }: { attendance: readonly Attendance[] }) {
  const asked = attendance
    .filter(({ handRaisedAt }) => handRaisedAt)
    .toSorted((one, other) => Date.parse(one.handRaisedAt!) - Date.parse(other.handRaisedAt!));
  return { speaker: attendance.find(({ wordGivenAt }) => wordGivenAt) ?? null, asked };
}

export function Speaking({ store, conference }: { store: Conference; conference: TheConference }) {
  const { speaker, asked } = speakersOf(conference);
  const own = store.own.value;
  const given = { conferenceId: conference.id };
  return (
    <div class="speaking">
      <div class="buttons start">
        {own?.isThere && own.wordGivenAt && (
          <Do words={i18n._("I have spoken")} look="" document={LowerHandDocument} input={given} done={store.readSoon} />
        )}
        {own?.isThere && !own.wordGivenAt && own.handRaisedAt && (
          <Do words={i18n._("Lower my hand")} look="plain" document={LowerHandDocument} input={given} done={store.readSoon} />
        )}
        {own?.isThere && !own.wordGivenAt && !own.handRaisedAt && (
          <Do
            words={i18n._("Raise my hand")}
            look={chairs(conference) ? "plain" : ""}
            document={RaiseHandDocument}
            input={given}
            done={store.readSoon}
          />
        )}
      </div>
      <p role="status">{speaker && i18n._("{name} has the word.", { name: nameOf(speaker.membership) })}</p>
      {asked.length > 0 && (
        <>
          <h3 id="hands">{i18n._("Want to speak, in this order")}</h3>
          <ol class="hands" aria-labelledby="hands">
            {asked.map((there) => (
              <li key={there.id}>
                <span>
                  {nameOf(there.membership)} <span class="quiet">{there.membership.agency.name}</span>
                </span>
                {runs(conference) && (
                  <Do
                    words={i18n._("Give the word")}
                    about={nameOf(there.membership)}
                    document={GiveWordDocument}
                    input={{ attendanceId: there.id }}
                    done={store.readSoon}
                  />
                )}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
