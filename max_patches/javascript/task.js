// What a task says to the server, and what its answer makes of the clip. Pure: no Max, no Live.
// Notes are as Live has them: {pitch, start_time, duration, velocity, mute, ...}, in beats.

const ROLES = ["melody", "chords", "bass", "drums"];
const BAR = 4;
const NOTES_AT_ONCE = 24;
const MOST_SEED = 999999;
const HALF_STEP = 0.125;

// Something that the musician has to be told; nothing is broken.
class Problem extends Error {}

// `settings`: task, from (bar), bars, amount, tracks, density, temperature, seed, variations.
// `music`: {length, tempo, tracks: {role: notes}}; of a new piece only the tempo counts.
// Returns {messages, roles, holes, length, lead, seed}.
function plan(id, settings, music, random) {
  const seed = Math.round(settings.seed) || 1 + Math.floor(random() * MOST_SEED);
  const plans = { infill, vary, accompany, continue: extend, leadin: lead, generate };
  const made = plans[settings.task](id, settings, music, dice(seed));
  const messages = [
    ...(settings.task === "generate" ? [["/clip/begin", id, made.length, music.tempo]]
      : sent(id, music)),
    ["/clip/param", id, "seed", seed, "variations", settings.variations, ...chosen(settings)],
    ...made.messages,
  ];
  return { ...made, messages, seed };
}

function chosen(settings) {
  const values = [];
  if (settings.density > 0) values.push("density", settings.density);
  if (settings.temperature > 0) values.push("temperature", settings.temperature);
  return values;
}

// The clip itself, in packets of at most 1 kB.
function sent(id, music) {
  const messages = [["/clip/begin", id, music.length, music.tempo, ...Object.keys(music.tracks)]];
  let values = [];
  for (const [role, notes] of Object.entries(music.tracks)) {
    for (const note of notes) {
      if (note.mute || note.start_time < 0 || note.start_time >= music.length) continue;
      const velocity = Math.min(127, Math.max(1, Math.round(note.velocity)));
      const duration = Math.max(0.01, note.duration);
      values.push(role, note.pitch, note.start_time, duration, velocity);
      if (values.length === 5 * NOTES_AT_ONCE) {
        messages.push(["/clip/note", id, ...values]);
        values = [];
      }
    }
  }
  if (values.length) messages.push(["/clip/note", id, ...values]);
  return messages;
}

function infill(id, settings, music) {
  const start = BAR * (settings.from - 1);
  const end = Math.min(music.length, start + BAR * settings.bars);
  if (start >= end) {
    const bars = Math.ceil(music.length / BAR);
    throw new Problem(`Bar ${settings.from} lies outside: the clip has ${bars} bars`);
  }
  return fill(id, music, settings.tracks.map((role) => ({ role, start, end })));
}

// Numbers from 0 to 1, the same for the same seed.
function dice(seed) {
  let state = (seed * 1103515245) % 2147483647; // seeds that are neighbours begin far apart
  return () => {
    state = (state * 48271 + 11) % 2147483647;
    return state / 2147483647;
  };
}

// As /clip/vary, but with holes of our own: so we know which notes make room.
function vary(id, settings, music, draw) {
  const count = Math.max(1, Math.floor(music.length));
  const holes = [];
  for (const role of settings.tracks) {
    const beats = Array.from({ length: count }, (_, beat) => beat);
    const most = Math.max(1, Math.round(settings.amount * count));
    const drawn = [];
    while (drawn.length < most) {
      drawn.push(...beats.splice(Math.floor(draw() * beats.length), 1));
    }
    drawn.sort((a, b) => a - b);
    for (const start of drawn) {
      holes.push({ role, start, end: Math.min(music.length, start + 1) });
    }
  }
  return fill(id, music, holes);
}

function fill(id, music, holes) {
  const messages = [];
  for (let at = 0; at < holes.length; at += NOTES_AT_ONCE) {
    const part = holes.slice(at, at + NOTES_AT_ONCE);
    const values = part.flatMap(({ role, start, end }) => [role, start, end]);
    messages.push(["/clip/hole", id, ...values]);
  }
  messages.push(["/clip/infill", id]);
  const roles = [...new Set(holes.map((hole) => hole.role))];
  return { messages, roles, holes, length: music.length, lead: 0 };
}

// What the played tracks held before is replaced as a whole.
function accompany(id, settings, music) {
  const whole = settings.tracks.map((role) => ({ role, start: 0, end: music.length }));
  const messages = [["/clip/accompany", id, ...settings.tracks]];
  return { messages, roles: settings.tracks, holes: whole, length: music.length, lead: 0 };
}

function extend(id, settings, music) {
  const messages = [["/clip/continue", id, settings.bars, ...settings.tracks]];
  const length = music.length + BAR * settings.bars;
  return { messages, roles: settings.tracks, holes: [], length, lead: 0 };
}

function lead(id, settings, music) {
  const messages = [["/clip/leadin", id, settings.bars, ...settings.tracks]];
  const added = BAR * settings.bars;
  return { messages, roles: settings.tracks, holes: [], length: music.length + added, lead: added };
}

function generate(id, settings) {
  const messages = [["/clip/generate", id, settings.bars, ...settings.tracks]];
  const length = BAR * settings.bars;
  return { messages, roles: settings.tracks, holes: [], length, lead: 0 };
}

// A note that is played a little early belongs to the 16th that it is meant for, as the server
// has it.
function inside(hole, beat) {
  const onGrid = (value) => Math.abs(value * 4 - Math.round(value * 4)) < 1e-6;
  const early = onGrid(hole.start) && onGrid(hole.end) ? HALF_STEP : 0;
  return hole.start - early <= beat && beat < hole.end - early;
}

// The notes of `role` that stay, where they are in the answer's clip.
function kept(made, music, role) {
  const holes = made.holes.filter((hole) => hole.role === role);
  return ((music && music.tracks[role]) || [])
    .filter((note) => !holes.some((hole) => inside(hole, note.start_time)))
    .map((note) => ({ ...note, start_time: note.start_time + made.lead }));
}

// The notes of an answer as they come, packet by packet.
class Answer {
  constructor() {
    this.variations = [];
    this.count = 0;
  }

  add(variation, values) {
    const tracks = this.variations[variation] || (this.variations[variation] = {});
    for (let at = 0; at + 5 <= values.length; at += 5) {
      const [role, pitch, start_time, duration, velocity] = values.slice(at, at + 5);
      (tracks[role] || (tracks[role] = [])).push({ pitch, start_time, duration, velocity });
      this.count += 1;
    }
  }

  // Per variation, role -> all notes of the new clip; `music` is null for a new piece.
  clips(made, music) {
    return this.variations.map((tracks) => {
      const roles = ROLES.filter((role) => tracks[role] || made.roles.includes(role));
      const all = roles.map((role) => [role, [...kept(made, music, role), ...(tracks[role] || [])]]);
      return Object.fromEntries(all.filter(([, notes]) => notes.length));
    });
  }
}
