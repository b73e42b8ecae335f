// The pages that few ask for in a day: they come together, after the first load.
export { ConsentsPage } from "./consents/page";
export { EmergencyPage } from "./emergency/page";
export { GlassesPage } from "./glasses/page";
export { InvolvementPage } from "./involvement/page";
export { OpeningsPage } from "./openings/page";
export { RecordPage } from "./record/page";
export { TablePage } from "./table/page";
