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
      "text": "// The conversation with the server: is it there, is it the right one, where do answers go.\n// Knows nothing of Max: `way` holds say(address, ...values), listen(port), show(text),\n// connected() (the server is there, or there again), lost() and random() (0 to 1).\n\nconst VERSION = 1;\nconst FIRST_PORT = 9200;\nconst PORTS = 700;\nconst TRY_MS = 2000;\nconst BIND_MS = 200;\nconst PATIENCE = 3;\nconst NO_SERVER = \"No server: start klangbild serve\";\n\nclass Wire {\n  constructor(name, way) {\n    this.name = name;\n    this.way = way;\n    this.here = false;\n    this.state = \"\";\n    this.port = 0;\n    this.asked = false;\n    this.wrong = false;\n    this.since = -Infinity;\n    this.number = Math.floor(way.random() * 1e6) * 8;\n    this.unanswered = 0;\n  }\n\n  // Time passes: `now` in milliseconds, some ten times a second.\n  tick(now) {\n    if (this.here) {\n      this.keep(now);\n    } else if (now - this.since >= TRY_MS) {\n      this.open(now);\n    } else if (!this.asked && now - this.since >= BIND_MS) {\n      this.asked = true;\n      this.hello();\n    }\n  }\n\n  // A message of the server; whether it was about the conversation itself.\n  hear(address, values) {\n    if (address === \"/pong\" && values[0] === this.number) this.unanswered = 0;\n    if (address === \"/hello\") this.greeted(...values);\n    return address === \"/pong\" || address === \"/hello\";\n  }\n\n  // Another port each time: one that another program holds gets no answers.\n  open(now) {\n    this.since = now;\n    this.asked = false;\n    this.port = FIRST_PORT + Math.floor(this.way.random() * PORTS);\n    this.way.listen(this.port);\n    if (!this.wrong) this.way.show(NO_SERVER);\n  }\n\n  hello() {\n    this.way.say(\"/hello\", this.port, this.name, VERSION);\n  }\n\n  greeted(version, server, preset, state) {\n    if (version !== VERSION) {\n      this.wrong = true;\n      this.way.show(`The server speaks protocol ${version}, this device ${VERSION}: update one`);\n      return;\n    }\n    const changed = !this.here || state !== this.state;\n    const began = !this.here;\n    this.here = true;\n    this.wrong = false;\n    this.state = state;\n    this.unanswered = 0;\n    if (changed) this.way.show(state === \"ready\" ? `Ready: ${preset}` : `The model is ${state}`);\n    if (began) this.way.connected();\n  }\n\n  keep(now) {\n    if (now - this.since < TRY_MS) return;\n    this.since = now;\n    if (this.unanswered >= PATIENCE) {\n      this.here = false;\n      this.way.lost();\n      this.open(now);\n      return;\n    }\n    this.unanswered += 1;\n    if (this.state === \"ready\") {\n      this.number += 1;\n      this.way.say(\"/ping\", this.number);\n    } else {\n      this.hello();\n    }\n  }\n}\n\n// Klangbild Eye: sends the sound of its track to the server, and the values of the panel.\n// Outlets: to udpsend, to udpreceive, to the panel.\n\ninlets = 1;\noutlets = 3;\nautowatch = 0;\n\nconst ART = [\"travel\", \"sensitivity\", \"palette\", \"brightness\", \"abstraction\", \"look\", \"freeze\",\n  \"blackout\"];\nconst PACKET = 192;\nconst NUMBERS = 16777216;\nconst values = {};\nconst settings = { listen: 1, cue: 1, fade: 4 };\nlet buffer = null;\nlet frames = 0;\nlet rate = 0;\nlet enabled = 1;\nlet at = -1;\nlet number = 0;\nlet rest = [];\n\nconst wire = new Wire(\"Klangbild Eye\", {\n  say: (...message) => outlet(0, ...message),\n  listen: (port) => outlet(1, \"port\", port),\n  show: (text) => outlet(2, \"set\", text),\n  connected: () => {\n    for (const name of ART) if (name in values) outlet(0, `/art/${name}`, values[name]);\n    begin();\n  },\n  lost: () => {},\n  random: Math.random,\n});\n\nfunction bang() {\n  wire.tick(Date.now());\n}\n\n// The buffer that the patch writes the sound to, round and round, and how long it is.\nfunction sound(name, size) {\n  buffer = new Buffer(name);\n  frames = size;\n}\n\n// The sample rate, whenever the sound is switched on.\nfunction hertz(value) {\n  rate = value;\n  begin();\n}\n\nfunction enable(on) {\n  enabled = on;\n  begin();\n}\n\nfunction setting(name, value) {\n  settings[name] = value;\n  if (name === \"listen\") begin();\n}\n\n// A value of the picture: `art travel 1.5`.\nfunction art(name, value) {\n  values[name] = value;\n  if (wire.here) outlet(0, `/art/${name}`, value);\n}\n\nfunction store() {\n  outlet(0, \"/art/cue/store\", `cue ${settings.cue}`);\n}\n\nfunction recall() {\n  outlet(0, \"/art/cue/recall\", `cue ${settings.cue}`, settings.fade);\n}\n\n// Half the rate is plenty for pictures, and halves the work of both sides.\nfunction begin() {\n  at = -1;\n  rest = [];\n  if (wire.here && hears()) outlet(0, \"/audio/begin\", Math.round(rate / 2), 1);\n}\n\nfunction hears() {\n  return Boolean(enabled && settings.listen && rate && buffer);\n}\n\n// The patch has written the buffer up to this frame: send what is new.\nfunction written(frame) {\n  const now = Math.floor(frame);\n  const from = at;\n  at = now;\n  if (!wire.here || !hears() || from < 0 || now === from) return;\n  const fresh = now > from ? peek(from, now) : peek(from, frames).concat(peek(0, now));\n  rest = rest.concat(fresh);\n  const pairs = Math.floor(rest.length / 2);\n  const half = [];\n  for (let pair = 0; pair < pairs; pair += 1) {\n    half.push((rest[2 * pair] + rest[2 * pair + 1]) / 2);\n  }\n  rest = rest.slice(2 * pairs);\n  for (let start = 0; start < half.length; start += PACKET) {\n    outlet(0, \"/audio/samples\", number, ...half.slice(start, start + PACKET));\n    number = (number + 1) % NUMBERS;\n  }\n}\n\n// The samples [from, until) of the buffer; it counts channels from 1.\nfunction peek(from, until) {\n  return until > from ? [].concat(buffer.peek(1, from, until - from)) : [];\n}\n\n// What the server says.\nfunction anything(...said) {\n  const address = messagename;\n  if (wire.hear(address, said)) return;\n  if (address === \"/audio/source\") outlet(2, \"set\", `Sound: ${said[2]}`);\n  if (address === \"/fail\") outlet(2, \"set\", `Failed: ${said[2]}`);\n}\n",
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
      334.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      146,
      334,
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
     "numoutlets": 2,
     "patching_rect": [
      30.0,
      540.0,
      69.0,
      22.0
     ],
     "outlettype": [
      "signal",
      "signal"
     ],
     "text": "plugin~"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      30.0,
      700.0,
      76.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "plugout~"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      160.0,
      580.0,
      34.0,
      22.0
     ],
     "outlettype": [
      "signal"
     ],
     "text": "+~"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      160.0,
      620.0,
      62.0,
      22.0
     ],
     "outlettype": [
      "signal"
     ],
     "text": "*~ 0.5"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      260.0,
      580.0,
      146.0,
      22.0
     ],
     "outlettype": [
      "signal"
     ],
     "text": "count~ 0 65536 1 1"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 1,
     "patching_rect": [
      160.0,
      700.0,
      174.0,
      22.0
     ],
     "outlettype": [
      "signal"
     ],
     "text": "poke~ ---klangbild_eye"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      360.0,
      700.0,
      279.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "buffer~ ---klangbild_eye @samps 65536"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      440.0,
      200.0,
      279.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess sound ---klangbild_eye 65536"
    }
   },
   {
    "box": {
     "id": "obj-16",
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
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      440.0,
      640.0,
      83.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "snapshot~"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      440.0,
      160.0,
      125.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend written"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      600.0,
      60.0,
      83.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      ""
     ],
     "text": "dspstate~"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      600.0,
      110.0,
      111.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend hertz"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      30.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      8,
      44,
      48
     ],
     "annotation_name": "Travel",
     "annotation": "How fast the journey is. speed; 1 is usual, 0 stands still.",
     "parameter_enable": 1,
     "varname": "Travel",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Travel",
       "parameter_shortname": "Travel",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 8,
       "parameter_unitstyle": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1.0
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
      86.0,
      146.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend art travel"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      86.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      58,
      8,
      44,
      48
     ],
     "annotation_name": "Sensitivity",
     "annotation": "How far the music moves the painter and the displays. 1 is usual, 0: the music changes nothing.",
     "parameter_enable": 1,
     "varname": "Sensitivity",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Sensitivity",
       "parameter_shortname": "Sens",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 4,
       "parameter_unitstyle": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1.0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      142.0,
      181.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend art sensitivity"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      142.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      108,
      8,
      44,
      48
     ],
     "annotation_name": "Palette",
     "annotation": "Turn the hues of the painter. 1 is once round.",
     "parameter_enable": 1,
     "varname": "Palette",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Palette",
       "parameter_shortname": "Palette",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0.0
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
      198.0,
      153.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend art palette"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      198.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      158,
      8,
      44,
      48
     ],
     "annotation_name": "Brightness",
     "annotation": "Darker or lighter pictures. 0 is usual.",
     "parameter_enable": 1,
     "varname": "Brightness",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Brightness",
       "parameter_shortname": "Bright",
       "parameter_type": 0,
       "parameter_mmin": -1,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0.0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      254.0,
      174.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend art brightness"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      254.0,
      44.0,
      48.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      208,
      8,
      44,
      48
     ],
     "annotation_name": "Abstraction",
     "annotation": "From things to shapes. 0 to 1.",
     "parameter_enable": 1,
     "varname": "Abstraction",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Abstraction",
       "parameter_shortname": "Abstract",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0.0
       ]
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      310.0,
      181.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend art abstraction"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      310.0,
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
     "annotation_name": "Look",
     "annotation": "How the displays treat the frames: one of the looks of /looks.json.",
     "text": "Look"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      760.0,
      340.0,
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
     "annotation_name": "Look",
     "annotation": "How the displays treat the frames: one of the looks of /looks.json.",
     "parameter_enable": 1,
     "varname": "Look",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Look",
       "parameter_shortname": "Look",
       "parameter_type": 2,
       "parameter_enum": [
        "calm",
        "pulse",
        "tunnel",
        "kaleidoscope",
        "ink",
        "plain"
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
     "id": "obj-33",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      370.0,
      132.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend art look"
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      370.0,
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
     "annotation_name": "Listen",
     "annotation": "Send the sound of this track to the painter.",
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
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      400.0,
      174.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting listen"
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      400.0,
      70.0,
      30.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      104,
      72,
      70,
      30
     ],
     "annotation_name": "Freeze",
     "annotation": "The picture stands still, and the display with it.",
     "parameter_enable": 1,
     "varname": "Freeze",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Freeze",
       "parameter_shortname": "Freeze",
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
     "text": "Freeze",
     "texton": "Freeze",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      438.0,
      146.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend art freeze"
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      438.0,
      70.0,
      30.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      104,
      106,
      70,
      30
     ],
     "annotation_name": "Blackout",
     "annotation": "Black, until it is taken back.",
     "parameter_enable": 1,
     "varname": "Blackout",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Blackout",
       "parameter_shortname": "Blackout",
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
     "text": "Blackout",
     "texton": "Blackout",
     "mode": 1,
     "outputmode": 1,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      476.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend art blackout"
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      476.0,
      60.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      186,
      72,
      60,
      14
     ],
     "annotation_name": "Cue",
     "annotation": "Number of the cue; it is called cue 1 ...",
     "text": "Cue"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      506.0,
      60.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      186,
      87,
      60,
      15
     ],
     "annotation_name": "Cue",
     "annotation": "Number of the cue; it is called cue 1 ...",
     "parameter_enable": 1,
     "varname": "Cue",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Cue",
       "parameter_shortname": "Cue",
       "parameter_type": 1,
       "parameter_mmin": 1,
       "parameter_mmax": 64,
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
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      536.0,
      153.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting cue"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      760.0,
      536.0,
      60.0,
      14.0
     ],
     "presentation": 1,
     "presentation_rect": [
      186,
      106,
      60,
      14
     ],
     "annotation_name": "Fade",
     "annotation": "Beats that a cue takes.",
     "text": "Fade"
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      566.0,
      60.0,
      15.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      186,
      121,
      60,
      15
     ],
     "annotation_name": "Cue Fade",
     "annotation": "Beats that a cue takes.",
     "parameter_enable": 1,
     "varname": "Cue Fade",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Cue Fade",
       "parameter_shortname": "Fade",
       "parameter_type": 1,
       "parameter_mmin": 0,
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
     "id": "obj-45",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      596.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setting fade"
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
      596.0,
      84.0,
      30.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      258,
      72,
      84,
      30
     ],
     "annotation_name": "Store Cue",
     "annotation": "Keep all values of /art/... but freeze and blackout, under this name. The 64 newest are kept.",
     "parameter_enable": 1,
     "varname": "Store Cue",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Store Cue",
       "parameter_shortname": "Store",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_invisible": 2
      }
     },
     "text": "Store",
     "texton": "Store",
     "mode": 0,
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
      634.0,
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
     "id": "obj-48",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      664.0,
      55.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "store"
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      760.0,
      664.0,
      84.0,
      30.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      258,
      106,
      84,
      30
     ],
     "annotation_name": "Recall Cue",
     "annotation": "Go to a cue, from the next beat on where one is heard. Numbers fade; the look, the seed and the labels' names change at once. Without a known tempo a beat is half a second.",
     "parameter_enable": 1,
     "varname": "Recall Cue",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Recall Cue",
       "parameter_shortname": "Recall",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_invisible": 2
      }
     },
     "text": "Recall",
     "texton": "Recall",
     "mode": 0,
     "appearance": 2
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      930.0,
      702.0,
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
     "id": "obj-51",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      732.0,
      62.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "recall"
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
      "obj-8",
      0
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
      "obj-8",
      1
     ],
     "destination": [
      "obj-9",
      1
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-8",
      1
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
      "obj-13",
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
      "obj-13",
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
      "obj-1",
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
      "obj-17",
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
      "obj-6",
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
      1
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
      "obj-21",
      0
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
      "obj-23",
      0
     ],
     "destination": [
      "obj-24",
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
      "obj-27",
      0
     ],
     "destination": [
      "obj-28",
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
      "obj-1",
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
      "obj-30",
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
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-32",
      1
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
      "obj-1",
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
      "obj-1",
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
      "obj-1",
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
      "obj-39",
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
      "obj-1",
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
      "obj-42",
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
      "obj-48",
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
      "obj-1",
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
      "obj-51",
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
   350.0,
   169.0
  ],
  "openinpresentation": 1,
  "default_fontname": "Ableton Sans Medium",
  "default_fontsize": 10.0,
  "devicewidth": 350.0,
  "latency": 0,
  "is_mpe": 0,
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
   "amxdtype": 1633771873,
   "readonly": 0,
   "devpathtype": 0,
   "devpath": ".",
   "sortmode": 0,
   "viewmode": 0
  },
  "parameters": {
   "obj-21": [
    "Travel",
    "Travel",
    0
   ],
   "obj-23": [
    "Sensitivity",
    "Sens",
    0
   ],
   "obj-25": [
    "Palette",
    "Palette",
    0
   ],
   "obj-27": [
    "Brightness",
    "Bright",
    0
   ],
   "obj-29": [
    "Abstraction",
    "Abstract",
    0
   ],
   "obj-32": [
    "Look",
    "Look",
    0
   ],
   "obj-34": [
    "Listen",
    "Listen",
    0
   ],
   "obj-36": [
    "Freeze",
    "Freeze",
    0
   ],
   "obj-38": [
    "Blackout",
    "Blackout",
    0
   ],
   "obj-41": [
    "Cue",
    "Cue",
    0
   ],
   "obj-44": [
    "Cue Fade",
    "Fade",
    0
   ],
   "obj-46": [
    "Store Cue",
    "Store",
    0
   ],
   "obj-49": [
    "Recall Cue",
    "Recall",
    0
   ],
   "parameterbanks": {
    "0": {
     "index": 0,
     "name": "",
     "parameters": [
      "Travel",
      "Sensitivity",
      "Palette",
      "Brightness",
      "Abstraction",
      "Look",
      "Listen",
      "Freeze"
     ]
    }
   }
  }
 }
}
