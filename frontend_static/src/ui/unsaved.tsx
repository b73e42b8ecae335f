// Shows what one had written where nothing can be written any more, so that it is not lost by that.
import type { ComponentChildren } from "preact";
import { type Draft, keepDraft, readDraft } from "../drafts";
import { i18n } from "../i18n";
import { keptAs } from "../saver";
import { draftOwner } from "../session";

/** What is kept in this tab of what was being written at a place, if anything is. */
export const unsavedAt = (place: string): Draft | null => readDraft(draftOwner.value, keptAs(place));
export const letGo = (place: string) => keepDraft(draftOwner.peek(), keptAs(place), null);

type Props = { place: string; why: string; text?: string; children?: ComponentChildren };

/** `text` where it is less than all that was being written; `children` are what else may be done with it. */
export function Unsaved({ place, why, text, children }: Props) {
  const kept = unsavedAt(place);
  if (!kept) return null;
  return (
    <div class="disclosure changed" role="alert">
      <div>
        <p>
          <strong>{why}</strong>
        </p>
        <p class="said">{text ?? kept.body}</p>
      </div>
      {children}
      <button type="button" class="plain small" onClick={() => letGo(place)}>
        {i18n._("Leave it")}
      </button>
    </div>
  );
}
