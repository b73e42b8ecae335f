// Draws the record of access: who did what when, on which cases; and asks for less of it.
import type { AccessRecordQuery } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Fields } from "../../ui/fields";
import { Page, StandIn } from "../../ui/page";
import { Pages } from "../../ui/pages";
import { Badge, nameOf, Person, When } from "../../ui/parts";
import * as words from "../../words";
import type { Record } from "./store";

type Entry = AccessRecordQuery["accessRecord"]["nodes"][number];

export function RecordView({ store }: { store: Record }) {
  const title = i18n._("Record of access");
  const page = store.data.value?.accessRecord;
  if (!page) return <StandIn title={title} reading={store.reading.value} again={() => void store.read()} />;
  return (
    <Page
      title={title}
      lead={
        <p class="quiet">
          {i18n._("What your agency's people did, and who else opened the cases it is at the table of.")}
        </p>
      }
    >
      <Filter store={store} />
      {page.nodes.length === 0 && <p class="empty">{i18n._("Nothing is recorded here.")}</p>}
      <ol class="history">
        {page.nodes.map((entry) => (
          <TheEntry key={entry.id} entry={entry} show={store.show} />
        ))}
      </ol>
      <Pages pager={store.pager} info={page.pageInfo} />
    </Page>
  );
}

function Filter({ store }: { store: Record }) {
  const values = store.filters.value;
  return (
    <form
      class="filters"
      role="search"
      aria-label={i18n._("Filter the record")}
      onSubmit={(event) => {
        event.preventDefault();
        store.show();
      }}
    >
      <Fields
        fields={[
          { name: "caseReference", label: i18n._("Case"), kind: "text", optional: true },
          { name: "from", label: i18n._("From"), kind: "date", optional: true },
          { name: "to", label: i18n._("Until"), kind: "date", optional: true },
        ]}
        values={values}
        set={(next) => (store.filters.value = next)}
        problems={[]}
      />
      <div class="buttons start">
        <button type="submit">{i18n._("Show")}</button>
        {values.membershipId && (
          <button type="button" class="plain" onClick={() => store.show({ membershipId: "" })}>
            {i18n._("Everybody again")}
          </button>
        )}
      </div>
    </form>
  );
}

function TheEntry({ entry, show }: { entry: Entry; show: Record["show"] }) {
  const { by } = entry;
  return (
    <li>
      <p class="badges">
        {by ? <Person post={by} /> : entry.agency?.name}
        {entry.glassId && <Badge tone="undone">{i18n._("In an emergency")}</Badge>}
      </p>
      <p>
        {words.entryKind(entry.kind)}
        {entry.operation && <span class="quiet"> ({entry.operation})</span>}
        {entry.cases.map((one) => (
          <span key={one.caseId}>
            {" · "}
            <span class="reference">{one.reference ?? i18n._("an erased case")}</span>
          </span>
        ))}
      </p>
      <p class="quiet">
        <When at={entry.at} />
        {entry.purpose && ` · ${words.glassReason(entry.purpose as Parameters<typeof words.glassReason>[0])}`}
        {by && (
          <button
            type="button"
            class="link"
            aria-label={`${i18n._("Only this person")}: ${nameOf(by)}`}
            onClick={() => show({ membershipId: by.id })}
          >
            {i18n._("Only this person")}
          </button>
        )}
      </p>
    </li>
  );
}
