// Klangbild Eye: sends the sound of its track to the server, and the values of the panel.
// Outlets: to udpsend, to udpreceive, to the panel.

inlets = 1;
outlets = 3;
autowatch = 0;

const ART = ["travel", "sensitivity", "palette", "brightness", "abstraction", "look", "freeze",
  "blackout"];
const PACKET = 192;
const NUMBERS = 16777216;
const values = {};
const settings = { listen: 1, cue: 1, fade: 4 };
let buffer = null;
let frames = 0;
let rate = 0;
let enabled = 1;
let at = -1;
let number = 0;
let rest = [];

const wire = new Wire("Klangbild Eye", {
  say: (...message) => outlet(0, ...message),
  listen: (port) => outlet(1, "port", port),
  show: (text) => outlet(2, "set", text),
  connected: () => {
    for (const name of ART) if (name in values) outlet(0, `/art/${name}`, values[name]);
    begin();
  },
  lost: () => {},
  random: Math.random,
});

function bang() {
  wire.tick(Date.now());
}

// The buffer that the patch writes the sound to, round and round, and how long it is.
function sound(name, size) {
  buffer = new Buffer(name);
  frames = size;
}

// The sample rate, whenever the sound is switched on.
function hertz(value) {
  rate = value;
  begin();
}

function enable(on) {
  enabled = on;
  begin();
}

function setting(name, value) {
  settings[name] = value;
  if (name === "listen") begin();
}

// A value of the picture: `art travel 1.5`.
function art(name, value) {
  values[name] = value;
  if (wire.here) outlet(0, `/art/${name}`, value);
}

function store() {
  outlet(0, "/art/cue/store", `cue ${settings.cue}`);
}

function recall() {
  outlet(0, "/art/cue/recall", `cue ${settings.cue}`, settings.fade);
}

// Half the rate is plenty for pictures, and halves the work of both sides.
function begin() {
  at = -1;
  rest = [];
  if (wire.here && hears()) outlet(0, "/audio/begin", Math.round(rate / 2), 1);
}

function hears() {
  return Boolean(enabled && settings.listen && rate && buffer);
}

// The patch has written the buffer up to this frame: send what is new.
function written(frame) {
  const now = Math.floor(frame);
  const from = at;
  at = now;
  if (!wire.here || !hears() || from < 0 || now === from) return;
  const fresh = now > from ? peek(from, now) : peek(from, frames).concat(peek(0, now));
  rest = rest.concat(fresh);
  const pairs = Math.floor(rest.length / 2);
  const half = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    half.push((rest[2 * pair] + rest[2 * pair + 1]) / 2);
  }
  rest = rest.slice(2 * pairs);
  for (let start = 0; start < half.length; start += PACKET) {
    outlet(0, "/audio/samples", number, ...half.slice(start, start + PACKET));
    number = (number + 1) % NUMBERS;
  }
}

// The samples [from, until) of the buffer; it counts channels from 1.
function peek(from, until) {
  return until > from ? [].concat(buffer.peek(1, from, until - from)) : [];
}

// What the server says.
function anything(...said) {
  const address = messagename;
  if (wire.hear(address, said)) return;
  if (address === "/audio/source") outlet(2, "set", `Sound: ${said[2]}`);
  if (address === "/fail") outlet(2, "set", `Failed: ${said[2]}`);
}
