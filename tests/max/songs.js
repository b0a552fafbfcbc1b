// Songs that the tests begin with.
"use strict";

const { FakeLive } = require("./fake_live.js");

function note(pitch, start_time, duration = 1, velocity = 90) {
  return { pitch, start_time, duration, velocity };
}

// Four scenes; in the second one a lead of `bars` bars, selected, and a bass line of one bar.
function song(bars = 4) {
  const live = new FakeLive(120);
  for (let scene = 0; scene < 4; scene += 1) live.addScene();
  live.addTrack("1-Lead Synth");
  live.addTrack("Bass 808");
  live.addTrack("Drum Rack");
  live.addTrack("Vocals", { has_midi_input: 0 });
  const melody = Array.from({ length: 4 * bars }, (_, beat) => note(60 + (beat % 7), beat, 0.5));
  const clip = live.addClip(live.tracks[0].slots[1], 4 * bars, melody, { name: "Verse" });
  const bass = [0, 2].map((beat) => note(36, beat));
  live.addClip(live.tracks[1].slots[1], 4, bass, { name: "Low" });
  live.view.fields.detail_clip = clip;
  live.view.fields.selected_scene = live.scenes[1];
  live.ready = true;
  return live;
}

module.exports = { note, song };
