// MIDI files as the page shows and plays them. The server alone changes files; this reads them, and
// writes new ones from notes. Times are in beats.
const TEMPO = 0x51;
const METRE = 0x58;
const TRACK_NAME = 3;
const DIVISION = 480;

// {tempos: [[beat, bpm]], metre, end, parts: [{track, channel, name, program, notes}]}; tracks and
// channels count from 1, notes are {start, duration, pitch, velocity}, metre says where it is not
// in 4/4. Throws Error.
export function parse(bytes) {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 14 || text(bytes, 0, 4) !== "MThd") throw new Error("this is no MIDI file");
  const division = data.getUint16(12);
  if (division === 0 || division & 0x8000) throw new Error("its time is not in beats");
  const tracks = [];
  let at = 8 + data.getUint32(4);
  while (at + 8 <= bytes.length) {
    const size = data.getUint32(at + 4);
    if (text(bytes, at, 4) === "MTrk") tracks.push(readTrack(bytes, at + 8, Math.min(at + 8 + size, bytes.length)));
    at += 8 + size;
  }
  const programs = tracks.flatMap((track) => track.programs);
  const parts = tracks.flatMap((track, index) => partsOf(track, index, division, programs));
  const tempos = tracks.flatMap((track) => track.tempos).sort((a, b) => a[0] - b[0])
    .map(([tick, micros]) => [tick / division, 60e6 / micros]);
  const end = Math.max(0, ...tracks.map((track) => track.end)) / division;
  return { division, tempos, metre: metreOf(tracks, 4 * division), end, parts };
}

// Where the first bar of another length than `bar` ticks is; "" where none is.
function metreOf(tracks, bar) {
  const last = Math.max(0, ...tracks.map(({ notes }) => notes.at(-1)?.tick ?? 0));
  const odd = tracks.flatMap(({ metres }) => metres).sort((a, b) => a.tick - b.tick)
    .find(({ tick, upper, lower }) => tick <= last && (upper !== lower || tick % bar));
  if (!odd) return "";
  const where = `bar ${Math.floor(odd.tick / bar) + 1}`;
  return odd.upper === odd.lower ? `${where} is cut short` : `${where} is in ${odd.upper}/${odd.lower}`;
}

function readTrack(bytes, start, stop) {
  const track = { name: "", tempos: [], metres: [], programs: [], notes: [], end: 0 };
  const open = new Map(); // channel and pitch: notes whose ends are to come, the oldest first
  let [at, tick, running] = [start, 0, 0];
  const number = () => {
    let value = 0;
    let byte;
    do {
      byte = bytes[at++] ?? 0;
      value = value * 128 + (byte & 127);
    } while (byte & 128);
    return value;
  };
  while (at < stop) {
    tick += number();
    const status = bytes[at] & 0x80 ? bytes[at++] : running;
    if (status === 0xff) {
      const kind = bytes[at++];
      const size = number();
      if (kind === TEMPO && size >= 3) {
        const micros = bytes[at] * 65536 + bytes[at + 1] * 256 + bytes[at + 2];
        if (micros) track.tempos.push([tick, micros]);
      }
      if (kind === METRE && size >= 2) track.metres.push({ tick, upper: bytes[at], lower: 2 ** bytes[at + 1] });
      if (kind === TRACK_NAME && !track.name) track.name = text(bytes, at, size);
      at += size;
    } else if (status >= 0xf0) at += number();
    else if (status < 0x80) throw new Error("a track of it is broken");
    else {
      running = status;
      const kind = status >> 4;
      const [one, two] = [bytes[at], bytes[at + 1]];
      at += kind === 0xc || kind === 0xd ? 1 : 2;
      if (kind === 0xc) track.programs.push({ tick, channel: status & 15, program: one });
      else if (kind === 8 || kind === 9) hear(track, open, tick, status & 15, one, kind === 9 ? two : 0);
    }
  }
  track.end = tick;
  for (const note of [...open.values()].flat()) note.end = tick;
  return track;
}

function hear(track, open, tick, channel, pitch, velocity) {
  const key = channel * 128 + pitch;
  if (!open.has(key)) open.set(key, []);
  if (velocity) {
    const note = { tick, end: tick, channel, pitch, velocity };
    open.get(key).push(note);
    track.notes.push(note);
  } else {
    const note = open.get(key).shift();
    if (note) note.end = tick;
  }
}

function partsOf(track, index, division, programs) {
  const channels = [...new Set(track.notes.map((note) => note.channel))].sort((a, b) => a - b);
  return channels.map((channel) => {
    const own = track.notes.filter((note) => note.channel === channel);
    const known = [...programs.filter((p) => p.channel === channel && !track.programs.includes(p)), ...track.programs
      .filter((p) => p.channel === channel)].filter((p) => p.tick <= own[0].tick);
    return {
      track: index + 1, channel: channel + 1, name: track.name, program: known.at(-1)?.program ?? null,
      notes: own.map(({ tick, end, pitch, velocity }) => ({
        start: tick / division, duration: Math.max(1, end - tick) / division, pitch, velocity,
      })),
    };
  });
}

function text(bytes, at, size) {
  return new TextDecoder().decode(bytes.subarray(at, at + size));
}

const CHANNELS = { melody: 0, bass: 1, chords: 2, drums: 9 };
const PROGRAMS = { melody: 0, bass: 33, chords: 4 };

// A file with a track for each role of `tracks` (role: notes), `length` beats long.
export function write(tracks, tempo, length) {
  const micros = Math.round(60e6 / tempo);
  const first = [
    { tick: 0, bytes: [0xff, TEMPO, 3, micros >> 16, (micros >> 8) & 255, micros & 255] },
    { tick: 0, bytes: [0xff, 0x58, 4, 4, 2, 24, 8] },
  ];
  const end = Math.round(length * DIVISION);
  const chunks = [chunk(first, end)];
  for (const [role, notes] of Object.entries(tracks)) chunks.push(chunk(eventsOf(role, notes), end));
  const head = [..."MThd"].map((c) => c.charCodeAt(0));
  return Uint8Array.from([...head, 0, 0, 0, 6, 0, 1, 0, chunks.length, DIVISION >> 8, DIVISION & 255, ...chunks.flat()]);
}

function eventsOf(role, notes) {
  const channel = CHANNELS[role];
  const name = [...new TextEncoder().encode(role[0].toUpperCase() + role.slice(1))];
  const events = [{ tick: 0, bytes: [0xff, TRACK_NAME, name.length, ...name] }];
  if (role in PROGRAMS) events.push({ tick: 0, bytes: [0xc0 | channel, PROGRAMS[role]] });
  const played = notes.flatMap(({ start, duration, pitch, velocity }) => {
    const begin = Math.round(start * DIVISION);
    const end = Math.max(begin + 1, Math.round((start + duration) * DIVISION));
    return [
      { tick: begin, order: 1, bytes: [0x90 | channel, pitch, velocity] },
      { tick: end, order: 0, bytes: [0x80 | channel, pitch, 64] },
    ];
  });
  return [...events, ...played.sort((a, b) => a.tick - b.tick || a.order - b.order)];
}

function chunk(events, end) {
  const body = [];
  let last = 0;
  for (const { tick, bytes } of events) {
    body.push(...varied(tick - last), ...bytes);
    last = tick;
  }
  body.push(...varied(Math.max(0, end - last)), 0xff, 0x2f, 0);
  const size = body.length;
  return [0x4d, 0x54, 0x72, 0x6b, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255, ...body];
}

function varied(value) {
  const found = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) found.unshift((rest & 127) | 128);
  return found;
}
