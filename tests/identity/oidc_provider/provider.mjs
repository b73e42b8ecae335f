// A certified OpenID provider for the tests: it signs in whoever the login hint names, by MFA, without asking.
//
// usage: node provider.mjs <the server's public origin> <the page's secret> <the script's client id> <its secret>
// prints its issuer address once it listens

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [origin, pageSecret, scriptId, scriptSecret] = process.argv.slice(2);
const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

const provider = new Provider(issuer, {
  acrValues: ["mfa"],
  clients: [
    {
      client_id: "roundtable",
      client_secret: pageSecret,
      redirect_uris: [`${origin}/auth/callback`],
      post_logout_redirect_uris: [`${origin}/`],
      backchannel_logout_uri: `${origin}/auth/backchannel-logout`,
      backchannel_logout_session_required: true,
    },
    {
      client_id: scriptId,
      client_secret: scriptSecret,
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
    },
  ],
  cookies: { keys: ["of the tests"] },
  features: {
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_, client) => (client.clientId === scriptId ? "urn:roundtable" : undefined),
      getResourceServerInfo: () => ({ scope: "tasks", audience: origin, accessTokenFormat: "jwt", accessTokenTTL: 600 }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => {
        context.body = `<!doctype html>${form}`;
      },
    },
  },
  // its own dispatcher refuses loopback addresses, which is where the server of a test stands
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [{ ...key, use: "sig", alg: "RS256" }] },
  loadExistingGrant: async (context) => {
    const { client, session } = context.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});

const answer = provider.callback();
server.on("request", async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  const { params } = await provider.interactionDetails(request, response);
  const login = { accountId: params.login_hint, acr: "mfa", amr: ["pwd", "otp"] };
  return provider.interactionFinished(request, response, { login });
});
// it ends with whoever started it
process.stdin.resume().on("end", () => process.exit());
console.log(issuer);
