"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const { Max } = require("./fake_max.js");
const { note, song } = require("./songs.js");

function device(live = song(), settings = {}) {
  const max = new Max("Fill", { LiveAPI: live.api });
  max.say("ready");
  max.connect();
  max.fresh();
  set(max, settings);
  return max;
}

function set(max, settings) {
  for (const [name, value] of Object.entries(settings)) max.say("setting", name, value);
}

function asked(max) {
  max.say("go");
  return max.fresh();
}

function find(messages, address) {
  return messages.filter(([name]) => name === address);
}

// The server answers the newest request with these notes, per variation: [track, pitch, start].
function answer(max, messages, ...variations) {
  const id = messages[0][1];
  let count = 0;
  variations.forEach((notes, number) => {
    count += notes.length;
    const values = notes.flatMap(([track, pitch, start]) => [track, pitch, start, 1, 80]);
    if (values.length) max.say("/note", id, number, ...values);
  });
  max.say("/done", id, count, 7);
}

test("the selected clip and its scene are sent, the hole is that of the panel", () => {
  const max = device(song(), { from: 3, bars: 2, seed: 5.2, melody: 1, bass: 1 });
  const messages = asked(max);
  assert.deepEqual(messages[0].slice(0, 4), ["/clip/begin", 1, 16, 120]);
  assert.deepEqual(messages[0].slice(4).sort(), ["bass", "melody"]);
  const notes = find(messages, "/clip/note").flatMap((m) => m.slice(2));
  assert.equal(notes.filter((value) => value === "melody").length, 16);
  assert.equal(notes.filter((value) => value === "bass").length, 8, "the loop of a bar, unrolled");
  assert.deepEqual(find(messages, "/clip/hole")[0].slice(2).sort(),
    ["bass", "melody", 8, 8, 16, 16].sort());
  assert.deepEqual(find(messages, "/clip/param")[0].slice(2), ["seed", 5, "variations", 1]);
  assert.equal(messages.at(-1)[0], "/clip/infill");
});

test("an answer goes to the next free row; what was there stays as it was", () => {
  const live = song();
  const before = [live.held(0, 1), live.held(1, 1)];
  live.addClip(live.tracks[1].slots[2], 4);
  const max = device(live, { from: 2, bars: 1, seed: 5, melody: 1, bass: 1 });
  answer(max, asked(max), [["melody", 72, 4], ["bass", 40, 5]]);
  assert.deepEqual([live.held(0, 1), live.held(1, 1)], before);
  assert.equal(live.held(0, 2), null, "the bass is not free there");
  const melody = live.held(0, 3);
  assert.equal(melody.length, 13, "16 without the 4 of bar 2, and a new one");
  assert.deepEqual(melody.find(([pitch]) => pitch === 72), [72, 4, 1, 80]);
  assert.equal(live.held(1, 3).length, 7);
  const { fields } = live.tracks[0].slots[3].clip;
  assert.deepEqual([fields.name, fields.loop_end, fields.color > 0], ["Verse infill 5", 16, true]);
  assert.equal(max.status, "Scene 4, seed 5");
});

test("only the tracks that are asked for get holes and clips; else the clip's own", () => {
  for (const task of ["infill", "vary", "continue", "leadin"]) {
    const own = asked(device(song(), { task })).slice(-2).flat();
    assert.ok(own.includes("melody") && !own.includes("bass"), task);
  }
  const live = song();
  const max = device(live, { from: 1, bars: 1, bass: 1 });
  const messages = asked(max);
  assert.deepEqual(find(messages, "/clip/hole")[0].slice(2), ["bass", 0, 4]);
  answer(max, messages, [["bass", 40, 0]]);
  assert.equal(live.held(0, 2), null);
  assert.equal(live.held(1, 2).length, 7);
});

test("a note that is played a little early goes with the bar that it is meant for", () => {
  const live = song();
  live.view.fields.detail_clip.notes[4].start_time = 3.95;
  live.view.fields.detail_clip.notes[8].start_time = 7.9;
  const max = device(live, { from: 2, bars: 1, melody: 1 });
  answer(max, asked(max), [["melody", 72, 4]]);
  const starts = live.held(0, 2).map(([, start]) => start);
  assert.ok(!starts.includes(3.95) && starts.includes(7.9));
});

