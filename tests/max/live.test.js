"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const { Max } = require("./fake_max.js");

// A device in a song at 120 BPM. `play(beats)` lets Live play on, in steps of 20 ms.
function device(settings = {}) {
  const max = new Max("Live");
  Object.assign(max, { notes: [], stops: 0, beat: 0, playing: 0 });
  max.on[3] = ([pitch, velocity, duration, delay]) => {
    max.notes.push({ pitch, velocity, duration, at: max.beat + delay / 500 });
  };
  max.on[4] = () => { max.stops += 1; };
  for (const [name, value] of Object.entries(settings)) max.say("setting", name, value);
  max.connect();
  max.stops = 0;
  max.play = (beats) => {
    for (let step = 0; step < beats * 25; step += 1) {
      max.now += 20;
      if (max.playing) max.beat += 0.04;
      max.say("transport", 120, max.playing, Math.round(max.beat * 480));
    }
  };
  return max;
}

function loop(max, beat, number = 1, pitch = 60) {
  const notes = [0, 1, 2, 3].flatMap((start) => ["bass", pitch + start, start, 0.5, 90]);
  max.say("/live/next", number, beat, 4, 7, 0, ...notes, "drums", 36, 0, 0.25, 100);
}

test("the leading device says whose beat it is and how to play, others only watch", () => {
  assert.deepEqual(device().addresses().slice(1), ["/live/watch", "/transport/source",
    "/live/role", "/live/bars", "/live/amount", "/live/hold", "/live/param"]);
  assert.deepEqual(device({ lead: 0 }).addresses().slice(1), ["/live/watch"]);
});

test("what is set on the leading panel is said at once, on others it is not", () => {
  const max = device();
  max.fresh();
  max.say("setting", "role", "duet");
  max.say("setting", "role", "duet");
  max.say("setting", "temperature", 0.8);
  assert.deepEqual(max.fresh(), [["/live/role", "duet"], ["/live/param", "temperature", 0.8]]);
  max.say("setting", "lead", 0);
  max.say("setting", "bars", 2);
  assert.deepEqual(max.fresh(), []);
  max.say("setting", "lead", 1);
  assert.ok(max.fresh().some(([address, bars]) => address === "/live/bars" && bars === 2));
});

test("the beat is told ten times a second, and at once when the song starts, stops or jumps", () => {
  const max = device();
  max.fresh();
  max.play(1);
  max.fresh();
  max.playing = 1;
  max.play(4);
  const told = max.fresh();
  assert.ok(told.length >= 18 && told.length <= 22, String(told.length));
  assert.ok(told.every(([address]) => address === "/transport/beat"));
  max.beat = 32;
  max.play(0.04);
  assert.deepEqual(max.fresh().map((m) => [Math.round(m[1]), m[2], m[3]]), [[32, 120, 1]]);
  max.playing = 0;
  max.play(0.04);
  assert.deepEqual(max.fresh().map((m) => m[3]), [0]);
});

test("a tempo that the server does not know is told as the nearest that it does", () => {
  const max = device();
  max.fresh();
  max.say("transport", 999, 1, 0);
  assert.deepEqual(max.fresh(), [["/transport/beat", 0, 400, 1]]);
});

test("a count-in is no position: it does not play yet", () => {
  const max = device();
  max.fresh();
  max.beat = -2;
  max.playing = 1;
  max.play(0.04);
  assert.deepEqual(max.fresh()[0].slice(1), [0, 120, 0]);
});

test("of a loop the notes of this track are played, each at its beat", () => {
  const max = device({ track: "bass" });
  max.playing = 1;
  max.play(2);
  loop(max, 4);
  max.play(7);
  assert.deepEqual(max.notes.map((n) => n.pitch), [60, 61, 62, 63]);
  max.notes.forEach((n, place) => assert.ok(Math.abs(n.at - (4 + place)) < 0.01, String(n.at)));
  assert.ok(Math.abs(max.notes[0].duration - 250) < 1);
});

