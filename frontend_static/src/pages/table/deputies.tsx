// Draws who stands in for whom in one's agency, names deputies and ends them.
import { endOfDay, now, startOfDay } from "../../format";
import { EndDeputyshipDocument, NameDeputyDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { may, me } from "../../session";
import { Ask } from "../../ui/ask";
import { nameOf, When } from "../../ui/parts";
import type { Seats } from "./store";
import { postChoices } from "./view";

/** From this moment on, where it is today or nothing was said. */
const beginning = (day: string | undefined) => (day && Date.parse(startOfDay(day)) > Date.now() ? startOfDay(day) : null);

export function Deputies({ store }: { store: Seats }) {
  const standing = (store.data.value?.deputyships.nodes ?? []).filter((one) => Date.parse(one.endsAt) > now.value);
  const own = me.value;
  const posts = postChoices(store);
  // Who names nobody else may still name who stands in for oneself.
  const mine = may("DEPUTY_NAME") ? posts : posts.filter((post) => post.id === own?.id);
  return (
    <section class="panel" aria-labelledby="deputies">
      <h2 id="deputies">{i18n._("Deputies at {agency}", { agency: own?.agency.name })}</h2>
      {standing.length === 0 && <p class="empty">{i18n._("Nobody stands in for anybody.")}</p>}
      <ul class="rows">
        {standing.map((one) => (
          <li key={one.id}>
            {i18n._("{deputy} stands in for {post}", { deputy: nameOf(one.deputy), post: nameOf(one.membership) })}{" "}
            <span class="quiet">
              <When at={one.startsAt} day /> – <When at={one.endsAt} day />
            </span>
            {mine.some((post) => post.id === one.membership.id) && (
              <Ask
                words={i18n._("End it")}
                about={nameOf(one.deputy)}
                look="link"
                document={EndDeputyshipDocument}
                input={() => ({ deputyshipId: one.id })}
                done={store.readSoon}
              />
            )}
          </li>
        ))}
      </ul>
      {posts.length > 1 && mine.length > 0 && (
        <p>
          <Ask
            words={i18n._("Name a deputy")}
            intro={<p>{i18n._("A deputy sees the cases that the post has a seat at of its own, for a time.")}</p>}
            first={{ membershipId: own?.id ?? "" }}
            document={NameDeputyDocument}
            fields={[
              { name: "membershipId", label: i18n._("Stands in for"), kind: "select", choices: mine },
              { name: "deputyMembershipId", label: i18n._("Deputy"), kind: "select", choices: posts },
              { name: "startsAt", label: i18n._("From"), kind: "date", optional: true },
              { name: "endsAt", label: i18n._("Until"), kind: "date", hint: i18n._("At most 90 days.") },
            ]}
            input={({ membershipId = "", deputyMembershipId = "", startsAt, endsAt = "" }) => ({
              membershipId,
              deputyMembershipId,
              startsAt: beginning(startsAt),
              endsAt: endOfDay(endsAt),
            })}
            done={store.readSoon}
          />
        </p>
      )}
    </section>
  );
}
