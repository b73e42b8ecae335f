// What is about case conferences: it comes together, after the first load.
export { AgendaItemPage } from "./agenda-item/page";
export { ReferDialog } from "./agenda-item/refer";
export { BeforeWriting } from "./conference/before-writing";
export { ConferencePage } from "./conference/page";
export { ConferencesPage } from "./conferences/page";
export { MinutesPage } from "./minutes/page";
