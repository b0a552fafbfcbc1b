// When each note sounds, without sound: beats to seconds, loops, a change of music on the way.
const BACK_S = 0.5; // how long before a change of music a place can still be asked for

export class Tempo {
  // `points`: [[beat, beats per minute]], in order; 120 before the first.
  constructor(points) {
    this.points = [{ beat: 0, bpm: 120, seconds: 0 }];
    for (const [beat, bpm] of points) {
      const last = this.points.at(-1);
      const seconds = last.seconds + ((beat - last.beat) * 60) / last.bpm;
      if (beat === last.beat) this.points.pop();
      this.points.push({ beat, bpm, seconds });
    }
  }

  seconds(beat) {
    const point = this.points.findLast((each) => each.beat <= beat) ?? this.points[0];
    return point.seconds + ((beat - point.beat) * 60) / point.bpm;
  }

  beat(seconds) {
    const point = this.points.findLast((each) => each.seconds <= seconds) ?? this.points[0];
    return point.beat + ((seconds - point.seconds) * point.bpm) / 60;
  }
}

// The course of one playing. `music`: {tempo, end, notes: sorted by `start`}, in beats; `loop`:
// {start, end} or null. Times are seconds of the clock on which it began `at`.
export class Course {
  constructor(music, from, at, loop = null) {
    this.passes = [];
    this.loop = loop;
    this.#begin(music, from, at);
  }

  // The notes that begin before `until`, each once: {note, time, seconds}.
  *take(until) {
    for (;;) {
      const { end } = this;
      const note = this.music.notes[this.next];
      const time = note && note.start < end ? this.#time(note.start) : Infinity;
      const last = this.#time(end);
      if (Math.min(time, last) >= until) return;
      if (time < last) {
        this.next++;
        const stop = this.#time(Math.min(note.start + note.duration, end));
        yield { note, time, seconds: stop - time };
      } else if (this.loop) this.#pass(this.loop.start, last);
      else return;
    }
  }

  // Where the music is at a time, in beats.
  beat(now) {
    const { beat, time } = this.passes.findLast((each) => each.time <= now) ?? this.passes[0];
    const { tempo } = this.music;
    return Math.min(this.end, tempo.beat(tempo.seconds(beat) + Math.max(0, now - time)));
  }

  ended(now) {
    return !this.loop && now >= this.#time(this.end);
  }

  // Go on with other music, in which the same place is `shift` beats later.
  change(music, now, shift = 0) {
    const from = Math.max(0, this.beat(now) + shift);
    if (this.loop) this.loop = { start: this.loop.start + shift, end: this.loop.end + shift };
    this.#begin(music, from, now);
    // What is asked for is often a little earlier: what was handed over is not heard at once.
    const back = Math.min(BACK_S, music.tempo.seconds(from));
    this.passes[0] = { beat: music.tempo.beat(music.tempo.seconds(from) - back), time: now - back };
  }

  get end() {
    const { loop } = this;
    return loop && this.passes.at(-1).beat < loop.end ? loop.end : this.music.end;
  }

  #begin(music, from, at) {
    this.music = music;
    this.passes = [];
    this.#pass(from, at);
  }

  #pass(beat, time) {
    const { notes } = this.music;
    this.passes.push({ beat, time });
    if (this.passes.length > 8) this.passes.shift();
    let [low, high] = [0, notes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (notes[middle].start < beat - 1e-9) low = middle + 1;
      else high = middle;
    }
    this.next = low;
  }

  #time(beat) {
    const pass = this.passes.at(-1);
    const { tempo } = this.music;
    return pass.time + tempo.seconds(beat) - tempo.seconds(pass.beat);
  }
}
