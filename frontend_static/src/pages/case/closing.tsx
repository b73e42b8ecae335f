// Closing a conference: a button for who may, and the question first.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { createAct } from "../../act";
import { type CasePageQuery, CloseConferenceDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { may, me } from "../../session";
import { FormDialog } from "../../ui/form";

type Item = CasePageQuery["agendaItems"]["nodes"][number];

export function Closing({ item: { conference, conferenceStatus } }: { item: Item }) {
  const asking = useSignal(false);
  const act = useMemo(
    () =>
      createAct(CloseConferenceDocument, ({ closeConference: { problems, conference: made } }) => ({ problems, made })),
    [],
  );
  const ours = conference.agency.id === me.value?.agency.id;
  if (!ours || !may("CONFERENCE_LEAD") || ["CLOSED", "CANCELLED"].includes(conferenceStatus)) return null;
  const close = async () => {
    if (await act.run({ conferenceId: conference.id })) asking.value = false;
  };
  return (
    <>
      <button type="button" class="plain" onClick={() => (asking.value = true)}>
        {i18n._("Close the conference")}
      </button>
      {asking.value && (
        <FormDialog
          title={i18n._("Close the conference")}
          intro={<p>{i18n._("Its conversation can then be read, not added to. Tasks go on.")}</p>}
          send={i18n._("Close it")}
          pending={act.pending.value}
          problems={act.problems.value}
          fields={[]}
          onSend={() => void close()}
          onClose={() => (asking.value = false)}
        />
      )}
    </>
  );
}
