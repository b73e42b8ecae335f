// What a message said before it was edited, asked for when one wants to know.
import { useSignal } from "@preact/signals";
import { MessageVersionsDocument, type MessageVersionsQuery } from "../../generated/graphql";
import { i18n } from "../../i18n";
import type { Message } from "../../messages";
import { ask } from "../../network";
import { When } from "../../ui/parts";

type Version = Extract<NonNullable<MessageVersionsQuery["node"]>, { versions: unknown }>["versions"][number];

export function Versions({ message }: { message: Message }) {
  const versions = useSignal<Version[] | null>(null);
  const read = async () => {
    const { node } = await ask(MessageVersionsDocument, { id: message.id });
    versions.value = node && "versions" in node ? node.versions : [];
  };
  return (
    <details class="versions" onToggle={(event) => event.currentTarget.open && void read().catch(() => {})}>
      <summary>
        {i18n._("Edited")} <When at={message.editedAt!} />
      </summary>
      {versions.value?.map((version) => (
        <div key={version.id} class="version">
          <p class="quiet">
            {i18n._("Written")} <When at={version.writtenAt} />
          </p>
          <div class="prose" dangerouslySetInnerHTML={{ __html: version.bodyHtml }} />
        </div>
      ))}
    </details>
  );
}
