// Draws who opened a case: who, of which agency, when, and through which glass and why.
import { instantOf } from "../../format";
import type { GlassPartsFragment } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { StandIn } from "../../ui/page";
import { Pages } from "../../ui/pages";
import { Badge, Person, When } from "../../ui/parts";
import { PartPage } from "../case/tabs";
import { WhyBroken } from "../glasses/view";
import type { Opening, Openings } from "./store";

export function OpeningsView({ store }: { store: Openings }) {
  const title = i18n._("Who opened this case");
  const answer = store.data.value;
  if (!answer?.case) return <StandIn title={title} reading={store.reading.value} again={store.startOver} />;
  return (
    <PartPage one={answer.case} title={title}>
      {store.openings.value.length === 0 && (
        <p class="empty">{i18n._("Nobody yet, or it is not for you to oversee.")}</p>
      )}
      <ol class="history">
        {store.openings.value.map((opening) => (
          <Entry
            key={opening.id}
            opening={opening}
            glass={answer.brokenGlasses.nodes.find((glass) => glass.id === opening.glassId)}
          />
        ))}
      </ol>
      <Pages pager={store.pager} info={answer.caseOpenings.pageInfo} />
    </PartPage>
  );
}

function Entry({ opening, glass }: { opening: Opening; glass: GlassPartsFragment | undefined }) {
  return (
    <li>
      <p class="badges">
        {opening.by ? <Person post={opening.by} /> : opening.agency?.name}
        {opening.byGlass && <Badge tone="undone">{i18n._("In an emergency")}</Badge>}
      </p>
      <p class="quiet">
        {instantOf(opening.since) !== instantOf(opening.at) && (
          <>
            <When at={opening.since} /> –{" "}
          </>
        )}
        <When at={opening.at} />
        {opening.times > 1 && ` · ${i18n._("read {count} times", { count: opening.times })}`}
      </p>
      {glass && <WhyBroken glass={glass} />}
    </li>
  );
}
