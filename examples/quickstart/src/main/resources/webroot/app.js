// One stream feeds the whole page. Three parts: the charts, the chat, and the stream that feeds both.

import { connect } from "./busbar.js";

const $ = (id) => document.getElementById(id);
const ADDRESSES = ["machine.*", "chat"];
const STREAM = "events?" + ADDRESSES.map((address) => "address=" + address).join("&");

// ---------------------------------------------------------------------------------------------------- charts

const WINDOW = 180_000; // milliseconds that a chart shows
const GAP = 2_500; // samples further apart than this are not joined: nothing is known of the time between
const LATE = 1_000; // time is shown this late, so that a new sample glides in instead of popping up
const FRAME = 60; // milliseconds between two drawings: the picture moves by 3 pixels a second, more is waste
const MARGIN = { top: 10, right: 5, bottom: 24, left: 56 };

const number = (value, digits = 0) => value.toLocaleString("en", { maximumFractionDigits: digits });

// A format gives [amount, unit]. On an axis, all amounts are in the unit of the topmost one.
const percent = (value, top = value) => [number(value * 100, top < 0.0995 ? 1 : 0), "%"];
const count = (value) => [number(value), ""];
const millis = (value) => [number(value), "ms"];
const bytes = (value, top = value) =>
  top < 2 ** 30 ? [number(value / 2 ** 20), "MiB"] : [number(value / 2 ** 30, 2), "GiB"];

/** The axis of 0 to 100 %. */
const whole = () => ({ top: 1, step: 0.5 });

/** An axis from 0 up to at least `max` with three or four round steps. */
function round(max, base, factors) {
  const unit = base ** Math.floor(Math.log(max / 3) / Math.log(base));
  const step = unit * factors.find((factor) => factor * unit * 3.5 >= max);
  return { top: step * Math.ceil(max / step), step };
}
const decimal = (least) => (max) => round(Math.max(max, least), 10, [1, 2, 5, 10]);
const binary = (max) => round(Math.max(max, 2 ** 24), 2, [1, 2]);

/** A sample of the time spent since the last one; unknown after a gap, and when the server began to count anew. */
function sinceLast(data, last) {
  const known = last && data.time - last.time < GAP && data.count >= last.count;
  return known ? [data.millis - last.millis, data.count - last.count] : [null, null];
}

const charts = {
  cpu: chart("CPU", whole, [
    { name: "system", tone: "--first", format: percent, style: "area" },
    { name: "process", tone: "--second", format: percent, style: "line" },
  ], {
    read: (data) => [data.system, data.process],
    note: (data) => `${data.processors} processors, load average ${data.loadAverage?.toFixed(2) ?? "unknown"}`,
  }),
  memory: chart("Heap", binary, [
    { name: "used", tone: "--first", format: bytes, style: "area" },
    { name: "committed", tone: "--third", format: bytes, style: "dashed" },
  ], {
    read: (data) => [data.used, data.committed],
    note: (data) => (data.max > 0 ? `at most ${bytes(data.max).join(" ")}` : ""),
  }),
  gc: chart("Garbage collection", decimal(20), [
    { name: "time per second", tone: "--second", format: millis, style: "bars" },
    { name: "runs", tone: "--third", format: count, style: "unseen" },
  ], {
    read: sinceLast,
    note: (data) => `${number(data.count)} runs, ${number(data.millis)} ms in all`,
  }),
  threads: chart("Threads", decimal(8), [
    { name: "live", tone: "--first", format: count, style: "area" },
    { name: "daemon", tone: "--second", format: count, style: "line" },
  ], {
    read: (data) => [data.live, data.daemon],
    note: (data) => `peak ${number(data.peak)}`,
  }),
};

