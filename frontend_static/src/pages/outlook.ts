// What of a case comes after its page.
export { CaseOutlook } from "./case/outlook";
