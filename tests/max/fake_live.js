// Live's song and its API without Live, as far as devices use it. It is strict: what Live would
// refuse or only grumble about is an error here.
"use strict";

let ids = 0;

// Anything with an id. `fields` are what the API tells of it; `writable` may be set.
class Item {
  constructor(kind, parent, fields, writable = []) {
    ids += 1;
    Object.assign(this, { kind, id: ids, parent, fields, writable, dead: false });
  }

  get(name) {
    const value = name === "canonical_parent" ? this.parent : this.fields[name];
    if (value === undefined) throw new Error(`${this.kind} has no ${name}`);
    return typeof value === "function" ? value() : value;
  }
}

class FakeLive {
  constructor(tempo = 120) {
    this.calls = 0;
    this.ready = false;
    this.items = new Map();
    this.tracks = [];
    this.scenes = [];
    this.fired = [];
    const empty = { detail_clip: null, highlighted_clip_slot: null, selected_scene: null };
    this.view = this.keep(new Item("view", null, empty));
    this.song = this.keep(new Item("song", null, {
      tempo, view: this.view, tracks: () => this.tracks, scenes: () => this.scenes,
    }));
    this.api = apiOf(this);
  }

  keep(item) {
    this.items.set(item.id, item);
    return item;
  }

  addScene() {
    const row = this.scenes.length;
    const scene = this.keep(new Item("scene", this.song, {
      clip_slots: () => this.tracks.map((t) => t.slots[this.scenes.indexOf(scene)]),
    }));
    this.scenes.push(scene);
    for (const track of this.tracks) track.slots[row] = this.slot(track);
    return scene;
  }

  addTrack(name, more = {}) {
    const track = this.keep(new Item("track", this.song, {
      name, has_midi_input: 1, is_foldable: 0, is_frozen: 0, ...more,
      clip_slots: () => track.slots,
    }, ["name"]));
    track.slots = this.scenes.map(() => this.slot(track));
    this.tracks.push(track);
    return track;
  }

  slot(track) {
    const slot = this.keep(new Item("slot", track, {
      has_clip: () => (slot.clip ? 1 : 0), clip: () => slot.clip,
    }));
    slot.clip = null;
    return slot;
  }

  addClip(slot, length, notes = [], more = {}) {
    if (slot.clip) throw new Error("the slot is full");
    if (!slot.parent.fields.has_midi_input || slot.parent.fields.is_foldable) {
      throw new Error("no MIDI track");
    }
    slot.clip = this.clip(slot, length, notes, more);
    return slot.clip;
  }

  clip(parent, length, notes, more = {}) {
    const clip = this.keep(new Item("clip", parent, {
      name: "", color: 0, is_midi_clip: 1, is_arrangement_clip: 0, looping: 1, loop_start: 0,
      loop_end: length, signature_numerator: 4, signature_denominator: 4, ...more,
    }, ["name", "color"]));
    clip.notes = [];
    for (const note of notes) add(clip.notes, note);
    return clip;
  }

  // What is in a slot: [pitch, start, duration, velocity] of each note; null: nothing.
  held(track, row) {
    const slot = this.tracks[track].slots[row];
    if (!slot.clip) return null;
    return slot.clip.notes.map((n) => [n.pitch, n.start_time, n.duration, n.velocity])
      .sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  }

  call(item, name, values) {
    const calls = {
      "song create_scene": () => this.addScene(),
      "song create_midi_track": () => this.addTrack("MIDI"),
      "song delete_scene": ([row]) => this.deleteScene(row),
      "slot create_clip": ([length]) => this.addClip(item, length),
      "slot delete_clip": () => {
        if (!item.clip) throw new Error("the slot is empty");
        item.clip = null;
      },
      "slot fire": () => this.fired.push(item.id),
      "clip get_notes_extended": (range) => notesIn(item, ...range),
      "clip add_new_notes": ([{ notes }]) => notes.forEach((note) => add(item.notes, note)),
    };
    const act = calls[`${item.kind} ${name}`];
    if (!act) throw new Error(`${item.kind} cannot ${name}`);
    return act(values);
  }

  deleteScene(row) {
    if (this.scenes.length < 2) throw new Error("the last scene stays");
    this.scenes.splice(row, 1);
    for (const track of this.tracks) track.slots.splice(row, 1);
  }
}

function notesIn(clip, pitch, pitches, from, span) {
  const notes = clip.notes.filter((n) => n.pitch >= pitch && n.pitch < pitch + pitches
    && n.start_time >= from && n.start_time < from + span);
  return JSON.stringify({ notes });
}

const KEYS = ["pitch", "start_time", "duration", "velocity", "mute", "probability",
  "velocity_deviation", "release_velocity"];

// Live's rule: of one pitch nothing sounds twice. A new note ends what sounds when it begins and
// replaces what begins within it.
function add(notes, note) {
  for (const key of Object.keys(note)) {
    if (!KEYS.includes(key)) throw new Error(`a new note has no ${key}`);
  }
  for (const key of KEYS.slice(0, 3)) {
    if (typeof note[key] !== "number") throw new Error(`a note needs its ${key}`);
  }
  if (note.duration <= 0 || note.pitch < 0 || note.pitch > 127) throw new Error("no such note");
  const end = note.start_time + note.duration;
  for (let at = notes.length - 1; at >= 0; at -= 1) {
    const old = notes[at];
    if (old.pitch !== note.pitch) continue;
    if (old.start_time >= note.start_time && old.start_time < end) {
      notes.splice(at, 1);
    } else if (old.start_time < note.start_time) {
      old.duration = Math.min(old.duration, note.start_time - old.start_time);
    }
  }
  ids += 1;
  notes.push({ velocity: 100, mute: 0, probability: 1, velocity_deviation: 0,
    release_velocity: 64, ...note, note_id: ids });
}

// The LiveAPI constructor of a song.
function apiOf(live) {
  return class LiveAPI {
    constructor(place) {
      if (!live.ready) throw new Error("the API is asked before live.thisdevice says so");
      this.item = find(live, place);
    }

    get id() {
      return this.item ? String(this.item.id) : "0";
    }

    get(name) {
      live.calls += 1;
      const value = this.there().get(name);
      if (value === null) return ["id", 0];
      if (value instanceof Item) return ["id", value.id];
      if (!Array.isArray(value)) return [value];
      return value.flatMap((item) => ["id", item.id]);
    }

    set(name, value) {
      const item = this.there();
      if (!item.writable.includes(name)) throw new Error(`${item.kind}'s ${name} cannot be set`);
      item.fields[name] = value;
    }

    call(name, ...values) {
      const value = live.call(this.there(), name, values);
      return value instanceof Item ? ["id", value.id] : value;
    }

    there() {
      if (!this.item) throw new Error("nothing is at this path");
      return this.item;
    }
  };
}

function find(live, place) {
  const words = place.split(" ");
  if (words[0] === "id") return live.items.get(Number(words[1])) || null;
  if (words[0] !== "live_set") throw new Error(`no path ${place}`);
  let item = live.song;
  for (const word of words.slice(1)) item = item && item.get(word);
  return item;
}

module.exports = { FakeLive };
