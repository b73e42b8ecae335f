// Says whether what one writes is saved, and offers both texts where another window saved something else.
import type { ComponentChildren } from "preact";
import { i18n } from "../i18n";
import type { Saver } from "../saver";

type Props = {
  saver: Saver;
  empty: boolean;
  /** What to say of another text, where it is not only one's own windows that write here. */
  changed?: string;
  /** What of the other text to show, where that is not all of it. */
  text?: ComponentChildren;
};

export function DraftState({ saver, empty, changed, text }: Props) {
  const other = saver.other.value;
  if (other)
    return (
      <div class="disclosure changed" role="alert">
        <div>
          <p>
            <strong>{changed ?? i18n._("You wrote something else here in another window:")}</strong>
          </p>
          <p class="said">{text ?? other.body}</p>
        </div>
        <button type="button" class="plain small" onClick={saver.mine}>
          {i18n._("Keep what is here")}
        </button>
        <button type="button" class="plain small" onClick={saver.theirs}>
          {i18n._("Take that instead")}
        </button>
      </div>
    );
  if (empty) return null;
  return <span class="quiet hint">{saver.saved.value ? i18n._("Draft saved.") : i18n._("Draft not saved yet.")}</span>;
}
