// Starts the page: its language first, then the session, then whatever the address names.
import { render } from "preact";
import { App } from "./app";
import { loadLanguage } from "./i18n";
import { startRouter } from "./router";
import { startSession } from "./session";

await loadLanguage();
startRouter();
void startSession();
render(<App />, document.getElementById("app")!);
