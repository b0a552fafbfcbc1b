// The studio page: the connection, the views, and what is always there.
import { ClipView } from "/clip.js";
import { Connection } from "/connection.js";
import { $ } from "/dom.js";
import { LiveView } from "/live.js";
import { Log } from "/log.js";
import { Player } from "/player.js";
import { PresetsView } from "/presets.js";
import { VisualsView } from "/visuals.js";

const VIEWS = ["clip", "live", "visuals", "presets", "log"];
const FEATURES = 20; // a second, for the meters of the live view
const TWICE_MS = 500; // Escape twice within this is panic
const ASK_MS = 2000; // how often the model's state is asked for until it is ready

const connection = new Connection("studio");
const log = new Log(connection);
const player = new Player();
const clip = new ClipView(connection, player, tell);
const live = new LiveView(connection, player, tell);
const visuals = new VisualsView(connection);
const presets = new PresetsView(connection, tell);
let [view, escaped, model] = ["clip", -Infinity, null];

// Say something to the user and, unless it is `quiet`, to the log.
function tell(text, kind = "") {
  $("say").textContent = text;
  $("say").className = kind;
  if (kind !== "quiet") log.add(text, kind);
}

function show(name) {
  if (!VIEWS.includes(name)) return;
  view = name;
  for (const each of VIEWS) {
    $(each).hidden = each !== name;
    $(`tab-${each}`).setAttribute("aria-selected", String(each === name));
    $(`tab-${each}`).tabIndex = each === name ? 0 : -1;
  }
  if (location.hash.slice(1) !== name) history.replaceState(null, "", `#${name}`);
  tell("", "quiet");
  watch();
  if (name === "live") live.ports.look();
  if (name === "log") connection.say("/status");
  if (name === "presets") presets.list();
}

// Only what is looked at is sent: frames to the visuals, features to the live view's meters.
function watch() {
  connection.say("/art/watch", { frames: visuals.frames, features: view === "live" ? FEATURES : 0, values: 1 });
}

function panic() {
  player.stop();
  if (connection.say("/panic")) tell("Panic.", "quiet");
  else tell("Panic: the page is quiet, but the server does not answer.", "fault");
}

function showState() {
  const state = connection.connected ? model?.state ?? "loading" : "lost";
  $("state").dataset.state = state;
  $("state").textContent = { lost: "no connection", loading: "model is loading ...", dead: "no model", ready: model?.preset }[state];
}

connection.addEventListener("open", () => {
  connection.say("/live/watch", { on: 1 });
  connection.say("/art/painters");
  show(view);
});
connection.addEventListener("lost", () => {
  model = null;
  showState();
});
connection.addEventListener("message", ({ detail: { address, args } }) => {
  if (address === "/fail") tell(args.text, "fault");
  else if (address === "/hello") {
    model = args;
    // Nobody tells when the first model is there: ask again until it is.
    if (args.state === "loading") setTimeout(() => connection.say("/status"), ASK_MS);
  } else if (address === "/status") {
    const row = (name) => args.lines.find((line) => line.name === name)?.value ?? "";
    model = { preset: row("preset"), state: row("model").split(" ")[0] };
    if (model.state === "loading" && view !== "log") setTimeout(() => connection.say("/status"), ASK_MS);
  } else if (address === "/preset" && args.state === "ready") model = { preset: args.name, state: "ready" };
  else return;
  showState();
});

$("tabs").addEventListener("click", ({ target }) => show(target.getAttribute("aria-controls")));
$("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  show(VIEWS[(VIEWS.indexOf(view) + step + VIEWS.length) % VIEWS.length]);
  $(`tab-${view}`).focus();
});
$("panic").addEventListener("click", panic);
addEventListener("hashchange", () => show(location.hash.slice(1)));
for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => player.warm(), { capture: true, once: true });
addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=range], [type=checkbox]), select, textarea");
  if (event.key === "Escape") {
    if (event.timeStamp - escaped < TWICE_MS) panic();
    escaped = event.timeStamp;
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing && view === "clip") {
    if (event.shiftKey) clip.redo();
    else clip.undo();
    event.preventDefault();
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && view === "clip" && clip.key(event)) event.preventDefault();
});

show(VIEWS.includes(location.hash.slice(1)) ? location.hash.slice(1) : view);
export const studio = { connection, player, clip, live, visuals, presets };
