// The languages of the page: which one is spoken, and changing it.
import { i18n } from "@lingui/core";

export const LANGUAGES = { en: "English", ro: "Română" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "roundtable.language";
const CATALOGS = {
  en: () => import("../locales/en.ts"),
  ro: () => import("../locales/ro.ts"),
};

function preferred(): Language {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages].map((tag) => tag?.split("-")[0]);
  return wanted.find((tag): tag is Language => tag === "en" || tag === "ro") ?? "en";
}

export const language = preferred();

export async function loadLanguage(): Promise<void> {
  const { messages } = await CATALOGS[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}

/** The choice is kept on this device; the page starts anew in it (drafts stay). */
export function speak(choice: Language): void {
  localStorage.setItem(KEY, choice);
  location.reload();
}

export { i18n };
