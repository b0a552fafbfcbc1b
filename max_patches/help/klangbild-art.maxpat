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
     "text": "Pictures: everything that can be moved, looks, cues and recordings."
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
      83.0
     ],
     "text": "/art/watch [frames] [features] [values]\nSay what of the pictures you want. All values of /art/... are told now, and whenever another client changes one, with /art/state before them. Over WebSocket come frames, as binary messages of kind F, and /art/features; what you are too slow for gives way to what is newer. 0 0 ends it.",
     "linecount": 5
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
     "text": "/art/watch 0 0 1"
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
      321.0,
      560.0,
      38.0
     ],
     "text": "/art/look name\nHow the displays treat the frames: one of the looks of /looks.json.",
     "linecount": 2
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
      321.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/look tunnel"
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
      367.0,
      560.0,
      38.0
     ],
     "text": "/art/tune name value\nChange one parameter of the look that is shown; /art/look/store keeps it.",
     "linecount": 2
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
      367.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/tune zoom 0.4"
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
      413.0,
      560.0,
      38.0
     ],
     "text": "/art/look/store name\nKeep the look as it is tuned now, under this name.",
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
      413.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/look/store mine"
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
      459.0,
      560.0,
      53.0
     ],
     "text": "/art/label name weight\nHave one kind of picture painted. All weights 0: the music chooses; their sum 1 or more: they alone do; between, both.",
     "linecount": 3
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
      459.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/label sea 0.8"
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
      520.0,
      560.0,
      38.0
     ],
     "text": "/art/seed value\nWhere the journey through the pictures begins.",
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
      520.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/seed 7"
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
      566.0,
      560.0,
      38.0
     ],
     "text": "/art/travel value\nHow fast the journey is.",
     "linecount": 2
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
      566.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/travel 1.5"
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
      612.0,
      560.0,
      38.0
     ],
     "text": "/art/sensitivity value\nHow far the music moves the painter and the displays.",
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
      612.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/sensitivity 1.5"
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
      658.0,
      560.0,
      38.0
     ],
     "text": "/art/palette value\nTurn the hues of the painter.",
     "linecount": 2
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
      658.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/palette 0.5"
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
      704.0,
      560.0,
      38.0
     ],
     "text": "/art/brightness value\nDarker or lighter pictures.",
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
      704.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/brightness 0"
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
      750.0,
      560.0,
      38.0
     ],
     "text": "/art/abstraction value\nFrom things to shapes.",
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
      750.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/abstraction 0.5"
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
      796.0,
      560.0,
      38.0
     ],
     "text": "/art/freeze on\nThe picture stands still, and the display with it.",
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
      796.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/freeze 1"
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
      842.0,
      560.0,
      38.0
     ],
     "text": "/art/blackout on\nBlack, until it is taken back.",
     "linecount": 2
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
      842.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/blackout 1"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      888.0,
      560.0,
      53.0
     ],
     "text": "/art/cue/store name\nKeep all values of /art/... but freeze and blackout, under this name. The 64 newest are kept.",
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      888.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/cue/store drop"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      949.0,
      560.0,
      68.0
     ],
     "text": "/art/cue/recall name [fade]\nGo to a cue, from the next beat on where one is heard. Numbers fade; the look, the seed and the labels' names change at once. Without a known tempo a beat is half a second.",
     "linecount": 4
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      949.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/cue/recall drop 8"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1025.0,
      560.0,
      53.0
     ],
     "text": "/art/record action\nRecord the painted frames (without the display's look) to an MP4 file in the server's folder. /art/recorded follows the stop.",
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1025.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/record start"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1086.0,
      560.0,
      83.0
     ],
     "text": "/art/sound [seconds] [send]\nMake sound of the newest painted frame (without the display's look), as if it were a spectrogram: time from left to right, 0 to 8 kHz from bottom to top, black silent. It is kept as a WAV file in the server's folder. Answer, after some seconds: /art/sounded, or /fail.",
     "linecount": 5
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1086.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/sound 30.05 0"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1177.0,
      560.0,
      38.0
     ],
     "text": "/art/painters\nAnswer: /art/painters with the names of all painters.",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1177.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/painters"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1223.0,
      560.0,
      68.0
     ],
     "text": "/art/painter name\nLoad another painter beside the present one, which paints until the other is ready. Answer: /art/state when it is, or /fail with no_preset, and the present one stays.",
     "linecount": 4
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1223.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/art/painter meter"
    }
   },
   {
    "box": {
     "id": "obj-47",
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
     "id": "obj-48",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      230.0,
      480.0,
      22.0
     ],
     "text": "/art/look name"
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
      254.0,
      125.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/look"
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
     "id": "obj-51",
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
     "id": "obj-52",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      288.0,
      480.0,
      22.0
     ],
     "text": "/art/tune name value"
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
      312.0,
      125.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/tune"
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
     "id": "obj-55",
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
     "id": "obj-56",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      346.0,
      480.0,
      22.0
     ],
     "text": "/art/look/store name"
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
      370.0,
      167.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/look/store"
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
     "id": "obj-59",
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
     "id": "obj-60",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      404.0,
      480.0,
      22.0
     ],
     "text": "/art/label name weight"
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
      428.0,
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/label"
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
     "id": "obj-63",
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
     "id": "obj-64",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      462.0,
      480.0,
      22.0
     ],
     "text": "/art/seed value"
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
      486.0,
      125.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/seed"
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
     "id": "obj-67",
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
     "id": "obj-68",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      520.0,
      480.0,
      22.0
     ],
     "text": "/art/travel value"
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
      544.0,
      139.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/travel"
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
     "id": "obj-71",
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
     "id": "obj-72",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      578.0,
      480.0,
      22.0
     ],
     "text": "/art/sensitivity value"
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
      602.0,
      174.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/sensitivity"
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
     "id": "obj-75",
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
     "id": "obj-76",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      636.0,
      480.0,
      22.0
     ],
     "text": "/art/palette value"
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
      660.0,
      146.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/palette"
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
     "id": "obj-79",
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
     "id": "obj-80",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      694.0,
      480.0,
      22.0
     ],
     "text": "/art/brightness value"
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
      718.0,
      167.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/brightness"
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
     "id": "obj-83",
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
     "id": "obj-84",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      752.0,
      480.0,
      22.0
     ],
     "text": "/art/abstraction value"
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
      776.0,
      174.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/abstraction"
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
     "id": "obj-87",
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
     "id": "obj-88",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      810.0,
      480.0,
      22.0
     ],
     "text": "/art/freeze on"
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
      834.0,
      139.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/freeze"
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
     "id": "obj-91",
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
     "id": "obj-92",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      868.0,
      480.0,
      22.0
     ],
     "text": "/art/blackout on"
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
      892.0,
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/blackout"
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
     "id": "obj-95",
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
     "id": "obj-96",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      926.0,
      480.0,
      22.0
     ],
     "text": "/art/record action"
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
      950.0,
      139.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/record"
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
     "id": "obj-99",
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
     "id": "obj-100",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      984.0,
      480.0,
      22.0
     ],
     "text": "/art/painters (names)*"
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
      1008.0,
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/painters"
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
     "id": "obj-103",
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
     "id": "obj-104",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1042.0,
      480.0,
      22.0
     ],
     "text": "/art/state painter state text (labels)*"
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
      1066.0,
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/state"
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
     "id": "obj-107",
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
     "id": "obj-108",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1100.0,
      480.0,
      22.0
     ],
     "text": "/art/cues (names)*"
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
      1124.0,
      125.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/cues"
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
     "id": "obj-111",
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
     "id": "obj-112",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1158.0,
      480.0,
      22.0
     ],
     "text": "/art/heard (name share)*"
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
      1182.0,
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/heard"
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
     "id": "obj-115",
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
     "id": "obj-116",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1216.0,
      480.0,
      22.0
     ],
     "text": "/art/features time level low mid high onset beat tempo sure (chroma)*"
    }
   },
   {
    "box": {
     "id": "obj-117",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1240.0,
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/features"
    }
   },
   {
    "box": {
     "id": "obj-118",
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
     "id": "obj-119",
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
     "id": "obj-120",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1274.0,
      480.0,
      22.0
     ],
     "text": "/art/recorded path seconds frames dropped"
    }
   },
   {
    "box": {
     "id": "obj-121",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1298.0,
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/recorded"
    }
   },
   {
    "box": {
     "id": "obj-122",
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
     "id": "obj-123",
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
     "id": "obj-124",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1332.0,
      480.0,
      22.0
     ],
     "text": "/art/sounded path seconds rate"
    }
   },
   {
    "box": {
     "id": "obj-125",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1356.0,
      146.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /art/sounded"
    }
   },
   {
    "box": {
     "id": "obj-126",
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
     "id": "obj-127",
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
   },
   {
    "box": {
     "id": "obj-128",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1390.0,
      480.0,
      22.0
     ],
     "text": "/fail id code text"
    }
   },
   {
    "box": {
     "id": "obj-129",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1414.0,
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
     "id": "obj-130",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1414.0,
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
     "id": "obj-131",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1414.0,
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
     "id": "obj-132",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1448.0,
      480.0,
      22.0
     ],
     "text": "/hello version name preset state (capabilities)*"
    }
   },
   {
    "box": {
     "id": "obj-133",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1472.0,
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
     "id": "obj-134",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1472.0,
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
     "id": "obj-135",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1472.0,
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
     "id": "obj-136",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1506.0,
      480.0,
      22.0
     ],
     "text": "/status (name value)*"
    }
   },
   {
    "box": {
     "id": "obj-137",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1530.0,
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
     "id": "obj-138",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1530.0,
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
     "id": "obj-139",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1530.0,
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
     "id": "obj-140",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1564.0,
      480.0,
      22.0
     ],
     "text": "/panic count"
    }
   },
   {
    "box": {
     "id": "obj-141",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1588.0,
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
     "id": "obj-142",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1588.0,
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
     "id": "obj-143",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1588.0,
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
     "id": "obj-144",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      1622.0,
      480.0,
      22.0
     ],
     "text": "/pong n"
    }
   },
   {
    "box": {
     "id": "obj-145",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      1646.0,
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
     "id": "obj-146",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1210.0,
      1646.0,
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
     "id": "obj-147",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1320.0,
      1646.0,
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
      351.0,
      20.0,
      351.0,
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
      397.0,
      20.0,
      397.0,
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
      443.0,
      20.0,
      443.0,
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
      489.0,
      20.0,
      489.0,
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
      550.0,
      20.0,
      550.0,
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
      596.0,
      20.0,
      596.0,
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
      642.0,
      20.0,
      642.0,
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
      688.0,
      20.0,
      688.0,
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
      734.0,
      20.0,
      734.0,
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
      780.0,
      20.0,
      780.0,
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
      826.0,
      20.0,
      826.0,
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
      872.0,
      20.0,
      872.0,
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
      "obj-36",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      918.0,
      20.0,
      918.0,
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
      "obj-38",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      979.0,
      20.0,
      979.0,
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
      "obj-40",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1055.0,
      20.0,
      1055.0,
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
      "obj-42",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1116.0,
      20.0,
      1116.0,
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
      "obj-44",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1207.0,
      20.0,
      1207.0,
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
      "obj-46",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1253.0,
      20.0,
      1253.0,
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
      "obj-47",
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
      251.0,
      1009.0,
      251.0
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
      "obj-50",
      0
     ],
     "destination": [
      "obj-51",
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
      "obj-47",
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
      309.0,
      1009.0,
      309.0
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
      "obj-54",
      0
     ],
     "destination": [
      "obj-55",
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
      "obj-47",
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
      367.0,
      1009.0,
      367.0
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
      "obj-58",
      0
     ],
     "destination": [
      "obj-59",
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
      "obj-47",
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
      425.0,
      1009.0,
      425.0
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
      "obj-62",
      0
     ],
     "destination": [
      "obj-63",
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
      "obj-47",
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
      483.0,
      1009.0,
      483.0
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
      "obj-66",
      0
     ],
     "destination": [
      "obj-67",
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
      "obj-47",
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
      541.0,
      1009.0,
      541.0
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
      "obj-70",
      0
     ],
     "destination": [
      "obj-71",
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
      "obj-47",
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
      599.0,
      1009.0,
      599.0
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
      "obj-74",
      0
     ],
     "destination": [
      "obj-75",
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
      "obj-47",
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
      657.0,
      1009.0,
      657.0
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
      "obj-78",
      0
     ],
     "destination": [
      "obj-79",
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
      "obj-47",
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
      715.0,
      1009.0,
      715.0
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
      "obj-82",
      0
     ],
     "destination": [
      "obj-83",
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
      "obj-47",
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
      773.0,
      1009.0,
      773.0
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-87",
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
      "obj-47",
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
      831.0,
      1009.0,
      831.0
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
      "obj-90",
      0
     ],
     "destination": [
      "obj-91",
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
      "obj-47",
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
      889.0,
      1009.0,
      889.0
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
      "obj-94",
      0
     ],
     "destination": [
      "obj-95",
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
      "obj-47",
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
      947.0,
      1009.0,
      947.0
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
      "obj-98",
      0
     ],
     "destination": [
      "obj-99",
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
      "obj-47",
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
      1005.0,
      1009.0,
      1005.0
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
      "obj-102",
      0
     ],
     "destination": [
      "obj-103",
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
      "obj-47",
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
      1063.0,
      1009.0,
      1063.0
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
      "obj-106",
      0
     ],
     "destination": [
      "obj-107",
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
      "obj-47",
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
      1121.0,
      1009.0,
      1121.0
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
      "obj-110",
      0
     ],
     "destination": [
      "obj-111",
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
      "obj-47",
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
      1179.0,
      1009.0,
      1179.0
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
      "obj-114",
      0
     ],
     "destination": [
      "obj-115",
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
      "obj-47",
      0
     ],
     "destination": [
      "obj-117",
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
      "obj-117",
      0
     ],
     "destination": [
      "obj-118",
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
      "obj-118",
      0
     ],
     "destination": [
      "obj-119",
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
      "obj-47",
      0
     ],
     "destination": [
      "obj-121",
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
      "obj-121",
      0
     ],
     "destination": [
      "obj-122",
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
      "obj-122",
      0
     ],
     "destination": [
      "obj-123",
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
      "obj-47",
      0
     ],
     "destination": [
      "obj-125",
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
      "obj-125",
      0
     ],
     "destination": [
      "obj-126",
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
      "obj-126",
      0
     ],
     "destination": [
      "obj-127",
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
   },
   {
    "patchline": {
     "source": [
      "obj-47",
      0
     ],
     "destination": [
      "obj-129",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1411.0,
      1009.0,
      1411.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-129",
      0
     ],
     "destination": [
      "obj-130",
      0
     ],
     "midpoints": [
      1009.0,
      1441.0,
      1204.0,
      1441.0,
      1204.0,
      1411.0,
      1219.0,
      1411.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-130",
      0
     ],
     "destination": [
      "obj-131",
      0
     ],
     "midpoints": [
      1219.0,
      1441.0,
      1314.0,
      1441.0,
      1314.0,
      1411.0,
      1329.0,
      1411.0
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
      "obj-133",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1469.0,
      1009.0,
      1469.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-133",
      0
     ],
     "destination": [
      "obj-134",
      0
     ],
     "midpoints": [
      1009.0,
      1499.0,
      1204.0,
      1499.0,
      1204.0,
      1469.0,
      1219.0,
      1469.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-134",
      0
     ],
     "destination": [
      "obj-135",
      0
     ],
     "midpoints": [
      1219.0,
      1499.0,
      1314.0,
      1499.0,
      1314.0,
      1469.0,
      1329.0,
      1469.0
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
      "obj-137",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1527.0,
      1009.0,
      1527.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-137",
      0
     ],
     "destination": [
      "obj-138",
      0
     ],
     "midpoints": [
      1009.0,
      1557.0,
      1204.0,
      1557.0,
      1204.0,
      1527.0,
      1219.0,
      1527.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-138",
      0
     ],
     "destination": [
      "obj-139",
      0
     ],
     "midpoints": [
      1219.0,
      1557.0,
      1314.0,
      1557.0,
      1314.0,
      1527.0,
      1329.0,
      1527.0
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
      "obj-141",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1585.0,
      1009.0,
      1585.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-141",
      0
     ],
     "destination": [
      "obj-142",
      0
     ],
     "midpoints": [
      1009.0,
      1615.0,
      1204.0,
      1615.0,
      1204.0,
      1585.0,
      1219.0,
      1585.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-142",
      0
     ],
     "destination": [
      "obj-143",
      0
     ],
     "midpoints": [
      1219.0,
      1615.0,
      1314.0,
      1615.0,
      1314.0,
      1585.0,
      1329.0,
      1585.0
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
      "obj-145",
      0
     ],
     "midpoints": [
      1009.0,
      214.0,
      986.0,
      214.0,
      986.0,
      1643.0,
      1009.0,
      1643.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-145",
      0
     ],
     "destination": [
      "obj-146",
      0
     ],
     "midpoints": [
      1009.0,
      1673.0,
      1204.0,
      1673.0,
      1204.0,
      1643.0,
      1219.0,
      1643.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-146",
      0
     ],
     "destination": [
      "obj-147",
      0
     ],
     "midpoints": [
      1219.0,
      1673.0,
      1314.0,
      1673.0,
      1314.0,
      1643.0,
      1329.0,
      1643.0
     ]
    }
   }
  ],
  "dependency_cache": [],
  "autosave": 0
 }
}