function chart(title, axis, series, { read, note }) {
  const figure = $("chart").content.cloneNode(true).firstElementChild;
  figure.querySelector("h2").textContent = title;
  const values = series.map(({ name, tone, style }) => {
    const group = document.createElement("div");
    group.className = style;
    group.style.setProperty("--tone", `var(${tone})`);
    const label = group.appendChild(document.createElement("dt"));
    label.textContent = name;
    const value = group.appendChild(document.createElement("dd"));
    value.textContent = "–";
    figure.querySelector(".values").append(group);
    return value;
  });
  $("charts").append(figure);
  const canvas = figure.querySelector("canvas");
  const it = {
    title, axis, series, read, note, figure, values, canvas,
    noteElement: figure.querySelector(".note"),
    samples: [], // { time, lag, values }, oldest first: the server's time, and how much later it was here on arrival
    last: null, // the newest event's data
    top: 0, // the axis as it is drawn now: it follows the data's smoothly
  };
  new ResizeObserver(() => resize(it)).observe(canvas);
  watchPointer(canvas);
  return it;
}

function addSample(it, data) {
  it.samples.push({ time: data.time, lag: Date.now() - data.time, values: it.read(data, it.last) });
  clock.ahead = Math.min(...it.samples.map(({ lag }) => lag));
  const kept = it.samples.findIndex((sample) => sample.time > clock.now() - WINDOW - 5_000);
  it.samples.splice(0, Math.max(kept, 0));
  it.last = data;
  it.figure.dataset.points = it.samples.length;
  showValues(it);
}

/** The server's clock, by which samples are placed. Ours may differ: the sample that came fastest tells by how much. */
const clock = {
  ahead: 0,
  now() {
    return Date.now() - this.ahead;
  },
};

// The cursor is one for all charts, so that they can be compared: a time before now, or null.
let cursor = null;

function watchPointer(canvas) {
  const place = (event) => {
    const { left, width } = canvas.getBoundingClientRect();
    const plot = width - MARGIN.left - MARGIN.right;
    const part = (event.clientX - left - MARGIN.left) / plot;
    moveCursor((1 - part) * WINDOW);
  };
  canvas.addEventListener("pointermove", place);
  canvas.addEventListener("pointerdown", place);
  canvas.addEventListener("pointerleave", () => moveCursor(null));
  canvas.addEventListener("blur", () => moveCursor(null));
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: 1_000, ArrowRight: -1_000, PageUp: 15_000, PageDown: -15_000 }[event.key];
    if (step) {
      moveCursor((cursor ?? 0) + step);
      event.preventDefault();
    } else if (event.key === "Escape") {
      moveCursor(null);
    }
  });
}

function moveCursor(age) {
  cursor = age === null ? null : Math.min(Math.max(age, 0), WINDOW);
  Object.values(charts).forEach(showValues);
  drawAll();
}

/** What the values show: the newest sample, or the one under the cursor, if there is one. */
function sampleShown(it) {
  if (cursor === null) {
    return it.samples.at(-1);
  }
  const time = clock.now() - LATE - cursor;
  const near = (sample) => Math.abs(sample.time - time);
  const nearest = it.samples.reduce((best, sample) => (best && near(best) <= near(sample) ? best : sample), undefined);
  return nearest && near(nearest) <= GAP / 2 ? nearest : undefined;
}

function showValues(it) {
  const sample = sampleShown(it);
  it.series.forEach(({ format }, i) => {
    const value = sample?.values[i];
    const [amount, unit] = value === null || value === undefined ? ["–", ""] : format(value);
    it.values[i].textContent = amount;
    if (unit) {
      const small = it.values[i].appendChild(document.createElement("small"));
      small.textContent = unit;
    }
  });
  if (cursor === null) {
    it.noteElement.textContent = it.last ? it.note(it.last) : "";
    const values = it.series.map(({ name }, i) => name + " " + it.values[i].textContent);
    it.canvas.ariaLabel = it.title + ": " + values.join(", ");
  } else {
    it.noteElement.textContent = new Date(Date.now() - LATE - cursor).toLocaleTimeString();
  }
}

