// Plays music in the browser: a Course on the audio clock, handed to the synth a little ahead.
import { Course } from "/schedule.js";
import { Synth } from "/synth.js";

const START_S = 0.005; // between the click and the first note
const AHEAD_S = 0.15; // notes are handed over this much before they sound
const EVERY_MS = 25;
const HIDDEN_AHEAD_S = 1.5; // a page in the background is woken only once a second

export class Player extends EventTarget {
  // Events: `state` (it begins, it ends).
  constructor() {
    super();
    this.course = null;
    this.muted = new Set();
    this.level = 0.8;
    this.sounds = new Set();
    this.heard = []; // of the newest notes: {pitch, role, start, time}, for tests
    this.late = 0; // notes that were handed over after their time, since it began
  }

  get playing() { return this.course !== null; }

  // Have the audio clock run, at the first touch of the page: then the first note waits for nothing.
  warm() {
    if (!this.context) {
      this.context = new AudioContext({ latencyHint: "interactive" });
      this.synth = new Synth(this.context);
      this.#apply();
    }
    return this.context.state === "running" ? null : this.context.resume();
  }

  // Begin at a beat; `loop`: {start, end} or null.
  async play(music, from, loop = null) {
    this.stop();
    const ticket = (this.ticket = {});
    await this.warm();
    if (ticket !== this.ticket) return;
    this.late = 0;
    this.course = new Course(music, from, this.context.currentTime + START_S, loop);
    this.timer = setInterval(() => this.#feed(), EVERY_MS);
    this.#feed();
    this.dispatchEvent(new Event("state"));
  }

  stop() {
    this.ticket = null;
    clearInterval(this.timer);
    if (!this.course) return;
    this.rest = this.course.beat(this.context.currentTime);
    this.course = null;
    this.#silence();
    this.dispatchEvent(new Event("state"));
  }

  // The same place in other music, while it plays.
  change(music, shift) {
    if (!this.course) return;
    this.#silence();
    this.course.change(music, this.context.currentTime, shift);
    this.#feed();
  }

  setLoop(loop) {
    if (!this.course) return;
    const { music } = this.course;
    const now = this.context.currentTime;
    const beat = this.course.beat(now);
    this.#silence();
    this.course = new Course(music, loop && beat >= loop.end ? loop.start : beat, now, loop);
    this.#feed();
  }

  // Where it is heard now, in beats: what was handed over is heard a little later.
  get beat() {
    if (!this.course) return null;
    return this.course.beat(this.context.currentTime - (this.context.outputLatency || 0));
  }

  mute(role, on) {
    if (on) this.muted.add(role);
    else this.muted.delete(role);
    if (this.synth) this.#apply();
  }

  volume(level) {
    this.level = level;
    if (this.synth) this.#apply();
  }

  #apply() {
    for (const role of Object.keys(this.synth.rooms)) this.synth.mute(role, this.muted.has(role));
    this.synth.volume.gain.setTargetAtTime(this.level, this.context.currentTime, 0.01);
  }

  #feed() {
    const now = this.context.currentTime;
    for (const { note, time, seconds } of this.course.take(now + (document.hidden ? HIDDEN_AHEAD_S : AHEAD_S))) {
      if (time < now) this.late++;
      const sound = this.synth.play(note, Math.max(time, now), seconds);
      this.sounds.add(sound);
      this.heard.push({ pitch: note.pitch, role: note.role, start: note.start, time });
    }
    if (this.heard.length > 500) this.heard.splice(0, 250);
    for (const sound of this.sounds) if (sound.live === 0) this.sounds.delete(sound);
    if (this.course.ended(now)) this.stop();
  }

  #silence() {
    const now = this.context.currentTime;
    for (const sound of this.sounds) sound.stop(now);
    this.sounds.clear();
  }
}
