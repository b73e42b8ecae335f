// The parts of the page that come when they are first asked for, each with its words.
import { withWords } from "../i18n";

export const conferring = () => withWords(import("./conferring"), () => import("../../locales/ro.conferring.ts"));
export const seldom = () => withWords(import("./seldom"), () => import("../../locales/ro.seldom.ts"));
export const outlook = () => withWords(import("./outlook"), () => import("../../locales/ro.outlook.ts"));
