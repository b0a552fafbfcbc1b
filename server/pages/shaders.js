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
`;

// One keyframe becomes the next: each flows along the slope of their difference while it fades.
export const KEYFRAME = `${HEAD}
uniform sampler2D from, to;
uniform float share, warp;
vec2 slope(sampler2D image, vec2 at, float lod) {
  vec2 e = vec2(exp2(lod)) / vec2(textureSize(image, 0));
  return vec2(
    light(textureLod(image, at + vec2(e.x, 0), lod).rgb - textureLod(image, at - vec2(e.x, 0), lod).rgb),
    light(textureLod(image, at + vec2(0, e.y), lod).rgb - textureLod(image, at - vec2(0, e.y), lod).rgb));
}
void main() {
  float lod = 4.0;
  vec2 g = 0.5 * (slope(from, uv, lod) + slope(to, uv, lod));
  float change = light(textureLod(to, uv, lod).rgb - textureLod(from, uv, lod).rgb);
  vec2 flow = -change * g / (dot(g, g) + 0.01) * 0.035 * warp;
  vec3 a = texture(from, uv - flow * share).rgb;
  vec3 b = texture(to, uv + flow * (1.0 - share)).rgb;
  color = vec4(mix(a, b, share), 1.0);
}`;

// The scene: the keyframe fitted, folded, pushed and rippled, over the trails of the last scene.
export const SCENE = `${HEAD}
uniform sampler2D image, before;
uniform vec2 size, imageSize;
uniform float time, flow, push, lean, mirror, turn, trails, grow, spin, edges, hue;
const float PI = 3.14159265;
vec2 rotate(vec2 p, float a) { return mat2(cos(a), sin(a), -sin(a), cos(a)) * p; }
vec2 fold(vec2 p, float sectors) {
  float wedge = PI / sectors;
  float a = mod(atan(p.y, p.x) + turn, 2.0 * wedge);
  return length(p) * vec2(cos(abs(a - wedge)), sin(abs(a - wedge)));
}
vec3 turnHue(vec3 c, float a) {
  const vec3 k = vec3(0.57735);
  return c * cos(a) + cross(k, c) * sin(a) + k * dot(k, c) * (1.0 - cos(a));
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
  vec3 c = texture(image, at).rgb;
  vec2 e = 1.5 / imageSize;
  vec2 g = vec2(light(texture(image, at + vec2(e.x, 0)).rgb - texture(image, at - vec2(e.x, 0)).rgb),
                light(texture(image, at + vec2(0, e.y)).rgb - texture(image, at - vec2(0, e.y)).rgb));
  c += edges * smoothstep(0.03, 0.3, length(g)) * (0.35 + c);
  vec2 back = rotate(p, spin) * (1.0 - grow) / aspect + 0.5;
  vec3 old = turnHue(texture(before, back).rgb, hue * 0.05) * 0.995;
  color = vec4(max(mix(c, old, trails), c * 0.35), 1.0);
}`;

// What is wanted on the screen: graded, with halo, vignette and grain.
export const GRADE = `${HEAD}
uniform sampler2D scene;
uniform vec2 size;
uniform float time, glow, hue, saturation, contrast, gain, vignette, grain;
vec3 turnHue(vec3 c, float a) {
  const vec3 k = vec3(0.57735);
  return c * cos(a) + cross(k, c) * sin(a) + k * dot(k, c) * (1.0 - cos(a));
}
float noise(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233)) + time * 3.7) * 43758.5453); }
void main() {
  vec3 c = texture(scene, uv).rgb;
  vec3 halo = 0.45 * textureLod(scene, uv, 4.0).rgb + 0.35 * textureLod(scene, uv, 5.5).rgb
            + 0.2 * textureLod(scene, uv, 7.0).rgb;
  c += glow * 1.6 * halo * halo;
  c = turnHue(c, hue);
  c = mix(vec3(light(c)), c, saturation);
  c = (c - 0.45) * contrast + 0.45;
  vec2 p = (uv - 0.5) * vec2(1.0, size.y / size.x * 1.4);
  c *= gain * (1.0 - vignette * smoothstep(0.12, 0.62, dot(p, p) * 2.0));
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

// To the canvas; where it is see-through, black is.
export const PRESENT = `${HEAD}
uniform sampler2D image;
uniform float seeThrough;
void main() {
  vec3 c = textureLod(image, uv, 0.0).rgb;
  float cover = mix(1.0, smoothstep(0.02, 0.35, max(c.r, max(c.g, c.b))), seeThrough);
  color = vec4(c * cover, cover);
}`;
