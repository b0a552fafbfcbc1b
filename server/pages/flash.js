// Keeps what is drawn from flashing more than three times a second (WCAG 2.3.1, general flash).
// The same as server/flash.py, which says how it works; a test holds the two together.
export const CELLS = 16;
const STEP = 0.1;
const KEEP = 0.08;
const MOST = 6;
const WINDOW_S = 1.02;
const AREA = (CELLS * CELLS) / 32;

export class Limiter {
  // How much of `wanted` (luminance 0 to 1 of each cell) may be blended, in linear light, into
  // what was shown last: 1 all, 0 nothing. `now` in seconds.
  share(wanted, now) {
    if (!this.shown) {
      this.shown = Float64Array.from(wanted);
      this.top = this.shown.slice();
      this.bottom = this.shown.slice();
      this.way = new Int8Array(wanted.length);
      this.changes = Array.from(wanted, () => []);
      return 1;
    }
    const share = this.#allowed(wanted, now);
    for (let i = 0; i < wanted.length; i++) {
      this.#show(i, this.shown[i] + share * (wanted[i] - this.shown[i]), now);
    }
    return share;
  }

  #allowed(wanted, now) {
    let least = 1;
    let restless = 0;
    for (let i = 0; i < wanted.length; i++) {
      const changes = this.changes[i];
      if (changes.length < MOST || now - changes[0] > WINDOW_S) continue;
      const shown = this.shown[i];
      const goal = wanted[i];
      const low = this.top[i] - KEEP;
      const high = this.bottom[i] + KEEP;
      let share = 1;
      if (this.way[i] >= 0 && goal < low) {
        share = shown > low ? (shown - low) / (shown - goal) : 0;
      } else if (this.way[i] < 0 && goal > high) {
        share = shown < high ? (high - shown) / (goal - shown) : 0;
      } else {
        continue;
      }
      restless++;
      least = Math.min(least, Math.max(0, share));
    }
    return restless >= AREA ? least : 1;
  }

  #show(i, light, now) {
    this.shown[i] = light;
    const falls = this.way[i] >= 0 && this.top[i] - light >= STEP && light < 0.8;
    const rises = this.way[i] <= 0 && light - this.bottom[i] >= STEP && this.bottom[i] < 0.8;
    if (falls || rises) {
      const changes = this.changes[i];
      changes.push(now);
      if (changes.length > MOST) changes.shift();
      this.top[i] = this.bottom[i] = light;
      this.way[i] = rises ? 1 : -1;
    } else {
      this.top[i] = Math.max(this.top[i], light);
      this.bottom[i] = Math.min(this.bottom[i], light);
    }
  }
}
