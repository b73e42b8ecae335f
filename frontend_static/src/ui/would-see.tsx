// Draws how much an agency would see of a case, if it came to the table.
import type { InvitationPreviewQuery } from "../generated/graphql";
import { i18n } from "../i18n";

export type Prospect = NonNullable<InvitationPreviewQuery["invitationPreview"]>;

export function WouldSee({ words: label, prospect }: { words: string; prospect: Prospect | null }) {
  return (
    <p class="seen-by" role="status">
      <strong>{label}</strong>{" "}
      {prospect
        ? i18n._("conversations: {conversations}, messages: {messages}, tasks: {tasks}", prospect)
        : "…"}
    </p>
  );
}
