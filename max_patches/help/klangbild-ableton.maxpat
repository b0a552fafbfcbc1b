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
   40.0,
   60.0,
   1500.0,
   900.0
  ],
  "gridsize": [
   15.0,
   15.0
  ],
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      16.0,
      400.0,
      30.0
     ],
     "text": "Klangbild",
     "fontsize": 20.0
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      54.0,
      900.0,
      22.0
     ],
     "text": "Ableton Live without a device in it: the server was started with --ableton."
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      80.0,
      900.0,
      22.0
     ],
     "text": "Start the server with klangbild serve. Then click /hello: answers come to port 9101. Change what you like in the message boxes."
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      180.0,
      174.0,
      22.0
     ],
     "text": "udpsend 127.0.0.1 9100"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      130.0,
      125.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/hello 9101 max"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      190.0,
      130.0,
      69.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ping 1"
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      260.0,
      130.0,
      69.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/status"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      340.0,
      130.0,
      62.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/panic"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      230.0,
      560.0,
      143.0
     ],
     "text": "/ableton/make name [id]\nFrom the clip that is selected in Live to its answer, a named and coloured clip in the next free slots; the clips of the same scene in Live's other known tracks are heard as well. Nothing is ever overwritten. accompany: the tracks that have no clip of yours in this scene; vary: the clip, changed by /ableton/amount; continue, leadin: /ableton/bars bars after or before it; infill: the clip with /ableton/hole filled; generate: a new piece of /ableton/bars bars, which needs no clip. Requests wait for one another. Answer: /progress, then /ableton/made for each clip and /done id clips seed, or /fail.",
     "linecount": 9
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      230.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/make accompany"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      381.0,
      560.0,
      68.0
     ],
     "text": "/ableton/undo [id]\nTake the clips of the last answer out of Live again, and after that those of the answer before it. A clip that you have changed since stays. Answer: /done id clips, or /fail.",
     "linecount": 4
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      381.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/undo"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      457.0,
      560.0,
      53.0
     ],
     "text": "/ableton/add name [id]\nAdd a MIDI track of this kind to Live, if it has none. Answer: /ableton/found, then /done id count, or /fail.",
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      457.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/add bass"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      518.0,
      560.0,
      38.0
     ],
     "text": "/ableton/on on\nTalk to Live. Also: klangbild serve --ableton.",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      518.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/on 1"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      564.0,
      560.0,
      38.0
     ],
     "text": "/ableton/bars bars\ncontinue, leadin, generate: how many bars are made.",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      564.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/bars 4"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      610.0,
      560.0,
      38.0
     ],
     "text": "/ableton/amount amount\nvary: how much of the clip is changed.",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      610.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/amount 0.3"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      656.0,
      560.0,
      53.0
     ],
     "text": "/ableton/hole start end\ninfill: what is filled, counted from the start of the clip's loop. 0 0: its empty bars.",
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      656.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/hole 8 12"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      717.0,
      560.0,
      38.0
     ],
     "text": "/ableton/tracks (tracks)*\nWhat is played. None: what the task says.",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      717.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/tracks bass"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      763.0,
      560.0,
      53.0
     ],
     "text": "/ableton/track name track\nWhich of Live's tracks is the melody, the chords, the bass, the drums. Unless it is said, its name tells, or a drum rack on it.",
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      763.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/track bass Moog"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      824.0,
      560.0,
      38.0
     ],
     "text": "/ableton/create on\n1: tracks that an answer needs and Live does not have are made.",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      824.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/create 1"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      870.0,
      560.0,
      38.0
     ],
     "text": "/ableton/launch on\n1: answers are launched, on the next bar.",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      870.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/launch 1"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      916.0,
      560.0,
      38.0
     ],
     "text": "/ableton/param (name value)+\nHow answers are made; see the parameters below.",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      916.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/param key \"A minor\""
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      962.0,
      560.0,
      53.0
     ],
     "text": "/ableton/watch [on]\n1: tell me what happens: the values of /ableton/..., its /state, /found, /made and /undone.",
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      962.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ableton/watch 1"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      180.0,
      188.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "udpreceive 9101 @quiet 1"
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      230.0,
      480.0,
      22.0
     ],
     "text": "/ableton/on on"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      254.0,
      139.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/on"
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      254.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      254.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      288.0,
      480.0,
      22.0
     ],
     "text": "/ableton/bars bars"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      312.0,
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/bars"
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      312.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      312.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      346.0,
      480.0,
      22.0
     ],
     "text": "/ableton/amount amount"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      370.0,
      167.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/amount"
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      370.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      370.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      404.0,
      480.0,
      22.0
     ],
     "text": "/ableton/hole start end"
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      428.0,
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/hole"
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      428.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      428.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      462.0,
      480.0,
      22.0
     ],
     "text": "/ableton/tracks (tracks)*"
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      486.0,
      167.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/tracks"
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      486.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-55",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      486.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      520.0,
      480.0,
      22.0
     ],
     "text": "/ableton/track name track"
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      544.0,
      160.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/track"
    }
   },
   {
    "box": {
     "id": "obj-58",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      544.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      544.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      578.0,
      480.0,
      22.0
     ],
     "text": "/ableton/create on"
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      602.0,
      167.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/create"
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      602.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-63",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      602.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      636.0,
      480.0,
      22.0
     ],
     "text": "/ableton/launch on"
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      660.0,
      167.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/launch"
    }
   },
   {
    "box": {
     "id": "obj-66",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      660.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-67",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      660.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-68",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      694.0,
      480.0,
      22.0
     ],
     "text": "/ableton/param (name value)+"
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      718.0,
      160.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/param"
    }
   },
   {
    "box": {
     "id": "obj-70",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      718.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-71",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      718.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-72",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      752.0,
      480.0,
      22.0
     ],
     "text": "/ableton/state state text"
    }
   },
   {
    "box": {
     "id": "obj-73",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      776.0,
      160.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/state"
    }
   },
   {
    "box": {
     "id": "obj-74",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      776.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-75",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      776.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-76",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      810.0,
      480.0,
      22.0
     ],
     "text": "/ableton/found name number track why"
    }
   },
   {
    "box": {
     "id": "obj-77",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      834.0,
      160.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/found"
    }
   },
   {
    "box": {
     "id": "obj-78",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      834.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-79",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      834.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-80",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      868.0,
      480.0,
      22.0
     ],
     "text": "/ableton/made number task name track scene clip notes seed"
    }
   },
   {
    "box": {
     "id": "obj-81",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      892.0,
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/made"
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      892.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-83",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      892.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      926.0,
      480.0,
      22.0
     ],
     "text": "/ableton/undone number clips"
    }
   },
   {
    "box": {
     "id": "obj-85",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      950.0,
      167.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /ableton/undone"
    }
   },
   {
    "box": {
     "id": "obj-86",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      950.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-87",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      950.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-88",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      984.0,
      480.0,
      22.0
     ],
     "text": "/progress id share"
    }
   },
   {
    "box": {
     "id": "obj-89",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1008.0,
      125.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /progress"
    }
   },
   {
    "box": {
     "id": "obj-90",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1008.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-91",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1008.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-92",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1042.0,
      480.0,
      22.0
     ],
     "text": "/done id count [seed]"
    }
   },
   {
    "box": {
     "id": "obj-93",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1066.0,
      97.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /done"
    }
   },
   {
    "box": {
     "id": "obj-94",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1066.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-95",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1066.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-96",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1100.0,
      480.0,
      22.0
     ],
     "text": "/fail id code text"
    }
   },
   {
    "box": {
     "id": "obj-97",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1124.0,
      97.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /fail"
    }
   },
   {
    "box": {
     "id": "obj-98",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1124.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-99",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1124.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-100",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1158.0,
      480.0,
      22.0
     ],
     "text": "/hello version name preset state (capabilities)*"
    }
   },
   {
    "box": {
     "id": "obj-101",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1182.0,
      104.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /hello"
    }
   },
   {
    "box": {
     "id": "obj-102",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1182.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-103",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1182.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-104",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1216.0,
      480.0,
      22.0
     ],
     "text": "/status (name value)*"
    }
   },
   {
    "box": {
     "id": "obj-105",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1240.0,
      111.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /status"
    }
   },
   {
    "box": {
     "id": "obj-106",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1240.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-107",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1240.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-108",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1274.0,
      480.0,
      22.0
     ],
     "text": "/panic count"
    }
   },
   {
    "box": {
     "id": "obj-109",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1298.0,
      104.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /panic"
    }
   },
   {
    "box": {
     "id": "obj-110",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1298.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-111",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1298.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-112",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1332.0,
      480.0,
      22.0
     ],
     "text": "/pong n"
    }
   },
   {
    "box": {
     "id": "obj-113",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1356.0,
      97.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /pong"
    }
   },
   {
    "box": {
     "id": "obj-114",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1356.0,
      97.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-115",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1356.0,
      250.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": ""
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-5",
      0
     ],
     "destination": [
      "obj-4",
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
      "obj-4",
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
      "obj-4",
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
      "obj-4",
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      260.0,
      20.0,
      260.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      411.0,
      20.0,
      411.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      487.0,
      20.0,
      487.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      548.0,
      20.0,
      548.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      594.0,
      20.0,
      594.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      640.0,
      20.0,
      640.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      686.0,
      20.0,
      686.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      747.0,
      20.0,
      747.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      793.0,
      20.0,
      793.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      854.0,
      20.0,
      854.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      900.0,
      20.0,
      900.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      946.0,
      20.0,
      946.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      992.0,
      20.0,
      992.0,
      20.0,
      170.0,
      49.0,
      170.0
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
      "obj-37",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      251.0,
      1009.0,
      251.0
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
     ],
     "midpoints": [
      1009.0,
      281.0,
      1204.0,
      281.0,
      1204.0,
      251.0,
      1219.0,
      251.0
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
     ],
     "midpoints": [
      1219.0,
      281.0,
      1314.0,
      281.0,
      1314.0,
      251.0,
      1329.0,
      251.0
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
      "obj-41",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      309.0,
      1009.0,
      309.0
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
     ],
     "midpoints": [
      1009.0,
      339.0,
      1204.0,
      339.0,
      1204.0,
      309.0,
      1219.0,
      309.0
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
     ],
     "midpoints": [
      1219.0,
      339.0,
      1314.0,
      339.0,
      1314.0,
      309.0,
      1329.0,
      309.0
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
      "obj-45",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      367.0,
      1009.0,
      367.0
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
      "obj-46",
      0
     ],
     "midpoints": [
      1009.0,
      397.0,
      1204.0,
      397.0,
      1204.0,
      367.0,
      1219.0,
      367.0
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
     ],
     "midpoints": [
      1219.0,
      397.0,
      1314.0,
      397.0,
      1314.0,
      367.0,
      1329.0,
      367.0
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
      "obj-49",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      425.0,
      1009.0,
      425.0
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
     ],
     "midpoints": [
      1009.0,
      455.0,
      1204.0,
      455.0,
      1204.0,
      425.0,
      1219.0,
      425.0
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
     ],
     "midpoints": [
      1219.0,
      455.0,
      1314.0,
      455.0,
      1314.0,
      425.0,
      1329.0,
      425.0
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
      "obj-53",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      483.0,
      1009.0,
      483.0
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
      "obj-54",
      0
     ],
     "midpoints": [
      1009.0,
      513.0,
      1204.0,
      513.0,
      1204.0,
      483.0,
      1219.0,
      483.0
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
     ],
     "midpoints": [
      1219.0,
      513.0,
      1314.0,
      513.0,
      1314.0,
      483.0,
      1329.0,
      483.0
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
      "obj-57",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      541.0,
      1009.0,
      541.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-57",
      0
     ],
     "destination": [
      "obj-58",
      0
     ],
     "midpoints": [
      1009.0,
      571.0,
      1204.0,
      571.0,
      1204.0,
      541.0,
      1219.0,
      541.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-58",
      0
     ],
     "destination": [
      "obj-59",
      0
     ],
     "midpoints": [
      1219.0,
      571.0,
      1314.0,
      571.0,
      1314.0,
      541.0,
      1329.0,
      541.0
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
      "obj-61",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      599.0,
      1009.0,
      599.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-61",
      0
     ],
     "destination": [
      "obj-62",
      0
     ],
     "midpoints": [
      1009.0,
      629.0,
      1204.0,
      629.0,
      1204.0,
      599.0,
      1219.0,
      599.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-62",
      0
     ],
     "destination": [
      "obj-63",
      0
     ],
     "midpoints": [
      1219.0,
      629.0,
      1314.0,
      629.0,
      1314.0,
      599.0,
      1329.0,
      599.0
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
      "obj-65",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      657.0,
      1009.0,
      657.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-65",
      0
     ],
     "destination": [
      "obj-66",
      0
     ],
     "midpoints": [
      1009.0,
      687.0,
      1204.0,
      687.0,
      1204.0,
      657.0,
      1219.0,
      657.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-66",
      0
     ],
     "destination": [
      "obj-67",
      0
     ],
     "midpoints": [
      1219.0,
      687.0,
      1314.0,
      687.0,
      1314.0,
      657.0,
      1329.0,
      657.0
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
      "obj-69",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      715.0,
      1009.0,
      715.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-69",
      0
     ],
     "destination": [
      "obj-70",
      0
     ],
     "midpoints": [
      1009.0,
      745.0,
      1204.0,
      745.0,
      1204.0,
      715.0,
      1219.0,
      715.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-70",
      0
     ],
     "destination": [
      "obj-71",
      0
     ],
     "midpoints": [
      1219.0,
      745.0,
      1314.0,
      745.0,
      1314.0,
      715.0,
      1329.0,
      715.0
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
      "obj-73",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      773.0,
      1009.0,
      773.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-73",
      0
     ],
     "destination": [
      "obj-74",
      0
     ],
     "midpoints": [
      1009.0,
      803.0,
      1204.0,
      803.0,
      1204.0,
      773.0,
      1219.0,
      773.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-74",
      0
     ],
     "destination": [
      "obj-75",
      0
     ],
     "midpoints": [
      1219.0,
      803.0,
      1314.0,
      803.0,
      1314.0,
      773.0,
      1329.0,
      773.0
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
      "obj-77",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      831.0,
      1009.0,
      831.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-77",
      0
     ],
     "destination": [
      "obj-78",
      0
     ],
     "midpoints": [
      1009.0,
      861.0,
      1204.0,
      861.0,
      1204.0,
      831.0,
      1219.0,
      831.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-78",
      0
     ],
     "destination": [
      "obj-79",
      0
     ],
     "midpoints": [
      1219.0,
      861.0,
      1314.0,
      861.0,
      1314.0,
      831.0,
      1329.0,
      831.0
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
      "obj-81",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      889.0,
      1009.0,
      889.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-81",
      0
     ],
     "destination": [
      "obj-82",
      0
     ],
     "midpoints": [
      1009.0,
      919.0,
      1204.0,
      919.0,
      1204.0,
      889.0,
      1219.0,
      889.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-82",
      0
     ],
     "destination": [
      "obj-83",
      0
     ],
     "midpoints": [
      1219.0,
      919.0,
      1314.0,
      919.0,
      1314.0,
      889.0,
      1329.0,
      889.0
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
      "obj-85",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      947.0,
      1009.0,
      947.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-85",
      0
     ],
     "destination": [
      "obj-86",
      0
     ],
     "midpoints": [
      1009.0,
      977.0,
      1204.0,
      977.0,
      1204.0,
      947.0,
      1219.0,
      947.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-86",
      0
     ],
     "destination": [
      "obj-87",
      0
     ],
     "midpoints": [
      1219.0,
      977.0,
      1314.0,
      977.0,
      1314.0,
      947.0,
      1329.0,
      947.0
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
      "obj-89",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1005.0,
      1009.0,
      1005.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-89",
      0
     ],
     "destination": [
      "obj-90",
      0
     ],
     "midpoints": [
      1009.0,
      1035.0,
      1204.0,
      1035.0,
      1204.0,
      1005.0,
      1219.0,
      1005.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-90",
      0
     ],
     "destination": [
      "obj-91",
      0
     ],
     "midpoints": [
      1219.0,
      1035.0,
      1314.0,
      1035.0,
      1314.0,
      1005.0,
      1329.0,
      1005.0
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
      "obj-93",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1063.0,
      1009.0,
      1063.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-93",
      0
     ],
     "destination": [
      "obj-94",
      0
     ],
     "midpoints": [
      1009.0,
      1093.0,
      1204.0,
      1093.0,
      1204.0,
      1063.0,
      1219.0,
      1063.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-94",
      0
     ],
     "destination": [
      "obj-95",
      0
     ],
     "midpoints": [
      1219.0,
      1093.0,
      1314.0,
      1093.0,
      1314.0,
      1063.0,
      1329.0,
      1063.0
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
      "obj-97",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1121.0,
      1009.0,
      1121.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-97",
      0
     ],
     "destination": [
      "obj-98",
      0
     ],
     "midpoints": [
      1009.0,
      1151.0,
      1204.0,
      1151.0,
      1204.0,
      1121.0,
      1219.0,
      1121.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-98",
      0
     ],
     "destination": [
      "obj-99",
      0
     ],
     "midpoints": [
      1219.0,
      1151.0,
      1314.0,
      1151.0,
      1314.0,
      1121.0,
      1329.0,
      1121.0
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
      "obj-101",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1179.0,
      1009.0,
      1179.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-101",
      0
     ],
     "destination": [
      "obj-102",
      0
     ],
     "midpoints": [
      1009.0,
      1209.0,
      1204.0,
      1209.0,
      1204.0,
      1179.0,
      1219.0,
      1179.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-102",
      0
     ],
     "destination": [
      "obj-103",
      0
     ],
     "midpoints": [
      1219.0,
      1209.0,
      1314.0,
      1209.0,
      1314.0,
      1179.0,
      1329.0,
      1179.0
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
      "obj-105",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1237.0,
      1009.0,
      1237.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-105",
      0
     ],
     "destination": [
      "obj-106",
      0
     ],
     "midpoints": [
      1009.0,
      1267.0,
      1204.0,
      1267.0,
      1204.0,
      1237.0,
      1219.0,
      1237.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-106",
      0
     ],
     "destination": [
      "obj-107",
      0
     ],
     "midpoints": [
      1219.0,
      1267.0,
      1314.0,
      1267.0,
      1314.0,
      1237.0,
      1329.0,
      1237.0
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
      "obj-109",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1295.0,
      1009.0,
      1295.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-109",
      0
     ],
     "destination": [
      "obj-110",
      0
     ],
     "midpoints": [
      1009.0,
      1325.0,
      1204.0,
      1325.0,
      1204.0,
      1295.0,
      1219.0,
      1295.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-110",
      0
     ],
     "destination": [
      "obj-111",
      0
     ],
     "midpoints": [
      1219.0,
      1325.0,
      1314.0,
      1325.0,
      1314.0,
      1295.0,
      1329.0,
      1295.0
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
      "obj-113",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1353.0,
      1009.0,
      1353.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-113",
      0
     ],
     "destination": [
      "obj-114",
      0
     ],
     "midpoints": [
      1009.0,
      1383.0,
      1204.0,
      1383.0,
      1204.0,
      1353.0,
      1219.0,
      1353.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-114",
      0
     ],
     "destination": [
      "obj-115",
      0
     ],
     "midpoints": [
      1219.0,
      1383.0,
      1314.0,
      1383.0,
      1314.0,
      1353.0,
      1329.0,
      1353.0
     ]
    }
   }
  ],
  "dependency_cache": [],
  "autosave": 0
 }
}
