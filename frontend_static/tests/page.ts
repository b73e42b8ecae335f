// The page's own modules in Node: each test gets them anew, with small stand-ins for what of a browser they ask for.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const SOURCES = fileURLToPath(new URL("../src/", import.meta.url));
const ENTRY = `${SOURCES}begun.ts`;
let count = 0;

/** A stand-in for one of the page's modules, which needs more of a browser than is here. */
export type Instead = Record<string, string>;

/** Modules of the page as one, begun anew. */
export async function begun<T>(text: string, instead: Instead = {}): Promise<T> {
  const standIn = {
    name: "stand-in",
    enforce: "pre" as const,
    resolveId: (id: string) => (id in instead ? `\0${id}` : id === ENTRY ? id : null),
    load: (id: string) => (id === ENTRY ? text : (instead[id.slice(1)] ?? null)),
  };
  const built = await build({
    configFile: false,
    logLevel: "silent",
    root: SOURCES,
    plugins: [standIn],
    build: { write: false, minify: false, target: "es2024", lib: { entry: ENTRY, formats: ["es"] } },
  });
  const [{ output }] = built as { output: { code: string }[] }[] as [{ output: [{ code: string }] }];
  return import(`data:text/javascript,${encodeURIComponent(`${output[0].code}\n// ${count++}`)}`);
}

/** What a page finds round itself, as far as these modules look. */
export function placed(): { shown: boolean; happens(name: string): void } {
  const page = { shown: true, happens: (name: string) => void target.dispatchEvent(new Event(name)) };
  const target = new EventTarget();
  const on = target.addEventListener.bind(target);
  const off = target.removeEventListener.bind(target);
  Object.assign(globalThis, {
    window: globalThis,
    location: new URL("http://page.test/"),
    addEventListener: on,
    removeEventListener: off,
    document: { addEventListener: on, removeEventListener: off, get visibilityState() { return page.shown ? "visible" : "hidden"; } },
  });
  return page;
}

/** Until promises that can be kept are kept: their time is not what a test moves on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((done) => setImmediate(done));
}

/** Time that goes only as a test says. (Node's own, where what has gone off is cleared, loses another.) */
export class Clock {
  now = 1_000_000;
  private waiting = new Map<number, { at: number; run: () => void }>();
  private count = 0;
  private real = { setTimeout, clearTimeout, now: Date.now, timeout: AbortSignal.timeout };

  start(): void {
    const setTimeout = (run: () => void, milliseconds = 0) => {
      this.waiting.set(++this.count, { at: this.now + milliseconds, run });
      return this.count;
    };
    Object.assign(globalThis, { setTimeout, clearTimeout: (id: number) => void this.waiting.delete(id) });
    Date.now = () => this.now;
    AbortSignal.timeout = (milliseconds) => {
      const asked = new AbortController();
      setTimeout(() => asked.abort(new DOMException("", "TimeoutError")), milliseconds);
      return asked.signal;
    };
  }

  /** So many seconds go by. */
  async pass(seconds: number): Promise<void> {
    const end = this.now + seconds * 1_000;
    await settled();
    for (let next = this.next(end); next; next = this.next(end)) {
      const [id, { at, run }] = next;
      this.waiting.delete(id);
      this.now = Math.max(this.now, at);
      run();
      await settled();
    }
    this.now = end;
  }

  stop(): void {
    const { now, timeout, ...timers } = this.real;
    Object.assign(globalThis, timers);
    Date.now = now;
    AbortSignal.timeout = timeout;
  }

  private next(end: number) {
    return [...this.waiting].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at)[0];
  }
}
