// Live's song through its API: the clip that is meant, where answers go. Needs `LiveAPI`.

const COLOUR = 0xe8a33d;
const NAMES = [
  ["drums", /drum|beat|perc|kit|kick/i],
  ["bass", /bass|sub/i],
  ["chords", /chord|key|pad|piano|harm/i],
  ["melody", /melod|lead|voc|voice|solo|theme/i],
];

// One object of the Live API.
class Thing {
  constructor(path) {
    this.api = new LiveAPI(path);
  }

  get id() {
    return Number(this.api.id);
  }

  get there() {
    return this.id !== 0;
  }

  values(name) {
    return [].concat(this.api.get(name));
  }

  number(name) {
    return Number(this.values(name)[0]);
  }

  text(name) {
    return this.values(name).join(" ");
  }

  // The objects in a property that holds some: `id 3 id 4`.
  children(name) {
    const ids = this.values(name).filter((value) => value !== "id" && Number(value) !== 0);
    return ids.map((id) => new Thing(`id ${id}`));
  }

  child(name) {
    return this.children(name)[0] || null;
  }

  set(name, value) {
    this.api.set(name, value);
  }

  call(name, ...values) {
    return this.api.call(name, ...values);
  }
}

// What a track is for, by its name; empty: its name does not say.
function roleOf(name) {
  const found = NAMES.find(([, pattern]) => pattern.test(name));
  return found ? found[0] : "";
}

class Song {
  constructor() {
    this.set = new Thing("live_set");
    this.view = new Thing("live_set view");
  }

  get tempo() {
    return this.set.number("tempo");
  }

  // MIDI tracks that can be written to: [{thing, role}].
  tracks() {
    return this.set.children("tracks")
      .filter((t) => t.number("has_midi_input") && !t.number("is_foldable"))
      .filter((t) => !t.number("is_frozen"))
      .map((thing) => ({ thing, role: roleOf(thing.text("name")) }));
  }

  // The clip in the detail view, or else in the highlighted slot; null: there is none.
  clip() {
    const shown = this.view.child("detail_clip");
    if (shown) return shown;
    const slot = this.view.child("highlighted_clip_slot");
    return slot && slot.number("has_clip") ? slot.child("clip") : null;
  }

  // The row of the selected scene, from 0.
  row() {
    const scene = this.view.child("selected_scene");
    const at = this.set.children("scenes").findIndex((s) => scene && s.id === scene.id);
    return Math.max(0, at);
  }

  // Where a clip is: {track, row}; a clip of the arrangement is in the selected scene.
  place(clip) {
    const parent = clip.child("canonical_parent");
    if (clip.number("is_arrangement_clip")) return { track: parent, row: this.row() };
    const track = parent.child("canonical_parent");
    const row = track.children("clip_slots").findIndex((slot) => slot.id === parent.id);
    return { track, row: Math.max(0, row) };
  }

  // Where a piece begins that has no clip.
  nothing() {
    const music = { length: 0, tempo: this.tempo, tracks: {} };
    return { name: "piece", role: "", track: null, row: this.row(), music };
  }

  // {name, role, track, row, music} of the selected clip, alone or with its scene. `role`: what it is,
  // empty: what its track's name says. Raises Problem.
  read(role, scene) {
    const clip = this.clip();
    if (!clip) throw new Problem("Select a clip first: click one");
    if (!clip.number("is_midi_clip")) throw new Problem("This is an audio clip: select a MIDI clip");
    if (clip.number("signature_numerator") !== 4 || clip.number("signature_denominator") !== 4) {
      throw new Problem("The clip is not in 4/4, which is all that Klangbild plays");
    }
    const { track, row } = this.place(clip);
    const own = role || roleOf(track.text("name")) || "melody";
    const { notes, length } = notesOf(clip);
    const tracks = scene ? this.scene(row, track, length) : {};
    tracks[own] = notes;
    const music = { length, tempo: this.tempo, tracks };
    return { name: clip.text("name") || own, role: own, track, row, music };
  }

