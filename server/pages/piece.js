// A MIDI file with what the server says of it: what is melody, chords, bass and drums.
import { ROLES } from "/geometry.js";
import { Tempo } from "/schedule.js";
import { parse } from "/smf.js";

export class Piece {
  // `choice`: role to the number of its part, where someone chose; `offset`: beats by which the
  // music comes later than in the piece that this one answers.
  constructor(name, bytes, { clip, parts }, choice = {}, offset = 0) {
    const file = parse(bytes);
    Object.assign(this, { name, bytes, choice, offset, length: clip.length, bpm: clip.tempo });
    this.division = file.division;
    this.metre = file.metre;
    this.tempo = new Tempo(file.tempos);
    this.parts = parts.map((part) => {
      const own = file.parts.find((p) => p.track === part.midi_track && p.channel === part.channel);
      return { ...own, ...part };
    });
    this.fresh = new Set(); // keys of the notes that an answer brought
  }

  // The server reads it. Throws RequestError where it cannot be used.
  static async read(connection, name, bytes, choice = {}, offset = 0) {
    return new Piece(name, bytes, await connection.read(bytes, choice), choice, offset);
  }

  // All notes, with their role ("other" for what stays as it is), in the order of their starts.
  get notes() {
    this.sorted ??= this.parts.flatMap(({ role, channel, program, notes }) => notes.map((note) => ({
      ...note, role: role || "other", drum: channel === 10, program,
      fresh: this.fresh.has(this.#key(role, note)),
    }))).sort((a, b) => a.start - b.start);
    return this.sorted;
  }

  get roles() { return ROLES.filter((role) => this.parts.some((part) => part.role === role)); }

  // Music as a Course plays it.
  get music() {
    return { tempo: this.tempo, notes: this.notes, end: this.length };
  }

  // The same as a piece of its own, no answer any more.
  get kept() {
    const clip = { length: this.length, tempo: this.bpm };
    return new Piece(this.name, this.bytes, { clip, parts: this.parts }, this.choice);
  }

  markFresh(rows) {
    for (const note of rows) this.fresh.add(this.#key(note.track, note));
    this.sorted = null;
  }

  // The same parts play the same roles in a file that was made of this one.
  choiceFor(bytes) {
    const { parts } = parse(bytes);
    const choice = { ...this.choice };
    for (const { role, midi_track: track, channel } of this.parts) {
      if (role) choice[role] = 1 + parts.findIndex((p) => p.track === track && p.channel === channel);
    }
    return choice;
  }

  #key(role, { pitch, start }) {
    return `${role} ${pitch} ${Math.round(start * this.division)}`;
  }
}
