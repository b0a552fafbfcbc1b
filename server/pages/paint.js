// Draws the piano roll: lanes, bars, holes, notes, the loop and the position.
import { BAR, row } from "/geometry.js";

export const COLOURS = { melody: "#6cb8ff", chords: "#c79bf2", bass: "#7ed492", drums: "#ff8f87", other: "#98a1ad" };
const [PAPER, LANE, LINE, BARLINE, TEXT, ACCENT] = ["#15181d", "#1a1e24", "#22272f", "#39414d", "#a9b2be", "#ffb957"];

// `roll`: {view, lanes, notes, holes, drag, loop, muted, position, length, cells}, where `cells` is
// what the keyboard's cursor marks, or null.
export function paint(pen, roll) {
  const { view, lanes } = roll;
  const bottom = lanes.at(-1).top + lanes.at(-1).height;
  pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, view.width, bottom);
  pen.fillStyle = LANE;
  for (const { top, height } of lanes) pen.fillRect(0, top, view.width, height - 2);
  rule(pen, roll, bottom);
  for (const hole of roll.holes) drawHole(pen, roll, hole, false);
  if (roll.drag?.roles) drawHole(pen, roll, roll.drag, true);
  const answered = roll.notes.some(({ fresh }) => fresh);
  for (const lane of lanes) drawNotes(pen, roll, lane, answered);
  if (roll.loop) drawLoop(pen, view, roll.loop);
  if (roll.cells) drawCells(pen, roll, roll.cells);
  pen.fillStyle = "#fff";
  pen.fillRect(Math.round(view.x(roll.position)) - 0.75, 0, 1.5, bottom);
}

function rule(pen, { view, length, lanes }, bottom) {
  const every = [0.25, 1, 4, 8, 16, 32, 64].find((beats) => beats * view.zoom >= 7) ?? 128;
  const named = [4, 8, 16, 32, 64].find((beats) => beats * view.zoom >= 34) ?? 128;
  const { top } = lanes[0];
  pen.font = "11px system-ui, sans-serif";
  const last = Math.min(length ?? 64, view.beat(view.width));
  for (let beat = Math.floor(view.left / every) * every; beat <= last; beat += every) {
    const x = Math.round(view.x(beat));
    const bar = beat % BAR === 0;
    pen.fillStyle = bar ? BARLINE : LINE;
    pen.fillRect(x, bar ? top - 12 : top, 1, bottom);
    if (beat % named) continue;
    pen.fillStyle = TEXT;
    pen.fillText(String(beat / BAR + 1), x + 4, top - 10);
  }
}

function drawHole(pen, { view, lanes }, { roles, start, end }, growing) {
  const [x, width] = [view.x(start), (end - start) * view.zoom];
  pen.lineWidth = 1.5;
  pen.strokeStyle = ACCENT;
  pen.fillStyle = growing ? "rgb(255 185 87 / 28%)" : "rgb(255 185 87 / 15%)";
  pen.setLineDash(growing ? [] : [5, 4]);
  for (const { top, height } of lanes.filter(({ role }) => roles.includes(role))) {
    pen.fillRect(x, top, width, height - 2);
    pen.strokeRect(x + 0.75, top + 0.75, Math.max(1, width - 1.5), height - 3.5);
  }
  pen.setLineDash([]);
}

// What an answer brought is bright, what was there before is dim.
function drawNotes(pen, { view, notes, muted }, lane, answered) {
  pen.fillStyle = COLOURS[lane.role];
  pen.strokeStyle = "#fff";
  pen.lineWidth = 1;
  for (const note of notes) {
    if (note.role !== lane.role) continue;
    const x = view.x(note.start);
    const width = Math.max(3, note.duration * view.zoom - 1);
    if (x + width < 0 || x > view.width) continue;
    const { y, height } = row(lane, note.pitch);
    pen.globalAlpha = (muted.has(lane.role) ? 0.3 : 1) * (answered && !note.fresh ? 0.5 : 0.55 + (0.45 * note.velocity) / 127);
    pen.beginPath();
    pen.roundRect(x, y, width, height, Math.min(2, height / 2));
    pen.fill();
    if (note.fresh && width > 5 && height > 4) pen.stroke();
  }
  pen.globalAlpha = 1;
}

function drawLoop(pen, view, { start, end }) {
  const [x, width] = [view.x(start), (end - start) * view.zoom];
  pen.fillStyle = "rgb(255 255 255 / 22%)";
  pen.fillRect(x, 0, width, 6);
  pen.fillStyle = "#fff";
  pen.fillRect(x, 0, 2, 12);
  pen.fillRect(x + width - 2, 0, 2, 12);
}

function drawCells(pen, { view, lanes }, { start, end, roles }) {
  const own = lanes.filter(({ role }) => roles.includes(role));
  const bottom = own.at(-1).top + own.at(-1).height - 2;
  pen.strokeStyle = "#fff";
  pen.lineWidth = 2;
  pen.strokeRect(view.x(start) + 1, own[0].top + 1, Math.max(3, (end - start) * view.zoom - 2), bottom - own[0].top - 2);
}

// A small picture of notes ({track, pitch, start, duration}), for lists of answers.
export function sketch(canvas, notes, length) {
  const [width, height] = [180, 44];
  Object.assign(canvas, { width: 2 * width, height: 2 * height });
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  const pitches = notes.map(({ pitch }) => pitch);
  const [low, high] = [Math.min(...pitches), Math.max(...pitches)];
  for (const { track, pitch, start, duration } of notes) {
    pen.fillStyle = COLOURS[track];
    const y = high > low ? 2 + ((high - pitch) / (high - low)) * (height - 6) : height / 2;
    pen.fillRect((start / length) * width, y, Math.max(1.5, (duration / length) * width - 0.5), 2);
  }
}
