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
     "numoutlets": 5,
     "patching_rect": [
      30.0,
      240.0,
      97.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "v8 @embed 1",
     "filename": "none",
     "textfile": {
      "text": "// The conversation with the server: is it there, is it the right one, where do answers go.\n// Knows nothing of Max: `way` holds say(address, ...values), listen(port), show(text),\n// connected() (the server is there, or there again), lost() and random() (0 to 1).\n\nconst VERSION = 1;\nconst FIRST_PORT = 9200;\nconst PORTS = 700;\nconst TRY_MS = 2000;\nconst BIND_MS = 200;\nconst PATIENCE = 3;\nconst NO_SERVER = \"No server: start klangbild serve\";\n\nclass Wire {\n  constructor(name, way) {\n    this.name = name;\n    this.way = way;\n    this.here = false;\n    this.state = \"\";\n    this.port = 0;\n    this.asked = false;\n    this.wrong = false;\n    this.since = -Infinity;\n    this.number = Math.floor(way.random() * 1e6) * 8;\n    this.unanswered = 0;\n  }\n\n  // Time passes: `now` in milliseconds, some ten times a second.\n  tick(now) {\n    if (this.here) {\n      this.keep(now);\n    } else if (now - this.since >= TRY_MS) {\n      this.open(now);\n    } else if (!this.asked && now - this.since >= BIND_MS) {\n      this.asked = true;\n      this.hello();\n    }\n  }\n\n  // A message of the server; whether it was about the conversation itself.\n  hear(address, values) {\n    if (address === \"/pong\" && values[0] === this.number) this.unanswered = 0;\n    if (address === \"/hello\") this.greeted(...values);\n    return address === \"/pong\" || address === \"/hello\";\n  }\n\n  // Another port each time: one that another program holds gets no answers.\n  open(now) {\n    this.since = now;\n    this.asked = false;\n    this.port = FIRST_PORT + Math.floor(this.way.random() * PORTS);\n    this.way.listen(this.port);\n    if (!this.wrong) this.way.show(NO_SERVER);\n  }\n\n  hello() {\n    this.way.say(\"/hello\", this.port, this.name, VERSION);\n  }\n\n  greeted(version, server, preset, state) {\n    if (version !== VERSION) {\n      this.wrong = true;\n      this.way.show(`The server speaks protocol ${version}, this device ${VERSION}: update one`);\n      return;\n    }\n    const changed = !this.here || state !== this.state;\n    const began = !this.here;\n    this.here = true;\n    this.wrong = false;\n    this.state = state;\n    this.unanswered = 0;\n    if (changed) this.way.show(state === \"ready\" ? `Ready: ${preset}` : `The model is ${state}`);\n    if (began) this.way.connected();\n  }\n\n  keep(now) {\n    if (now - this.since < TRY_MS) return;\n    this.since = now;\n    if (this.unanswered >= PATIENCE) {\n      this.here = false;\n      this.way.lost();\n      this.open(now);\n      return;\n    }\n    this.unanswered += 1;\n    if (this.state === \"ready\") {\n      this.number += 1;\n      this.way.say(\"/ping\", this.number);\n    } else {\n      this.hello();\n    }\n  }\n}\n\n// Live's time, and loops that are played in it. Pure: the time is an argument, notes go to a\n// callback.\n\nconst TELL_MS = 100;\nconst REST_MS = 1000;\nconst JUMP = 0.25;\nconst AHEAD_MS = 120;\nconst NEAR = 0.5;\nconst DROP = 0.25;\n\n// Notices starts, stops and jumps, and when the server should be told where the song is.\nclass Clock {\n  constructor() {\n    this.last = null;\n    this.forget();\n  }\n\n  // Tell at the next occasion.\n  forget() {\n    this.told = -Infinity;\n  }\n\n  // The song is at `beat` at `now` (ms): {beat, tell, stopped, jumped}; `jumped` is the beat that\n  // was expected, or null.\n  at(beat, tempo, playing, now) {\n    const last = this.last;\n    this.last = { beat, tempo, playing, now };\n    if (!last) return this.news(beat, true, false, null, now);\n    const expected = last.playing ? last.beat + ((now - last.now) * last.tempo) / 60000 : last.beat;\n    const jumped = Math.abs(beat - expected) > JUMP ? expected : null;\n    const changed = playing !== last.playing || tempo !== last.tempo || jumped !== null;\n    const due = now - this.told >= (playing ? TELL_MS : REST_MS);\n    return this.news(beat, changed || due, last.playing && !playing, jumped, now);\n  }\n\n  news(beat, tell, stopped, jumped, now) {\n    if (tell) this.told = now;\n    return { beat, tell, stopped, jumped };\n  }\n}\n\n// Holds the notes of the loops to come, and hands each over a little ahead of its time.\nclass Player {\n  // `play(pitch, velocity, duration, delay)`, the last two in ms.\n  constructor(play) {\n    this.play = play;\n    this.dropped = 0;\n    this.clear();\n  }\n\n  clear() {\n    this.notes = [];\n    this.loop = \"\";\n  }\n\n  // A loop that begins at `beat`, or more of it: (track pitch start duration velocity)*.\n  next(number, beat, values, track) {\n    const loop = `${number} ${beat}`;\n    if (loop !== this.loop) this.notes = this.notes.filter((note) => note.beat < beat - 1e-6);\n    this.loop = loop;\n    for (let at = 0; at + 5 <= values.length; at += 5) {\n      const [role, pitch, start, duration, velocity] = values.slice(at, at + 5);\n      if (role === track) this.notes.push({ beat: beat + start, pitch, duration, velocity });\n    }\n  }\n\n  // The song is not at `expected` but at `beat`: the loops (of `quantum` beats) go on at the next\n  // place that is like it, as the server has it. Whether that is here: then nothing is cut off.\n  jump(expected, beat, quantum) {\n    let ahead = (((beat - expected) % quantum) + quantum) % quantum;\n    if (ahead > quantum - NEAR) ahead -= quantum;\n    const shift = beat - expected - ahead;\n    for (const note of this.notes) note.beat += shift;\n    if (Math.abs(ahead) <= NEAR) return true;\n    this.notes = this.notes.filter((note) => note.beat >= beat - 1e-3);\n    return false;\n  }\n\n  // The song is at `beat` now: play what comes in the next moment.\n  tick(beat, tempo) {\n    const ms = 60000 / tempo;\n    const until = beat + AHEAD_MS / ms;\n    const due = this.notes.filter((note) => note.beat < until);\n    this.notes = this.notes.filter((note) => note.beat >= until);\n    for (const note of due) {\n      if (note.beat < beat - DROP) {\n        this.dropped += 1;\n        continue;\n      }\n      const delay = Math.max(0, (note.beat - beat) * ms);\n      this.play(note.pitch, note.velocity, Math.max(1, note.duration * ms), delay);\n    }\n  }\n}\n\n// Klangbild Live: tells the server where Live's song is, and plays its loops on this track.\n// Notes that you play go from the patch to the server directly. Outlets: to udpsend, to\n// udpreceive, to the panel, notes (pitch, velocity, duration in ms, delay in ms), `stop`.\n\ninlets = 1;\noutlets = 5;\nautowatch = 0;\n\nconst settings = { track: \"melody\", play: 1, lead: 1, role: \"accompany\", bars: 4, amount: 0.3,\n  temperature: 1, hold: 0 };\nconst SLOWEST = 20;\nconst FASTEST = 400;\nconst LED = [\"role\", \"bars\", \"amount\", \"hold\"];\n\nconst wire = new Wire(\"Klangbild Live\", {\n  say: (...message) => outlet(0, ...message),\n  listen: (port) => outlet(1, \"port\", port),\n  show: (text) => outlet(2, \"set\", text),\n  connected: () => {\n    outlet(0, \"/live/watch\", 1);\n    leading();\n  },\n  lost: silence,\n  random: Math.random,\n});\nconst clock = new Clock();\nconst player = new Player((...note) => outlet(3, ...note));\nlet enabled = 1;\n\nfunction bang() {\n  wire.tick(Date.now());\n}\n\nfunction silence() {\n  player.clear();\n  outlet(4, \"stop\");\n}\n\n// The device was switched on or off.\nfunction enable(on) {\n  enabled = on;\n  if (!on) silence();\n}\n\nfunction setting(name, value) {\n  if (settings[name] === value) return;\n  settings[name] = value;\n  if (name === \"track\" || (name === \"play\" && !value)) silence();\n  if (!wire.here || !settings.lead) return;\n  if (name === \"lead\") leading();\n  else say(name);\n}\n\n// All that the leading device decides.\nfunction leading() {\n  if (!settings.lead) return;\n  outlet(0, \"/transport/source\", \"osc\");\n  clock.forget();\n  [...LED, \"temperature\"].forEach(say);\n}\n\nfunction say(name) {\n  if (LED.includes(name)) outlet(0, `/live/${name}`, settings[name]);\n  if (name === \"temperature\") outlet(0, \"/live/param\", \"temperature\", settings.temperature);\n}\n\nfunction panic() {\n  silence();\n  outlet(0, \"/panic\");\n}\n\n// Where Live's song is, some fifty times a second: BPM, 1 while it plays, ticks (480 a beat).\nfunction transport(tempo, playing, ticks) {\n  const news = clock.at(ticks / 480, tempo, playing, Date.now());\n  if (news.stopped) silence();\n  if (news.jumped !== null && !player.jump(news.jumped, news.beat, 4 * settings.bars)) {\n    outlet(4, \"stop\");\n  }\n  if (news.tell && settings.lead && wire.here && enabled) {\n    const known = Math.min(FASTEST, Math.max(SLOWEST, tempo));\n    outlet(0, \"/transport/beat\", Math.max(0, news.beat), known, news.beat < 0 ? 0 : playing);\n  }\n  if (playing && settings.play && enabled) player.tick(news.beat, tempo);\n}\n\n// What the server says.\nfunction anything(...values) {\n  const address = messagename;\n  if (wire.hear(address, values)) return;\n  if (address === \"/live/next\") {\n    player.next(values[0], values[1], values.slice(5), settings.track);\n  } else if (address === \"/live/state\") {\n    const dropped = player.dropped ? `, ${player.dropped} notes dropped` : \"\";\n    outlet(2, \"set\", `${values[1]} (late: ${values[4]}${dropped})`);\n  } else if (address === \"/live/role\") {\n    if (values[0] === \"off\") silence();\n  } else if (address === \"/fail\") {\n    outlet(2, \"set\", `Failed: ${values[2]}`);\n  }\n}\n",
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
      284.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      146,
      284,
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
     "id": "obj-7",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      290.0,
      60.0,
      118.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend enable"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      440.0,
      30.0,
      209.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "metro 20 @active 1 @defer 1"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 9,
     "patching_rect": [
      440.0,
      70.0,
      83.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "transport"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 1,
     "patching_rect": [
      440.0,
      120.0,
      118.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "pack 120. 0 0."
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      440.0,
      160.0,
      139.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend transport"
    }
   },
   {
    "box": {
     "id": "obj-12",
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
     "annotation_name": "Track",
     "annotation": "What this track is: what you play here is heard as it, and its part of the answers is played here.",
     "text": "Track"
    }
   },
   {
    "box": {
     "id": "obj-13",
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
     "annotation_name": "Track",
     "annotation": "What this track is: what you play here is heard as it, and its part of the answers is played here.",
     "parameter_enable": 1,
     "varname": "Track",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Track",
       "parameter_shortname": "Track",
       "parameter_type": 2,
       "parameter_enum": [
        "melody",
        "chords",
        "bass",
        "drums"
       ],
       "parameter_mmax": 3,
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
     "id": "obj-14",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      90.0,
      167.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting track"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      90.0,
      84.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      38,
      84,
      22
     ],
     "annotation_name": "Listen",
     "annotation": "Send what you play on this track.",
     "parameter_enable": 1,
     "varname": "Listen",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Listen",
       "parameter_shortname": "Listen",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ]
      }
     },
     "text": "Listen",
     "texton": "Listen",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      120.0,
      84.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      72,
      84,
      22
     ],
     "annotation_name": "Play",
     "annotation": "Play the answers on this track.",
     "parameter_enable": 1,
     "varname": "Play",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Play",
       "parameter_shortname": "Play",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ]
      }
     },
     "text": "Play",
     "texton": "Play",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-17",
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
     "text": "prepend setting play"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      150.0,
      84.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      106,
      84,
      22
     ],
     "annotation_name": "Lead",
     "annotation": "On in one device of the set: it tells where the song is, and sets role, bars and so on.",
     "parameter_enable": 1,
     "varname": "Lead",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Lead",
       "parameter_shortname": "Lead",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ]
      }
     },
     "text": "Lead",
     "texton": "Lead",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      180.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting lead"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      180.0,
      84.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      104,
      4,
      84,
      14
     ],
     "annotation_name": "Role",
     "annotation": "How Klangbild plays along, from the next bar on. accompany: the tracks that you do not play; answer: after each loop of yours one of its own; continue: it goes on when you stop; infill: the bars that you leave empty; vary: your loop, changed a little each time; duet: the second half of each bar.",
     "text": "Role"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      760.0,
      210.0,
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
      104,
      19,
      84,
      15
     ],
     "annotation_name": "Role",
     "annotation": "How Klangbild plays along, from the next bar on. accompany: the tracks that you do not play; answer: after each loop of yours one of its own; continue: it goes on when you stop; infill: the bars that you leave empty; vary: your loop, changed a little each time; duet: the second half of each bar.",
     "parameter_enable": 1,
     "varname": "Role",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Role",
       "parameter_shortname": "Role",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "accompany",
        "answer",
        "continue",
        "infill",
        "vary",
        "duet"
       ],
       "parameter_mmax": 6,
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
     "id": "obj-22",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      240.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting role"
    }
   },
   {
    "box": {
     "id": "obj-23",
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
      104,
      38,
      60,
      14
     ],
     "annotation_name": "Bars",
     "annotation": "Length of a loop, in bars.",
     "text": "Bars"
    }
   },
   {
    "box": {
     "id": "obj-24",
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
      104,
      53,
      60,
      15
     ],
     "annotation_name": "Loop Bars",
     "annotation": "Length of a loop, in bars.",
     "parameter_enable": 1,
     "varname": "Loop Bars",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Loop Bars",
       "parameter_shortname": "Bars",
       "parameter_type": 1,
       "parameter_mmin": 1,
       "parameter_mmax": 16,
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
     "id": "obj-25",
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
     "text": "prepend setting bars"
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      300.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      100,
      72,
      44,
      48
     ],
     "annotation_name": "Amount",
     "annotation": "vary: how much of the loop is changed each time.",
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
     "id": "obj-27",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      356.0,
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
     "id": "obj-28",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      356.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      148,
      72,
      44,
      48
     ],
     "annotation_name": "Temperature",
     "annotation": "Low: likely notes, high: daring ones.",
     "parameter_enable": 1,
     "varname": "Temperature",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Temperature",
       "parameter_shortname": "Temp",
       "parameter_type": 0,
       "parameter_mmin": 0.05,
       "parameter_mmax": 2,
       "parameter_unitstyle": 1,
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
      412.0,
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
     "id": "obj-30",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      412.0,
      84.0,
      30.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      208,
      4,
      84,
      30
     ],
     "annotation_name": "Hold",
     "annotation": "Play the last answer again and again, and make no new ones.",
     "parameter_enable": 1,
     "varname": "Hold",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Hold",
       "parameter_shortname": "Hold",
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
     "text": "Hold",
     "texton": "Hold",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      450.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting hold"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      450.0,
      84.0,
      30.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      208,
      38,
      84,
      30
     ],
     "annotation_name": "Panic",
     "annotation": "End all notes here, and all that the server is at for anyone.",
     "parameter_enable": 1,
     "varname": "Panic",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Panic",
       "parameter_shortname": "Panic",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_invisible": 2
      }
     },
     "text": "Panic",
     "texton": "Panic",
     "mode": 0,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      488.0,
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
     "id": "obj-34",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      518.0,
      55.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "panic"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 8,
     "patching_rect": [
      120.0,
      540.0,
      83.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "midiparse"
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      120.0,
      600.0,
      48.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "gate"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      120.0,
      660.0,
      195.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /live/note melody"
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      330.0,
      600.0,
      174.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set /live/note"
    }
   },
   {
    "box": {
     "id": "obj-39",
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
     "id": "obj-40",
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
     "id": "obj-41",
     "maxclass": "newobj",
     "numinlets": 4,
     "numoutlets": 3,
     "patching_rect": [
      540.0,
      480.0,
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "pipe 60 100 200. 0."
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 2,
     "patching_rect": [
      540.0,
      560.0,
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "makenote 100 200"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 0,
     "patching_rect": [
      540.0,
      620.0,
      69.0,
      22.0
     ],
     "text": "noteout"
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      560.0,
      380.0,
      55.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "t b b"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      560.0,
      430.0,
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
     "id": "obj-46",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      630.0,
      430.0,
      55.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "clear"
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
      1
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
      "obj-7",
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
      "obj-8",
      0
     ],
     "destination": [
      "obj-9",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      7
     ],
     "destination": [
      "obj-10",
      2
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      6
     ],
     "destination": [
      "obj-10",
      1
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      4
     ],
     "destination": [
      "obj-10",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-10",
      0
     ],
     "destination": [
      "obj-11",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-11",
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
      "obj-13",
      1
     ],
     "destination": [
      "obj-14",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
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
      "obj-16",
      0
     ],
     "destination": [
      "obj-17",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-17",
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
      "obj-18",
      0
     ],
     "destination": [
      "obj-19",
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
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      1
     ],
     "destination": [
      "obj-22",
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
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-24",
      0
     ],
     "destination": [
      "obj-25",
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
      "obj-1",
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
      "obj-27",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-27",
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
      "obj-30",
      0
     ],
     "destination": [
      "obj-31",
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
      "obj-1",
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
      "obj-33",
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
      "obj-39",
      0
     ],
     "destination": [
      "obj-40",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-39",
      0
     ],
     "destination": [
      "obj-35",
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
      1
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
      "obj-36",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-13",
      1
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
      "obj-37",
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
      "obj-37",
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
      "obj-2",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-1",
      3
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
      "obj-42",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-41",
      1
     ],
     "destination": [
      "obj-42",
      1
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-41",
      2
     ],
     "destination": [
      "obj-42",
      2
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
      "obj-42",
      1
     ],
     "destination": [
      "obj-43",
      1
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-1",
      4
     ],
     "destination": [
      "obj-44",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-44",
      1
     ],
     "destination": [
      "obj-46",
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
      "obj-46",
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
      "obj-45",
      0
     ],
     "destination": [
      "obj-42",
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
   300.0,
   169.0
  ],
  "openinpresentation": 1,
  "default_fontname": "Ableton Sans Medium",
  "default_fontsize": 10.0,
  "devicewidth": 300.0,
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
   "obj-13": [
    "Track",
    "Track",
    0
   ],
   "obj-15": [
    "Listen",
    "Listen",
    0
   ],
   "obj-16": [
    "Play",
    "Play",
    0
   ],
   "obj-18": [
    "Lead",
    "Lead",
    0
   ],
   "obj-21": [
    "Role",
    "Role",
    0
   ],
   "obj-24": [
    "Loop Bars",
    "Bars",
    0
   ],
   "obj-26": [
    "Amount",
    "Amount",
    0
   ],
   "obj-28": [
    "Temperature",
    "Temp",
    0
   ],
   "obj-30": [
    "Hold",
    "Hold",
    0
   ],
   "obj-32": [
    "Panic",
    "Panic",
    0
   ],
   "parameterbanks": {
    "0": {
     "index": 0,
     "name": "",
     "parameters": [
      "Track",
      "Listen",
      "Play",
      "Lead",
      "Role",
      "Loop Bars",
      "Amount",
      "Temperature"
     ]
    }
   }
  }
 }
}