function resize(it) {
  const { width, height } = it.canvas.getBoundingClientRect();
  it.canvas.width = Math.round(width * devicePixelRatio);
  it.canvas.height = Math.round(height * devicePixelRatio);
  draw(it, 0);
}

function draw(it, elapsed) {
  const context = it.canvas.getContext("2d");
  const width = it.canvas.width / devicePixelRatio;
  const height = it.canvas.height / devicePixelRatio;
  const plot = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
  if (plot.right <= plot.left) {
    return;
  }
  const tones = getComputedStyle(it.figure);
  const tone = (name) => tones.getPropertyValue(name);
  const now = clock.now() - LATE;
  const shown = it.samples.filter((sample) => sample.time > now - WINDOW - GAP);

  const peak = Math.max(0, ...shown.flatMap(({ values }) => values.filter((v, i) => it.series[i].style !== "unseen")));
  const axis = it.axis(peak);
  const near = Math.abs(axis.top - it.top) < axis.top / 200;
  it.top = it.top === 0 || near || still.matches ? axis.top : it.top + (axis.top - it.top) * Math.min(1, elapsed / 150);

  const x = (time) => plot.right - ((now - time) / WINDOW) * (plot.right - plot.left);
  const y = (value) => plot.bottom - (value / it.top) * (plot.bottom - plot.top);
  const crisp = (position) => Math.round(position * devicePixelRatio) / devicePixelRatio + 0.5 / devicePixelRatio;

  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "12px " + tone("--sans");
  context.lineWidth = 1;
  drawAxes();
  context.save();
  context.beginPath();
  context.rect(plot.left, 0, plot.right - plot.left, height);
  context.clip();
  drawGaps();
  it.series.forEach(drawSeries);
  context.restore();
  drawCursor();

  function drawAxes() {
    context.strokeStyle = tone("--line");
    context.fillStyle = tone("--muted");
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (let value = 0; value <= it.top * 1.001; value += axis.step) {
      line(plot.left, crisp(y(value)), plot.right, crisp(y(value)));
      const label = value === 0 ? "0" : it.series[0].format(value, axis.top).join(" ");
      context.fillText(label, 0, y(value));
    }
    context.textBaseline = "bottom";
    for (let minutes = 0; minutes <= WINDOW / 60_000; minutes++) {
      const at = x(now - minutes * 60_000);
      context.textAlign = minutes === 0 ? "right" : minutes === WINDOW / 60_000 ? "left" : "center";
      context.fillText(minutes === 0 ? "now" : `−${minutes} min`, at, height - 2);
      line(crisp(at) - (minutes === 0 ? 1 : 0), plot.bottom, crisp(at) - (minutes === 0 ? 1 : 0), plot.bottom + 4);
    }
  }

  /** Time of which nothing is known, once something was known before it. */
  function drawGaps() {
    context.fillStyle = tone("--gap");
    shown.forEach(({ time }, i) => {
      const next = shown[i + 1]?.time ?? now;
      if (next - time > GAP) {
        context.fillRect(x(time), plot.top, x(next) - x(time), plot.bottom - plot.top);
      }
    });
  }

  function drawSeries(series, i) {
    if (series.style === "unseen") {
      return;
    }
    context.strokeStyle = context.fillStyle = tone(series.tone);
    if (series.style === "bars") {
      shown.filter(({ values }) => values[1] > 0).forEach(({ time, values }) => {
        const wide = Math.max(2, x(time) - x(time - 1_000) - 1);
        const top = Math.min(y(values[i]), plot.bottom - 3); // a run of less than a millisecond is seen too
        context.fillRect(x(time) - wide, top, wide, plot.bottom - top);
      });
      return;
    }
    context.lineWidth = series.style === "dashed" ? 1.25 : 1.75;
    context.lineJoin = "round";
    context.setLineDash(series.style === "dashed" ? [4, 3] : []);
    for (const run of runs(shown, i)) {
      const path = new Path2D();
      run.forEach(({ time, values }) => path.lineTo(x(time), y(values[i])));
      context.stroke(path);
      if (series.style === "area") {
        path.lineTo(x(run.at(-1).time), plot.bottom);
        path.lineTo(x(run[0].time), plot.bottom);
        context.globalAlpha = 0.13;
        context.fill(path);
        context.globalAlpha = 1;
      }
    }
    context.setLineDash([]);
  }

  function drawCursor() {
    if (cursor === null) {
      return;
    }
    context.lineWidth = 1;
    context.strokeStyle = tone("--muted");
    line(crisp(x(now - cursor)), plot.top, crisp(x(now - cursor)), plot.bottom);
    const sample = sampleShown(it);
    it.series.forEach(({ style, tone: name }, i) => {
      if (sample && sample.values[i] !== null && style !== "unseen" && style !== "bars") {
        context.beginPath();
        context.arc(x(sample.time), y(sample.values[i]), 4, 0, 2 * Math.PI);
        context.fillStyle = tone(name);
        context.fill();
        context.lineWidth = 2;
        context.strokeStyle = tone("--paper");
        context.stroke();
      }
    });
  }

  function line(fromX, fromY, toX, toY) {
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
  }
}

