// Klangbild Live: tells the server where Live's song is, and plays its loops on this track.
// Notes that you play go from the patch to the server directly. Outlets: to udpsend, to
// udpreceive, to the panel, notes (pitch, velocity, duration in ms, delay in ms), `stop`.

inlets = 1;
outlets = 5;
autowatch = 0;

const settings = { track: "melody", play: 1, lead: 1, role: "accompany", bars: 4, amount: 0.3,
  temperature: 1, hold: 0 };
const SLOWEST = 20;
const FASTEST = 400;
const LED = ["role", "bars", "amount", "hold"];

const wire = new Wire("Klangbild Live", {
  say: (...message) => outlet(0, ...message),
  listen: (port) => outlet(1, "port", port),
  show: (text) => outlet(2, "set", text),
  connected: () => {
    outlet(0, "/live/watch", 1);
    leading();
  },
  lost: silence,
  random: Math.random,
});
const clock = new Clock();
const player = new Player((...note) => outlet(3, ...note));
let enabled = 1;

function bang() {
  wire.tick(Date.now());
}

function silence() {
  player.clear();
  outlet(4, "stop");
}

// The device was switched on or off.
function enable(on) {
  enabled = on;
  if (!on) silence();
}

function setting(name, value) {
  if (settings[name] === value) return;
  settings[name] = value;
  if (name === "track" || (name === "play" && !value)) silence();
  if (!wire.here || !settings.lead) return;
  if (name === "lead") leading();
  else say(name);
}

// All that the leading device decides.
function leading() {
  if (!settings.lead) return;
  outlet(0, "/transport/source", "osc");
  clock.forget();
  [...LED, "temperature"].forEach(say);
}

function say(name) {
  if (LED.includes(name)) outlet(0, `/live/${name}`, settings[name]);
  if (name === "temperature") outlet(0, "/live/param", "temperature", settings.temperature);
}

function panic() {
  silence();
  outlet(0, "/panic");
}

// Where Live's song is, some fifty times a second: BPM, 1 while it plays, ticks (480 a beat).
function transport(tempo, playing, ticks) {
  const news = clock.at(ticks / 480, tempo, playing, Date.now());
  if (news.stopped) silence();
  if (news.jumped !== null && !player.jump(news.jumped, news.beat, 4 * settings.bars)) {
    outlet(4, "stop");
  }
  if (news.tell && settings.lead && wire.here && enabled) {
    const known = Math.min(FASTEST, Math.max(SLOWEST, tempo));
    outlet(0, "/transport/beat", Math.max(0, news.beat), known, news.beat < 0 ? 0 : playing);
  }
  if (playing && settings.play && enabled) player.tick(news.beat, tempo);
}

// What the server says.
function anything(...values) {
  const address = messagename;
  if (wire.hear(address, values)) return;
  if (address === "/live/next") {
    player.next(values[0], values[1], values.slice(5), settings.track);
  } else if (address === "/live/state") {
    const dropped = player.dropped ? `, ${player.dropped} notes dropped` : "";
    outlet(2, "set", `${values[1]} (late: ${values[4]}${dropped})`);
  } else if (address === "/live/role") {
    if (values[0] === "off") silence();
  } else if (address === "/fail") {
    outlet(2, "set", `Failed: ${values[2]}`);
  }
}
