// The picture without WebGL 2: keyframes as they come, each faded in, and no looks.
const STEP_S = 0.05; // between two drawings
const FADE_S = 0.3; // in which 63 % of a new picture are there: nothing flashes fast

export class Plain {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.held = 0; // as the limiter of `Painting` counts
    this.waited = 0;
  }

  // A new keyframe, its first row at the bottom.
  show(image) {
    this.image?.close();
    this.image = image;
  }

  draw(seconds, look, features, stage) {
    const { canvas, pen, image } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.waited += seconds;
    if (this.waited < STEP_S) return;
    pen.globalAlpha = 1 - Math.exp(-this.waited / FADE_S);
    this.waited = 0;
    if (stage.dark) pen.fillRect(0, 0, width, height);
    else if (image) {
      const zoom = Math.max(width / image.width, height / image.height);
      const [wide, high] = [zoom * image.width, zoom * image.height];
      pen.setTransform(1, 0, 0, -1, 0, height);
      pen.drawImage(image, (width - wide) / 2, (height - high) / 2, wide, high);
      pen.resetTransform();
    }
  }
}
