// Draws sign-in: what Roundtable is, and one button.
import { holdsDrafts } from "../../drafts";
import { i18n } from "../../i18n";
import { Page } from "../../ui/page";
import type { SignIn } from "./store";

export function SignInView({ store, expired }: { store: SignIn; expired: boolean }) {
  const provider = store.provider.value;
  return (
    <div class="signin">
      <Page title={i18n._("Sign in")} heading={i18n._("Agencies around one table, for one victim")}>
        <p class="lead">
          {i18n._(
            "Roundtable is where police, doctors, social workers and NGOs handle one case of violence together, each seeing only what is shared with them.",
          )}
        </p>
        {expired && (
          <p class="notice" role="alert">
            {holdsDrafts()
              ? i18n._("Your session has ended. What you were writing is kept in this tab: sign in to go on.")
              : i18n._("Your session has ended. Sign in to go on.")}
          </p>
        )}
        <p>
          <a class="button big" href={store.href}>
            {provider?.providerName
              ? i18n._("Sign in with {provider}", { provider: provider.providerName })
              : i18n._("Sign in")}
          </a>
        </p>
        {provider?.demo && <p class="quiet">{i18n._("This is a demonstration: all people and cases are invented.")}</p>}
      </Page>
    </div>
  );
}
