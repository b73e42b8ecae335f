// Draws how much time an item has left, by the server's clock; says it twice: shortly before the end, and at the end.
import { useEffect, useRef, useState } from "preact/hooks";
import { i18n } from "../i18n";
import { serverNow } from "../network";
import { announce } from "../notices";

const SHORTLY = 120;

type Timed = { currentSince: string | null; endsAt: string | null; extendedBy: number; extensionReason: string | null };

const secondsTo = (end: string) => Math.ceil((Date.parse(end) - serverNow()) / 1000);

function useSecondsTo(end: string): number {
  const [seconds, show] = useState(secondsTo(end));
  useEffect(() => {
    const look = () => show(secondsTo(end));
    look();
    // More often than it changes, so that no second is passed over.
    const timer = window.setInterval(look, 250);
    return () => window.clearInterval(timer);
  }, [end]);
  return seconds;
}

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export function Timer({ of: { currentSince, endsAt, extendedBy, extensionReason } }: { of: Timed }) {
  if (!currentSince || !endsAt) return null;
  return (
    <Running since={currentSince} end={endsAt}>
      {extendedBy > 0 && (
        <p class="quiet">
          {i18n._("Extended by {minutes} min", { minutes: extendedBy })}
          {extensionReason && `: ${extensionReason}`}
        </p>
      )}
    </Running>
  );
}

function Running({ since, end, children }: { since: string; end: string; children: preact.ComponentChildren }) {
  const seconds = useSecondsTo(end);
  const stage = seconds > SHORTLY ? "going" : seconds > 0 ? "soon" : "over";
  const words = {
    going: i18n._("minutes left"),
    soon: i18n._("less than two minutes left"),
    over: i18n._("over time"),
  };
  const was = useRef(stage);
  useEffect(() => {
    if (was.current === stage) return;
    was.current = stage;
    if (stage === "soon") announce(i18n._("Two minutes are left for this case."));
    if (stage === "over") announce(i18n._("The time for this case is over."));
  }, [stage]);
  const whole = Math.max(1, (Date.parse(end) - Date.parse(since)) / 1000);
  return (
    <div class={`timer ${stage}`}>
      <p>
        <strong role="timer">{seconds > 0 ? clock(seconds) : `+${clock(-seconds)}`}</strong> <span>{words[stage]}</span>
      </p>
      <progress aria-hidden="true" max={whole} value={Math.max(0, seconds)} />
      {children}
    </div>
  );
}
