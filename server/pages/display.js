// The display: what the server says is drawn, what is pressed is said to the server.
import { Art } from "/art.js";
import { Line } from "/line.js";
import { NoWebGL, Painting } from "/painting.js";
import { Panel } from "/panel.js";
import { Plain } from "/plain.js";

const asked = new URLSearchParams(location.search);
const $ = (id) => document.getElementById(id);
const seeThrough = asked.get("alpha") === "1";
const STALE_MS = 1000; // features older than this are no longer danced to
const HELP = [
  ["f", "fullscreen"], ["1 - 9", "looks"], ["space", "freeze"], ["b", "blackout"],
  ["s", "another place (seed)"], ["← →", "turn the hues"], ["↑ ↓", "brightness"],
  ["+ −", "sensitivity"], ["[ ]", "travel"], ["t", "panel: tune, store looks and cues"],
  ["⇧1 - ⇧9", "cues, over the panel's beats"], ["m", "learn MIDI controllers"],
  ["l", "latency and frames"], ["r", "record, stop"], ["?", "this help"],
];

document.documentElement.classList.toggle("see-through", seeThrough);
const painting = paintingOn($("picture"));
const line = new Line({
  frames: Number(asked.get("frames") ?? 60), features: Number(asked.get("features") ?? 100), values: 1,
});
const art = new Art((address, args) => line.say(address, args));
const { state, stage } = art;
const clock = { offset: Infinity, since: 0, round: 0, drawn: 0, fps: 0, frames: 0, at: 0 };
let newest = null;
const panel = new Panel($("panel"), set, () => learn(!panel.learns));
art.addEventListener("built", rebuild);

function paintingOn(canvas) {
  try {
    return new Painting(canvas, { seeThrough, limit: asked.get("flashes") !== "allow" });
  } catch (error) {
    if (!(error instanceof NoWebGL)) throw error;
    return new Plain(canvas);
  }
}

function rebuild() {
  if (!$("panel").hidden) panel.build(state);
}

// What the server says of this page, and not of the pictures.
const ears = {
  "/art/recorded": ({ path, seconds }) => notice(`recorded ${seconds.toFixed(1)} s: ${path}`),
  "/fail": ({ text }) => notice(text),
  "/pong": ({ n }) => { clock.round = performance.now() - n; },
};

function hear(message) {
  art.hear(message);
  ears[message.address]?.(message.args);
  if (!$("panel").hidden) panel.refresh();
}

line.addEventListener("open", () => {
  clock.offset = Infinity;
  art.fetchLooks();
  line.say("/art/painters", {});
});
line.addEventListener("message", ({ detail }) => hear(detail));
line.addEventListener("frame", ({ detail: { header, image } }) => {
  newest = header;
  painting.show(image);
});

// Keys.
let noticeUntil = 0;
function notice(text, ms = 4000) {
  $("state").textContent = text;
  noticeUntil = performance.now() + ms;
}

function set(address, args) {
  art.set(address, args);
  if (!$("panel").hidden) panel.refresh();
}

function shift(address, by, low, high) {
  const value = (state.values[address] ?? 0) + by;
  set(address, { value: address === "/art/palette" ? (value + 1) % 1 : Math.min(high, Math.max(low, value)) });
}

const keys = {
  f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  " ": () => set("/art/freeze", { on: stage.frozen ? 0 : 1 }),
  b: () => set("/art/blackout", { on: stage.dark ? 0 : 1 }),
  s: () => set("/art/seed", { value: Math.floor(Math.random() * 2 ** 24) }),
  r: () => set("/art/record", { action: stage.recording ? "stop" : "start" }),
  t: () => toggle("panel"),
  l: () => toggle("numbers"),
  m: () => learn(!panel.learns || $("panel").hidden),
  "?": () => toggle("help"),
  h: () => toggle("help"),
  Escape: () => { learn(false); for (const id of ["help", "panel", "numbers"]) $(id).hidden = true; },
  ArrowLeft: () => shift("/art/palette", -1 / 24),
  ArrowRight: () => shift("/art/palette", 1 / 24),
  ArrowUp: () => shift("/art/brightness", 0.1, -1, 1),
  ArrowDown: () => shift("/art/brightness", -0.1, -1, 1),
  "+": () => shift("/art/sensitivity", 0.1, 0, 4),
  "=": () => shift("/art/sensitivity", 0.1, 0, 4),
  "-": () => shift("/art/sensitivity", -0.1, 0, 4),
  "[": () => shift("/art/travel", -0.1, 0, 8),
  "]": () => shift("/art/travel", 0.1, 0, 8),
};