/** The stretches of samples without a gap and with a value in series `i`. */
function runs(samples, i) {
  const all = [];
  let before = -Infinity;
  for (const sample of samples) {
    if (sample.values[i] === null || sample.values[i] === undefined) {
      before = -Infinity;
      continue;
    }
    if (sample.time - before > GAP) {
      all.push([]);
    }
    all.at(-1).push(sample);
    before = sample.time;
  }
  return all;
}

const still = matchMedia("(prefers-reduced-motion: reduce)");
let drawn = 0;

function drawAll(elapsed = 0) {
  Object.values(charts).forEach((it) => draw(it, elapsed));
}

function animate(time) {
  if (time - drawn >= (still.matches ? 1_000 : FRAME)) {
    if (cursor !== null) {
      Object.values(charts).forEach(showValues); // time passes below a cursor that rests
    }
    drawAll(time - drawn);
    drawn = time;
  }
  requestAnimationFrame(animate);
}

// ------------------------------------------------------------------------------------------------------ chat

const LONGEST_TEXT = 500;
const LONGEST_NAME = 24;
const KEPT_MESSAGES = 200;

// Tells our own messages from those of somebody with the same name, also after a reload.
const me = stored(() => sessionStorage.getItem("me"))
  ?? Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
stored(() => sessionStorage.setItem("me", me));

