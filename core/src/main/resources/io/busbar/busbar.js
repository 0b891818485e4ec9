// Busbar for pages: EventSource that notices when its stream is dead, comes back after HTTP errors, goes on where it was
// after a reload, and shares one connection with the other tabs. Served without comments and indentation.
//
// Of the tabs that ask for the same, one leads: it holds a Web Lock, has the connection, and passes on what comes. A tab
// that is not where the leader is (it has just come, was frozen, or missed something) has a connection of its own until
// it has caught up. Event ids are "epoch-number", and in one order for all streams of a bridge.

const CONTROLS = ["position", "resume", "lagged", "closing", "overloaded"];
const PREFIX = "busbar:";
// Streams whose last id is kept.
const KEPT = 32;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
// However long a server, or what stands before it, wants to be left alone.
const LONGEST_RETRY_AFTER = 300_000;
// A leader that does not answer for so long is not there any more.
const ANSWER = 3_000;
// Of the 4xx, those that pass by themselves.
const PASSING = [408, 425, 429];

/** Whether `id` is one that somebody who is at `than` has not got. Of another epoch nothing is known. */
function newer(id, than) {
  const at = id.lastIndexOf("-");
  const same = id.slice(0, at) === than.slice(0, than.lastIndexOf("-"));
  return id !== than && (!same || id.slice(at + 1) - than.slice(at + 1) > 0);
}

/** Storage may be forbidden, or full: then nothing is kept. */
function attempt(action) {
  try {
    return action();
  } catch {}
}