function learn(on) {
  if (on && $("panel").hidden) toggle("panel");
  panel.learn(on);
}

function toggle(id) {
  $(id).hidden = !$(id).hidden;
  rebuild();
  document.documentElement.classList.toggle("pointing", !$("panel").hidden);
}

function pressed(event) {
  if (/^[1-9]$/.test(event.key)) return call("/art/look", Object.keys(state.looks)[event.key - 1]);
  if (keys[event.key]) return keys[event.key];
  const digit = event.shiftKey && /^Digit([1-9])$/.exec(event.code)?.[1];
  return digit ? call("/art/cue/recall", state.cues[digit - 1], { fade: panel.fade }) : null;
}

function call(address, name, more = {}) {
  return name ? () => set(address, { name, ...more }) : null;
}

addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement;
  if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
  const press = pressed(event);
  if (!press) return;
  event.preventDefault();
  press();
  document.documentElement.classList.toggle("pointing", !$("panel").hidden);
});

function writeHelp() {
  const title = document.createElement("h1");
  title.textContent = "Klangbild display";
  const table = document.createElement("table");
  for (const [key, text] of HELP) {
    const row = table.insertRow();
    const cap = document.createElement("kbd");
    cap.textContent = key;
    row.insertCell().append(cap);
    row.insertCell().textContent = text;
  }
  $("help").replaceChildren(title, table);
}

// What is said in words.
function write(now) {
  clock.fps = (1000 * clock.drawn) / (now - clock.at);
  const frames = (1000 * (line.received - clock.frames)) / (now - clock.at);
  [clock.drawn, clock.frames, clock.at] = [0, line.received, now];
  const quiet = !line.connected ? "the server does not answer" : stage.trouble;
  if (now > noticeUntil) $("state").textContent = stage.recording ? "● recording" : quiet;
  $("state").hidden = !$("state").textContent || (seeThrough && now > noticeUntil);
  if ($("numbers").hidden) return;
  line.say("/ping", { n: Math.round(now) });
  const age = newest && Number.isFinite(clock.offset) ? now - clock.offset - 1000 * newest.time : NaN;
  $("numbers").textContent = [
    `drawn        ${clock.fps.toFixed(0)} fps at ${$("picture").width} x ${$("picture").height}`,
    `frames       ${frames.toFixed(1)} per s, ${newest ? `${newest.width} x ${newest.height}` : "none"}`,
    `missed       ${line.missed} frames`,
    `frame's age  ${age.toFixed(0)} ms behind the sound`,
    `features     ${line.features ? (now - line.features.at).toFixed(0) : "-"} ms ago`,
    `round trip   ${clock.round.toFixed(0)} ms`,
    `held back    ${painting.held} times, to limit flashes`,
    `look         ${painting instanceof Plain ? "none: this browser has no WebGL 2" : state.look}`,
  ].join("\n");
}

// The newest features, where they are new. When the sound was heard is reckoned from them too.
function heard() {
  const { features } = line;
  if (!features) return null;
  const offset = features.at - 1000 * features.time;
  if (offset < clock.offset || features.at - clock.since > 20000) {
    clock.offset = offset; // the quickest message of the last seconds was hardly late
    clock.since = features.at;
  }
  return performance.now() - features.at < STALE_MS ? features : null;
}

let before = performance.now();
function draw(now) {
  requestAnimationFrame(draw);
  const seconds = Math.max(0, (now - before) / 1000);
  before = now;
  clock.drawn++;
  if (Object.keys(state.current).length) painting.draw(seconds, state.current, heard(), stage);
  if (now - clock.at >= 500) write(performance.now());
}

writeHelp();
if (painting instanceof Plain) notice("This browser draws no WebGL 2: plain pictures, without looks. Turn on hardware acceleration.", 20000);
requestAnimationFrame(draw);
export const display = { painting, line, state, stage, clock };