test("all that Live knows of a note that stays is kept", () => {
  const live = song();
  Object.assign(live.view.fields.detail_clip.notes[0], { probability: 0.5, mute: 1,
    velocity: 33.5, release_velocity: 12, velocity_deviation: 4 });
  const max = device(live, { from: 4, bars: 1, melody: 1 });
  const messages = asked(max);
  const sent = find(messages, "/clip/note").flatMap((m) => m.slice(2));
  assert.equal(sent.filter((v) => v === "melody").length, 15, "a muted note is not heard");
  answer(max, messages, [["melody", 72, 12]]);
  const { note_id: _, ...first } = live.tracks[0].slots[2].clip.notes[0];
  assert.deepEqual(first, { pitch: 60, start_time: 0, duration: 0.5, velocity: 33.5, mute: 1,
    probability: 0.5, velocity_deviation: 4, release_velocity: 12 });
});

test("the answer for the selected clip goes to its own track, whatever that is called", () => {
  for (const clip of ["by name", "chords"]) {
    const live = song();
    live.tracks[0].fields.name = "1-MIDI";
    const max = device(live, { from: 1, bars: 1, clip });
    answer(max, asked(max), [[clip === "chords" ? "chords" : "melody", 72, 0]]);
    assert.equal(live.held(0, 2).length, 13);
    assert.equal(live.tracks.length, 4);
  }
});

test("an accompaniment stands beside the clip, in its own scene where that is free", () => {
  const live = song();
  const max = device(live, { task: "accompany", read: "clip" });
  const messages = asked(max);
  assert.deepEqual(messages.at(-1), ["/clip/accompany", 1]);
  answer(max, messages, [["drums", 36, 0], ["drums", 38, 1]]);
  assert.equal(live.held(2, 1).length, 2);
  assert.equal(max.status.startsWith("Scene 2"), true);
});

test("bars are added after the clip or before it, which moves", () => {
  for (const [task, address, first] of [["continue", "/clip/continue", 0],
    ["leadin", "/clip/leadin", 8]]) {
    const live = song();
    const max = device(live, { task, bars: 2, read: "clip" });
    const messages = asked(max);
    assert.deepEqual(messages.at(-1), [address, 1, 2, "melody"]);
    answer(max, messages, [["melody", 72, task === "continue" ? 16 : 0]]);
    const clip = live.tracks[0].slots[2].clip;
    assert.equal(clip.fields.loop_end, 24);
    const old = live.held(0, 2).filter(([pitch]) => pitch !== 72);
    assert.deepEqual([old.length, old[0][1]], [16, first]);
  }
});

test("vary opens the share of beats that the panel says, and knows which", () => {
  const live = song();
  const max = device(live, { task: "vary", amount: 0.25, melody: 1 });
  const messages = asked(max);
  const holes = find(messages, "/clip/hole").flatMap((m) => m.slice(2));
  assert.equal(holes.filter((v) => v === "melody").length, 4);
  assert.equal(new Set(holes.filter((_, at) => at % 3 === 1)).size, 4, "each beat once");
  assert.equal(messages.at(-1)[0], "/clip/infill");
  answer(max, messages, [["melody", 90, holes[1]]]);
  assert.equal(live.held(0, 2).length, 13);
});

test("the seed in a clip's name brings its beats back, too", () => {
  const holes = (seed) => find(asked(device(song(), { task: "vary", seed })), "/clip/hole");
  assert.deepEqual(holes(5), holes(5));
  assert.notDeepEqual(holes(5), holes(6));
  const first = new Set(Array.from({ length: 20 }, (_, seed) => holes(seed + 1)[0][3]));
  assert.ok(first.size > 4, [...first].join());
});

test("of each track its own beats make room, and no others", () => {
  const live = song();
  const max = device(live, { task: "vary", amount: 0.25, melody: 1, bass: 1 });
  const messages = asked(max);
  const values = find(messages, "/clip/hole").flatMap((m) => m.slice(2));
  const beats = { melody: [], bass: [] };
  for (let at = 0; at < values.length; at += 3) beats[values[at]].push(values[at + 1]);
  answer(max, messages, [["melody", 90, beats.melody[0]]]);
  const starts = (track) => live.held(track, 2).map(([, start]) => start);
  assert.deepEqual(starts(0), [...Array(16).keys()]
    .filter((beat) => !beats.melody.slice(1).includes(beat)));
  assert.deepEqual(starts(1), [0, 2, 4, 6, 8, 10, 12, 14].filter((b) => !beats.bass.includes(b)));
});

test("a new piece needs no clip, and tracks that are lacking are made", () => {
  const live = song();
  live.view.fields.detail_clip = null;
  const max = device(live, { task: "generate", bars: 2, density: 6, temperature: 0.9 });
  const messages = asked(max);
  assert.deepEqual(messages[0], ["/clip/begin", 1, 8, 120]);
  assert.deepEqual(messages[1].slice(6), ["density", 6, "temperature", 0.9]);
  assert.deepEqual(messages.at(-1), ["/clip/generate", 1, 2]);
  answer(max, messages, [["melody", 60, 0], ["chords", 48, 0], ["drums", 36, 0]]);
  assert.deepEqual(live.tracks.map((t) => t.fields.name).slice(4), ["chords"]);
  assert.deepEqual([0, 4, 2].map((track) => live.held(track, 2).length), [1, 1, 1]);
});