/** Storage may be forbidden; then nothing is remembered. */
function stored(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

/** Whatever others sent ends as text: nothing of it is ever read as HTML. */
function showMessage({ name, text, from, time }) {
  if (typeof name !== "string" || typeof text !== "string") {
    return;
  }
  const list = $("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const item = document.createElement("li");
  item.className = from === me ? "own" : "";
  const who = item.appendChild(document.createElement("b"));
  who.textContent = name.slice(0, LONGEST_NAME) + (from === me ? " (you)" : "");
  const when = item.appendChild(document.createElement("time"));
  // It may have been said before we came. Without a time, or with one to come, it counts as said now.
  const said = new Date(Number.isFinite(time) && time >= 0 && time < Date.now() ? time : Date.now());
  when.dateTime = said.toISOString();
  when.textContent = said.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  item.appendChild(document.createElement("p")).textContent = text.slice(0, LONGEST_TEXT);
  list.append(item);
  while (list.children.length > KEPT_MESSAGES) {
    list.firstChild.remove();
  }
  if (atEnd || from === me) {
    list.scrollTop = list.scrollHeight;
  }
}

/** What is wrong with a message, or nothing. */
function faultOf(name, text) {
  if (!name) return "Say who you are.";
  if (name.length > LONGEST_NAME) return `The name is ${name.length - LONGEST_NAME} characters too long.`;
  if (!text) return "There is nothing to send yet.";
  if (text.length > LONGEST_TEXT) return `The message is ${text.length - LONGEST_TEXT} characters too long.`;
  return "";
}

async function send(event) {
  event.preventDefault();
  const name = $("name").value.trim();
  const text = $("text").value.trim();
  $("problem").textContent = faultOf(name, text);
  if ($("problem").textContent) {
    (name && name.length <= LONGEST_NAME ? $("text") : $("name")).focus();
    return;
  }
  const button = event.submitter ?? $("say").querySelector("button");
  button.disabled = true;
  try {
    const response = await fetch("publish/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name, text, from: me, time: Date.now() }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw new Error(problem.detail ?? problem.title ?? `the server answered ${response.status}`);
    }
    $("text").value = "";
  } catch (failure) {
    const reason = failure instanceof TypeError ? "the server can’t be reached" : failure.message;
    $("problem").textContent = `Not sent: ${reason}.`.replace(/\.\.$/, ".");
  } finally {
    button.disabled = false;
  }
}

function setUpChat() {
  $("name").value = stored(() => localStorage.getItem("name")) ?? "Guest " + (100 + Math.floor(Math.random() * 900));
  $("name").addEventListener("change", () => stored(() => localStorage.setItem("name", $("name").value.trim())));
  $("say").addEventListener("submit", send);
  $("say").addEventListener("input", () => {
    const fault = faultOf($("name").value.trim(), $("text").value.trim());
    $("problem").textContent = fault.includes("too long") ? fault : "";
  });
}

// ---------------------------------------------------------------------------------------------------- stream

const counts = { opened: 0, events: 0, lastEvent: 0 };

// First comes the past that the charts show. A page that is loaded again has lost it, so it must not go on where it was:
// storage is null. Other tabs share the connection.
const stream = connect(`${STREAM}&from=-${WINDOW / 60_000}m`, {
  storage: null,
  // The name of an event is the sse-event header of the message on the bus.
  on: {
    ...Object.fromEntries(Object.keys(charts).map((name) => [name, (event) => addSample(charts[name], received(event))])),
    chat: (event) => showMessage(received(event) ?? {}),
  },
  onState: (state) => {
    if (state !== "open") {
      showState(state);
      return;
    }
    counts.opened++;
    showState("connected", counts.opened > 1 ? "reconnected" : "connected");
  },
  // What the bridge itself says: how a resume went, and that this reader was too slow to get everything.
  onResume: ({ status }) => showMissing(status !== "exact"),
  onLagged: () => showMissing(true),
});

function received(event) {
  counts.events++;
  counts.lastEvent = Date.now();
  showCounters();
  try {
    return JSON.parse(event.data);
  } catch {
    return null; // somebody said something that is no JSON
  }
}

function showState(state, word = state) {
  $("state").textContent = word;
  $("missing").textContent = "";
  document.body.dataset.state = state;
  $("refusal").hidden = state !== "refused";
  showCounters();
}

function showMissing(missing) {
  $("missing").textContent = missing ? ", something may be missing" : ", nothing missed";
}

function showCounters() {
  const seconds = Math.floor((Date.now() - counts.lastEvent) / 1_000);
  $("events").textContent = number(counts.events);
  $("reconnects").textContent = number(Math.max(0, counts.opened - 1));
  $("age").textContent = !counts.lastEvent ? "–" : seconds < 1 ? "now" : `${seconds} s ago`;
  $("age").classList.toggle("stale", counts.lastEvent > 0 && seconds > 3);
  const uptime = charts.threads.last?.uptimeMillis;
  $("uptime").textContent = uptime ? `server up ${duration(uptime)}` : "";
}

function duration(milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  return minutes < 1 ? `${Math.floor(milliseconds / 1_000)} s`
    : minutes < 60 ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

$("curl").textContent = `curl -N '${new URL(STREAM, location.href)}'`;
$("again").addEventListener("click", () => stream.reconnect());
setInterval(showCounters, 500);
setUpChat();
requestAnimationFrame(animate);