  // What the other tracks of a scene play meanwhile: role -> notes.
  scene(row, besides, length) {
    const found = {};
    for (const { thing, role } of this.tracks()) {
      if (!role || found[role] || thing.id === besides.id) continue;
      const slot = thing.children("clip_slots")[row];
      if (!slot || !slot.number("has_clip")) continue;
      found[role] = unrolled(notesOf(slot.child("clip")), length);
    }
    return found;
  }

  // Write each of `clips` (role -> notes) into the next row with room, from that of their `source`
  // on; nothing that is there is touched. What was made is added to `made`, for `remove`.
  write(clips, source, name, length, made) {
    let from = source.row;
    clips.forEach((tracks, variation) => {
      const targets = Object.keys(tracks).map((role) => [role, this.target(role, source)]);
      const at = this.room(targets.map(([, track]) => track), from, made);
      for (const [role, track] of targets) {
        const slot = track.children("clip_slots")[at];
        slot.call("create_clip", length);
        const clip = slot.child("clip");
        clip.set("name", clips.length > 1 ? `${name}.${variation + 1}` : name);
        clip.set("color", COLOUR);
        clip.call("add_new_notes", { notes: tracks[role].map(fresh) });
        made.clips.push({ slot, id: clip.id });
      }
      if (targets.length) made.rows.push(at);
      from = at + 1;
    });
  }

  // The track for a role: that of the selected clip, the first whose name says so, or a new one.
  target(role, source) {
    if (role === source.role) return source.track;
    const known = this.tracks().find((track) => track.role === role);
    if (known) return known.thing;
    this.set.call("create_midi_track", -1);
    const track = this.set.children("tracks").pop();
    track.set("name", role);
    return track;
  }

  // The first row, from `from` on, in which all these tracks are free; a new scene at the end.
  room(tracks, from, made) {
    const slots = tracks.map((track) => track.children("clip_slots"));
    const count = this.set.children("scenes").length;
    for (let row = from; row < count; row += 1) {
      if (slots.every((list) => !list[row].number("has_clip"))) return row;
    }
    this.set.call("create_scene", -1);
    made.scenes.push(this.set.children("scenes").pop().id);
    return count;
  }

  launch(row, made) {
    if (row === undefined) return;
    const scene = this.set.children("scenes")[row];
    const slots = made.clips.map(({ slot }) => slot);
    for (const slot of slots) {
      const mate = scene.children("clip_slots").some((other) => other.id === slot.id);
      if (mate) slot.call("fire");
    }
  }

  // Take back what `write` made, as far as it is still there. Returns how many clips.
  remove(made) {
    let count = 0;
    for (const { slot, id } of made.clips) {
      if (!slot.there || !slot.number("has_clip") || slot.child("clip").id !== id) continue;
      slot.call("delete_clip");
      count += 1;
    }
    for (const id of made.scenes.reverse()) {
      const scenes = this.set.children("scenes");
      const at = scenes.findIndex((scene) => scene.id === id);
      const empty = at >= 0 && scenes[at].children("clip_slots").every((s) => !s.number("has_clip"));
      if (empty && scenes.length > 1) this.set.call("delete_scene", at);
    }
    return count;
  }
}

// {notes, length, looping} of the part of a clip that plays, in beats from its start.
function notesOf(clip) {
  const start = clip.number("loop_start");
  const length = clip.number("loop_end") - start;
  const text = [].concat(clip.call("get_notes_extended", 0, 128, start, length)).join(" ");
  const notes = JSON.parse(text).notes
    .map((note) => ({ ...note, start_time: note.start_time - start }));
  return { notes, length, looping: clip.number("looping") };
}

// The notes of a clip for `length` beats, again and again if it loops.
function unrolled(clip, length) {
  const notes = [];
  for (let at = 0; at < length; at += clip.length) {
    for (const note of clip.notes) {
      const start_time = note.start_time + at;
      if (start_time < length) notes.push({ ...note, start_time });
    }
    if (!clip.looping) break;
  }
  return notes;
}

// A note as Live takes new ones: without its old id.
function fresh(note) {
  const { note_id: _, ...rest } = note;
  return rest;
}
