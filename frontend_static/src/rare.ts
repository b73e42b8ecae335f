// Problems that are seldom met, in the words of the reader: they come when one of them is first met.
import { i18n } from "./i18n";

export const words = (): Record<string, string> => ({
  ACCESS_ENDED: i18n._("What you were looking at is no longer shared with you."),
  DRAFT_CHANGED: i18n._("This was written on elsewhere meanwhile. Look at both before you keep one."),
  INVALID_ADDRESS: i18n._("This cannot be an e-mail address."),
  INVALID_ANSWER: i18n._("This cannot be answered so."),
  INVALID_CURSOR: i18n._("This place in the list is not known any more. Begin with its first page."),
  INVALID_OPERATION: i18n._("The server does not understand what this page asks."),
  INVALID_PAGE_SIZE: i18n._("So many cannot be shown at once."),
  INVALID_QUORUM: i18n._("So many approvals cannot be asked for: at least one, and no more than agencies that came."),
  INVALID_TIME_ZONE: i18n._("There is no time zone of this name."),
  JUDGEMENT_LOWERS: i18n._("A professional judgement may raise what the score says, and never lowers it."),
  NOT_PRINTED: i18n._("This cannot be printed now. Try again, or take it as a page."),
  NO_QUORUM: i18n._("Fewer agencies have approved these minutes than have to."),
  NOT_WANTED: i18n._("This does not belong here. Leave it empty."),
  OPEN_COMMENTS: i18n._("A comment on these minutes is not answered yet."),
  OTHER_PEOPLE: i18n._("It was done to somebody else, or by somebody else."),
  RESYNC_REQUIRED: i18n._("This is no longer up to date. Load the page again."),
  TOOL_RETIRED: i18n._("This version of the tool takes no new assessments. Use a newer one."),
  TOO_COSTLY: i18n._("So much cannot be shown at once."),
  TOO_WIDE: i18n._("So much cannot be shown at once."),
  UNKNOWN_INDICATOR: i18n._("This version of the tool does not ask this."),
  WRONG_ORIGIN: i18n._("This was not sent from Roundtable's own page."),
});
