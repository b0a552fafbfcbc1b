// Draws: keyframes -> scene with trails -> grade -> flash limiter -> canvas.
import { CELLS as GRID, Limiter } from "/flash.js";
import * as shaders from "/shaders.js";

const LONGEST = 1600; // pixels of the longer side that are drawn, at most
const FLOWS = 32; // places each way at which a keyframe's flow is found
const SMOOTH_S = 0.6; // in which a tuned parameter arrives
const SLOW_MS = 24; // above this, fewer pixels are drawn
const FAST_MS = 15;

export class NoWebGL extends Error {}

export class Painting {
  constructor(canvas, { seeThrough = false, limit = true } = {}) {
    this.canvas = canvas;
    this.gl = canvas.getContext("webgl2", { alpha: seeThrough, antialias: false, depth: false });
    if (!this.gl) throw new NoWebGL("this browser has no WebGL 2");
    this.seeThrough = seeThrough;
    this.limiter = limit ? new Limiter() : null;
    this.held = 0; // frames that the limiter held back
    this.scale = 1;
    this.pace = 16;
    this.time = 0;
    this.clock = 0; // seconds that the flash limiter has seen
    this.travelled = { turn: 0, hue: 0 };
    this.now = {}; // parameters as they are drawn, on their way to those that are wanted
    this.darkness = 0;
    this.felt = { level: 0, low: 0, mid: 0, high: 0, onset: 0, beat: 0, hue: 0 };
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => this.#build());
    this.#build();
  }

