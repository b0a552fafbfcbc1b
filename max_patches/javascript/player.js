// Live's time, and loops that are played in it. Pure: the time is an argument, notes go to a
// callback.

const TELL_MS = 100;
const REST_MS = 1000;
const JUMP = 0.25;
const AHEAD_MS = 120;
const NEAR = 0.5;
const DROP = 0.25;

// Notices starts, stops and jumps, and when the server should be told where the song is.
class Clock {
  constructor() {
    this.last = null;
    this.forget();
  }

  // Tell at the next occasion.
  forget() {
    this.told = -Infinity;
  }

  // The song is at `beat` at `now` (ms): {beat, tell, stopped, jumped}; `jumped` is the beat that
  // was expected, or null.
  at(beat, tempo, playing, now) {
    const last = this.last;
    this.last = { beat, tempo, playing, now };
    if (!last) return this.news(beat, true, false, null, now);
    const expected = last.playing ? last.beat + ((now - last.now) * last.tempo) / 60000 : last.beat;
    const jumped = Math.abs(beat - expected) > JUMP ? expected : null;
    const changed = playing !== last.playing || tempo !== last.tempo || jumped !== null;
    const due = now - this.told >= (playing ? TELL_MS : REST_MS);
    return this.news(beat, changed || due, last.playing && !playing, jumped, now);
  }

  news(beat, tell, stopped, jumped, now) {
    if (tell) this.told = now;
    return { beat, tell, stopped, jumped };
  }
}

// Holds the notes of the loops to come, and hands each over a little ahead of its time.
class Player {
  // `play(pitch, velocity, duration, delay)`, the last two in ms.
  constructor(play) {
    this.play = play;
    this.dropped = 0;
    this.clear();
  }

  clear() {
    this.notes = [];
    this.loop = "";
  }

  // A loop that begins at `beat`, or more of it: (track pitch start duration velocity)*.
  next(number, beat, values, track) {
    const loop = `${number} ${beat}`;
    if (loop !== this.loop) this.notes = this.notes.filter((note) => note.beat < beat - 1e-6);
    this.loop = loop;
    for (let at = 0; at + 5 <= values.length; at += 5) {
      const [role, pitch, start, duration, velocity] = values.slice(at, at + 5);
      if (role === track) this.notes.push({ beat: beat + start, pitch, duration, velocity });
    }
  }

  // The song is not at `expected` but at `beat`: the loops (of `quantum` beats) go on at the next
  // place that is like it, as the server has it. Whether that is here: then nothing is cut off.
  jump(expected, beat, quantum) {
    let ahead = (((beat - expected) % quantum) + quantum) % quantum;
    if (ahead > quantum - NEAR) ahead -= quantum;
    const shift = beat - expected - ahead;
    for (const note of this.notes) note.beat += shift;
    if (Math.abs(ahead) <= NEAR) return true;
    this.notes = this.notes.filter((note) => note.beat >= beat - 1e-3);
    return false;
  }

  // The song is at `beat` now: play what comes in the next moment.
  tick(beat, tempo) {
    const ms = 60000 / tempo;
    const until = beat + AHEAD_MS / ms;
    const due = this.notes.filter((note) => note.beat < until);
    this.notes = this.notes.filter((note) => note.beat >= until);
    for (const note of due) {
      if (note.beat < beat - DROP) {
        this.dropped += 1;
        continue;
      }
      const delay = Math.max(0, (note.beat - beat) * ms);
      this.play(note.pitch, note.velocity, Math.max(1, note.duration * ms), delay);
    }
  }
}
