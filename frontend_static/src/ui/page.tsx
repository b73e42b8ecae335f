// The frame of one page: its generic title, its heading, and what it shows while there is nothing yet.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { i18n } from "../i18n";
import { GlassBanner } from "../glass/banner";
import { outdated } from "../network";
import { moves } from "../router";
import { Others } from "./others";
import { Loading } from "./parts";

/** `title` is generic and goes to the browser's history; `heading` may name things and stays on the page. */
export function Page(props: {
  title: string;
  heading?: ComponentChildren;
  lead?: ComponentChildren;
  /** The case it shows something of, which one may see through a broken glass. */
  caseId?: string | null;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = props.title === "Roundtable" ? props.title : `${props.title} · Roundtable`;
    if (moves.peek()) heading.current?.focus({ preventScroll: true });
  }, [props.title]);
  return (
    <>
      {props.caseId && <GlassBanner caseId={props.caseId} />}
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {props.heading ?? props.title}
        </h1>
        {props.lead}
        {props.caseId && <Others caseId={props.caseId} />}
      </header>
      {props.children}
    </>
  );
}

export type Reading = "reading" | "ready" | "missing" | "unreachable";

/** What stands in for a page that cannot be shown: the same words for what is not there and what one may not see. */
export function StandIn({ title, reading, again }: { title: string; reading: Reading; again: () => void }) {
  if (reading === "missing") {
    return (
      <Page title={i18n._("Not here")}>
        <p>{i18n._("This is not here, or not for you to see.")}</p>
        <p>
          <a href="/">{i18n._("Back to my cases")}</a>
        </p>
      </Page>
    );
  }
  // What the matter is stands above then, with what to do.
  if (reading === "unreachable" && outdated.value) return <Page title={title}>{null}</Page>;
  if (reading === "unreachable") {
    return (
      <Page title={i18n._("No connection")}>
        <p role="alert">{i18n._("The server cannot be reached. Nothing you sent before is lost.")}</p>
        <button type="button" onClick={again}>
          {i18n._("Try again")}
        </button>
      </Page>
    );
  }
  return (
    <Page title={title}>
      <Loading />
    </Page>
  );
}
