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
     "text": "Playing along: whose beat it is, what is played, and what you play."
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
      38.0
     ],
     "text": "/transport/source source\nWhose beat it is. The music stops.",
     "linecount": 2
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
     "text": "/transport/source internal"
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
      276.0,
      560.0,
      38.0
     ],
     "text": "/transport/play [beat]\nBegin to play; what is followed has to be our own tempo, or Link.",
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
      276.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/transport/play 0"
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
      322.0,
      560.0,
      38.0
     ],
     "text": "/transport/continue\nGo on from where the music was stopped.",
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
      322.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/transport/continue"
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
      368.0,
      560.0,
      38.0
     ],
     "text": "/transport/stop\nStand still; nothing sounds.",
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
      368.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/transport/stop"
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
      414.0,
      560.0,
      38.0
     ],
     "text": "/transport/tempo tempo\nThe tempo, where it is ours, or Link's.",
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
      414.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/transport/tempo 120"
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
      460.0,
      560.0,
      68.0
     ],
     "text": "/transport/beat beat [tempo] [playing]\nA host says where its song is now: with source osc this is the time that counts. Send it at every beat or more often, and at once when it starts, stops or jumps. Not answered.",
     "linecount": 4
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
      460.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/transport/beat 0 120 1"
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
      536.0,
      560.0,
      83.0
     ],
     "text": "/live/role name\nHow Klangbild plays along, from the next bar on. accompany: the tracks that you do not play; answer: after each loop of yours one of its own; continue: it goes on when you stop; infill: the bars that you leave empty; vary: your loop, changed a little each time; duet: the second half of each bar.",
     "linecount": 5
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
      536.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/role accompany"
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
      627.0,
      560.0,
      38.0
     ],
     "text": "/live/bars bars\nLength of a loop.",
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
      627.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/bars 4"
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
      673.0,
      560.0,
      38.0
     ],
     "text": "/live/amount amount\nvary: how much of the loop is changed each time.",
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
      673.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/amount 0.3"
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
      719.0,
      560.0,
      38.0
     ],
     "text": "/live/tracks (tracks)*\nWhat it plays. None: what the role says.",
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
      719.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/tracks bass"
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
      765.0,
      560.0,
      38.0
     ],
     "text": "/live/param (name value)+\nHow answers are made; see the parameters below.",
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
      765.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/param temperature 0.9"
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
      811.0,
      560.0,
      38.0
     ],
     "text": "/live/hold on\nPlay the last answer again and again, and make no new ones.",
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
      811.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/hold 1"
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
      857.0,
      560.0,
      38.0
     ],
     "text": "/live/again number\nPlay the answer of this number from the next loop on, and hold it.",
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
      857.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/again 1"
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
      903.0,
      560.0,
      38.0
     ],
     "text": "/live/thru on\nSend what comes in out again, on its track's channel.",
     "linecount": 2
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
      903.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/thru 1"
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
      38.0
     ],
     "text": "/live/latency latency\nNotes go out so much earlier, for instruments that sound late.",
     "linecount": 2
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
     "text": "/live/latency 12"
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
      995.0,
      560.0,
      38.0
     ],
     "text": "/live/channel name channel\nThe MIDI channel of a track, of what comes in and of what goes out.",
     "linecount": 2
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
      995.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/channel bass 2"
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
      1041.0,
      560.0,
      38.0
     ],
     "text": "/live/note track pitch velocity\nYou play a note now, without a MIDI port. Not answered.",
     "linecount": 2
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
      1041.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/note melody 60 90"
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
      1087.0,
      560.0,
      53.0
     ],
     "text": "/live/watch [on]\n1: tell me what happens: the values of /live/..., /transport, /live/state and /live/next.",
     "linecount": 3
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
      1087.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/watch 1"
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
      1148.0,
      560.0,
      53.0
     ],
     "text": "/live/capture\nWrite down now what was played and answered since the server started; it is also done without asking, every few seconds. Answer: /live/captured.",
     "linecount": 3
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
      1148.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/live/capture"
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
     "text": "/transport/source source"
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
      181.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /transport/source"
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
     "text": "/transport beat tempo playing source locked"
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
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /transport"
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
     "text": "/live/role name"
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
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/role"
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
     "text": "/live/bars bars"
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
     "text": "route /live/bars"
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
     "text": "/live/amount amount"
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
      146.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/amount"
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
     "text": "/live/tracks (tracks)*"
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
      146.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/tracks"
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
     "text": "/live/param (name value)+"
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
      139.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/param"
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
     "text": "/live/hold on"
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
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/hold"
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
     "text": "/live/thru on"
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
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/thru"
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
     "text": "/live/latency latency"
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
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/latency"
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
     "text": "/live/channel name channel"
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
      153.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/channel"
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
     "text": "/live/captured path notes"
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
      160.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/captured"
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
     "text": "/live/state role doing wait answered late dropped"
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
     "text": "route /live/state"
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
     "text": "/live/next number beat length seed late (track pitch start duration velocity)*"
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
      132.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /live/next"
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
     "text": "/fail id code text"
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
     "text": "/hello version name preset state (capabilities)*"
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
     "text": "/status (name value)*"
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
     "text": "/panic count"
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
     "text": "/pong n"
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
      306.0,
      20.0,
      306.0,
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
      352.0,
      20.0,
      352.0,
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
      398.0,
      20.0,
      398.0,
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
      444.0,
      20.0,
      444.0,
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
      490.0,
      20.0,
      490.0,
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
      566.0,
      20.0,
      566.0,
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
      657.0,
      20.0,
      657.0,
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
      703.0,
      20.0,
      703.0,
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
      749.0,
      20.0,
      749.0,
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
      795.0,
      20.0,
      795.0,
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
      841.0,
      20.0,
      841.0,
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
      887.0,
      20.0,
      887.0,
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
      933.0,
      20.0,
      933.0,
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
      1025.0,
      20.0,
      1025.0,
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
      1071.0,
      20.0,
      1071.0,
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
      1117.0,
      20.0,
      1117.0,
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
      1178.0,
      20.0,
      1178.0,
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
   }
  ],
  "dependency_cache": [],
  "autosave": 0
 }
}
