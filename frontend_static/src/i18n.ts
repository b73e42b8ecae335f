// The languages of the page: which one is spoken, and changing it.
import { i18n } from "@lingui/core";

export const LANGUAGES = { en: "English", ro: "Română" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "roundtable.language";

/** A text in the form of a compiled one: its parts, with each of its `{names}` in a list of its own. */
const partsOf = (text: string) => text.split(/\{(\w+)\}/).map((part, at) => (at % 2 ? [part] : part));

function preferred(): Language {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages].map((tag) => tag?.split("-")[0]);
  return wanted.find((tag): tag is Language => tag === "en" || tag === "ro") ?? "en";
}

export const language = preferred();

type Words = Promise<{ messages: Parameters<typeof i18n.load>[1] }>;

/** What comes late, with the words that only it says (scripts/words.mjs splits them). */
export async function withWords<T>(code: Promise<T>, romanian: () => Words): Promise<T> {
  if (language === "ro") i18n.load(language, (await romanian()).messages);
  return code;
}

export async function loadLanguage(): Promise<void> {
  // English needs no catalogue: each text is its own.
  const { messages } = language === "ro" ? await import("../locales/ro.ts") : { messages: {} };
  i18n.setMessagesCompiler(partsOf as Parameters<typeof i18n.setMessagesCompiler>[0]);
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}

/** The choice is kept on this device; the page starts anew in it (drafts stay). */
export function speak(choice: Language): void {
  localStorage.setItem(KEY, choice);
  location.reload();
}

export { i18n };
