// One device in a song of Live, without Max and Live, on real sockets: `node peer.js DEVICE PORT
// ACTIONS`, where ACTIONS is JSON. Prints a line of JSON when it is done.
"use strict";

const dgram = require("node:dgram");
const { Max } = require("./fake_max.js");
const { decode, encode } = require("./osc.js");
const { song } = require("./songs.js");

const PATIENCE_MS = 20000;
const began = Date.now();
const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Where udpsend and udpreceive are in Max.
function connect(max, server) {
  const send = dgram.createSocket("udp4");
  let hear = null;
  max.on[0] = (message) => send.send(encode(message), server, "127.0.0.1");
  max.on[1] = ([, port]) => {
    if (hear) hear.close();
    hear = dgram.createSocket("udp4");
    hear.on("error", () => {});
    hear.on("message", (packet) => max.say(...decode(packet)));
    hear.bind(port, "127.0.0.1");
  };
}

async function until(what) {
  while (!what()) {
    if (Date.now() - began > PATIENCE_MS) throw new Error("nothing came");
    await sleep(5);
  }
}

function device(name, server, globals) {
  const max = new Max(name, globals, { clock: Date.now, random: Math.random });
  connect(max, server);
  setInterval(() => max.say("bang"), 50);
  return max;
}

async function fill(server, rounds) {
  const live = song();
  const max = device("Fill", server, { LiveAPI: live.api });
  max.say("ready");
  const said = [];
  for (const settings of rounds) {
    await until(() => max.status.startsWith("Ready") || said.length);
    for (const [name, value] of Object.entries(settings)) max.say("setting", name, value);
    max.say("go");
    await until(() => !/^Asked|%$/.test(max.status));
    said.push(max.status);
  }
  const held = live.tracks.map((track, number) => live.scenes.map((_, row) => (
    live.held(number, row))));
  return { said, held, tracks: live.tracks.map((track) => track.fields.name) };
}

// Plays a note of the melody on each beat until so many notes came back.
async function live(server, { wanted, tempo, ...settings }) {
  const max = device("Live", server, {});
  const notes = [];
  for (const [name, value] of Object.entries(settings)) max.say("setting", name, value);
  await until(() => max.sent.some(([address]) => address === "/live/watch"));
  const start = Date.now() + 100;
  const beat = () => ((Date.now() - start) * tempo) / 60000;
  let now = 0;
  max.on[3] = ([pitch, , , delay]) => notes.push([pitch, now + (delay * tempo) / 60000]);
  let struck = -1;
  while (notes.length < wanted && Date.now() - began < PATIENCE_MS) {
    now = beat();
    max.say("transport", tempo, now >= 0 ? 1 : 0, Math.max(0, now) * 480);
    if (now >= 0 && Math.floor(now) > struck) {
      struck = Math.floor(now);
      max.leave(0, ["/live/note", "melody", 60, 100]);
      setTimeout(() => max.leave(0, ["/live/note", "melody", 60, 0]), 50);
    }
    await sleep(5);
  }
  max.say("transport", tempo, 0, now * 480);
  return { notes, status: max.status };
}

// Half a second of a tone, and two values of the panel.
async function eye(server) {
  const tone = { peek: (_, frame, count) => Array.from({ length: count }, (__, at) => (
    0.5 * Math.sin((frame + at) * 0.06))) };
  const max = device("Eye", server, { Buffer: function Buffer() { return tone; } });
  max.say("sound", "001klangbild_eye", 65536);
  max.say("hertz", 48000);
  max.say("art", "travel", 2.5);
  await until(() => max.status.startsWith("Sound"));
  for (let frame = 0; frame <= 24000; frame += 960) {
    max.say("written", frame);
    await sleep(20);
  }
  max.say("art", "palette", 0.25);
  await sleep(100);
  return { status: max.status };
}

const [name, port, actions] = process.argv.slice(2);
const runs = { Fill: fill, Live: live, Eye: eye };
runs[name](Number(port), JSON.parse(actions)).then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}, (error) => {
  process.stderr.write(`${error.stack}\n`, () => process.exit(1));
});
