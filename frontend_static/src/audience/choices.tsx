// Draws choices of agencies or people as checkboxes, and of a kind of audience as radio buttons.
import { useId } from "preact/hooks";
import type { Problem } from "../act";
import { Problems } from "../ui/parts";

export type Choice = { id: string; name: string; more?: string };

type ChecksProps = {
  legend: string;
  choices: Choice[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: Set<string>) => void;
  problems?: Problem[];
};

export function Checks({ legend, choices, chosen, onChange, problems = [] }: ChecksProps) {
  const id = useId();
  const include = (one: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(one);
    else next.delete(one);
    onChange(next);
  };
  return (
    <fieldset aria-describedby={problems.length ? id : undefined}>
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label class="check" key={choice.id}>
          <input
            type="checkbox"
            checked={chosen.has(choice.id)}
            onChange={(event) => include(choice.id, event.currentTarget.checked)}
          />
          <Words choice={choice} />
        </label>
      ))}
      <Problems of={problems} id={id} />
    </fieldset>
  );
}

type RadiosProps = { legend: string; choices: Choice[]; chosen: string; onChange: (id: string) => void };

export function Radios({ legend, choices, chosen, onChange }: RadiosProps) {
  const name = useId();
  return (
    <fieldset>
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label class="check" key={choice.id}>
          <input type="radio" name={name} checked={chosen === choice.id} onChange={() => onChange(choice.id)} />
          <Words choice={choice} />
        </label>
      ))}
    </fieldset>
  );
}

function Words({ choice }: { choice: Choice }) {
  return (
    <span>
      {choice.name} {choice.more && <span class="quiet">{choice.more}</span>}
    </span>
  );
}
