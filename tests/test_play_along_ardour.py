"""A real DAW, Ardour without a screen, has a tune accompanied and records what comes back."""

from __future__ import annotations

import contextlib
import subprocess
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Xml

import mido
import numpy as np
import pytest
import soundfile
from jack_music import TUNE, Values, needs

from benchmarks.rig import IN, OUT, Jack, Served, missing

pytestmark = pytest.mark.real
BPM, BARS = 150.0, 16
PERIOD = 256
NEAR_S = 0.015
TICKS = 1920
"""Of a beat, as Ardour counts in its sessions."""
SOUNDS = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")
CLOCK, SENT, RECORDED = (
    "ardour:MIDI Clock out", "ardour:Tune/midi_out 1", "ardour:Answer/midi_in 1"
)  # fmt: skip
STARTS = 6
SETUP = """
AudioEngine:set_backend("JACK", "ardour", "")
AudioEngine:start(false)
"""
MAKE = """
s = create_session("{folder}", "song", 48000)
one = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
for _, name in ipairs{{"Tune", "Answer"}} do
  s:new_midi_track(one, one, true, ARDOUR.PluginInfo(), nil, nil, 1, name,
    ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
end
s:save_state("")
print("ready")
io.stdout:flush()
close_session()
quit()
"""
RECORD = """
s = load_session("{folder}", "song")
ARDOUR.config():set_send_midi_clock(true)
arm = s:route_by_name("Answer"):to_track():rec_enable_control()
arm:set_value(1, PBD.GroupControlDisposition.NoGroup)
print("ready")
io.stdout:flush()
io.stdin:read()
s:maybe_enable_record(true)
ARDOUR.LuaAPI.usleep(500000)
s:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
ARDOUR.LuaAPI.usleep({micros})
s:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
ARDOUR.LuaAPI.usleep(1000000)
s:save_state("")
close_session()
quit()
"""
REGION = {
    "name": "tune", "type": "midi", "muted": "0", "opaque": "1", "locked": "0",
    "automatic": "0", "whole-file": "0", "import": "0", "external": "0", "hidden": "0",
    "position-locked": "0", "start": "b0", "length": f"b{BARS * 4 * TICKS}@b0",
    "sync-position": "b0", "ancestral-start": "b0", "ancestral-length": "b0@b0", "stretch": "1",
    "shift": "1", "layering-index": "0", "first-edit": "nothing",
}  # fmt: skip
"""A region over all bars, as Ardour saves one."""


class Recorded(NamedTuple):
    """A MIDI file that Ardour recorded, and what our server says that it played."""

    path: Path
    beats: Values
    pitches: list[int]
    ours: set[int]


