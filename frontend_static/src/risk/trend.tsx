// Draws how a level came and went: one step for each assessment, and the same in words for who does not see it.
import { dateOf } from "../format";
import type { RiskLevel } from "../generated/graphql";
import { i18n } from "../i18n";
import * as words from "../words";
import type { Assessment } from "./store";

const LEVELS: RiskLevel[] = ["HIGH", "MEDIUM", "STANDARD"];
/** In the drawing's own units. */
const [LEFT, WIDTH, ROW, TOP] = [104, 320, 28, 14];
const MOST = 12;

const yOf = (level: RiskLevel) => TOP + Math.max(0, LEVELS.indexOf(level)) * ROW;

/** Evenly, in their order: assessments come in bursts, and each counts alike. */
export function Trend({ of, title }: { of: Assessment[]; title: string }) {
  const shown = of.slice(0, MOST).toReversed();
  const step = (WIDTH - LEFT - 24) / Math.max(1, shown.length - 1);
  const points = shown.map((one, at) => ({ one, x: LEFT + 12 + at * step, y: yOf(one.level) }));
  const inWords = shown.map((one) => `${dateOf(one.assessedAt)}: ${words.riskLevel(one.level)} (${one.score})`).join("; ");
  return (
    <svg
      class="trend"
      role="img"
      aria-label={i18n._("{title}, from the oldest to the newest: {course}", { title, course: inWords })}
      viewBox={`0 0 ${WIDTH} ${TOP + ROW * (LEVELS.length - 1) + 24}`}
    >
      {LEVELS.map((level) => (
        <g key={level}>
          <line x1={LEFT} x2={WIDTH} y1={yOf(level)} y2={yOf(level)} />
          <text x={LEFT - 8} y={yOf(level) + 4} text-anchor="end">
            {words.riskLevel(level)}
          </text>
        </g>
      ))}
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(" ")} />
      {points.map(({ one, x, y }) => (
        <g key={one.id} class={`risk-${one.level.toLowerCase()}`}>
          <circle cx={x} cy={y} r="5" />
          <text x={x} y={y + 18} text-anchor="middle">
            {one.score}
          </text>
        </g>
      ))}
    </svg>
  );
}