test("each variation gets a row of its own, and the list of scenes grows", () => {
  const live = song();
  const max = device(live, { from: 1, bars: 1, melody: 1, variations: 4, seed: 9 });
  answer(max, asked(max), ...[1, 2, 3, 4].map((n) => [["melody", 70 + n, 0]]));
  assert.equal(live.scenes.length, 6);
  const names = [2, 3, 4, 5].map((row) => live.tracks[0].slots[row].clip.fields.name);
  assert.deepEqual(names, [1, 2, 3, 4].map((n) => `Verse infill 9.${n}`));
  assert.equal(max.status, "Scene 3, 4, 5, 6, seed 9");
});

test("variations that hold different tracks do not share a row", () => {
  const live = song();
  const max = device(live, { task: "generate", bars: 1, variations: 2 });
  answer(max, asked(max), [["melody", 60, 0]], [["bass", 40, 0]]);
  assert.deepEqual([live.held(0, 2).length, live.held(1, 2), live.held(1, 3).length], [1, null, 1]);
});

test("groups and frozen tracks are neither read nor written", () => {
  for (const hindrance of ["is_foldable", "is_frozen"]) {
    const live = song();
    live.tracks[2].fields[hindrance] = 1;
    const max = device(live, { task: "accompany" });
    answer(max, asked(max), [["drums", 36, 0]]);
    assert.deepEqual([live.held(2, 1), live.held(4, 1).length], [null, 1], hindrance);
    assert.equal(live.tracks[4].fields.name, "drums");
  }
});

test("a track is heard once, as what the panel says", () => {
  const live = song();
  live.view.fields.detail_clip = live.tracks[1].slots[1].clip;
  const max = device(live, { clip: "chords" });
  assert.deepEqual(asked(max)[0].slice(4).sort(), ["chords", "melody"]);
});

test("undo takes back answer after answer, but nothing that is not its own", () => {
  const live = song();
  const max = device(live, { from: 1, bars: 1, melody: 1, variations: 3 });
  answer(max, asked(max), ...[1, 2, 3].map((n) => [["melody", 70 + n, 0]]));
  set(max, { variations: 1 });
  answer(max, asked(max), [["melody", 80, 0]]);
  assert.equal(live.scenes.length, 6);
  live.tracks[0].slots[2].clip = null;
  live.addClip(live.tracks[0].slots[2], 4, [note(50, 0)]);
  max.say("undo");
  assert.deepEqual([max.status, live.scenes.length], ["Took back 1 clip", 5]);
  max.say("undo");
  assert.deepEqual([max.status, live.scenes.length], ["Took back 2 clips", 4]);
  assert.equal(live.held(0, 2).length, 1, "the musician's own clip");
  assert.equal(live.held(0, 1).length, 16);
  max.say("undo");
  assert.equal(max.status, "Nothing to take back");
});

test("new clips are launched if that is asked for: those of the first answer", () => {
  const live = song();
  const max = device(live, { from: 1, bars: 1, melody: 1, variations: 2, launch: 1 });
  answer(max, asked(max), [["melody", 71, 0]], [["melody", 72, 0]]);
  assert.deepEqual(live.fired, [live.tracks[0].slots[2].id]);
});

test("nothing is launched unasked", () => {
  const live = song();
  const max = device(live);
  answer(max, asked(max), [["melody", 71, 0]]);
  assert.notEqual(live.held(0, 2), null);
  assert.deepEqual(live.fired, []);
});

test("the part of a clip that plays counts, from its own start", () => {
  const live = song();
  Object.assign(live.view.fields.detail_clip.fields, { loop_start: 4, loop_end: 12 });
  const max = device(live, { from: 2, bars: 8, melody: 1, read: "clip" });
  const messages = asked(max);
  assert.equal(messages[0][2], 8);
  assert.deepEqual(find(messages, "/clip/hole")[0].slice(2), ["melody", 4, 8]);
  const first = find(messages, "/clip/note")[0].slice(2, 7);
  assert.deepEqual(first, ["melody", 64, 0, 0.5, 90]);
});

