// The passes of the picture, in WebGL 2. Colours are as encoded; `linear` means light.
export const VERTEX = `#version 300 es
out vec2 uv;
void main() {
  uv = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
  gl_Position = vec4(uv * 2.0 - 1.0, 0.0, 1.0);
}`;

const HEAD = `#version 300 es
precision highp float;
in vec2 uv;
out vec4 color;
float light(vec3 c) { return dot(c, vec3(0.2126, 0.7152, 0.0722)); }
vec3 turnHue(vec3 c, vec2 a) {
  const vec3 k = vec3(0.57735);
  return c * a.x + cross(k, c) * a.y + k * dot(k, c) * (1.0 - a.x);
}
`;

// Where one keyframe flows while it becomes the next: along the slope of their difference, as two
// numbers of 16 bits, 0.5 for none.
export const FLOW = `${HEAD}
uniform sampler2D from, to;
float lightAt(sampler2D image, vec2 at) { return light(textureLod(image, at, 4.0).rgb); }
vec2 slope(sampler2D image) {
  vec2 e = 16.0 / vec2(textureSize(image, 0));
  return vec2(lightAt(image, uv + vec2(e.x, 0)) - lightAt(image, uv - vec2(e.x, 0)),
              lightAt(image, uv + vec2(0, e.y)) - lightAt(image, uv - vec2(0, e.y)));
}
void main() {
  vec2 g = 0.5 * (slope(from) + slope(to));
  vec2 flow = 255.0 * (0.5 + 0.1 * (lightAt(from, uv) - lightAt(to, uv)) * g / (dot(g, g) + 0.01));
  color = vec4(floor(flow) / 255.0, fract(flow));
}`;

// One keyframe becomes the next: each flows while it fades.
export const KEYFRAME = `${HEAD}
uniform sampler2D from, to, flow;
uniform float share, warp;
void main() {
  vec4 both = textureLod(flow, uv, 0.0);
  vec2 way = (both.xy + both.zw / 255.0 - 0.5) * 0.35 * warp;
  vec3 a = textureLod(from, uv - way * share, 0.0).rgb;
  vec3 b = textureLod(to, uv + way * (1.0 - share), 0.0).rgb;
  color = vec4(mix(a, b, share), 1.0);
}`;

// The scene: the keyframe fitted, folded, pushed and rippled, over the trails of the last scene.
export const SCENE = `${HEAD}
uniform sampler2D image, before;
uniform vec2 size, imageSize, lean, spin, hue;
uniform float time, flow, push, mirror, turn, trails, grow, edges;
const float PI = 3.14159265;
float lightAt(vec2 at) { return light(textureLod(image, at, 0.0).rgb); }
vec2 rotate(vec2 p, vec2 a) { return mat2(a.x, a.y, -a.y, a.x) * p; }
vec2 fold(vec2 p, float sectors) {
  float wedge = PI / sectors;
  float a = mod(atan(p.y, p.x) + turn, 2.0 * wedge);
  return length(p) * vec2(cos(abs(a - wedge)), sin(abs(a - wedge)));
}
void main() {
  vec2 aspect = vec2(size.x / size.y, 1.0);
  vec2 p = (uv - 0.5) * aspect;
  vec2 q = p;
  if (mirror >= 2.0) q = fold(q, floor(mirror));
  q = rotate(q, lean) / (1.0 + push);
  vec2 wave = vec2(sin(7.0 * q.y + time * 0.7) + 0.6 * sin(13.0 * q.y - time * 1.1 + 4.0 * q.x),
                   sin(6.0 * q.x - time * 0.6) + 0.6 * sin(11.0 * q.x + time * 0.9 + 3.0 * q.y));
  q += 0.022 * flow * wave;
  float shape = imageSize.x / imageSize.y;
  vec2 cover = aspect.x > shape ? vec2(1.0 / aspect.x, shape / aspect.x) : vec2(1.0 / shape, 1.0);
  vec2 at = q * cover * 0.94 + 0.5;
  at = 1.0 - abs(1.0 - mod(at, 2.0));
  vec3 c = textureLod(image, at, 0.0).rgb;
  if (edges > 0.0) {
    vec2 e = 1.5 / imageSize;
    vec2 g = vec2(lightAt(at + vec2(e.x, 0)) - lightAt(at - vec2(e.x, 0)),
                  lightAt(at + vec2(0, e.y)) - lightAt(at - vec2(0, e.y)));
    c += edges * smoothstep(0.03, 0.3, length(g)) * (0.35 + c);
  }
  vec2 back = rotate(p, spin) * (1.0 - grow) / aspect + 0.5;
  vec3 old = turnHue(textureLod(before, back, 0.0).rgb, hue) * 0.995;
  color = vec4(max(mix(c, old, trails), c * 0.35), 1.0);
}`;

