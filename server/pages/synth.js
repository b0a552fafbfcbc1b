// The studio page's instruments, made of oscillators and noise: an electric piano, chords, a bass
// and a drum kit by General MIDI's pitches. Each note is {stop(at)}: let it go, or never begin it.
const RELEASE_S = 0.09;
const LEVELS = { melody: 0.5, chords: 0.26, bass: 0.62, drums: 0.8, other: 0.24 };
const PANS = { melody: 0.08, chords: -0.25, bass: 0, drums: 0, other: 0.25 };

export class Synth {
  constructor(context) {
    this.context = context;
    this.noise = noise(context, 1.2);
    this.volume = new GainNode(context, { gain: 0.8 });
    const limiter = new DynamicsCompressorNode(context, { threshold: -9, knee: 6, ratio: 12, attack: 0.002, release: 0.15 });
    this.volume.connect(limiter).connect(context.destination);
    this.rooms = Object.fromEntries(Object.keys(LEVELS).map((role) => {
      const gain = new GainNode(context, { gain: LEVELS[role] });
      gain.connect(new StereoPannerNode(context, { pan: PANS[role] })).connect(this.volume);
      return [role, gain];
    }));
  }

  mute(role, on) {
    this.rooms[role].gain.setTargetAtTime(on ? 0 : LEVELS[role], this.context.currentTime, 0.01);
  }

  // One note at `time` of the context's clock, `seconds` long.
  play({ role, pitch, velocity, drum }, time, seconds) {
    const loud = (velocity / 127) ** 1.6;
    const out = new GainNode(this.context, { gain: 0 });
    out.connect(this.rooms[role]);
    if (drum || role === "drums") return this.#drum(out, pitch, loud, time);
    const voice = VOICES[role] ?? VOICES.other;
    const hertz = 440 * 2 ** ((pitch - 69) / 12);
    return new Sound(out, time, time + Math.max(seconds, 0.03), voice(this.context, out, hertz, loud, time));
  }

  #drum(out, pitch, loud, time) {
    const [kind, ...rest] = DRUMS[pitch] ?? ["click", 900];
    const { sources, seconds } = KITS[kind](this.context, this.noise, out, time, ...rest);
    const gain = out.gain;
    gain.setValueAtTime(loud, time);
    return new Sound(out, time, time + seconds, sources);
  }
}

class Sound {
  constructor(out, start, end, sources) {
    Object.assign(this, { out, start, sources });
    this.live = sources.length;
    for (const source of sources) {
      source.onended = () => { if (--this.live === 0) out.disconnect(); };
      source.start(start);
    }
    this.stop(end);
  }

  // Let go at a time; a note that has not begun by then never sounds.
  stop(at) {
    const release = Math.max(at, 0);
    if (at <= this.start) this.out.gain.cancelScheduledValues(0);
    else {
      this.out.gain.cancelScheduledValues(release);
      this.out.gain.setTargetAtTime(0, release, RELEASE_S / 4);
    }
    for (const source of this.sources) source.stop(at <= this.start ? this.start : release + RELEASE_S);
  }
}

