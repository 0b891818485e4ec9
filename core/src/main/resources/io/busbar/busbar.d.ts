/**
 * - `connecting`: there was no stream yet;
 * - `open`: there is one, here or in the tab that leads;
 * - `reconnecting`: it was lost, and is asked for again and again;
 * - `refused`: the server does not want to give one, and is not asked again, unless by `reconnect()`;
 * - `closed`: by `close()`, or by the server, which answered 204.
 */
export type State = "connecting" | "open" | "reconnecting" | "refused" | "closed";

/** An event of the application, as `EventSource` has it. */
export interface StreamEvent {
  /** The event's name: `message`, unless the message on the bus had a header `sse-event`. */
  readonly type: string;
  readonly data: string;
  /** Where the stream is with this event; empty without a history. */
  readonly lastEventId: string;
}

/** What a refusal, or an end by the server, says: its status, and what its problem body (RFC 9457) has. */
export interface Refusal {
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly [member: string]: unknown;
}

export interface Options {
  /** What to call with events, by their name; other events are not asked for. Can't be changed later. */
  on?: Record<string, (event: StreamEvent) => void>;
  /** Called when the state has changed; with a refusal if it is `refused`, or `closed` by the server. */
  onState?: (state: State, refusal?: Refusal) => void;
  /** How going on went, after a connection was lost or the page was loaded again. */
  onResume?: (how: { status: "exact" | "partial" | "reset"; missed?: number }, id: string) => void;
  /** Events were lost, at most so many. */
  onLagged?: (how: { missed?: number }, id: string) => void;
  /** The server ends the stream, and will be asked for another. */
  onClosing?: (why: { reason: string }, id: string) => void;
  /** The server has no room (`eventSourceSafe`), and will be asked again. */
  onOverloaded?: (nothing: object, id: string) => void;
  /** The stream is at this place, and alive. */
  onPosition?: (nothing: object, id: string) => void;
  /**
   * Milliseconds without anything after which the connection is given up: more than two of the bridge's heartbeats.
   * 40,000 unless set; 0 is off.
   */
  silence?: number;
  /**
   * Where the id of the last event is kept, by address: `sessionStorage` unless set, for reloads of one tab;
   * `localStorage`, for whoever comes back another day; null, for pages that begin anew each time.
   */
  storage?: Storage | null;
  /** Whether tabs that ask for the same have one connection. True unless set; needs HTTPS or localhost. */
  share?: boolean;
  /** Whether cookies go to another origin. False unless set. */
  withCredentials?: boolean;
}

export interface Stream {
  readonly state: State;
  /** The id of the last event, or empty. */
  readonly lastEventId: string;
  /** Asks at once: also after a refusal, but not after `close()`. */
  reconnect(): void;
  /** Ends it for good. */
  close(): void;
}

/**
 * Opens a stream, soon after it returns.
 *
 * @param address of the stream, such as `/events?address=news.*&from=-30s`
 */
export function connect(address: string | URL, options?: Options): Stream;
