// Shows /health once a second; says so when the server is gone, and goes on when it is back.
const state = document.getElementById("state");
const level = document.getElementById("level");
const rows = document.getElementById("rows");

function show(health) {
  state.textContent = `${health.preset}: ${health.state}`;
  level.value = health.sound.peak_db;
  level.title = `peak ${health.sound.peak_db} dBFS, RMS ${health.sound.rms_db} dBFS`;
  const all = { OSC: health.osc, HTTP: health.http, ...health.status };
  rows.replaceChildren(...Object.entries(all).map(([name, value]) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.style.textAlign = "left";
    head.textContent = name;
    const cell = document.createElement("td");
    cell.textContent = value;
    row.append(head, cell);
    return row;
  }));
}

async function ask() {
  try {
    show(await (await fetch("/health")).json());
  } catch {
    state.textContent = "The server does not answer.";
  }
  setTimeout(ask, 1000);
}

ask();
