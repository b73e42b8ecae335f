// Asks whose sign-in page one will be sent to.
import { signal } from "@preact/signals";
import { signInOptions } from "../../network";
import { returnTo } from "../../router";

export function createSignIn() {
  const provider = signal<{ demo: boolean; providerName: string } | null>(null);
  // The button works without an answer: the name is a courtesy.
  signInOptions().then(
    (options) => (provider.value = options),
    () => {},
  );
  return { provider, href: `/auth/login?return_to=${encodeURIComponent(returnTo.peek())}`, stop: () => {} };
}

export type SignIn = ReturnType<typeof createSignIn>;
