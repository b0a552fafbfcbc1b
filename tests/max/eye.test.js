"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const { Max } = require("./fake_max.js");
const { encode } = require("./osc.js");

const SIZE = 65536;

// A buffer of Max that counts up: frame n holds n / 1000000.
class Ramp {
  peek(channel, frame, count) {
    if (channel !== 1 || frame < 0 || count < 1 || frame + count > SIZE) throw new Error("peek");
    const values = Array.from({ length: count }, (_, at) => (frame + at) / 1e6);
    return count === 1 ? values[0] : values;
  }
}

function device() {
  const max = new Max("Eye", { Buffer: Ramp });
  max.say("sound", "001klangbild_eye", SIZE);
  max.say("hertz", 48000);
  max.connect();
  return max;
}

function samples(max) {
  return max.fresh().filter(([address]) => address === "/audio/samples");
}

test("the sound is announced at half its rate, again when the rate changes", () => {
  const max = device();
  assert.deepEqual(max.fresh().slice(1), [["/audio/begin", 24000, 1]]);
  max.say("hertz", 44100);
  assert.deepEqual(max.fresh(), [["/audio/begin", 22050, 1]]);
});

test("each frame is sent once, in pairs, also around the end of the buffer", () => {
  const max = device();
  max.fresh();
  for (const frame of [65000, 65101, 65535, 200, 201, 1401]) max.say("written", frame);
  const sent = samples(max);
  assert.deepEqual(sent.map(([, number]) => number), [...sent.keys()]);
  const values = sent.flatMap((message) => message.slice(2));
  assert.equal(values.length, Math.floor((536 + 1401) / 2));
  values.forEach((value, pair) => {
    const frames = [2 * pair, 2 * pair + 1].map((n) => (65000 + n) % SIZE);
    assert.ok(Math.abs(value - (frames[0] + frames[1]) / 2e6) < 1e-9);
  });
  for (const message of sent) assert.ok(encode(message).length <= 1024);
});

test("it is quiet while it does not listen, is off, or there is no server", () => {
  for (const act of [
    (max) => max.say("setting", "listen", 0),
    (max) => max.say("enable", 0),
    (max) => max.wait(12000),
  ]) {
    const max = device();
    act(max);
    max.say("written", 100);
    max.say("written", 1000);
    assert.deepEqual(samples(max), []);
  }
});

test("values of the panel go out, and all of them to a server that comes back", () => {
  const max = device();
  max.fresh();
  max.say("art", "travel", 2.5);
  max.say("art", "look", "tunnel");
  assert.deepEqual(max.fresh(), [["/art/travel", 2.5], ["/art/look", "tunnel"]]);
  max.wait(12000);
  max.fresh();
  max.connect();
  const said = max.fresh().slice(-3);
  assert.deepEqual(said, [["/art/travel", 2.5], ["/art/look", "tunnel"], ["/audio/begin", 24000, 1]]);
});

test("all that the picture can be told", () => {
  const max = device();
  max.fresh();
  const names = { sensitivity: 1, palette: 0.2, brightness: -0.5, abstraction: 1, freeze: 1,
    blackout: 0 };
  for (const [name, value] of Object.entries(names)) max.say("art", name, value);
  assert.deepEqual(max.fresh(), Object.entries(names).map(([n, v]) => [`/art/${n}`, v]));
});

test("cues have numbers", () => {
  const max = device();
  max.fresh();
  max.say("setting", "cue", 3);
  max.say("setting", "fade", 8);
  max.say("store");
  max.say("recall");
  assert.deepEqual(max.fresh(), [["/art/cue/store", "cue 3"], ["/art/cue/recall", "cue 3", 8]]);
});

test("what the server says of the sound is shown", () => {
  const max = device();
  max.say("/audio/source", "osc", "127.0.0.1:9300", "running", 24000, 1);
  assert.equal(max.status, "Sound: running");
  max.say("/fail", "", "in_use", "device mic is listened to");
  assert.equal(max.status, "Failed: device mic is listened to");
});