function noise(context, seconds) {
  const buffer = context.createBuffer(1, Math.ceil(seconds * context.sampleRate), context.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = 2 * Math.random() - 1;
  return buffer;
}

function tone(context, type, frequency, detune = 0) {
  return new OscillatorNode(context, { type, frequency: Math.min(frequency, 12000), detune });
}

// A pluck: up at once, then down to `rest` of it, so many seconds for two thirds of the way.
function pluck(gain, peak, rest, time, attack, decay) {
  gain.setValueAtTime(0, time);
  gain.linearRampToValueAtTime(peak, time + attack);
  gain.setTargetAtTime(peak * rest, time + attack, decay);
}

const VOICES = {
  // Two pairs of sines: the one bends the other, strongly at first, as the tine of a piano does.
  melody(context, out, hertz, loud, time) {
    const [carrier, bender] = [tone(context, "sine", hertz), tone(context, "sine", hertz)];
    const bend = new GainNode(context, { gain: 0 });
    pluck(bend.gain, hertz * (0.5 + 1.6 * loud), 0.12, time, 0.001, 0.35);
    bender.connect(bend).connect(carrier.frequency);
    carrier.connect(out);
    const [tine, ring] = [tone(context, "sine", hertz * 7), new GainNode(context, { gain: 0 })];
    pluck(ring.gain, 0.16 * loud, 0, time, 0.001, 0.05);
    tine.connect(ring).connect(out);
    pluck(out.gain, loud, 0.22, time, 0.003, 0.7);
    return [carrier, bender, tine];
  },
  chords(context, out, hertz, loud, time) {
    const filter = new BiquadFilterNode(context, { type: "lowpass", frequency: 900 + 2200 * loud, Q: 0.4 });
    const pair = [tone(context, "triangle", hertz, -5), tone(context, "sawtooth", hertz, 5)];
    for (const each of pair) each.connect(filter);
    filter.connect(out);
    pluck(out.gain, loud * 0.8, 0.5, time, 0.008, 0.8);
    return pair;
  },
  bass(context, out, hertz, loud, time) {
    const filter = new BiquadFilterNode(context, { type: "lowpass", frequency: 300, Q: 1.2 });
    pluck(filter.frequency, 500 + 1400 * loud, 0.22, time, 0.002, 0.14);
    const pair = [tone(context, "sawtooth", hertz), tone(context, "sine", hertz)];
    for (const each of pair) each.connect(filter);
    filter.connect(out);
    pluck(out.gain, loud * 0.8, 0.6, time, 0.004, 0.5);
    return pair;
  },
  other(context, out, hertz, loud, time) {
    const filter = new BiquadFilterNode(context, { type: "lowpass", frequency: 1600 });
    const source = tone(context, "triangle", hertz);
    source.connect(filter).connect(out);
    pluck(out.gain, loud, 0.6, time, 0.02, 1);
    return [source];
  },
};

// Sources of a hit, and how long it lasts. `out` gives the loudness.
const KITS = {
  thump(context, _, out, time, from, to, seconds) {
    const source = tone(context, "sine", from);
    source.frequency.setValueAtTime(from, time);
    source.frequency.exponentialRampToValueAtTime(to, time + seconds * 0.4);
    const gain = new GainNode(context, { gain: 0 });
    pluck(gain.gain, 1, 0, time, 0.001, seconds / 3);
    source.connect(gain).connect(out);
    return { sources: [source], seconds };
  },
  snare(context, buffer, out, time, seconds) {
    const rattle = hiss(context, buffer, out, time, "highpass", 1500, 0.55, seconds);
    const body = KITS.thump(context, buffer, out, time, 250, 170, 0.12);
    return { sources: [rattle, ...body.sources], seconds };
  },
  hiss(context, buffer, out, time, frequency, level, seconds) {
    return { sources: [hiss(context, buffer, out, time, "highpass", frequency, level, seconds)], seconds };
  },
  clap(context, buffer, out, time, frequency, seconds) {
    return { sources: [hiss(context, buffer, out, time, "bandpass", frequency, 1, seconds)], seconds };
  },
  click(context, _, out, time, frequency) {
    const gain = new GainNode(context, { gain: 0 });
    pluck(gain.gain, 0.4, 0, time, 0.001, 0.03);
    const source = tone(context, "triangle", frequency);
    source.connect(gain).connect(out);
    return { sources: [source], seconds: 0.12 };
  },
};

function hiss(context, buffer, out, time, type, frequency, level, seconds) {
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  const filter = new BiquadFilterNode(context, { type, frequency, Q: 0.8 });
  const gain = new GainNode(context, { gain: 0 });
  pluck(gain.gain, level, 0, time, 0.001, seconds / 4);
  source.connect(filter).connect(gain).connect(out);
  return source;
}

// General MIDI's kit: pitch to what makes it.
const KICK = ["thump", 150, 46, 0.38];
const HATS = { closed: ["hiss", 7500, 0.34, 0.09], open: ["hiss", 6500, 0.32, 0.45] };
const CRASH = ["hiss", 4200, 0.4, 1.3];
const RIDE = ["hiss", 6200, 0.26, 0.7];
const DRUMS = {
  35: KICK, 36: KICK, 37: ["click", 1700], 38: ["snare", 0.24], 39: ["clap", 1300, 0.2],
  40: ["snare", 0.2], 42: HATS.closed, 44: HATS.closed, 46: HATS.open,
  49: CRASH, 52: CRASH, 55: CRASH, 57: CRASH, 51: RIDE, 53: RIDE, 59: RIDE,
  54: ["hiss", 9000, 0.3, 0.15], 56: ["click", 800], 69: ["hiss", 8500, 0.2, 0.07], 70: ["hiss", 8800, 0.2, 0.06],
  ...Object.fromEntries([41, 43, 45, 47, 48, 50].map((pitch, i) => [pitch, ["thump", 130 + 34 * i, 75 + 20 * i, 0.4]])),
  60: ["thump", 420, 330, 0.16], 61: ["thump", 320, 250, 0.18], 62: ["thump", 390, 340, 0.1],
  63: ["thump", 360, 280, 0.18], 64: ["thump", 270, 205, 0.22], 75: ["click", 2300], 76: ["click", 1900], 77: ["click", 1400],
};
