// Klangbild Fill: the selected clip goes to the server, the answer to the next free slots.
// Inlet: what the panel sets and the server says. Outlets: to udpsend, to udpreceive, to the panel.

inlets = 1;
outlets = 3;
autowatch = 0;

const settings = {
  task: "infill", from: 1, bars: 4, amount: 0.3, density: 0, temperature: 0, seed: 0, variations: 1,
  clip: "by name", read: "scene", launch: 0, melody: 0, chords: 0, bass: 0, drums: 0,
};
let song = null;
let job = null;
let last = [];
let serial = 0;

function show(text) {
  outlet(2, "set", text);
}

const wire = new Wire("Klangbild Fill", {
  say: (...message) => outlet(0, ...message),
  listen: (port) => outlet(1, "port", port),
  show,
  connected: () => {},
  lost: () => { job = null; },
  random: Math.random,
});

// Live is ready: only now may its API be asked.
function ready() {
  song = new Song();
}

function bang() {
  wire.tick(Date.now());
}

// What the panel sets: `setting bars 8`.
function setting(name, value) {
  settings[name] = value;
}

function go() {
  if (!song || !wire.here || wire.state !== "ready") {
    show(wire.here ? "Not ready yet: wait a moment" : NO_SERVER);
  } else if (job) {
    show("At work: wait, or press Stop");
  } else {
    attempt(ask);
  }
}

function ask() {
  const source = settings.task === "generate" ? song.nothing()
    : song.read(ROLES.includes(settings.clip) ? settings.clip : "", settings.read === "scene");
  const chosen = ROLES.filter((role) => settings[role]);
  const own = settings.task === "generate" || settings.task === "accompany" ? [] : [source.role];
  const wanted = { ...settings, tracks: chosen.length ? chosen : own };
  serial += 1;
  const made = plan(serial, wanted, source.music, Math.random);
  job = { id: serial, made, source, task: settings.task, answer: new Answer() };
  show("Asked ...");
  for (const message of made.messages) outlet(0, ...message);
}

function stop() {
  if (!job) return;
  outlet(0, "/cancel", job.id);
  job = null;
  show("Stopped");
}

function undo() {
  const made = last.pop();
  if (!song || !made) {
    show("Nothing to take back");
    return;
  }
  attempt(() => {
    const count = song.remove(made);
    show(`Took back ${count} ${count === 1 ? "clip" : "clips"}`);
  });
}

// What the server says.
function anything(...values) {
  const address = messagename;
  if (wire.hear(address, values) || !job) return;
  if (address === "/fail" && values[0] === "") show(`Failed: ${values[2]}`);
  if (values[0] !== job.id) return;
  if (address === "/progress") show(`${Math.round(100 * values[1])} %`);
  if (address === "/note") job.answer.add(values[1], values.slice(2));
  if (address === "/fail") {
    job = null;
    show(`Failed: ${values[2]}`);
  }
  if (address === "/done") attempt(() => finish(values[1]));
}

function finish(count) {
  const { made, source, task, answer } = job;
  job = null;
  if (answer.count !== count) {
    throw new Problem(`${count - answer.count} notes were lost on their way: press Go again`);
  }
  const clips = answer.clips(made, source.music);
  const name = `${source.name} ${task} ${made.seed}`;
  const written = { clips: [], scenes: [], rows: [] };
  last.push(written);
  song.write(clips, source, name, made.length, written);
  if (settings.launch) song.launch(written.rows[0], written);
  const rows = written.rows.map((row) => row + 1).join(", ");
  show(written.rows.length ? `Scene ${rows}, seed ${made.seed}` : "The answer holds no notes");
}

// Do it; a problem is shown, never thrown at the console.
function attempt(act) {
  try {
    act();
  } catch (problem) {
    job = null;
    show(problem instanceof Problem ? problem.message : `Live refused: ${problem.message}`);
  }
}
