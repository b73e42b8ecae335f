// A server, as the page's line to it sees it: sockets that speak graphql-ws or cannot be opened, and plain answers.
type Answer = { data?: object; errors?: object[] };
type Frame = { type: string; id: string; payload: { query: string; variables: { after: string; once?: boolean } } };

export class Line {
  /** Whether it is there at all, lets sockets through, or answers nothing and says nothing. */
  there = true;
  sockets = true;
  silent = false;
  /** How long a socket takes to close, in milliseconds. */
  closes = 0;
  /** What a stream is told that begins after a cursor: its frames, or why it is refused. */
  tells = (_after: string): Answer[] => [];
  open = new Set<StandIn>();
  /** What was tried, and when. */
  tried: { what: "socket" | "poll" | "state"; at: number }[] = [];

  count(what: string, since = 0): number {
    return this.tried.filter((one) => one.what === what && one.at >= since).length;
  }

  /** All that is open is broken off. */
  drop(): void {
    for (const one of [...this.open]) one.end(1006);
  }

  /** Tells each stream that goes over a socket. */
  tell(answer: Answer): void {
    for (const one of this.open) for (const id of one.streams) one.hear({ type: "next", id, payload: answer });
  }

  install(): void {
    const line = this;
    const WebSocketHere = class extends StandIn {
      constructor() {
        super(line);
      }
    };
    Object.assign(globalThis, { WebSocket: WebSocketHere, fetch: this.answer });
  }

  private answer = async (url: string | URL | Request, { body, signal }: RequestInit = {}): Promise<Response> => {
    const isPoll = String(url).endsWith("/stream");
    this.tried.push({ what: isPoll ? "poll" : "state", at: Date.now() });
    if (this.silent) await new Promise((_, failed) => signal?.addEventListener("abort", () => failed(signal.reason)));
    if (!this.there) throw new TypeError("refused");
    if (!isPoll) return Response.json({ data: {} });
    const said = this.tells(JSON.parse(body as string).variables.after);
    return new Response(said.map((one) => `event: next\r\ndata: ${JSON.stringify(one)}\r\n\r\n`).join(""));
  };
}

export class StandIn {
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: ((event: object) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  streams = new Set<string>();

  private line: Line;

  constructor(line: Line) {
    this.line = line;
    line.tried.push({ what: "socket", at: Date.now() });
    if (line.silent) return;
    setImmediate(() => {
      if (!line.there || !line.sockets) return this.end(1006);
      this.readyState = 1;
      line.open.add(this);
      this.onopen?.();
    });
  }

  hear(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  send(text: string): void {
    if (this.line.silent) return;
    const { type, id, payload } = JSON.parse(text) as Frame;
    setImmediate(() => {
      if (type === "connection_init") this.hear({ type: "connection_ack" });
      if (type === "ping") this.hear({ type: "pong" });
      if (type === "complete") this.streams.delete(id);
      if (type !== "subscribe") return;
      this.streams.add(id);
      for (const answer of this.line.tells(payload.variables.after)) {
        if (answer.errors) this.hear({ type: "error", id, payload: answer.errors });
        else this.hear({ type: "next", id, payload: answer });
      }
    });
  }

  close(code = 1000): void {
    setTimeout(() => this.end(code), this.line.closes);
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    if (this.readyState === 0) this.onerror?.(new Event("error"));
    this.readyState = 3;
    this.line.open.delete(this);
    this.onclose?.({ code, reason: "", wasClean: code === 1000 });
  }
}