  #build() {
    const gl = this.gl;
    this.programs = {};
    for (const name of ["FLOW", "KEYFRAME", "SCENE", "GRADE", "CELLS", "LIMIT", "PRESENT"]) {
      this.programs[name] = program(gl, shaders.VERTEX, shaders[name]);
    }
    this.vertices = gl.createVertexArray();
    gl.bindVertexArray(this.vertices);
    this.next = texture(gl, 2, 2);
    this.came = this.from = this.mixed = null;
    this.images = [];
    this.flow = target(gl, FLOWS, FLOWS);
    this.cells = target(gl, GRID, GRID);
    this.pixels = new Uint8Array(GRID * GRID * 4);
    this.wanted = new Float64Array(GRID * GRID);
    this.layers = null;
    this.since = Infinity;
    this.#resize();
  }

  // A new keyframe, its first row at the bottom. Of those that come between two pictures only the
  // newest is drawn.
  show(image) {
    this.came?.close();
    this.came = image;
  }

  // The present mixture becomes what is left behind.
  #turn(image) {
    const gl = this.gl;
    const { width, height } = image;
    if (!this.mixed || this.mixed.width !== width || this.mixed.height !== height) {
      this.images.forEach((each) => drop(gl, each));
      this.images = [target(gl, width, height), target(gl, width, height)];
      [this.mixed, this.from] = this.images;
      this.since = Infinity;
    } else {
      [this.mixed, this.from] = [this.from, this.mixed];
      this.#mipmap(this.from);
      this.since = 0;
    }
    gl.bindTexture(gl.TEXTURE_2D, this.next.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
    gl.generateMipmap(gl.TEXTURE_2D);
    [this.next.width, this.next.height] = [width, height];
    this.#pass("FLOW", this.flow, { from: this.from, to: this.next });
    image.close();
  }

  // One picture on the canvas. `seconds` since the last; `look`: parameters; `features`: what is
  // heard, or null; `stage`: {frozen, dark, sensitivity}.
  draw(seconds, look, features, stage) {
    this.#resize();
    this.#pace(seconds);
    if (this.came) this.#turn(this.came);
    this.came = null;
    const step = stage.frozen ? 0 : Math.min(seconds, 0.1);
    this.time += step;
    this.since += step;
    this.#follow(step, look, features, stage.sensitivity);
    this.darkness += ((stage.dark ? 1 : 0) - this.darkness) * (1 - Math.exp(-seconds / 0.08));
    if (this.mixed) {
      this.#mix();
      if (step > 0) this.#scene(step);
      this.#grade();
    }
    this.clock += seconds;
    this.#limit(this.clock);
    if (this.seeThrough) this.#pass("PRESENT", null, { image: this.layers.shown });
    else this.#copy(this.layers.shown, { ...this.layers.shown, frame: null });
  }

  #follow(step, look, features, sensitivity) {
    const ease = 1 - Math.exp(-step / SMOOTH_S);
    for (const [name, value] of Object.entries(look)) {
      this.now[name] = name in this.now ? this.now[name] + (value - this.now[name]) * ease : value;
    }
    const felt = this.felt;
    for (const name of ["level", "low", "mid", "high", "onset"]) {
      const goal = features ? features[name] * sensitivity : 0;
      const slow = goal > felt[name] ? 0.012 : name === "onset" ? 0.14 : 0.22;
      felt[name] += (goal - felt[name]) * (1 - Math.exp(-step / slow));
    }
    felt.beat = features && features.sure > 0.3 ? features.beat : -1;
    if (features?.chroma.some((share) => share > 0)) {
      let x = 0;
      let y = 0;
      features.chroma.forEach((share, pitch) => {
        const fifths = ((pitch * 7) % 12) * (Math.PI / 6); // neighbours sound alike
        x += share * Math.cos(fifths);
        y += share * Math.sin(fifths);
      });
      const away = Math.atan2(Math.sin(Math.atan2(y, x) - felt.hue), Math.cos(Math.atan2(y, x) - felt.hue));
      felt.hue += away * Math.min(1, Math.hypot(x, y)) * (1 - Math.exp(-step / 1.5));
    }
    this.travelled.turn += step * this.now.spin * (0.5 + felt.mid);
    this.travelled.hue += (felt.hue - this.travelled.hue) * (1 - Math.exp(-step / 0.5));
  }

  #mix() {
    const share = Math.min(1, this.since / Math.max(0.02, this.now.crossfade ?? 0.1));
    const smooth = share * share * (3 - 2 * share);
    this.#pass("KEYFRAME", this.mixed, {
      from: this.from, to: this.next, flow: this.flow, share: smooth, warp: this.now.warp ?? 0,
    });
  }

  #scene(step) {
    const { now, felt } = this;
    const rate = step * 60;
    const swing = felt.beat < 0 ? Math.sin(this.time * 0.9) * 0.3 : Math.cos(felt.beat * 2 * Math.PI);
    const { layers } = this;
    [layers.scene, layers.before] = [layers.before, layers.scene];
    this.#pass("SCENE", layers.scene, {
      image: this.mixed, before: layers.before, time: this.time,
      size: [layers.scene.width, layers.scene.height], imageSize: [this.mixed.width, this.mixed.height],
      flow: now.flow * (0.6 + 1.2 * felt.low),
      push: now.kick * (0.16 * felt.low + 0.14 * felt.onset),
      lean: circle(now.sway * 0.05 * swing), turn: this.travelled.turn, mirror: now.mirror,
      trails: Math.pow(now.feedback, rate), edges: now.edges * (0.35 + 1.3 * felt.high),
      grow: rate * (0.02 * now.zoom * (0.4 + felt.level) + 0.012 * now.kick * felt.onset),
      spin: circle(rate * 0.012 * now.spin * (0.4 + felt.mid)),
      hue: circle(0.05 * now.hue * felt.level * rate),
    });
    if (now.glow > 0) this.#mipmap(layers.scene);
  }

  #grade() {
    const { now, felt } = this;
    const { scene } = this.layers;
    this.#pass("GRADE", this.layers.wanted, {
      scene, size: [scene.width, scene.height], time: this.time % 97,
      glow: now.glow * (0.35 + 0.9 * felt.level), hue: circle(now.hue * this.travelled.hue),
      saturation: now.saturation, contrast: now.contrast, vignette: now.vignette,
      grain: now.grain,
      gain: (1 + now.pulse * (0.5 * felt.onset + 0.12 * felt.level)) * (1 - this.darkness),
    });
  }

  #limit(now) {
    const { gl, layers } = this;
    let share = 1;
    if (this.limiter) {
      this.#pass("CELLS", this.cells, { image: layers.wanted });
      gl.readPixels(0, 0, GRID, GRID, gl.RGBA, gl.UNSIGNED_BYTE, this.pixels);
      for (let i = 0; i < this.wanted.length; i++) {
        this.wanted[i] = Math.pow(this.pixels[4 * i] / 255, 2.2);
      }
      share = this.limiter.share(this.wanted, now);
      if (share < 1) this.held++;
    }
    const { wanted, shown } = layers;
    if (share < 1) {
      this.#pass("LIMIT", layers.spare, { wanted, shown, share });
      [layers.shown, layers.spare] = [layers.spare, shown];
    } else [layers.shown, layers.wanted] = [wanted, shown];
  }

  #pass(name, to, uniforms) {
    const { gl } = this;
    const { handle, places } = this.programs[name];
    gl.bindFramebuffer(gl.FRAMEBUFFER, to ? to.frame : null);
    gl.viewport(0, 0, to ? to.width : this.canvas.width, to ? to.height : this.canvas.height);
    gl.useProgram(handle);
    let unit = 0;
    for (const [key, value] of Object.entries(uniforms)) {
      const place = places[key];
      if (Array.isArray(value)) gl.uniform2f(place, ...value);
      else if (typeof value === "number") gl.uniform1f(place, value);
      else {
        gl.activeTexture(gl.TEXTURE0 + unit);
        gl.bindTexture(gl.TEXTURE_2D, value.texture);
        gl.uniform1i(place, unit++);
      }
    }
    gl.activeTexture(gl.TEXTURE0);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  #copy(from, to) {
    const { gl } = this;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, from.frame);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, to.frame);
    gl.blitFramebuffer(
      0, 0, from.width, from.height, 0, 0, to.width, to.height, gl.COLOR_BUFFER_BIT, gl.LINEAR,
    );
  }

  #mipmap({ texture: image }) {
    this.gl.bindTexture(this.gl.TEXTURE_2D, image);
    this.gl.generateMipmap(this.gl.TEXTURE_2D);
  }

  // Fewer pixels where the machine is too slow for them, more where it is not.
  #pace(seconds) {
    this.pace += (Math.min(seconds * 1000, 100) - this.pace) * 0.03;
    if (this.pace > SLOW_MS && this.scale > 0.3) this.scale *= 0.85;
    else if (this.pace < FAST_MS + 2 && this.scale < 1) this.scale = Math.min(1, this.scale * 1.02);
    else return;
    this.pace = (SLOW_MS + FAST_MS) / 2;
  }

  #resize() {
    const { gl, canvas } = this;
    const dense = Math.min(window.devicePixelRatio || 1, 2);
    const full = [canvas.clientWidth * dense, canvas.clientHeight * dense];
    const scale = Math.min(1, LONGEST / Math.max(...full)) * this.scale;
    const [width, height] = full.map((side) => Math.max(2, Math.round((side * scale) / 16) * 16));
    if (this.layers && canvas.width === width && canvas.height === height) return;
    [canvas.width, canvas.height] = [width, height];
    const old = this.layers;
    const make = () => target(gl, width, height);
    this.layers = { scene: make(), before: make(), wanted: make(), shown: make(), spare: make() };
    for (const [name, each] of Object.entries(old ?? {})) {
      this.#copy(each, this.layers[name]);
      drop(gl, each);
    }
  }
}

// Where an angle is on the circle.
function circle(angle) {
  return [Math.cos(angle), Math.sin(angle)];
}

function program(gl, vertex, fragment) {
  const handle = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(handle, shader);
  }
  gl.linkProgram(handle);
  if (!gl.getProgramParameter(handle, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(gl.getAttachedShaders(handle).map((s) => gl.getShaderInfoLog(s)).join("\n"));
  }
  const places = {};
  for (let i = 0; i < gl.getProgramParameter(handle, gl.ACTIVE_UNIFORMS); i++) {
    const { name } = gl.getActiveUniform(handle, i);
    places[name] = gl.getUniformLocation(handle, name);
  }
  return { handle, places };
}

function texture(gl, width, height) {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.MIRRORED_REPEAT);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.MIRRORED_REPEAT);
  gl.generateMipmap(gl.TEXTURE_2D);
  return { texture: made, width, height };
}

function target(gl, width, height) {
  const made = texture(gl, width, height);
  made.frame = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, made.frame);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, made.texture, 0);
  gl.clearColor(0, 0, 0, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  return made;
}

function drop(gl, { texture: image, frame }) {
  gl.deleteTexture(image);
  gl.deleteFramebuffer(frame);
}
