// Draws the versions of a conference's minutes, and begins them once it has ended.
import { useEffect } from "preact/hooks";
import { leads, runs } from "../../conferences/rights";
import { ConferenceMinutesDocument, DraftMinutesDocument, type MinutesLanguage } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { createReadings } from "../../reading";
import { go } from "../../router";
import { Ask } from "../../ui/ask";
import { choicesOf } from "../../ui/fields";
import { Badge, nameOf, When } from "../../ui/parts";
import { useStore } from "../../ui/use-store";
import type { TheConference } from "../conference/store";
import * as words from "./words";

const LANGUAGES: MinutesLanguage[] = ["RO", "EN"];

export function MinutesList({ conference, changed }: { conference: TheConference; changed: unknown }) {
  const readings = useStore(() => createReadings(ConferenceMinutesDocument, { conferenceId: conference.id }));
  useEffect(() => void readings.read(), [changed]);
  const versions = readings.data.value?.minutesOf.nodes;
  const begins = conference.status === "MINUTES_DRAFT" && versions?.length === 0;
  return (
    <section class="panel" aria-labelledby="minutes">
      <h2 id="minutes">{i18n._("Minutes")}</h2>
      {versions?.length === 0 && <p class="empty">{i18n._("Nobody has begun them yet.")}</p>}
      <ul class="rows">
        {versions?.map((one) => (
          <li key={one.id}>
            <a href={`/minutes/${one.id}`}>{i18n._("Version {number}", { number: one.number })}</a>{" "}
            <Badge tone={one.state === "APPROVED" ? "done" : "plain"}>{words.minutesState(one.state)}</Badge>
            {one.exports.length > 0 && (
              <details>
                <summary class="quiet">{i18n._("Who took it out")}</summary>
                <ul>
                  {one.exports.map((taken) => (
                    <li key={taken.id}>
                      {nameOf(taken.exportedBy)}, {taken.exportedBy.agency.name}: {taken.format}, <When at={taken.exportedAt} />
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        ))}
      </ul>
      {begins && (runs(conference) || leads(conference)) && (
        <Ask
          words={i18n._("Begin the minutes")}
          look=""
          document={DraftMinutesDocument}
          first={{ language: "RO" }}
          fields={[
            { name: "language", label: i18n._("Language"), kind: "select", choices: choicesOf(LANGUAGES, words.language) },
          ]}
          input={(values) => ({ conferenceId: conference.id, language: values.language as MinutesLanguage })}
          done={(payload) => {
            const made = (payload as { minutes: { id: string } | null }).minutes;
            if (made) go(`/minutes/${made.id}`);
          }}
        />
      )}
    </section>
  );
}
