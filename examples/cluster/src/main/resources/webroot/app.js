// One EventSource at one node. An EventSource comes back to the URL that it has, and nowhere else; so when its node is
// gone, the page opens another one, at the other node, with the id of the last event that it got.

const $ = (id) => document.getElementById(id);
const KEPT = 100; // lines of the log
const LOOK_AROUND = 1_000; // milliseconds between two looks at the nodes

const stream = { source: null, waiting: null, at: 0, lastId: "", last: null, counts: { events: 0, missing: 0, twice: 0, changes: 0 } };
let nodes = [];

// ---------------------------------------------------------------------------------------------------- stream

function connect() {
  // Never two: what came twice would be the page's own doing.
  clearTimeout(stream.waiting);
  stream.source?.close();
  const node = nodes[stream.at];
  showState("connecting", `asking node ${node.number}`);
  const since = stream.lastId ? "lastEventId=" + stream.lastId : "from=10";
  const source = (stream.source = new EventSource(`${node.url}/events/ticks?${since}`));
  source.addEventListener("open", () => {
    showState("connected", `node ${node.number} serves this page`);
    show("changes", stream.counts.changes);
  });
  source.addEventListener("message", (event) => source === stream.source && received(event, node));
  // What the bridge itself says: how the resume went, where the stream is, and that something was lost.
  source.addEventListener("busbar.resume", (event) => {
    const { status, missed } = JSON.parse(event.data);
    $("resume").textContent = `, resume: ${status}`;
    addLine("mark " + status, `busbar.resume: ${status}`, missed ? `at most ${missed} missing` : "", `from node ${node.number}`);
  });
  source.addEventListener("busbar.position", (event) => (stream.lastId = event.lastEventId));
  source.addEventListener("busbar.lagged", (event) => {
    stream.lastId = event.lastEventId || stream.lastId;
    addLine("mark partial", "busbar.lagged", "something was published while no node recorded", `from node ${node.number}`);
  });
  // The node ends, and says so; or it is gone.
  source.addEventListener("busbar.closing", () => goOn(source));
  source.addEventListener("error", () => goOn(source));
}

/** Opens the next stream at the other node, after a while that differs from page to page. */
function goOn(source) {
  if (source !== stream.source) {
    return;
  }
  source.close();
  stream.source = null;
  showState("reconnecting", `node ${nodes[stream.at].number} is gone`);
  stream.at = (stream.at + 1) % nodes.length;
  stream.counts.changes++;
  stream.waiting = setTimeout(connect, 200 + Math.random() * 600);
}

function received(event, node) {
  stream.lastId = event.lastEventId;
  const tick = JSON.parse(event.data);
  const last = stream.last;
  // Of another publisher nothing is known.
  if (last && last.pid === tick.pid && tick.number <= last.number) {
    show("twice", ++stream.counts.twice);
  } else if (last && last.pid === tick.pid) {
    show("missing", (stream.counts.missing += tick.number - last.number - 1));
  }
  stream.last = tick;
  show("events", ++stream.counts.events);
  addLine("event", `no. ${tick.number}`, `id ${event.lastEventId}`, `from node ${node.number}`);
  showProcesses();
}

// ---------------------------------------------------------------------------------------------------- what is seen

function show(id, count) {
  $(id).textContent = count.toLocaleString("en");
}

function showState(state, words) {
  document.body.dataset.state = state;
  $("state").textContent = words;
  $("resume").textContent = "";
  showProcesses();
}

function addLine(className, ...columns) {
  const line = document.createElement("li");
  line.className = className;
  for (const text of columns) {
    line.appendChild(document.createElement("span")).textContent = text;
  }
  $("log").prepend(line);
  while ($("log").children.length > KEPT) {
    $("log").lastChild.remove();
  }
}

function addProcess(name, note) {
  const process = $("process").content.firstElementChild.cloneNode(true);
  process.querySelector("h2").textContent = name;
  process.querySelector(".note").textContent = note;
  $("processes").append(process);
  return process;
}

function showProcess(process, state, word, pid) {
  process.dataset.state = state;
  process.querySelector(".word").textContent = word;
  process.querySelector("code").textContent = pid ? `kill -9 ${pid}` : "";
}

function showProcesses() {
  nodes.forEach((node, i) => {
    const serves = i === stream.at && document.body.dataset.state === "connected";
    const word = !node.pid ? "does not answer" : serves ? "serves this page" : "stands by";
    showProcess(node.element, !node.pid ? "gone" : serves ? "serves" : "stands-by", word, node.pid);
  });
  showProcess(publisher, stream.last ? "stands-by" : "", stream.last ? `said no. ${stream.last.number} last` : "", stream.last?.pid);
}

/** Asks each node who it is. */
async function lookAround() {
  await Promise.all(nodes.map(async (node) => {
    try {
      const answer = await fetch(`${node.url}/node`, { signal: AbortSignal.timeout(LOOK_AROUND) });
      node.pid = (await answer.json()).pid;
    } catch {
      node.pid = null;
    }
  }));
  showProcesses();
  setTimeout(lookAround, LOOK_AROUND);
}

const known = await (await fetch("nodes")).json();
nodes = known.map(({ number, port }) => {
  const url = `http://${location.hostname}:${port}`;
  return { number, url, pid: null, element: addProcess(`Node ${number}`, url) };
});
const publisher = addProcess("Publisher", "a plain Vert.x application, without Busbar");
stream.at = Math.max(0, nodes.findIndex((node) => node.url === location.origin));
$("curl").textContent = nodes.map((node) => `curl -N ${node.url}/events/ticks`).join("\n");
// A page that the browser keeps for "back" must not hold a connection meanwhile.
addEventListener("pagehide", () => {
  clearTimeout(stream.waiting);
  stream.source?.close();
});
addEventListener("pageshow", (event) => event.persisted && connect());
connect();
lookAround();