def write_tune(path: Path) -> None:
    track = mido.MidiTrack()
    for pitch in TUNE * (BARS // 2):
        track.append(mido.Message("note_on", note=pitch, velocity=90, time=48))
        track.append(mido.Message("note_off", note=pitch, time=192))
    mido.MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(path)


def put_in_the_tune(folder: Path) -> None:
    """Edit the session: the tempo, and a region with the tune on its track."""
    write_tune(folder / "interchange/song/midifiles/tune.mid")
    file = folder / "song.ardour"
    session = Xml.parse(file)
    tempo = session.find(".//Tempo")
    sources, regions = session.find("Sources"), session.find("Regions")
    playlist = session.find("Playlists/Playlist[@name='Tune']")
    assert tempo is not None
    assert sources is not None
    assert regions is not None
    assert playlist is not None
    tempo.set("npm", str(BPM))
    tempo.set("enpm", str(BPM))
    first = int(session.getroot().get("id-counter", "0"))
    source = str(first + 1)
    session.getroot().set("id-counter", str(first + 10))
    about = {"name": "tune.mid", "type": "midi", "flags": "Writable,CanRename", "id": source}
    Xml.SubElement(sources, "Source", {**about, "natural-position": "b0", "origin": ""})
    uses = {"source-0": source, "master-source-0": source}
    whole = {**REGION, **uses, "id": str(first + 2), "automatic": "1", "whole-file": "1"}
    Xml.SubElement(regions, "Region", whole)
    Xml.SubElement(playlist, "Region", {**REGION, **uses, "id": str(first + 3)})
    session.write(file, encoding="UTF-8", xml_declaration=True)


class NotStartedError(RuntimeError):
    """Ardour crashes at times, or lacks ports, when others come and go in JACK while it starts."""


def ardour(jack: Jack, script: Path, text: str) -> subprocess.Popen[str]:
    """Start it, wait until its session is there. Raises `NotStartedError`."""
    script.write_text(SETUP + text)
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        ["ardour7-lua", str(script)],
        env={**jack.env, "HOME": str(script.parent)},  # none of its settings are ours
        stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line == "ready\n":
            return process
    process.communicate()
    raise NotStartedError(f"Ardour ended with {process.returncode}: {''.join(said)}")


def played(path: Path) -> list[tuple[float, int]]:
    """Beat and pitch of the notes of a MIDI file."""
    file = mido.MidiFile(path)
    found = []
    for track in file.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "note_on" and message.velocity:
                found.append((tick / file.ticks_per_beat, message.note))
    return sorted(found)


def record(folder: Path) -> Recorded:
    """Have Ardour play the tune to our server and record its answer. Raises `NotStartedError`."""
    folder.mkdir()
    song = folder / "song"
    options = ("--beat", "midi", "--role", "accompany", "--bars", "1")
    with Jack(PERIOD) as jack:
        ardour(jack, folder / "make.lua", MAKE.format(folder=song)).communicate()
        put_in_the_tune(song)
        with Served(jack, folder, "repeat", *options) as served:
            micros = round((BARS * 4 + 1) * 60 / BPM * 1e6)
            daw = ardour(jack, folder / "record.lua", RECORD.format(folder=song, micros=micros))
            try:
                if not {CLOCK, SENT, RECORDED} <= set(jack.ports()):
                    raise NotStartedError(f"Ardour lacks ports: {jack.ports()}")
                jack.connect((CLOCK, IN), (SENT, IN), (OUT, RECORDED))
                said, _ = daw.communicate("go\n", timeout=120)
            finally:
                daw.kill()
                daw.communicate()
            assert daw.returncode == 0, said
            told = served.told("/live/next")
            ours = {note["pitch"] for loop in told for note in loop["notes"]}
    (path,) = song.glob("interchange/*/midifiles/*Answer*.mid")
    notes = played(path)
    return Recorded(path, np.array([beat for beat, _ in notes]), [p for _, p in notes], ours)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    needs("ardour7-lua")
    folder = tmp_path_factory.mktemp("ardour")
    for number in range(STARTS):
        with contextlib.suppress(NotStartedError):
            return record(folder / str(number))
    return record(folder / "last")


def test_ardour_records_the_answer_on_its_own_grid(recorded: Recorded) -> None:
    beats = recorded.beats
    assert len(beats) >= 3 * 4 * (BARS - 4), "bass, chords and drums on every beat, once heard"
    assert set(recorded.pitches) == recorded.ours
    off = (beats - np.round(beats * 4) / 4) * 60 / BPM
    latency = np.median(off)
    assert abs(latency) < 3 * PERIOD / 48_000, "of JACK's periods"
    assert np.quantile(np.abs(off - latency), 0.95) < NEAR_S, off


def test_the_recorded_answer_sounds_on_the_beats(recorded: Recorded, tmp_path: Path) -> None:
    if gone := missing("fluidsynth"):
        pytest.skip(f"not installed: {gone}")
    if not SOUNDS.exists():
        pytest.skip(f"not installed: {SOUNDS} (timgm6mb-soundfont)")
    from sound import librosa

    file = mido.MidiFile(recorded.path)
    tempo = mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(BPM))
    drums = [m.copy(channel=9) if m.type.startswith("note") else m for m in file.tracks[0]]
    notes, wav = tmp_path / "answer.mid", tmp_path / "answer.wav"
    file.tracks[0] = mido.MidiTrack([tempo, *drums])  # struck, so that it is plain when
    file.save(notes)
    command = ["fluidsynth", "-ni", "-q", "-r", "48000", "-F", str(wav), str(SOUNDS), str(notes)]
    subprocess.run(command, check=True, capture_output=True)
    samples, rate = soundfile.read(wav, dtype="float32", always_2d=True)
    onsets = librosa.onset.onset_detect(y=samples.mean(axis=1), sr=rate, units="time")
    beats = np.unique(np.round(recorded.beats))
    found = [np.abs(onsets - beat * 60 / BPM).min() for beat in beats]
    assert np.mean(np.array(found) < 0.05) > 0.9, found
