{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 9,
   "minor": 0,
   "revision": 0,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   60.0,
   80.0,
   1240.0,
   860.0
  ],
  "gridsize": [
   15.0,
   15.0
  ],
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      30.0,
      240.0,
      97.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "v8 @embed 1",
     "filename": "none",
     "textfile": {
      "text": "// The conversation with the server: is it there, is it the right one, where do answers go.\n// Knows nothing of Max: `way` holds say(address, ...values), listen(port), show(text),\n// connected() (the server is there, or there again), lost() and random() (0 to 1).\n\nconst VERSION = 1;\nconst FIRST_PORT = 9200;\nconst PORTS = 700;\nconst TRY_MS = 2000;\nconst BIND_MS = 200;\nconst PATIENCE = 3;\nconst NO_SERVER = \"No server: start klangbild serve\";\n\nclass Wire {\n  constructor(name, way) {\n    this.name = name;\n    this.way = way;\n    this.here = false;\n    this.state = \"\";\n    this.port = 0;\n    this.asked = false;\n    this.wrong = false;\n    this.since = -Infinity;\n    this.number = Math.floor(way.random() * 1e6) * 8;\n    this.unanswered = 0;\n  }\n\n  // Time passes: `now` in milliseconds, some ten times a second.\n  tick(now) {\n    if (this.here) {\n      this.keep(now);\n    } else if (now - this.since >= TRY_MS) {\n      this.open(now);\n    } else if (!this.asked && now - this.since >= BIND_MS) {\n      this.asked = true;\n      this.hello();\n    }\n  }\n\n  // A message of the server; whether it was about the conversation itself.\n  hear(address, values) {\n    if (address === \"/pong\" && values[0] === this.number) this.unanswered = 0;\n    if (address === \"/hello\") this.greeted(...values);\n    return address === \"/pong\" || address === \"/hello\";\n  }\n\n  // Another port each time: one that another program holds gets no answers.\n  open(now) {\n    this.since = now;\n    this.asked = false;\n    this.port = FIRST_PORT + Math.floor(this.way.random() * PORTS);\n    this.way.listen(this.port);\n    if (!this.wrong) this.way.show(NO_SERVER);\n  }\n\n  hello() {\n    this.way.say(\"/hello\", this.port, this.name, VERSION);\n  }\n\n  greeted(version, server, preset, state) {\n    if (version !== VERSION) {\n      this.wrong = true;\n      this.way.show(`The server speaks protocol ${version}, this device ${VERSION}: update one`);\n      return;\n    }\n    const changed = !this.here || state !== this.state;\n    const began = !this.here;\n    this.here = true;\n    this.wrong = false;\n    this.state = state;\n    this.unanswered = 0;\n    if (changed) this.way.show(state === \"ready\" ? `Ready: ${preset}` : `The model is ${state}`);\n    if (began) this.way.connected();\n  }\n\n  keep(now) {\n    if (now - this.since < TRY_MS) return;\n    this.since = now;\n    if (this.unanswered >= PATIENCE) {\n      this.here = false;\n      this.way.lost();\n      this.open(now);\n      return;\n    }\n    this.unanswered += 1;\n    if (this.state === \"ready\") {\n      this.number += 1;\n      this.way.say(\"/ping\", this.number);\n    } else {\n      this.hello();\n    }\n  }\n}\n\n// What a task says to the server, and what its answer makes of the clip. Pure: no Max, no Live.\n// Notes are as Live has them: {pitch, start_time, duration, velocity, mute, ...}, in beats.\n\nconst ROLES = [\"melody\", \"chords\", \"bass\", \"drums\"];\nconst BAR = 4;\nconst NOTES_AT_ONCE = 24;\nconst MOST_SEED = 999999;\nconst HALF_STEP = 0.125;\n\n// Something that the musician has to be told; nothing is broken.\nclass Problem extends Error {}\n\n// `settings`: task, from (bar), bars, amount, tracks, density, temperature, seed, variations.\n// `music`: {length, tempo, tracks: {role: notes}}; of a new piece only the tempo counts.\n// Returns {messages, roles, holes, length, lead, seed}.\nfunction plan(id, settings, music, random) {\n  const seed = Math.round(settings.seed) || 1 + Math.floor(random() * MOST_SEED);\n  const plans = { infill, vary, accompany, continue: extend, leadin: lead, generate };\n  const made = plans[settings.task](id, settings, music, dice(seed));\n  const messages = [\n    ...(settings.task === \"generate\" ? [[\"/clip/begin\", id, made.length, music.tempo]]\n      : sent(id, music)),\n    [\"/clip/param\", id, \"seed\", seed, \"variations\", settings.variations, ...chosen(settings)],\n    ...made.messages,\n  ];\n  return { ...made, messages, seed };\n}\n\nfunction chosen(settings) {\n  const values = [];\n  if (settings.density > 0) values.push(\"density\", settings.density);\n  if (settings.temperature > 0) values.push(\"temperature\", settings.temperature);\n  return values;\n}\n\n// The clip itself, in packets of at most 1 kB.\nfunction sent(id, music) {\n  const messages = [[\"/clip/begin\", id, music.length, music.tempo, ...Object.keys(music.tracks)]];\n  let values = [];\n  for (const [role, notes] of Object.entries(music.tracks)) {\n    for (const note of notes) {\n      if (note.mute || note.start_time < 0 || note.start_time >= music.length) continue;\n      const velocity = Math.min(127, Math.max(1, Math.round(note.velocity)));\n      const duration = Math.max(0.01, note.duration);\n      values.push(role, note.pitch, note.start_time, duration, velocity);\n      if (values.length === 5 * NOTES_AT_ONCE) {\n        messages.push([\"/clip/note\", id, ...values]);\n        values = [];\n      }\n    }\n  }\n  if (values.length) messages.push([\"/clip/note\", id, ...values]);\n  return messages;\n}\n\nfunction infill(id, settings, music) {\n  const start = BAR * (settings.from - 1);\n  const end = Math.min(music.length, start + BAR * settings.bars);\n  if (start >= end) {\n    const bars = Math.ceil(music.length / BAR);\n    throw new Problem(`Bar ${settings.from} lies outside: the clip has ${bars} bars`);\n  }\n  return fill(id, music, settings.tracks.map((role) => ({ role, start, end })));\n}\n\n// Numbers from 0 to 1, the same for the same seed.\nfunction dice(seed) {\n  let state = (seed * 1103515245) % 2147483647; // seeds that are neighbours begin far apart\n  return () => {\n    state = (state * 48271 + 11) % 2147483647;\n    return state / 2147483647;\n  };\n}\n\n// As /clip/vary, but with holes of our own: so we know which notes make room.\nfunction vary(id, settings, music, draw) {\n  const count = Math.max(1, Math.floor(music.length));\n  const holes = [];\n  for (const role of settings.tracks) {\n    const beats = Array.from({ length: count }, (_, beat) => beat);\n    const most = Math.max(1, Math.round(settings.amount * count));\n    const drawn = [];\n    while (drawn.length < most) {\n      drawn.push(...beats.splice(Math.floor(draw() * beats.length), 1));\n    }\n    drawn.sort((a, b) => a - b);\n    for (const start of drawn) {\n      holes.push({ role, start, end: Math.min(music.length, start + 1) });\n    }\n  }\n  return fill(id, music, holes);\n}\n\nfunction fill(id, music, holes) {\n  const messages = [];\n  for (let at = 0; at < holes.length; at += NOTES_AT_ONCE) {\n    const part = holes.slice(at, at + NOTES_AT_ONCE);\n    const values = part.flatMap(({ role, start, end }) => [role, start, end]);\n    messages.push([\"/clip/hole\", id, ...values]);\n  }\n  messages.push([\"/clip/infill\", id]);\n  const roles = [...new Set(holes.map((hole) => hole.role))];\n  return { messages, roles, holes, length: music.length, lead: 0 };\n}\n\n// What the played tracks held before is replaced as a whole.\nfunction accompany(id, settings, music) {\n  const whole = settings.tracks.map((role) => ({ role, start: 0, end: music.length }));\n  const messages = [[\"/clip/accompany\", id, ...settings.tracks]];\n  return { messages, roles: settings.tracks, holes: whole, length: music.length, lead: 0 };\n}\n\nfunction extend(id, settings, music) {\n  const messages = [[\"/clip/continue\", id, settings.bars, ...settings.tracks]];\n  const length = music.length + BAR * settings.bars;\n  return { messages, roles: settings.tracks, holes: [], length, lead: 0 };\n}\n\nfunction lead(id, settings, music) {\n  const messages = [[\"/clip/leadin\", id, settings.bars, ...settings.tracks]];\n  const added = BAR * settings.bars;\n  return { messages, roles: settings.tracks, holes: [], length: music.length + added, lead: added };\n}\n\nfunction generate(id, settings) {\n  const messages = [[\"/clip/generate\", id, settings.bars, ...settings.tracks]];\n  const length = BAR * settings.bars;\n  return { messages, roles: settings.tracks, holes: [], length, lead: 0 };\n}\n\n// A note that is played a little early belongs to the 16th that it is meant for, as the server\n// has it.\nfunction inside(hole, beat) {\n  const onGrid = (value) => Math.abs(value * 4 - Math.round(value * 4)) < 1e-6;\n  const early = onGrid(hole.start) && onGrid(hole.end) ? HALF_STEP : 0;\n  return hole.start - early <= beat && beat < hole.end - early;\n}\n\n// The notes of `role` that stay, where they are in the answer's clip.\nfunction kept(made, music, role) {\n  const holes = made.holes.filter((hole) => hole.role === role);\n  return ((music && music.tracks[role]) || [])\n    .filter((note) => !holes.some((hole) => inside(hole, note.start_time)))\n    .map((note) => ({ ...note, start_time: note.start_time + made.lead }));\n}\n\n// The notes of an answer as they come, packet by packet.\nclass Answer {\n  constructor() {\n    this.variations = [];\n    this.count = 0;\n  }\n\n  add(variation, values) {\n    const tracks = this.variations[variation] || (this.variations[variation] = {});\n    for (let at = 0; at + 5 <= values.length; at += 5) {\n      const [role, pitch, start_time, duration, velocity] = values.slice(at, at + 5);\n      (tracks[role] || (tracks[role] = [])).push({ pitch, start_time, duration, velocity });\n      this.count += 1;\n    }\n  }\n\n  // Per variation, role -> all notes of the new clip; `music` is null for a new piece.\n  clips(made, music) {\n    return this.variations.map((tracks) => {\n      const roles = ROLES.filter((role) => tracks[role] || made.roles.includes(role));\n      const all = roles.map((role) => [role, [...kept(made, music, role), ...(tracks[role] || [])]]);\n      return Object.fromEntries(all.filter(([, notes]) => notes.length));\n    });\n  }\n}\n\n// Live's song through its API: the clip that is meant, where answers go. Needs `LiveAPI`.\n\nconst COLOUR = 0xe8a33d;\nconst NAMES = [\n  [\"drums\", /drum|beat|perc|kit|kick/i],\n  [\"bass\", /bass|sub/i],\n  [\"chords\", /chord|key|pad|piano|harm/i],\n  [\"melody\", /melod|lead|voc|voice|solo|theme/i],\n];\n\n// One object of the Live API.\nclass Thing {\n  constructor(path) {\n    this.api = new LiveAPI(path);\n  }\n\n  get id() {\n    return Number(this.api.id);\n  }\n\n  get there() {\n    return this.id !== 0;\n  }\n\n  values(name) {\n    return [].concat(this.api.get(name));\n  }\n\n  number(name) {\n    return Number(this.values(name)[0]);\n  }\n\n  text(name) {\n    return this.values(name).join(\" \");\n  }\n\n  // The objects in a property that holds some: `id 3 id 4`.\n  children(name) {\n    const ids = this.values(name).filter((value) => value !== \"id\" && Number(value) !== 0);\n    return ids.map((id) => new Thing(`id ${id}`));\n  }\n\n  child(name) {\n    return this.children(name)[0] || null;\n  }\n\n  set(name, value) {\n    this.api.set(name, value);\n  }\n\n  call(name, ...values) {\n    return this.api.call(name, ...values);\n  }\n}\n\n// What a track is for, by its name; empty: its name does not say.\nfunction roleOf(name) {\n  const found = NAMES.find(([, pattern]) => pattern.test(name));\n  return found ? found[0] : \"\";\n}\n\nclass Song {\n  constructor() {\n    this.set = new Thing(\"live_set\");\n    this.view = new Thing(\"live_set view\");\n  }\n\n  get tempo() {\n    return this.set.number(\"tempo\");\n  }\n\n  // MIDI tracks that can be written to: [{thing, role}].\n  tracks() {\n    return this.set.children(\"tracks\")\n      .filter((t) => t.number(\"has_midi_input\") && !t.number(\"is_foldable\"))\n      .filter((t) => !t.number(\"is_frozen\"))\n      .map((thing) => ({ thing, role: roleOf(thing.text(\"name\")) }));\n  }\n\n  // The clip in the detail view, or else in the highlighted slot; null: there is none.\n  clip() {\n    const shown = this.view.child(\"detail_clip\");\n    if (shown) return shown;\n    const slot = this.view.child(\"highlighted_clip_slot\");\n    return slot && slot.number(\"has_clip\") ? slot.child(\"clip\") : null;\n  }\n\n  // The row of the selected scene, from 0.\n  row() {\n    const scene = this.view.child(\"selected_scene\");\n    const at = this.set.children(\"scenes\").findIndex((s) => scene && s.id === scene.id);\n    return Math.max(0, at);\n  }\n\n  // Where a clip is: {track, row}; a clip of the arrangement is in the selected scene.\n  place(clip) {\n    const parent = clip.child(\"canonical_parent\");\n    if (clip.number(\"is_arrangement_clip\")) return { track: parent, row: this.row() };\n    const track = parent.child(\"canonical_parent\");\n    const row = track.children(\"clip_slots\").findIndex((slot) => slot.id === parent.id);\n    return { track, row: Math.max(0, row) };\n  }\n\n  // Where a piece begins that has no clip.\n  nothing() {\n    const music = { length: 0, tempo: this.tempo, tracks: {} };\n    return { name: \"piece\", role: \"\", track: null, row: this.row(), music };\n  }\n\n  // {name, role, track, row, music} of the selected clip, alone or with its scene. `role`: what it is,\n  // empty: what its track's name says. Raises Problem.\n  read(role, scene) {\n    const clip = this.clip();\n    if (!clip) throw new Problem(\"Select a clip first: click one\");\n    if (!clip.number(\"is_midi_clip\")) throw new Problem(\"This is an audio clip: select a MIDI clip\");\n    if (clip.number(\"signature_numerator\") !== 4 || clip.number(\"signature_denominator\") !== 4) {\n      throw new Problem(\"The clip is not in 4/4, which is all that Klangbild plays\");\n    }\n    const { track, row } = this.place(clip);\n    const own = role || roleOf(track.text(\"name\")) || \"melody\";\n    const { notes, length } = notesOf(clip);\n    const tracks = scene ? this.scene(row, track, length) : {};\n    tracks[own] = notes;\n    const music = { length, tempo: this.tempo, tracks };\n    return { name: clip.text(\"name\") || own, role: own, track, row, music };\n  }\n\n  // What the other tracks of a scene play meanwhile: role -> notes.\n  scene(row, besides, length) {\n    const found = {};\n    for (const { thing, role } of this.tracks()) {\n      if (!role || found[role] || thing.id === besides.id) continue;\n      const slot = thing.children(\"clip_slots\")[row];\n      if (!slot || !slot.number(\"has_clip\")) continue;\n      found[role] = unrolled(notesOf(slot.child(\"clip\")), length);\n    }\n    return found;\n  }\n\n  // Write each of `clips` (role -> notes) into the next row with room, from that of their `source`\n  // on; nothing that is there is touched. What was made is added to `made`, for `remove`.\n  write(clips, source, name, length, made) {\n    let from = source.row;\n    clips.forEach((tracks, variation) => {\n      const targets = Object.keys(tracks).map((role) => [role, this.target(role, source)]);\n      const at = this.room(targets.map(([, track]) => track), from, made);\n      for (const [role, track] of targets) {\n        const slot = track.children(\"clip_slots\")[at];\n        slot.call(\"create_clip\", length);\n        const clip = slot.child(\"clip\");\n        clip.set(\"name\", clips.length > 1 ? `${name}.${variation + 1}` : name);\n        clip.set(\"color\", COLOUR);\n        clip.call(\"add_new_notes\", { notes: tracks[role].map(fresh) });\n        made.clips.push({ slot, id: clip.id });\n      }\n      if (targets.length) made.rows.push(at);\n      from = at + 1;\n    });\n  }\n\n  // The track for a role: that of the selected clip, the first whose name says so, or a new one.\n  target(role, source) {\n    if (role === source.role) return source.track;\n    const known = this.tracks().find((track) => track.role === role);\n    if (known) return known.thing;\n    this.set.call(\"create_midi_track\", -1);\n    const track = this.set.children(\"tracks\").pop();\n    track.set(\"name\", role);\n    return track;\n  }\n\n  // The first row, from `from` on, in which all these tracks are free; a new scene at the end.\n  room(tracks, from, made) {\n    const slots = tracks.map((track) => track.children(\"clip_slots\"));\n    const count = this.set.children(\"scenes\").length;\n    for (let row = from; row < count; row += 1) {\n      if (slots.every((list) => !list[row].number(\"has_clip\"))) return row;\n    }\n    this.set.call(\"create_scene\", -1);\n    made.scenes.push(this.set.children(\"scenes\").pop().id);\n    return count;\n  }\n\n  launch(row, made) {\n    if (row === undefined) return;\n    const scene = this.set.children(\"scenes\")[row];\n    const slots = made.clips.map(({ slot }) => slot);\n    for (const slot of slots) {\n      const mate = scene.children(\"clip_slots\").some((other) => other.id === slot.id);\n      if (mate) slot.call(\"fire\");\n    }\n  }\n\n  // Take back what `write` made, as far as it is still there. Returns how many clips.\n  remove(made) {\n    let count = 0;\n    for (const { slot, id } of made.clips) {\n      if (!slot.there || !slot.number(\"has_clip\") || slot.child(\"clip\").id !== id) continue;\n      slot.call(\"delete_clip\");\n      count += 1;\n    }\n    for (const id of made.scenes.reverse()) {\n      const scenes = this.set.children(\"scenes\");\n      const at = scenes.findIndex((scene) => scene.id === id);\n      const empty = at >= 0 && scenes[at].children(\"clip_slots\").every((s) => !s.number(\"has_clip\"));\n      if (empty && scenes.length > 1) this.set.call(\"delete_scene\", at);\n    }\n    return count;\n  }\n}\n\n// {notes, length, looping} of the part of a clip that plays, in beats from its start.\nfunction notesOf(clip) {\n  const start = clip.number(\"loop_start\");\n  const length = clip.number(\"loop_end\") - start;\n  const text = [].concat(clip.call(\"get_notes_extended\", 0, 128, start, length)).join(\" \");\n  const notes = JSON.parse(text).notes\n    .map((note) => ({ ...note, start_time: note.start_time - start }));\n  return { notes, length, looping: clip.number(\"looping\") };\n}\n\n// The notes of a clip for `length` beats, again and again if it loops.\nfunction unrolled(clip, length) {\n  const notes = [];\n  for (let at = 0; at < length; at += clip.length) {\n    for (const note of clip.notes) {\n      const start_time = note.start_time + at;\n      if (start_time < length) notes.push({ ...note, start_time });\n    }\n    if (!clip.looping) break;\n  }\n  return notes;\n}\n\n// A note as Live takes new ones: without its old id.\nfunction fresh(note) {\n  const { note_id: _, ...rest } = note;\n  return rest;\n}\n\n// Klangbild Fill: the selected clip goes to the server, the answer to the next free slots.\n// Inlet: what the panel sets and the server says. Outlets: to udpsend, to udpreceive, to the panel.\n\ninlets = 1;\noutlets = 3;\nautowatch = 0;\n\nconst settings = {\n  task: \"infill\", from: 1, bars: 4, amount: 0.3, density: 0, temperature: 0, seed: 0, variations: 1,\n  clip: \"by name\", read: \"scene\", launch: 0, melody: 0, chords: 0, bass: 0, drums: 0,\n};\nlet song = null;\nlet job = null;\nlet last = [];\nlet serial = 0;\n\nfunction show(text) {\n  outlet(2, \"set\", text);\n}\n\nconst wire = new Wire(\"Klangbild Fill\", {\n  say: (...message) => outlet(0, ...message),\n  listen: (port) => outlet(1, \"port\", port),\n  show,\n  connected: () => {},\n  lost: () => { job = null; },\n  random: Math.random,\n});\n\n// Live is ready: only now may its API be asked.\nfunction ready() {\n  song = new Song();\n}\n\nfunction bang() {\n  wire.tick(Date.now());\n}\n\n// What the panel sets: `setting bars 8`.\nfunction setting(name, value) {\n  settings[name] = value;\n}\n\nfunction go() {\n  if (!song || !wire.here || wire.state !== \"ready\") {\n    show(wire.here ? \"Not ready yet: wait a moment\" : NO_SERVER);\n  } else if (job) {\n    show(\"At work: wait, or press Stop\");\n  } else {\n    attempt(ask);\n  }\n}\n\nfunction ask() {\n  const source = settings.task === \"generate\" ? song.nothing()\n    : song.read(ROLES.includes(settings.clip) ? settings.clip : \"\", settings.read === \"scene\");\n  const chosen = ROLES.filter((role) => settings[role]);\n  const own = settings.task === \"generate\" || settings.task === \"accompany\" ? [] : [source.role];\n  const wanted = { ...settings, tracks: chosen.length ? chosen : own };\n  serial += 1;\n  const made = plan(serial, wanted, source.music, Math.random);\n  job = { id: serial, made, source, task: settings.task, answer: new Answer() };\n  show(\"Asked ...\");\n  for (const message of made.messages) outlet(0, ...message);\n}\n\nfunction stop() {\n  if (!job) return;\n  outlet(0, \"/cancel\", job.id);\n  job = null;\n  show(\"Stopped\");\n}\n\nfunction undo() {\n  const made = last.pop();\n  if (!song || !made) {\n    show(\"Nothing to take back\");\n    return;\n  }\n  attempt(() => {\n    const count = song.remove(made);\n    show(`Took back ${count} ${count === 1 ? \"clip\" : \"clips\"}`);\n  });\n}\n\n// What the server says.\nfunction anything(...values) {\n  const address = messagename;\n  if (wire.hear(address, values) || !job) return;\n  if (address === \"/fail\" && values[0] === \"\") show(`Failed: ${values[2]}`);\n  if (values[0] !== job.id) return;\n  if (address === \"/progress\") show(`${Math.round(100 * values[1])} %`);\n  if (address === \"/note\") job.answer.add(values[1], values.slice(2));\n  if (address === \"/fail\") {\n    job = null;\n    show(`Failed: ${values[2]}`);\n  }\n  if (address === \"/done\") attempt(() => finish(values[1]));\n}\n\nfunction finish(count) {\n  const { made, source, task, answer } = job;\n  job = null;\n  if (answer.count !== count) {\n    throw new Problem(`${count - answer.count} notes were lost on their way: press Go again`);\n  }\n  const clips = answer.clips(made, source.music);\n  const name = `${source.name} ${task} ${made.seed}`;\n  const written = { clips: [], scenes: [], rows: [] };\n  last.push(written);\n  song.write(clips, source, name, made.length, written);\n  if (settings.launch) song.launch(written.rows[0], written);\n  const rows = written.rows.map((row) => row + 1).join(\", \");\n  show(written.rows.length ? `Scene ${rows}, seed ${made.seed}` : \"The answer holds no notes\");\n}\n\n// Do it; a problem is shown, never thrown at the console.\nfunction attempt(act) {\n  try {\n    act();\n  } catch (problem) {\n    job = null;\n    show(problem instanceof Problem ? problem.message : `Live refused: ${problem.message}`);\n  }\n}\n",
      "filename": "none",
      "flags": 1,
      "embed": 1,
      "autowatch": 1
     },
     "saved_object_attributes": {
      "parameter_enable": 0
     }
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      30.0,
      420.0,
      174.0,
      22.0
     ],
     "text": "udpsend 127.0.0.1 9100"
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      230.0,
      420.0,
      230.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "udpreceive 0 @defer 1 @quiet 1"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      30.0,
      60.0,
      216.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "metro 100 @active 1 @defer 1"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      0.0,
      404.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      146,
      404,
      16
     ],
     "annotation_name": "Max 9 is needed (Live 12.2 or newer)",
     "annotation": "What the device is doing, and what is wrong if something is.",
     "text": "Max 9 is needed (Live 12.2 or newer)"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      30.0,
      540.0,
      62.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "midiin"
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      30.0,
      600.0,
      69.0,
      22.0
     ],
     "text": "midiout"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      230.0,
      90.0,
      55.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "ready"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      230.0,
      30.0,
      125.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "live.thisdevice"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      30.0,
      84.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      4,
      84,
      14
     ],
     "annotation_name": "Task",
     "annotation": "infill: fill bars of the selected clip. accompany: play the tracks that have no clip. continue, leadin: bars after or before the clip. vary: change some beats. generate: a new piece, without a clip.",
     "text": "Task"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      760.0,
      60.0,
      84.0,
      15.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      19,
      84,
      15
     ],
     "annotation_name": "Task",
     "annotation": "infill: fill bars of the selected clip. accompany: play the tracks that have no clip. continue, leadin: bars after or before the clip. vary: change some beats. generate: a new piece, without a clip.",
     "parameter_enable": 1,
     "varname": "Task",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Task",
       "parameter_shortname": "Task",
       "parameter_type": 2,
       "parameter_enum": [
        "infill",
        "accompany",
        "continue",
        "leadin",
        "vary",
        "generate"
       ],
       "parameter_mmax": 5,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      90.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting task"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      90.0,
      84.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      38,
      84,
      14
     ],
     "annotation_name": "Clip is",
     "annotation": "What the selected clip plays. By name: as its track's name says (bass, drums, lead, keys ...), or else a melody.",
     "text": "Clip is"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      760.0,
      120.0,
      84.0,
      15.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      53,
      84,
      15
     ],
     "annotation_name": "Clip Is",
     "annotation": "What the selected clip plays. By name: as its track's name says (bass, drums, lead, keys ...), or else a melody.",
     "parameter_enable": 1,
     "varname": "Clip Is",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Clip Is",
       "parameter_shortname": "Clip is",
       "parameter_type": 2,
       "parameter_enum": [
        "by name",
        "melody",
        "chords",
        "bass",
        "drums"
       ],
       "parameter_mmax": 4,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      150.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting clip"
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      150.0,
      84.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      72,
      84,
      14
     ],
     "annotation_name": "Read",
     "annotation": "scene: the clips of the other tracks in this scene are heard too, where their tracks' names say what they play. clip: the selected clip alone.",
     "text": "Read"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      760.0,
      180.0,
      84.0,
      15.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      87,
      84,
      15
     ],
     "annotation_name": "Read",
     "annotation": "scene: the clips of the other tracks in this scene are heard too, where their tracks' names say what they play. clip: the selected clip alone.",
     "parameter_enable": 1,
     "varname": "Read",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Read",
       "parameter_shortname": "Read",
       "parameter_type": 2,
       "parameter_enum": [
        "scene",
        "clip"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      210.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting read"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      210.0,
      84.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      121,
      84,
      15
     ],
     "annotation_name": "Launch Answer",
     "annotation": "Launch the new clips as soon as they are there, as Live's quantisation says.",
     "parameter_enable": 1,
     "varname": "Launch Answer",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Launch Answer",
       "parameter_shortname": "Launch",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     },
     "text": "Launch",
     "texton": "Launch",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      240.0,
      174.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting launch"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      240.0,
      60.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      4,
      60,
      14
     ],
     "annotation_name": "From bar",
     "annotation": "infill: the first bar to fill, counted from 1.",
     "text": "From bar"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      270.0,
      60.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      19,
      60,
      15
     ],
     "annotation_name": "First Bar",
     "annotation": "infill: the first bar to fill, counted from 1.",
     "parameter_enable": 1,
     "varname": "First Bar",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "First Bar",
       "parameter_shortname": "From bar",
       "parameter_type": 1,
       "parameter_mmin": 1,
       "parameter_mmax": 255,
       "parameter_unitstyle": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      300.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting from"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      300.0,
      60.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      38,
      60,
      14
     ],
     "annotation_name": "Bars",
     "annotation": "How many bars to fill, to add or to make, of 4 beats.",
     "text": "Bars"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      330.0,
      60.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      53,
      60,
      15
     ],
     "annotation_name": "Bars",
     "annotation": "How many bars to fill, to add or to make, of 4 beats.",
     "parameter_enable": 1,
     "varname": "Bars",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Bars",
       "parameter_shortname": "Bars",
       "parameter_type": 1,
       "parameter_mmin": 1,
       "parameter_mmax": 64,
       "parameter_unitstyle": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        4
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      360.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting bars"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      360.0,
      60.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      72,
      60,
      14
     ],
     "annotation_name": "Variations",
     "annotation": "How many answers; each gets a row of slots of its own.",
     "text": "Variations"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      390.0,
      60.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      87,
      60,
      15
     ],
     "annotation_name": "Variations",
     "annotation": "How many answers; each gets a row of slots of its own.",
     "parameter_enable": 1,
     "varname": "Variations",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Variations",
       "parameter_shortname": "Variations",
       "parameter_type": 1,
       "parameter_mmin": 1,
       "parameter_mmax": 16,
       "parameter_unitstyle": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      420.0,
      202.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting variations"
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      420.0,
      60.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      106,
      60,
      14
     ],
     "annotation_name": "Seed",
     "annotation": "0: another answer each time. The name of an answer ends with its seed: the same seed brings it back.",
     "text": "Seed"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      450.0,
      60.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      121,
      60,
      15
     ],
     "annotation_name": "Seed",
     "annotation": "0: another answer each time. The name of an answer ends with its seed: the same seed brings it back.",
     "parameter_enable": 1,
     "varname": "Seed",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Seed",
       "parameter_shortname": "Seed",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 999999,
       "parameter_unitstyle": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      480.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting seed"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      480.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      176,
      4,
      44,
      48
     ],
     "annotation_name": "Density",
     "annotation": "How many notes begin in each bar (drums, chords: 16ths with a hit). 0: as the model likes.",
     "parameter_enable": 1,
     "varname": "Density",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Density",
       "parameter_shortname": "Density",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 16,
       "parameter_unitstyle": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      536.0,
      181.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting density"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      536.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      226,
      4,
      44,
      48
     ],
     "annotation_name": "Temperature",
     "annotation": "Low: likely notes, high: daring ones. 0: as the preset has it.",
     "parameter_enable": 1,
     "varname": "Temperature",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Temperature",
       "parameter_shortname": "Temp",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 2,
       "parameter_unitstyle": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      592.0,
      209.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting temperature"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      592.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      276,
      4,
      44,
      48
     ],
     "annotation_name": "Amount",
     "annotation": "vary: the share of the beats that is changed.",
     "parameter_enable": 1,
     "varname": "Amount",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Amount",
       "parameter_shortname": "Amount",
       "parameter_type": 0,
       "parameter_mmin": 0.01,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0.3
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      648.0,
      174.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting amount"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      648.0,
      144.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      176,
      72,
      144,
      14
     ],
     "annotation_name": "Plays",
     "annotation": "What Klangbild plays. None of the four: the selected clip's own track; to accompany, those without a clip; to generate, all.",
     "text": "Plays"
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      678.0,
      70.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      176,
      87,
      70,
      15
     ],
     "annotation_name": "Play Melody",
     "annotation": "What Klangbild plays. None of the four: the selected clip's own track; to accompany, those without a clip; to generate, all.",
     "parameter_enable": 1,
     "varname": "Play Melody",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Play Melody",
       "parameter_shortname": "melody",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     },
     "text": "melody",
     "texton": "melody",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      708.0,
      174.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting melody"
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      708.0,
      70.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      250,
      87,
      70,
      15
     ],
     "annotation_name": "Play Chords",
     "annotation": "What Klangbild plays. None of the four: the selected clip's own track; to accompany, those without a clip; to generate, all.",
     "parameter_enable": 1,
     "varname": "Play Chords",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Play Chords",
       "parameter_shortname": "chords",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     },
     "text": "chords",
     "texton": "chords",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      738.0,
      174.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting chords"
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      738.0,
      70.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      176,
      106,
      70,
      15
     ],
     "annotation_name": "Play Bass",
     "annotation": "What Klangbild plays. None of the four: the selected clip's own track; to accompany, those without a clip; to generate, all.",
     "parameter_enable": 1,
     "varname": "Play Bass",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Play Bass",
       "parameter_shortname": "bass",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     },
     "text": "bass",
     "texton": "bass",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      768.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting bass"
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      768.0,
      70.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      250,
      106,
      70,
      15
     ],
     "annotation_name": "Play Drums",
     "annotation": "What Klangbild plays. None of the four: the selected clip's own track; to accompany, those without a clip; to generate, all.",
     "parameter_enable": 1,
     "varname": "Play Drums",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Play Drums",
       "parameter_shortname": "drums",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ]
      }
     },
     "text": "drums",
     "texton": "drums",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      798.0,
      167.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting drums"
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      798.0,
      80.0,
      46.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      332,
      6,
      80,
      46
     ],
     "annotation_name": "Go",
     "annotation": "Send the selected clip. The answer comes into the next free slots; nothing that is there is changed.",
     "parameter_enable": 1,
     "varname": "Go",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Go",
       "parameter_shortname": "Go",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_invisible": 2
      }
     },
     "text": "Go",
     "texton": "Go",
     "mode": 0,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      852.0,
      41.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "t b"
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      882.0,
      34.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "go"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      882.0,
      80.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      332,
      60,
      80,
      22
     ],
     "annotation_name": "Stop",
     "annotation": "Leave the present request.",
     "parameter_enable": 1,
     "varname": "Stop",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Stop",
       "parameter_shortname": "Stop",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_invisible": 2
      }
     },
     "text": "Stop",
     "texton": "Stop",
     "mode": 0,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      912.0,
      41.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "t b"
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      942.0,
      48.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "stop"
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      942.0,
      80.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      332,
      90,
      80,
      22
     ],
     "annotation_name": "Undo",
     "annotation": "Delete the clips of the last answer, and the scenes that were made for them. Again: those of the answer before.",
     "parameter_enable": 1,
     "varname": "Undo",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Undo",
       "parameter_shortname": "Undo",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_invisible": 2
      }
     },
     "text": "Undo",
     "texton": "Undo",
     "mode": 0,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-55",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      972.0,
      41.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "t b"
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      1002.0,
      48.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "undo"
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-4",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-3",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-1",
      0
     ],
     "destination": [
      "obj-2",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-1",
      1
     ],
     "destination": [
      "obj-3",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-1",
      2
     ],
     "destination": [
      "obj-5",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-6",
      0
     ],
     "destination": [
      "obj-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      0
     ],
     "destination": [
      "obj-8",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-8",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-11",
      1
     ],
     "destination": [
      "obj-12",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-12",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
      1
     ],
     "destination": [
      "obj-15",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-15",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-17",
      1
     ],
     "destination": [
      "obj-18",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-18",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-19",
      0
     ],
     "destination": [
      "obj-20",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-20",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-22",
      0
     ],
     "destination": [
      "obj-23",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-23",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-25",
      0
     ],
     "destination": [
      "obj-26",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-26",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-28",
      0
     ],
     "destination": [
      "obj-29",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-29",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-31",
      0
     ],
     "destination": [
      "obj-32",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-32",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-33",
      0
     ],
     "destination": [
      "obj-34",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-34",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-35",
      0
     ],
     "destination": [
      "obj-36",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-36",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-37",
      0
     ],
     "destination": [
      "obj-38",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-38",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-40",
      0
     ],
     "destination": [
      "obj-41",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-41",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-42",
      0
     ],
     "destination": [
      "obj-43",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-43",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-44",
      0
     ],
     "destination": [
      "obj-45",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-45",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-46",
      0
     ],
     "destination": [
      "obj-47",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-47",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-48",
      0
     ],
     "destination": [
      "obj-49",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-49",
      0
     ],
     "destination": [
      "obj-50",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-50",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-51",
      0
     ],
     "destination": [
      "obj-52",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-52",
      0
     ],
     "destination": [
      "obj-53",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-53",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-54",
      0
     ],
     "destination": [
      "obj-55",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-55",
      0
     ],
     "destination": [
      "obj-56",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-56",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   }
  ],
  "dependency_cache": [],
  "autosave": 0,
  "openrect": [
   0.0,
   0.0,
   420.0,
   169.0
  ],
  "openinpresentation": 1,
  "default_fontname": "Ableton Sans Medium",
  "default_fontsize": 10.0,
  "devicewidth": 420.0,
  "latency": 0,
  "is_mpe": 1,
  "project": {
   "version": 1,
   "creationdate": 0,
   "modificationdate": 0,
   "viewrect": [
    0.0,
    0.0,
    300.0,
    500.0
   ],
   "autoorganize": 1,
   "hideprojectwindow": 1,
   "showdependencies": 1,
   "autolocalize": 0,
   "contents": {
    "patchers": {}
   },
   "layout": {},
   "searchpath": {},
   "detailsvisible": 0,
   "amxdtype": 1835887981,
   "readonly": 0,
   "devpathtype": 0,
   "devpath": ".",
   "sortmode": 0,
   "viewmode": 0
  },
  "parameters": {
   "obj-11": [
    "Task",
    "Task",
    0
   ],
   "obj-14": [
    "Clip Is",
    "Clip is",
    0
   ],
   "obj-17": [
    "Read",
    "Read",
    0
   ],
   "obj-19": [
    "Launch Answer",
    "Launch",
    0
   ],
   "obj-22": [
    "First Bar",
    "From bar",
    0
   ],
   "obj-25": [
    "Bars",
    "Bars",
    0
   ],
   "obj-28": [
    "Variations",
    "Variations",
    0
   ],
   "obj-31": [
    "Seed",
    "Seed",
    0
   ],
   "obj-33": [
    "Density",
    "Density",
    0
   ],
   "obj-35": [
    "Temperature",
    "Temp",
    0
   ],
   "obj-37": [
    "Amount",
    "Amount",
    0
   ],
   "obj-40": [
    "Play Melody",
    "melody",
    0
   ],
   "obj-42": [
    "Play Chords",
    "chords",
    0
   ],
   "obj-44": [
    "Play Bass",
    "bass",
    0
   ],
   "obj-46": [
    "Play Drums",
    "drums",
    0
   ],
   "obj-48": [
    "Go",
    "Go",
    0
   ],
   "obj-51": [
    "Stop",
    "Stop",
    0
   ],
   "obj-54": [
    "Undo",
    "Undo",
    0
   ],
   "parameterbanks": {
    "0": {
     "index": 0,
     "name": "",
     "parameters": [
      "Task",
      "Clip Is",
      "Read",
      "Launch Answer",
      "First Bar",
      "Bars",
      "Variations",
      "Seed"
     ]
    }
   }
  }
 }
}