test("a newer loop takes the place of an older one from its beat on", () => {
  const max = device({ track: "bass" });
  max.playing = 1;
  loop(max, 4, 1, 60);
  loop(max, 8, 2, 70);
  loop(max, 8, 3, 80);
  max.play(12);
  assert.deepEqual(max.notes.map((n) => n.pitch), [60, 61, 62, 63, 80, 81, 82, 83]);
});

test("where Live's song loops, what was planned goes on at its beginning", () => {
  const max = device({ track: "bass", bars: 1 });
  max.playing = 1;
  max.play(3);
  loop(max, 4);
  max.play(0.96);
  max.beat -= 4;
  max.play(5);
  assert.deepEqual(max.notes.map((n) => Math.round(n.at) % 4), [0, 1, 2, 3]);
  assert.equal(max.stops, 0, "what sounds, or waits to, goes on");
});

test("after a jump to another place the notes that wait are ended", () => {
  const max = device({ track: "bass", bars: 4 });
  max.playing = 1;
  max.play(3);
  loop(max, 16);
  max.beat = 14;
  max.play(3);
  assert.equal(max.stops, 1);
  assert.deepEqual(max.notes.map((n) => Math.round(n.at)), [16, 17]);
});

test("a stop ends all notes and forgets what was planned", () => {
  const max = device({ track: "bass" });
  max.playing = 1;
  loop(max, 4);
  max.play(5);
  max.playing = 0;
  max.play(0.2);
  assert.ok(max.stops > 0);
  max.notes = [];
  max.playing = 1;
  max.play(5);
  assert.deepEqual(max.notes, []);
});

test("nothing is played while play is off, the device is off or the server is lost", () => {
  for (const act of [
    (max) => max.say("setting", "play", 0),
    (max) => max.say("enable", 0),
    (max) => max.wait(12000),
  ]) {
    const max = device({ track: "bass" });
    loop(max, 4);
    act(max);
    max.playing = 1;
    max.play(8);
    assert.deepEqual(max.notes, []);
  }
});

test("panic is silence here and there", () => {
  const max = device({ track: "bass" });
  loop(max, 4);
  max.fresh();
  max.say("panic");
  assert.deepEqual([max.fresh(), max.stops > 0], [[["/panic"]], true]);
});

test("what would come much too late is dropped, and counted", () => {
  const max = device({ track: "bass" });
  max.playing = 1;
  max.play(6);
  loop(max, 4);
  max.play(4);
  assert.deepEqual(max.notes.map((n) => Math.round(n.at)), [6, 7]);
  max.say("/live/state", "accompany", "plays", 1.5, 3, 2, 0);
  assert.equal(max.status, "plays (late: 2, 2 notes dropped)");
});

test("a new tempo is told at once, and where the song is when this device begins to lead", () => {
  const max = device();
  const said = (tempo) => {
    max.now += 10;
    max.fresh();
    max.say("transport", tempo, 1, 1920);
    return max.fresh().length;
  };
  assert.deepEqual([120, 120, 120, 130, 130].map(said), [1, 0, 0, 1, 0]);
  max.say("setting", "lead", 0);
  max.say("setting", "lead", 1);
  assert.deepEqual([130, 130].map(said), [1, 0]);
});

test("a device that does not lead, or is off, tells no beat", () => {
  for (const act of [(max) => max.say("setting", "lead", 0), (max) => max.say("enable", 0)]) {
    const max = device();
    act(max);
    max.fresh();
    max.playing = 1;
    max.play(4);
    assert.deepEqual(max.fresh(), []);
  }
});

test("when somebody switches the role off the planned loop is not played", () => {
  const max = device({ track: "bass" });
  loop(max, 4);
  max.say("/live/role", "off");
  max.playing = 1;
  max.play(8);
  assert.deepEqual(max.notes, []);
});

test("what the server does is shown", () => {
  const max = device();
  max.say("/live/state", "accompany", "plays the loop", 1.5, 3, 2, 0);
  assert.equal(max.status, "plays the loop (late: 2)");
});