test("a clip of the arrangement is answered in the selected scene", () => {
  const live = song();
  const track = live.tracks[0];
  live.view.fields.detail_clip = live.clip(track, 8, [note(60, 0)], { is_arrangement_clip: 1 });
  live.view.fields.selected_scene = live.scenes[3];
  const max = device(live, { task: "continue", bars: 1, read: "clip" });
  answer(max, asked(max), [["melody", 72, 8]]);
  assert.equal(live.held(0, 3).length, 2);
});

test("the highlighted slot counts where no clip is shown", () => {
  const live = song();
  live.view.fields.detail_clip = null;
  live.view.fields.highlighted_clip_slot = live.tracks[1].slots[1];
  const messages = asked(device(live, { read: "clip", bars: 1 }));
  assert.deepEqual(messages[0].slice(2), [4, 120, "bass"]);
});

test("what cannot be done is said on the panel and nothing is sent", () => {
  const cases = [
    [(live) => { live.view.fields.detail_clip = null; }, {}, "Select a clip first"],
    [(live) => { live.view.fields.detail_clip.fields.is_midi_clip = 0; }, {}, "audio clip"],
    [(live) => { live.view.fields.detail_clip.fields.signature_numerator = 3; }, {}, "not in 4/4"],
    [() => {}, { from: 5 }, "Bar 5 lies outside: the clip has 4 bars"],
  ];
  for (const [change, settings, text] of cases) {
    const live = song();
    change(live);
    const max = device(live, settings);
    assert.deepEqual(asked(max), []);
    assert.ok(max.status.includes(text), max.status);
  }
});

test("without a server it says how to start one, and works as soon as there is one", () => {
  const live = song();
  const max = new Max("Fill", { LiveAPI: live.api });
  max.say("ready");
  max.wait(300);
  max.say("go");
  assert.deepEqual(max.addresses(), ["/hello"]);
  assert.match(max.status, /klangbild serve/);
  max.connect();
  assert.ok(asked(max).length > 3);
});

test("a server that goes away ends the request; the next one is free to go", () => {
  const max = device();
  asked(max);
  max.wait(12000);
  max.connect();
  max.fresh();
  assert.equal(asked(max)[0][0], "/clip/begin");
});

test("answers to older requests are left out", () => {
  const live = song();
  const max = device(live);
  const messages = asked(max);
  max.say("/note", 99, 0, "melody", 50, 0, 1, 80);
  max.say("/done", 99, 1, 7);
  max.say("/fail", 99, "late", "too late");
  answer(max, messages, [["melody", 72, 0]]);
  assert.deepEqual(live.held(0, 2).map(([pitch]) => pitch).filter((p) => p === 50), []);
});

test("a failure is shown, and the next request is free to go", () => {
  const max = device();
  const messages = asked(max);
  max.say("go");
  assert.match(max.status, /At work/);
  max.say("/fail", messages[0][1], "failed", "trio does not play chords");
  assert.equal(max.status, "Failed: trio does not play chords");
  assert.equal(asked(max)[0][1], 2);
});

test("notes that were lost on their way are noticed, and nothing is written", () => {
  const live = song();
  const max = device(live, { melody: 1 });
  const [[, id]] = asked(max);
  max.say("/note", id, 0, "melody", 60, 0, 1, 80);
  max.say("/done", id, 3, 7);
  assert.equal(max.status, "2 notes were lost on their way: press Go again");
  assert.equal(live.held(0, 2), null);
});

test("stop cancels, and what comes late is left out", () => {
  const live = song();
  const max = device(live, { melody: 1 });
  const messages = asked(max);
  max.say("stop");
  assert.deepEqual(max.fresh(), [["/cancel", messages[0][1]]]);
  answer(max, messages, [["melody", 72, 0]]);
  assert.equal(live.held(0, 2), null);
});

test("what Live refuses is shown and not thrown", () => {
  const live = song();
  const max = device(live, { melody: 1 });
  const messages = asked(max);
  const addClip = live.addClip.bind(live);
  live.addClip = (slot, ...more) => {
    if (slot.parent === live.tracks[1]) throw new Error("the track is gone");
    return addClip(slot, ...more);
  };
  answer(max, messages, [["melody", 72, 0], ["bass", 36, 0]]);
  assert.equal(max.status, "Live refused: the track is gone");
  assert.notEqual(live.held(0, 2), null);
  max.say("undo");
  assert.equal(live.held(0, 2), null, "what was made until then can be taken back");
});

test("a long clip goes in packets of at most 1 kB", () => {
  const { encode } = require("./osc.js");
  const max = device(song(64), { bars: 64 });
  const messages = asked(max);
  assert.equal(find(messages, "/clip/note").length > 10, true);
  for (const message of messages) assert.ok(encode(message).length <= 1024);
});
