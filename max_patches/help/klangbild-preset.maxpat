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
     "text": "Presets: which there are, and another one while the server runs."
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
     "text": "/preset/list [id]\nAnswer: /preset for each preset, then /done id count.",
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
     "text": "/preset/list a"
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
      53.0
     ],
     "text": "/preset/load id name\nLoad a preset beside the present one, which serves until the new one is ready. Answer: /done id 1, or /fail id no_preset, and the old one stays.",
     "linecount": 3
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
     "text": "/preset/load a trio"
    }
   },
   {
    "box": {
     "id": "obj-13",
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
     "id": "obj-14",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      230.0,
      480.0,
      22.0
     ],
     "text": "/done id count [seed]"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      254.0,
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
     "id": "obj-16",
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
     "id": "obj-17",
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
     "id": "obj-18",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      288.0,
      480.0,
      22.0
     ],
     "text": "/fail id code text"
    }
   },
   {
    "box": {
     "id": "obj-19",
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
     "text": "route /fail"
    }
   },
   {
    "box": {
     "id": "obj-20",
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
     "id": "obj-21",
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
     "id": "obj-22",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      346.0,
      480.0,
      22.0
     ],
     "text": "/preset id name state about (plays)*"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      370.0,
      111.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /preset"
    }
   },
   {
    "box": {
     "id": "obj-24",
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
     "id": "obj-25",
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
     "id": "obj-26",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      404.0,
      480.0,
      22.0
     ],
     "text": "/hello version name preset state (capabilities)*"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      428.0,
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
     "id": "obj-28",
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
     "id": "obj-29",
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
     "id": "obj-30",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      462.0,
      480.0,
      22.0
     ],
     "text": "/status (name value)*"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      486.0,
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
     "id": "obj-32",
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
     "id": "obj-33",
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
     "id": "obj-34",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      520.0,
      480.0,
      22.0
     ],
     "text": "/panic count"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      544.0,
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
     "id": "obj-36",
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
     "id": "obj-37",
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
     "id": "obj-38",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      578.0,
      480.0,
      22.0
     ],
     "text": "/pong n"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      602.0,
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
     "id": "obj-40",
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
     "id": "obj-41",
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
      "obj-13",
      0
     ],
     "destination": [
      "obj-15",
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
      "obj-15",
      0
     ],
     "destination": [
      "obj-16",
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
      "obj-16",
      0
     ],
     "destination": [
      "obj-17",
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
      "obj-13",
      0
     ],
     "destination": [
      "obj-19",
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
      "obj-19",
      0
     ],
     "destination": [
      "obj-20",
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
      "obj-20",
      0
     ],
     "destination": [
      "obj-21",
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
      "obj-13",
      0
     ],
     "destination": [
      "obj-23",
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
      "obj-23",
      0
     ],
     "destination": [
      "obj-24",
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
      "obj-24",
      0
     ],
     "destination": [
      "obj-25",
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
      "obj-13",
      0
     ],
     "destination": [
      "obj-27",
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
      "obj-27",
      0
     ],
     "destination": [
      "obj-28",
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
      "obj-28",
      0
     ],
     "destination": [
      "obj-29",
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
      "obj-13",
      0
     ],
     "destination": [
      "obj-31",
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
      "obj-31",
      0
     ],
     "destination": [
      "obj-32",
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
      "obj-32",
      0
     ],
     "destination": [
      "obj-33",
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
      "obj-13",
      0
     ],
     "destination": [
      "obj-35",
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
      "obj-35",
      0
     ],
     "destination": [
      "obj-36",
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
      "obj-36",
      0
     ],
     "destination": [
      "obj-37",
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
      "obj-13",
      0
     ],
     "destination": [
      "obj-39",
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
      "obj-39",
      0
     ],
     "destination": [
      "obj-40",
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
      "obj-40",
      0
     ],
     "destination": [
      "obj-41",
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
   }
  ],
  "dependency_cache": [],
  "autosave": 0
 }
}
