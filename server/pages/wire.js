// The connection: messages in and out, frames in order, again and again when it is lost. The page
// (line.js) is told by messages, and of features by memory that it shares.
const AGAIN_MS = [200, 500, 1000, 2000];
const MOST_PENDING = 4;

let [watch, felt, names] = [];
let socket = null;
let tries = 0;
let last = null;
let pending = 0;
let chain = Promise.resolve();

onmessage = ({ data }) => {
  if (data.address) say(data.address, data.args);
  else {
    ({ watch, felt, names } = data);
    open();
  }
};

function say(address, args) {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ address, args }));
}

function tell(name, detail = null, transfer = []) {
  postMessage({ name, detail }, transfer);
}

function open() {
  const url = new URL("/ws", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    tries = 0;
    last = null;
    say("/hello", { name: "display" });
    say("/art/watch", watch);
    tell("open");
  };
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") hear(JSON.parse(data));
    else decode(data);
  };
  socket.onclose = () => {
    tell("lost");
    setTimeout(open, AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)]);
  };
}

function hear({ address, args }) {
  if (address !== "/art/features") {
    tell("message", { address, args });
    return;
  }
  args.at = performance.timeOrigin + performance.now();
  felt.set([...names.map((name) => args[name]), ...args.chroma]);
  if (!crossOriginIsolated) tell("felt", felt);
}

function decode(data) {
  const view = new DataView(data);
  if (view.getUint16(0) !== 0x4b42 || view.getUint8(2) !== 0x46) return; // KB, F
  const end = 6 + view.getUint16(4);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 6, end - 6)));
  if (last !== null && header.number > last + 1) tell("missed", header.number - last - 1);
  last = header.number;
  if (pending >= MOST_PENDING) {
    tell("missed", 1); // this machine decodes too slowly: newer ones will come
    return;
  }
  pending++;
  const blob = new Blob([new Uint8Array(data, end)], { type: `image/${header.format}` });
  const decoded = createImageBitmap(blob, { colorSpaceConversion: "none", imageOrientation: "flipY" });
  decoded.catch(() => {}); // seen to below, in its turn
  chain = chain
    .then(() => decoded)
    .then((image) => tell("frame", { header, image }, [image]), () => tell("missed", 1))
    .finally(() => pending--);
}
