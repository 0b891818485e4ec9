// Stands in for Datastar's client where that is not at hand. In front of it stands busbar.js, which reads the stream; this
// does with it what Datastar would: patches elements by id and texts by signal, and tells the document what the stream does.

const stream = document.getElementById("stream");
const signals = {};

function fieldsOf(data) {
  const fields = {};
  for (const line of data.split("\n")) {
    const [key] = line.split(" ", 1);
    (fields[key] ??= []).push(line.slice(key.length + 1));
  }
  return Object.fromEntries(Object.entries(fields).map(([key, lines]) => [key, lines.join("\n")]));
}

function tell(type, argsRaw = {}) {
  document.dispatchEvent(new CustomEvent("datastar-fetch", { detail: { type, el: stream, argsRaw } }));
}

function patchElements(fields) {
  const holder = document.createElement("template");
  holder.innerHTML = fields.namespace === "svg" ? `<svg>${fields.elements}</svg>` : fields.elements;
  const elements = fields.namespace === "svg" ? holder.content.firstChild.children : holder.content.children;
  for (const element of [...elements]) {
    document.getElementById(element.id).replaceWith(element);
  }
}

function patchSignals(fields) {
  Object.assign(signals, JSON.parse(fields.signals));
  for (const element of document.querySelectorAll("[data-text]")) {
    const value = element.dataset.text.slice(1).split(".").reduce((part, key) => part?.[key], signals);
    element.textContent = value ?? element.textContent;
  }
}

function on(type, patch) {
  return { [type]: (event) => (patch(fieldsOf(event.data)), tell(type)) };
}

const connection = connect(/'(updates[^']*)'/.exec(stream.dataset.init)[1], {
  share: false,
  storage: null,
  on: { ...on("datastar-patch-elements", patchElements), ...on("datastar-patch-signals", patchSignals) },
  onState: (state, refusal) => {
    if (state === "reconnecting") {
      tell("retrying");
    } else if (state === "refused") {
      tell("error", { status: String(refusal.status) });
      tell("finished");
    }
  },
});

stream.addEventListener("again", () => {
  tell("started");
  connection.reconnect();
});
tell("started");
document.dispatchEvent(new Event("datastar-ready"));
