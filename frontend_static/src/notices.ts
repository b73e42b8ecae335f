// Short notices shown above the page and read out politely; they never carry case content.
import { signal } from "@preact/signals";

export type Notice = { id: number; words: string; link?: { href: string; words: string } };

export const notices = signal<Notice[]>([]);
/** Read out, not shown. */
export const announcement = signal("");

let last = 0;

export function notify(words: string, link?: Notice["link"]): void {
  last += 1;
  notices.value = [...notices.value.slice(-2), { id: last, words, link }];
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function announce(words: string): void {
  // The same words twice are read out once: a trailing blank makes them new.
  announcement.value = announcement.value === words ? `${words} ` : words;
}
