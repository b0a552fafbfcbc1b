// The piano roll without its canvas: where beats and pitches are, what snaps where, the holes.
export const BAR = 4;
export const ROLES = ["melody", "chords", "bass", "drums"];
const MOST_ZOOM = 240; // pixels a beat

export class View {
  // `left`: first beat that is shown, `zoom`: pixels a beat, `width`: pixels.
  constructor(width = 800, length = 64) {
    Object.assign(this, { width, length, left: 0, zoom: 1 });
    this.fit();
  }

  x(beat) { return (beat - this.left) * this.zoom; }

  beat(x) { return this.left + x / this.zoom; }

  fit() {
    this.zoom = this.width / this.length;
    this.left = 0;
  }

  // Zoom by a factor about a place that stays where it is.
  zoomBy(factor, x = this.width / 2) {
    const beat = this.beat(x);
    this.zoom = Math.min(MOST_ZOOM, Math.max(this.width / this.length, this.zoom * factor));
    this.scrollTo(beat - x / this.zoom);
  }

  scrollTo(left) {
    this.left = Math.max(0, Math.min(left, this.length - this.width / this.zoom));
  }

  // Scroll as little as shows the beats.
  show(start, end = start) {
    const shown = this.width / this.zoom;
    if (end > this.left + shown) this.scrollTo(end - shown);
    if (start < this.left) this.scrollTo(start);
  }

  resize(width, length) {
    const fitted = Math.abs(this.zoom * this.length - this.width) < 1;
    Object.assign(this, { width, length });
    if (fitted || this.zoom * length < width) this.fit();
    else this.scrollTo(this.left);
  }
}

// Lanes from top to bottom: {role, top, height, rows}, where rows are pitches from high to low.
// `pitches`: role to its pitches; `room`: how high all lanes may be, a lane being `least` or more,
// or `slim` where nothing plays.
export function lanes(pitches, top, room, least, slim) {
  const roles = [...ROLES, ...(pitches.other?.length ? ["other"] : [])];
  const full = roles.filter((role) => pitches[role]?.length).length;
  const height = Math.round(Math.max(least, Math.min(2 * least, (room - slim * (roles.length - full)) / Math.max(1, full))));
  return roles.map((role) => {
    const lane = { role, top, height: pitches[role]?.length ? height : slim, rows: rowsOf(role, pitches[role] ?? []) };
    top += lane.height;
    return lane;
  });
}

// Drums have a row for each that is played, the others for each pitch of at least an octave.
function rowsOf(role, own) {
  const found = [...new Set(own)].sort((a, b) => b - a);
  if (role === "drums" || !found.length) return found;
  let [low, high] = [found.at(-1), found[0]];
  while (high - low < 12) [low, high] = [low - 1, high + 1];
  return Array.from({ length: high - low + 1 }, (_, i) => high - i);
}

// Top and height of a pitch in its lane, with some room above and below.
export function row({ top, height, rows }, pitch) {
  const size = (height - 12) / rows.length;
  const tall = Math.max(2, Math.min(size - (size > 4 ? 1 : 0), 9));
  return { y: top + 6 + (rows.indexOf(pitch) + 0.5) * size - tall / 2, height: tall };
}

// What a drag from one beat to another means: whole cells of the grid, at least one.
export function span(from, to, grid, length) {
  const start = Math.max(0, Math.floor(Math.min(from, to) / grid + 1e-6) * grid);
  const end = Math.min(length, Math.ceil(Math.max(from, to) / grid - 1e-6) * grid);
  return end > start ? { start, end } : { start: Math.min(start, length - grid), end: Math.min(start + grid, length) };
}

// Holes are {roles, start, end}. One more; those that it covers are gone.
export function withHole(holes, hole) {
  const covers = (old) => old.start >= hole.start && old.end <= hole.end
    && old.roles.every((role) => hole.roles.includes(role));
  return [...holes.filter((old) => !covers(old)), hole];
}

export function holeAt(holes, role, beat) {
  return holes.findLast((hole) => hole.roles.includes(role) && hole.start <= beat && beat < hole.end) ?? null;
}

// As the server takes them.
export function holeRows(holes) {
  return holes.flatMap(({ roles, start, end }) => roles.map((track) => ({ track, start, end })));
}

// Place in the music for people: bar.beat, and the 16th where it is not on the beat.
export function place(beat) {
  const sixteenth = Math.floor((beat % 1) * 4 + 1e-6);
  return `${Math.floor(beat / BAR) + 1}.${Math.floor(beat % BAR) + 1}${sixteenth ? `.${sixteenth + 1}` : ""}`;
}

export function holeText({ roles, start, end }) {
  const tracks = roles.length === ROLES.length ? "all tracks" : roles.join(", ");
  if (start % BAR || end % BAR) return `${place(start)} to ${place(end)}, ${tracks}`;
  const [first, last] = [start / BAR + 1, end / BAR];
  return `${first === last ? `Bar ${first}` : `Bars ${first} to ${last}`}, ${tracks}`;
}