export function connect(address, options = {}) {
  const { on = {}, onState, share = true, silence = 40_000, withCredentials = false } = options;
  const url = new URL(address, document.baseURI);
  url.searchParams.set("heartbeat", "event");
  const names = [...Object.keys(on), ...CONTROLS.map((name) => "busbar." + name)];
  const key = PREFIX + url;
  const group = JSON.stringify([key, withCredentials, ...names.sort()]);
  const shared = share && navigator.locks && window.BroadcastChannel;
  const storage = attempt(() => (options.storage === undefined ? sessionStorage : options.storage));

  let state;
  let lastId = attempt(() => storage.getItem(key).split(" ")[0]) ?? "";
  // Asks for events; will do so when the page is shown again; never will again; passes on what comes; once had a stream.
  let active, parked, final, leading, opened;
  // This tab's own connection, also while it waits to be opened again; what asks for its status; what comes at a time.
  let source, probe, timer, heard, failures;
  // To the other tabs; to lead them; to stop leading them; what the leader said last.
  let channel, candidacy, release, told;

  function begin() {
    active = true;
    leading = !shared;
    told = undefined;
    failures = 0;
    to(opened ? "reconnecting" : "connecting");
    if (shared) {
      channel = new BroadcastChannel(group);
      channel.onmessage = ({ data }) => active && (leading ? data.ask && tell() : data.ask || follow(data));
      ask();
      stand();
    }
    if (leading || lastId || url.searchParams.has("from")) {
      // Whoever leads: there may be something to catch up with.
      open();
    }
    listen();
  }

  function end(last, detail) {
    active = leading = false;
    clearTimeout(timer);
    candidacy?.abort();
    release?.();
    probe?.abort();
    source?.close();
    channel?.close();
    candidacy = release = source = channel = undefined;
    if (last) {
      to(last, detail);
    }
  }

  // ------------------------------------------------------------------------------------------- the connection

  function target() {
    const from = new URL(url);
    if (lastId) {
      from.searchParams.set("lastEventId", lastId);
    }
    return from;
  }

  function open() {
    probe?.abort();
    source?.close();
    const mine = (source = new EventSource(target(), { withCredentials }));
    mine.onopen = () => {
      to("open");
      listen();
    };
    mine.onerror = () => {
      // After an HTTP error it gives up. What the network did it mends by itself, when the server wants it to.
      if (mine.readyState === EventSource.CLOSED) {
        check();
      } else {
        to("reconnecting");
        listen();
      }
    };
    for (const name of names) {
      mine.addEventListener(name, receive);
    }
    listen();
  }

  /** Asks for the status, which EventSource keeps to itself. */
  async function check(waited) {
    const mine = (probe = new AbortController());
    listen();
    const response = await fetch(target(), {
      headers: { Accept: "text/event-stream" },
      credentials: withCredentials ? "include" : "same-origin",
      cache: "no-store",
      signal: mine.signal,
    }).catch(() => undefined);
    const status = response?.status;
    const passing = !(status < 500) || PASSING.includes(status);
    const stream = status === 200 && response.headers.get("Content-Type")?.startsWith("text/event-stream");
    const problem = !passing && status >= 400 ? await response.json().catch(() => undefined) : undefined;
    if (mine.signal.aborted) {
      return;
    }
    mine.abort();
    if (stream && waited) {
      open();
    } else if (stream || passing) {
      later(stream ? open : () => check(true), response?.headers.get("Retry-After"));
    } else {
      end(status === 204 ? "closed" : "refused", { ...problem, status });
    }
  }

  /** Waits longer each time, and never as long as others. */
  function later(action, retryAfter) {
    source.close();
    to("reconnecting");
    clearTimeout(timer);
    const mean = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures++);
    const least = Math.min(LONGEST_RETRY_AFTER, retryAfter * 1_000) || 0;
    timer = setTimeout(action, least + mean * (0.5 + Math.random()));
  }

  function receive({ type, data, lastEventId }) {
    failures = 0;
    const message = { type, data, before: lastId, id: lastEventId || lastId };
    if (leading) {
      channel?.postMessage(message);
    }
    deliver(message);
    settle();
  }

  function deliver({ type, data, id }) {
    listen();
    const moved = id !== lastId;
    lastId = id;
    call(on[type], { type, data, lastEventId: id });
    if (type.startsWith("busbar.")) {
      const name = "on" + type[7].toUpperCase() + type.slice(8);
      call(() => options[name]?.(data ? JSON.parse(data) : {}, id));
    }
    if (moved) {
      attempt(() => storage.setItem(key, id + " " + Date.now()));
    }
  }

  /** What a callback throws is reported as if the browser had called it, and harms nobody else. */
  function call(callback, ...values) {
    try {
      callback?.(...values);
    } catch (failure) {
      setTimeout(() => {
        throw failure;
      });
    }
  }

  function to(next, detail) {
    if (next !== state) {
      state = next;
      opened ||= next === "open";
      if (leading) {
        tell();
      }
      call(onState, next, detail);
    }
  }

  // ------------------------------------------------------------------------------------------- the watchdog

  function listen() {
    heard = Date.now();
    clearTimeout(timer);
    if (active && silence) {
      timer = setTimeout(miss, silence);
    }
  }

  function miss() {
    if (source) {
      probe?.abort();
      later(open);
    } else {
      ask();
      timer = setTimeout(() => stand(true), ANSWER);
    }
  }

  // ------------------------------------------------------------------------------------------- the other tabs

  function ask() {
    channel?.postMessage({ ask: true });
  }

  function tell() {
    channel?.postMessage({ state, id: lastId });
  }

  /** Asks to lead; gets it when the leader has gone, or takes it from one that does not answer. */
  function stand(steal) {
    candidacy?.abort();
    const mine = (candidacy = new AbortController());
    navigator.locks
      .request(group, steal ? { steal } : { signal: mine.signal }, () => {
        if (mine.signal.aborted) {
          return;
        }
        leading = true;
        told = undefined;
        source ? tell() : open();
        return new Promise((done) => (release = done));
      })
      .catch(({ name }) => {
        if (mine.signal.aborted) {
          return;
        }
        // Another has taken it; else locks are forbidden here: each tab for itself.
        leading = name !== "AbortError";
        if (leading) {
          source || open();
        } else {
          ask();
          stand();
        }
      });
  }

  /** Takes what the leader says, if it goes on where this tab is. */
  function follow(message) {
    const { id, type, before = id } = message;
    told = message;
    if (!source) {
      lastId ||= before;
      to(message.state ?? "open");
      if (newer(before, lastId)) {
        open();
      } else if (type && (before === lastId || newer(id, lastId))) {
        deliver(message);
      } else {
        listen();
      }
    }
    settle();
  }

  /** Gives up the own connection once this tab is where the leader is, if that has one. */
  function settle() {
    const { id, state: its = "open" } = told ?? {};
    if (active && !leading && source && told && its === "open" && !newer(id, lastId)) {
      probe?.abort();
      source.close();
      source = undefined;
      listen();
      to("open");
    }
  }

  // ------------------------------------------------------------------------------------------- the page

  /** A page that is not shown, and may never be again, holds no connection and leads nobody. */
  function park() {
    if (active) {
      parked = true;
      end();
    }
  }

  function unpark() {
    if (parked) {
      parked = false;
      begin();
    }
  }

  /** Does at once what timers would, which are late in a page that was hidden, or on a machine that slept. */
  function wake() {
    if (!active || document.hidden) {
      return;
    }
    if (source && source.readyState !== EventSource.OPEN) {
      open();
    } else if (silence && Date.now() - heard > silence) {
      clearTimeout(timer);
      miss();
    }
  }

  const page = new AbortController();
  const { signal } = page;
  addEventListener("pagehide", park, { signal });
  addEventListener("pageshow", unpark, { signal });
  document.addEventListener("freeze", park, { signal });
  document.addEventListener("resume", unpark, { signal });
  document.addEventListener("visibilitychange", wake, { signal });
  addEventListener("online", wake, { signal });

  attempt(() => {
    const age = (name) => storage.getItem(name).split(" ")[1];
    const others = Object.keys(storage).filter((name) => name.startsWith(PREFIX) && name !== key);
    others.sort((one, other) => age(other) - age(one)).slice(KEPT - 1).forEach((name) => storage.removeItem(name));
  });
  // Later, so that callbacks can use what is returned here.
  queueMicrotask(() => active || final || begin());

  return {
    get state() {
      return state ?? "connecting";
    },
    get lastEventId() {
      return lastId;
    },
    reconnect() {
      if (active) {
        failures = 0;
        open();
      } else if (!(parked || final)) {
        begin();
      }
    },
    close() {
      final = true;
      parked = false;
      page.abort();
      end("closed");
    },
  };
}
