// What can be asked of the server about a piece, and what becomes of the answers.
import { holeRows } from "/geometry.js";
import { Piece } from "/piece.js";
import { RequestError } from "/connection.js";
import { write } from "/smf.js";

// `needs`: what has to be there; `send`: the button's text.
export const TASKS = {
  infill: { name: "Fill", needs: "holes", send: "Fill the holes", help: "New notes in the holes; all else stays as it is." },
  accompany: { name: "Accompany", needs: "piece", send: "Accompany", help: "New tracks to the others, over the whole piece. Tracks that you tick are replaced." },
  continue: { name: "Continue", needs: "piece", send: "Continue", help: "It goes on after the end." },
  leadin: { name: "Lead in", needs: "piece", send: "Lead in", help: "Bars that lead into the beginning." },
  vary: { name: "Vary", needs: "piece", send: "Vary", help: "A share of the beats is played anew." },
  bridge: { name: "Bridge", needs: "piece", send: "Bridge", help: "Bars that lead from this piece to a second file." },
  generate: { name: "Generate", needs: "nothing", send: "Generate", help: "A new piece, from nothing." },
};

// Ask: the answer of Connection.request. `stopper(stop)` is given what cancels it. Throws
// RequestError.
export async function ask(connection, request, progress, stopper) {
  const second = request.task === "bridge" ? await secondOf(request) : null;
  let asked = "";
  const send = (id) => {
    asked = id;
    stopper(() => connection.say("/cancel", { id }));
    const { task, piece, holes, params } = request;
    if (task === "generate") connection.say("/clip/begin", { id, length: 4, tempo: piece?.bpm ?? 120 });
    else connection.sendFile(piece.bytes, { id, tracks: roles(piece) });
    if (second) connection.sendFile(second, { id: `${id} second` });
    if (task === "infill") connection.say("/clip/hole", { id, holes: holeRows(holes) });
    if (params.length) connection.say("/clip/param", { id, params });
    connection.say(`/clip/${task}`, { id, ...argumentsOf(request, id) });
  };
  try {
    return await connection.request(send, { progress });
  } catch (error) {
    if (error.code !== "cancelled" && error.code !== "lost") connection.say("/cancel", { id: asked }); // what is left of it
    throw error;
  }
}

// The answers as pieces, with their new notes marked.
export async function answered(connection, { task, piece, bars }, { files, notes, done }) {
  const count = Math.max(Object.keys(files).length, ...Object.keys(notes).map((number) => Number(number) + 1), 1);
  const found = [];
  for (let number = 0; number < count; number++) {
    const rows = notes[number] ?? [];
    const made = files[number] ? null : fromNotes(rows, piece?.bpm ?? 120, 4 * bars);
    const choice = made ? {} : piece.choiceFor(files[number]);
    for (const { track } of rows) if (choice[track] === 0) delete choice[track]; // it has got a part
    const name = task === "generate" ? `new-${done.seed}.mid` : piece.name;
    const offset = task === "leadin" ? 4 * bars : 0;
    const answer = await Piece.read(connection, name, made ?? files[number], choice, offset);
    if (!made) answer.markFresh(rows);
    found.push(answer);
  }
  return found;
}

function argumentsOf({ task, bars, amount, tracks }, id) {
  return {
    infill: {}, accompany: { tracks }, continue: { bars, tracks }, leadin: { bars, tracks },
    vary: { amount, tracks }, bridge: { second: `${id} second`, bars, tracks }, generate: { bars, tracks },
  }[task];
}

function roles(piece) {
  const known = piece.parts.filter(({ role }) => role).map(({ role, number }) => [role, number]);
  return { ...piece.choice, ...Object.fromEntries(known) };
}

async function secondOf({ second }) {
  if (!second) throw new RequestError("empty", "Choose the second file first.");
  return new Uint8Array(await second.arrayBuffer());
}

function fromNotes(rows, tempo, length) {
  const tracks = {};
  for (const row of rows) (tracks[row.track] ??= []).push(row);
  return write(tracks, tempo, length);
}
