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
     "text": "Clips: /clip/begin, /clip/note, /clip/hole, then a task. Click them in that order."
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
      113.0
     ],
     "text": "/clip/begin id length [tempo] (tracks)*\nBegin to send a clip. A track that you do not name and send no notes of is unknown: nothing is assumed and nothing played on it. A named track without notes is known to be silent. A finished request's id may begin again. If that would lose work (its task is running, or the clip was never asked for) the answer is /fail id in_use, what follows under this id is left out, and the task that you then ask for fails too: /cancel it, or choose another id.",
     "linecount": 7
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
     "text": "/clip/begin a 16 120 melody bass"
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
      351.0,
      560.0,
      38.0
     ],
     "text": "/clip/note id (track pitch start duration velocity)+\nNotes of the clip, as many as fit a packet, in any order.",
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
      351.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/note a melody 60 0 1 90"
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
      397.0,
      560.0,
      98.0
     ],
     "text": "/clip/hole id (track start end)+\nWhat /clip/infill fills: notes that start in [start, end) are replaced, all others stay exactly as they are. A note played up to half a 16th early belongs to the 16th that it is meant for, if start and end both lie on the 16th grid. After a task the clip and its holes stay, for another try with another seed; the first hole that you then send replaces them.",
     "linecount": 6
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
      397.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/hole a * 8 12"
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
      503.0,
      560.0,
      68.0
     ],
     "text": "/clip/param id (name value)+\nHow the answer is made; see the parameters below. density, rhythm, low and high are for melody and bass; for one track they are called density.drums, low.bass and so on, which goes before. What cannot go together fails the task.",
     "linecount": 4
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
      503.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a seed 7"
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
      579.0,
      560.0,
      38.0
     ],
     "text": "/clip/infill id\nFill the holes.",
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
      579.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/infill a"
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
      625.0,
      560.0,
      38.0
     ],
     "text": "/clip/accompany id (tracks)*\nPlay tracks along with the others, over the whole clip.",
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
      625.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/accompany a drums"
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
      671.0,
      560.0,
      38.0
     ],
     "text": "/clip/continue id bars (tracks)*\nGo on after the clip; the answer's clip is longer.",
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
      671.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/continue a 4 bass"
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
      53.0
     ],
     "text": "/clip/leadin id bars (tracks)*\nLead into the clip. The answer's clip begins with the added bars, yours follows after them.",
     "linecount": 3
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
     "text": "/clip/leadin a 4 bass"
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
      778.0,
      560.0,
      38.0
     ],
     "text": "/clip/bridge id second bars (tracks)*\nLead from the clip to a second clip, which was sent the same way.",
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
      778.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/bridge a b 4 bass"
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
     "text": "/clip/vary id amount (tracks)*\nReplace a random share of the beats of each track.",
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
     "text": "/clip/vary a 0.3"
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
      53.0
     ],
     "text": "/clip/generate id bars (tracks)*\nA new piece. Needs no clip; if the id has one, its tempo and parameters are used.",
     "linecount": 3
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
     "text": "/clip/generate a 4"
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
      931.0,
      560.0,
      38.0
     ],
     "text": "/cancel id\nEnd the request and forget its clip. Answer: /fail id cancelled.",
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
      931.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/cancel a"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      992.0,
      500.0,
      22.0
     ],
     "text": "Parameters of a request, for /clip/param:"
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
      1024.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a seed 7"
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
      1024.0,
      560.0,
      23.0
     ],
     "text": "same seed, same answer; without one every answer is another (0 to 2147483647)",
     "linecount": 1
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
      1060.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a temperature 0.9"
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
      1060.0,
      560.0,
      23.0
     ],
     "text": "low: likely notes, high: daring ones (0.05 to 4)",
     "linecount": 1
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
      1096.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a top_p 0.95"
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
      1096.0,
      560.0,
      23.0
     ],
     "text": "keep the likeliest events up to this share (0.01 to 1)",
     "linecount": 1
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
      1132.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a steps 64"
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
      1132.0,
      560.0,
      23.0
     ],
     "text": "network calls at most; fewer is faster (1 to 3072)",
     "linecount": 1
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
      1168.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a variations 4"
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
      1168.0,
      560.0,
      23.0
     ],
     "text": "number of different answers (1 to 16)",
     "linecount": 1
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
      1204.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a humanise 0.5"
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
      1204.0,
      560.0,
      23.0
     ],
     "text": "how much new notes are played: 0 flat and on the grid (0 to 1)",
     "linecount": 1
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
      1240.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a deadline_ms 800"
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1240.0,
      560.0,
      23.0
     ],
     "text": "answer with the best draft after this time (1 to 600000)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1276.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a key \"A minor\""
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1276.0,
      560.0,
      53.0
     ],
     "text": "scale of all new notes but drums: C, A minor ...; scales: major, minor, dorian, phrygian, lydian, mixolydian, locrian, harmonic minor, melodic minor, major pentatonic, minor pentatonic, blues, whole tone, chromatic",
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1337.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a density 8"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1337.0,
      560.0,
      23.0
     ],
     "text": "how many notes begin in each bar (drums, chords: 16ths with a hit) (0 to 16)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1373.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a density.melody 8"
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1373.0,
      560.0,
      23.0
     ],
     "text": "density, melody only (0 to 16)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1409.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a density.chords 8"
    }
   },
   {
    "box": {
     "id": "obj-55",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1409.0,
      560.0,
      23.0
     ],
     "text": "density, chords only (0 to 16)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1445.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a density.bass 8"
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1445.0,
      560.0,
      23.0
     ],
     "text": "density, bass only (0 to 16)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-58",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1481.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a density.drums 8"
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1481.0,
      560.0,
      23.0
     ],
     "text": "density, drums only (0 to 16)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1517.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a rhythm 0.5"
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1517.0,
      560.0,
      38.0
     ],
     "text": "share of the notes that begin off the beat: 0 all on the beats, 0.5 as straight 8ths, 0.75 as straight 16ths, 1 none on a beat (0 to 1)",
     "linecount": 2
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1563.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a rhythm.melody 0.5"
    }
   },
   {
    "box": {
     "id": "obj-63",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1563.0,
      560.0,
      23.0
     ],
     "text": "rhythm, melody only (0 to 1)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1599.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a rhythm.chords 0.5"
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1599.0,
      560.0,
      23.0
     ],
     "text": "rhythm, chords only (0 to 1)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-66",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1635.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a rhythm.bass 0.5"
    }
   },
   {
    "box": {
     "id": "obj-67",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1635.0,
      560.0,
      23.0
     ],
     "text": "rhythm, bass only (0 to 1)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-68",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1671.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a rhythm.drums 0.5"
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1671.0,
      560.0,
      23.0
     ],
     "text": "rhythm, drums only (0 to 1)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-70",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1707.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a low 48"
    }
   },
   {
    "box": {
     "id": "obj-71",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1707.0,
      560.0,
      23.0
     ],
     "text": "lowest pitch of new notes (21 to 108)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-72",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1743.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a low.melody 48"
    }
   },
   {
    "box": {
     "id": "obj-73",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1743.0,
      560.0,
      23.0
     ],
     "text": "low, melody only (21 to 108)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-74",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1779.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a low.chords 48"
    }
   },
   {
    "box": {
     "id": "obj-75",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1779.0,
      560.0,
      23.0
     ],
     "text": "low, chords only (21 to 108)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-76",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1815.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a low.bass 48"
    }
   },
   {
    "box": {
     "id": "obj-77",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1815.0,
      560.0,
      23.0
     ],
     "text": "low, bass only (21 to 108)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-78",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1851.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a high 72"
    }
   },
   {
    "box": {
     "id": "obj-79",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1851.0,
      560.0,
      23.0
     ],
     "text": "highest pitch of new notes (21 to 108)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-80",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1887.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a high.melody 72"
    }
   },
   {
    "box": {
     "id": "obj-81",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1887.0,
      560.0,
      23.0
     ],
     "text": "high, melody only (21 to 108)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1923.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a high.chords 72"
    }
   },
   {
    "box": {
     "id": "obj-83",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1923.0,
      560.0,
      23.0
     ],
     "text": "high, chords only (21 to 108)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      40.0,
      1959.0,
      340.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/clip/param a high.bass 72"
    }
   },
   {
    "box": {
     "id": "obj-85",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      1959.0,
      560.0,
      23.0
     ],
     "text": "high, bass only (21 to 108)",
     "linecount": 1
    }
   },
   {
    "box": {
     "id": "obj-86",
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
     "id": "obj-87",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      230.0,
      480.0,
      22.0
     ],
     "text": "/progress id share"
    }
   },
   {
    "box": {
     "id": "obj-88",
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
     "text": "route /progress"
    }
   },
   {
    "box": {
     "id": "obj-89",
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
     "id": "obj-90",
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
     "id": "obj-91",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      288.0,
      480.0,
      22.0
     ],
     "text": "/note id variation (track pitch start duration velocity)+"
    }
   },
   {
    "box": {
     "id": "obj-92",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      312.0,
      97.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /note"
    }
   },
   {
    "box": {
     "id": "obj-93",
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
     "id": "obj-94",
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
     "id": "obj-95",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      346.0,
      480.0,
      22.0
     ],
     "text": "/done id count [seed]"
    }
   },
   {
    "box": {
     "id": "obj-96",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      370.0,
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
     "id": "obj-97",
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
     "id": "obj-98",
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
     "id": "obj-99",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      404.0,
      480.0,
      22.0
     ],
     "text": "/fail id code text"
    }
   },
   {
    "box": {
     "id": "obj-100",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      428.0,
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
     "id": "obj-101",
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
     "id": "obj-102",
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
     "id": "obj-103",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      462.0,
      480.0,
      22.0
     ],
     "text": "/hello version name preset state (capabilities)*"
    }
   },
   {
    "box": {
     "id": "obj-104",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      486.0,
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
     "id": "obj-105",
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
     "id": "obj-106",
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
     "id": "obj-107",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      520.0,
      480.0,
      22.0
     ],
     "text": "/status (name value)*"
    }
   },
   {
    "box": {
     "id": "obj-108",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      544.0,
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
     "id": "obj-109",
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
     "id": "obj-110",
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
     "id": "obj-111",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      578.0,
      480.0,
      22.0
     ],
     "text": "/panic count"
    }
   },
   {
    "box": {
     "id": "obj-112",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      602.0,
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
     "id": "obj-113",
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
     "id": "obj-114",
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
     "id": "obj-115",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      636.0,
      480.0,
      22.0
     ],
     "text": "/pong n"
    }
   },
   {
    "box": {
     "id": "obj-116",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      660.0,
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
     "id": "obj-117",
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
     "id": "obj-118",
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
      381.0,
      20.0,
      381.0,
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
      427.0,
      20.0,
      427.0,
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
      533.0,
      20.0,
      533.0,
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
      609.0,
      20.0,
      609.0,
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
      655.0,
      20.0,
      655.0,
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
      701.0,
      20.0,
      701.0,
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
      808.0,
      20.0,
      808.0,
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
      961.0,
      20.0,
      961.0,
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
      1054.0,
      20.0,
      1054.0,
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
      1090.0,
      20.0,
      1090.0,
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
      1126.0,
      20.0,
      1126.0,
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
      1162.0,
      20.0,
      1162.0,
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
      1198.0,
      20.0,
      1198.0,
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
      1234.0,
      20.0,
      1234.0,
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
      1270.0,
      20.0,
      1270.0,
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
      "obj-48",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1306.0,
      20.0,
      1306.0,
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
      "obj-50",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1367.0,
      20.0,
      1367.0,
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
      "obj-52",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1403.0,
      20.0,
      1403.0,
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
      "obj-54",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1439.0,
      20.0,
      1439.0,
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
      "obj-56",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1475.0,
      20.0,
      1475.0,
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
      "obj-58",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1511.0,
      20.0,
      1511.0,
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
      "obj-60",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1547.0,
      20.0,
      1547.0,
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
      "obj-62",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1593.0,
      20.0,
      1593.0,
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
      "obj-64",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1629.0,
      20.0,
      1629.0,
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
      "obj-66",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1665.0,
      20.0,
      1665.0,
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
      "obj-68",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1701.0,
      20.0,
      1701.0,
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
      "obj-70",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1737.0,
      20.0,
      1737.0,
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
      "obj-72",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1773.0,
      20.0,
      1773.0,
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
      "obj-74",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1809.0,
      20.0,
      1809.0,
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
      "obj-76",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1845.0,
      20.0,
      1845.0,
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
      "obj-78",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1881.0,
      20.0,
      1881.0,
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
      "obj-80",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1917.0,
      20.0,
      1917.0,
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
      "obj-82",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1953.0,
      20.0,
      1953.0,
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
      "obj-84",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      49.0,
      1989.0,
      20.0,
      1989.0,
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-88",
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
      "obj-88",
      0
     ],
     "destination": [
      "obj-89",
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
      "obj-89",
      0
     ],
     "destination": [
      "obj-90",
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-92",
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
      "obj-92",
      0
     ],
     "destination": [
      "obj-93",
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
      "obj-93",
      0
     ],
     "destination": [
      "obj-94",
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-96",
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
      "obj-96",
      0
     ],
     "destination": [
      "obj-97",
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
      "obj-97",
      0
     ],
     "destination": [
      "obj-98",
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-100",
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
      "obj-100",
      0
     ],
     "destination": [
      "obj-101",
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
      "obj-101",
      0
     ],
     "destination": [
      "obj-102",
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-104",
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
      "obj-104",
      0
     ],
     "destination": [
      "obj-105",
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
      "obj-105",
      0
     ],
     "destination": [
      "obj-106",
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-108",
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
      "obj-108",
      0
     ],
     "destination": [
      "obj-109",
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
      "obj-109",
      0
     ],
     "destination": [
      "obj-110",
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-112",
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
      "obj-112",
      0
     ],
     "destination": [
      "obj-113",
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
      "obj-113",
      0
     ],
     "destination": [
      "obj-114",
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
      "obj-86",
      0
     ],
     "destination": [
      "obj-116",
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
      "obj-116",
      0
     ],
     "destination": [
      "obj-117",
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
      "obj-117",
      0
     ],
     "destination": [
      "obj-118",
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
   }
  ],
  "dependency_cache": [],
  "autosave": 0
 }
}
