// What Datastar leaves to the page: to say how the connection is, and whether Datastar itself is there. Datastar tells by
// the event "datastar-fetch" of the document what its requests do: the stream's, and those of forms and buttons.

const $ = (id) => document.getElementById(id);

// --------------------------------------------------------------------------------------------------- the stream

const SILENCE = 5_000; // milliseconds; figures come each second, so without any for so long the connection is dead
const LONGEST_WAIT = 5_000; // milliseconds between two attempts of Datastar's, as the page has told it

let state = "connecting"; // connected, reconnecting, refused, ended; or unavailable, without Datastar
let heard = Date.now(); // when the stream gave its last sign of life, or will give its next
let running = 0; // requests for the stream; for a moment there are two, when one takes the other's place

function show(newState, detail = "") {
  state = newState;
  document.body.dataset.state = state;
  $("state").textContent = state;
  $("detail").textContent = detail;
  $("again").hidden = state !== "refused" && state !== "ended";
}

function streamDid(type, { status }) {
  if (type.startsWith("datastar-patch-")) {
    // There is no event for a stream that has opened. Patches come at once, and each second.
    heard = Date.now();
    if (state !== "connected") {
      show("connected");
    }
  } else if (type === "started") {
    running++;
    heard = Date.now();
  } else if (type === "retrying") {
    heard = Date.now() + LONGEST_WAIT;
    show("reconnecting");
  } else if (type === "error") {
    show("refused", `, the server answered ${status}`);
  } else if (type === "finished" && --running === 0 && state !== "refused") {
    show("ended");
  }
}

/** Asks for a stream of its own accord; Datastar ends the one before, if there is one. */
function openAgain(newState) {
  show(newState);
  $("stream").dispatchEvent(new Event("again"));
}

// A connection may be dead without an end: a laptop that slept, a proxy that swallows bytes.
setInterval(() => {
  if (running > 0 && !document.hidden && Date.now() - heard > SILENCE) {
    openAgain("reconnecting");
  }
}, 1_000);

// While nobody sees the page, Datastar has no stream; shown again, it goes on where it was.
document.addEventListener("visibilitychange", () => {
  heard = Date.now();
  if (state === "connected" || state === "reconnecting") {
    show("connecting");
  }
});

$("again").addEventListener("click", () => openAgain("connecting"));

// -------------------------------------------------------------------------------------------- forms and buttons

const FAILURES = {
  started: () => "",
  error: ({ status }) => `Not done: the server answered ${status}.`,
  "retries-failed": () => "Not done: the server can’t be reached.",
};

function commandDid(type, el, args) {
  const failure = el.closest?.("section")?.querySelector(".failure");
  if (failure && FAILURES[type]) {
    failure.textContent = FAILURES[type](args);
  }
}

document.addEventListener("datastar-fetch", ({ detail: { type, el, argsRaw } }) => {
  if (el === $("stream")) {
    streamDid(type, argsRaw ?? {});
  } else {
    commandDid(type, el, argsRaw ?? {});
  }
});

// Datastar sends forms; without it they would load the page again.
document.addEventListener("submit", (event) => event.preventDefault());

// ----------------------------------------------------------------------------------------------- Datastar itself

const script = $("datastar");

function sayMissing() {
  $("source").textContent = script.src;
  $("missing").hidden = false;
  show("unavailable");
}

const overdue = setTimeout(sayMissing, 10_000); // a network that swallows requests gives no error for minutes
script.addEventListener("error", sayMissing);
document.addEventListener("datastar-ready", () => {
  clearTimeout(overdue);
  $("missing").hidden = true;
  if (state === "unavailable") {
    show("connecting");
  }
});

// ------------------------------------------------------------------------------------------------------ the rest

// Only a suggestion; Datastar takes it over as a signal.
$("name").value ||= "Guest " + (100 + Math.floor(Math.random() * 900));

// Whoever reads the end of the log goes on reading it.
const log = $("log");
let atEnd = true;
log.addEventListener("scroll", () => (atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40));
new MutationObserver(() => atEnd && (log.scrollTop = log.scrollHeight)).observe(log, { childList: true, subtree: true });

$("curl").textContent = `curl -N '${new URL("updates?address=chat&address=list&from=last", location.href)}'`;