// What is wanted on the screen: graded, with halo, vignette and grain.
export const GRADE = `${HEAD}
uniform sampler2D scene;
uniform vec2 size, hue;
uniform float time, glow, saturation, contrast, gain, vignette, grain;
float noise(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233)) + time * 3.7) * 43758.5453); }
void main() {
  vec3 c = textureLod(scene, uv, 0.0).rgb;
  if (glow > 0.0) {
    vec3 halo = 0.45 * textureLod(scene, uv, 4.0).rgb + 0.35 * textureLod(scene, uv, 5.5).rgb
              + 0.2 * textureLod(scene, uv, 7.0).rgb;
    c += glow * 1.6 * halo * halo * (1.0 - c);
  }
  c = turnHue(c, hue);
  c = mix(vec3(light(c)), c, saturation);
  c = gain * ((c - 0.45) * contrast + 0.45);
  float most = max(c.r, max(c.g, c.b)), white = gain * (0.45 + 0.55 * contrast);
  if (white > 1.0 && most > 0.5) { // lights bend below white and keep their colour
    float left = max(0.0, (white - most) / (white - 0.5));
    c *= (1.0 - 0.5 * pow(left, 2.0 * white - 1.0)) / most;
  }
  vec2 p = (uv - 0.5) * vec2(1.0, size.y / size.x * 1.4);
  c *= 1.0 - vignette * smoothstep(0.12, 0.62, dot(p, p) * 2.0);
  c += grain * 0.09 * (noise(floor(uv * size)) - 0.5) * (0.3 + light(c));
  color = vec4(clamp(c, 0.0, 1.0), 1.0);
}`;

// How light each cell is, for the flash limiter: 64 looks at each.
export const CELLS = `${HEAD}
uniform sampler2D image;
void main() {
  vec2 cell = floor(gl_FragCoord.xy);
  float sum = 0.0;
  for (int i = 0; i < 64; i++) {
    vec2 at = (cell + (vec2(i & 7, i >> 3) + 0.5) / 8.0) / 16.0;
    sum += light(pow(textureLod(image, at, 0.0).rgb, vec3(2.2)));
  }
  color = vec4(vec3(pow(sum / 64.0, 1.0 / 2.2)), 1.0);
}`;

// As far towards what is wanted as the flash limiter allows, mixed as light.
export const LIMIT = `${HEAD}
uniform sampler2D wanted, shown;
uniform float share;
void main() {
  vec3 a = pow(textureLod(shown, uv, 0.0).rgb, vec3(2.2));
  vec3 b = pow(textureLod(wanted, uv, 0.0).rgb, vec3(2.2));
  color = vec4(pow(mix(a, b, share), vec3(1.0 / 2.2)), 1.0);
}`;

// To a canvas that is see-through: where it is black.
export const PRESENT = `${HEAD}
uniform sampler2D image;
void main() {
  vec3 c = textureLod(image, uv, 0.0).rgb;
  float cover = smoothstep(0.02, 0.35, max(c.r, max(c.g, c.b)));
  color = vec4(c * cover, cover);
}`;
