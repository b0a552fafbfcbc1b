"""A `Painter` that denoises frame by frame: a listener, an adapter, a painter, perhaps a refiner.

What a preset's `[network]` says: `kind = "diffusion"`, `system` (the kind of adapter), `[painter]`
with our own painter's sizes or the name of a `model` that the user has, `[mapper]` with the
adapter's sizes, `[refiner]`, and how frames are painted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from generators.base import Look
from generators.images import listener as listeners
from generators.images import mel, refiners, stable
from generators.images.denoiser import DenoiserSizes
from generators.images.journey import Journey
from generators.images.listener import Listener, latest
from generators.images.mappers import mapper_of
from generators.images.painter import SMOOTH_S, WEIGHTS, PainterError, pixels_of, turned
from generators.images.refiners import Refiner
from generators.images.streaming import Guidance, Ladder, Similar, Stream, StreamError
from generators.images.system import Kind, MisfitError, System
from generators.images.together import Together, TogetherPrompt, picture_of
from generators.media import AudioWindow, Frame, Pixels
from generators.packed import unpacked
from generators.precision import fast_bf16

if TYPE_CHECKING:
    from presets import ImagesPreset

KIND = "diffusion"
AUTOENCODER, PAINTER, SOUND = (
    f"{part}.safetensors" for part in ("autoencoder", "painter", "sound")
)
"""What presets may share, besides the listener: `painter` has the words that it is asked in, and
`sound` the painter of spectrograms. The adapter lies in `weights.safetensors`."""
HEARS, SPACE = "sound.", "painter.autoencoder."
"""How the names begin of the weights of who hears, and of the space in which both paint."""
CUT_S = 2.0
"""A frame so long after the one before begins anew: what is under way is of the past."""


class SoundSettings(BaseModel):
    """Of a preset whose pictures are to sound: they begin at the spectrogram of what is heard, with
    a share of the noise (`strength`); from which share of it down either painter has a say. By
    default the picture forms first, and is then made to sound."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    strength: float = Field(default=0.92, gt=0, le=1)
    begins_see: float = Field(default=1.0, ge=0, le=1)
    begins_hear: float = Field(default=0.5, ge=0, le=1)


class DiffusionSettings(BaseModel):
    """How frames are painted: `steps` from noise to picture; `guidance` as in
    `generators.images.streaming`, with `scale`; `smooth_s`: seconds in which what is heard takes
    over by 63 %; `similar`: likeness from which on frames may be left out, or none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: Kind
    painter: dict[str, Any]
    mapper: dict[str, Any] = Field(default_factory=dict)
    refiner: dict[str, Any] | None = None
    sound: SoundSettings | None = None
    steps: int = Field(default=8, gt=0)
    guidance: Guidance = "once"
    scale: float = Field(default=3.0, ge=1)
    smooth_s: float = Field(default=SMOOTH_S, gt=0)
    similar: float | None = Field(default=None, gt=0, lt=1)


class DiffusionPainter:
    """`labels` are the words that it knows, if it knows any."""

    def __init__(
        self,
        name: str,
        system: System,
        listener: Listener,
        labels: tuple[str, ...],
        settings: DiffusionSettings,
        refiner: Refiner | None = None,
    ) -> None:
        self.name, self.labels = name, labels if system.kind != "audioclip" else ()
        self._system, self._listener, self._settings = system.eval(), listener, settings
        self._all, self._refiner = labels, refiner
        device = system.device
        self._autocast = torch.autocast(
            device.type, torch.bfloat16, enabled=fast_bf16(device) and device.type == "cpu"
        )
        with torch.inference_mode():
            self._nothing = system.nothing(1)[0].float()
        strength = settings.sound.strength if settings.sound else 1.0
        ladder = Ladder.of(system.painter.scheduler, settings.steps, strength)
        self._stream = Stream(
            self._denoise, ladder, guidance=settings.guidance, scale=settings.scale,
            empty=self._nothing,
        )  # fmt: skip
        self._similar = Similar(settings.similar) if settings.similar else None
        self._now = self._wanted = self._nothing
        self._journey, self._seed, self._place, self._number = Journey(0, 1), -1, 0.0, 0
        self._shown: Pixels | None = None
        self._heard: Tensor | None = None

    def _denoise(self, noisy: Tensor, times: Tensor, conditions: Tensor) -> Tensor:
        with self._autocast:
            said: Tensor = self._system.painter(noisy, times, conditions)
        return said.float()

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of its frames, in pixels."""
        return (self._painted * (self._refiner.scale if self._refiner else 1),) * 2

    @property
    def _painted(self) -> int:
        painter = self._system.painter
        return int(painter.shape[-1] * painter.zoom)

    @property
    def window_s(self) -> float:
        """Seconds of sound that `hear` wants."""
        return self._listener.seconds

    @property
    def hear_hz(self) -> int:
        """The rate at which it wants it."""
        return self._listener.rate

    @torch.inference_mode()
    def hear(self, window: AudioWindow) -> Mapping[str, float]:
        """Take in the sound; the picture goes there within some seconds. Silence asks for nothing
        in particular."""
        kind, heard = self._system.kind, None
        if kind == "audioclip" or self._listener.labels:
            heard = self._listener.embed(window)
        if self._settings.sound:
            picture = picture_of(window, self._painted).to(self._system.device)
            self._heard = self._system.painter.encode(picture[None])[0]
        if latest(window, self.hear_hz, self.window_s) is None:
            self._wanted = self._nothing
        elif heard and kind == "labels":
            self._wanted = self._words(heard.labels)
        else:
            if heard and kind == "audioclip":
                features = heard.embedding[None]
            else:
                features = self._listener.over_time(window)
            conditions, _ = self._system.heard(self._tensor(features)[None])
            self._wanted = conditions[0].float()
        return heard.labels if heard else {}

    @torch.inference_mode()
    def hear_all(self, windows: Sequence[AudioWindow]) -> Mapping[str, float]:
        """Take in a stretch as a whole: means of the conditions of its windows."""
        told: list[Mapping[str, float]] = []
        wanted: list[Tensor] = []
        for window in windows:
            told.append(self.hear(window))
            wanted.append(self._wanted)
        self._wanted = torch.stack(wanted).mean(0)
        return {name: float(np.mean([each[name] for each in told])) for name in told[0]}

    def paint(self, look: Look, seconds: float, time: float) -> Frame:
        """The next frame, `seconds` after the one before."""
        shape = self._system.painter.shape
        if look.seed != self._seed:
            self._seed, self._journey = look.seed, Journey(look.seed, int(np.prod(shape)))
            self._stream.flush()
        if seconds >= CUT_S:
            self._stream.flush()
        self._place += seconds * look.travel
        share = 1.0 - float(np.exp(-seconds / self._settings.smooth_s))
        self._now = between(self._now, self._wanted, share)
        self._number += 1
        noise = self._tensor(self._journey.at(self._place)).reshape(shape)
        condition = self._asked(look)
        if self._similar and self._shown is not None and self._similar.skips(noise, condition):
            return Frame(self._shown, self._number, time)
        self._stream.scale = 1 + (self._settings.scale - 1) * look.sensitivity
        self._shown = self._finished(self._stream.step(noise, condition, self._heard), look)
        return Frame(self._shown, self._number, time)

    @torch.inference_mode()
    def _asked(self, look: Look) -> Tensor:
        """What was heard and what the look asks for in words."""
        if not look.mix or not any(look.labels.get(name, 0) > 0 for name in self.labels):
            return self._now
        return between(self._now, self._words(look.labels), look.mix)

    def _words(self, labels: Mapping[str, float]) -> Tensor:
        shares = np.array([[max(0.0, labels.get(name, 0.0)) for name in self._all]], np.float32)
        found: Tensor = self._system.read(self._tensor(shares / max(shares.sum(), 1e-9)))
        return found[0].float()

    @torch.inference_mode()
    def _finished(self, latents: Tensor, look: Look) -> Pixels:
        pixels = pixels_of(self._system.painter.decode(latents[None]))
        if self._refiner:
            pixels = self._refiner.pictures(pixels)
        return lit(turned(pixels[0], look.palette), look.brightness)

    def _tensor(self, values: NDArray[Any]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._system.device)


def between(here: Tensor, there: Tensor, share: float) -> Tensor:
    """A share of the way between conditions [tokens, width], token by token on the arc between
    their directions, with a length between their lengths."""
    lengths = [each.norm(dim=-1, keepdim=True).clamp(min=1e-8) for each in (here, there)]
    one, other = here / lengths[0], there / lengths[1]
    angle = (one * other).sum(-1, keepdim=True).clamp(-1, 1).acos()
    straight = angle < 1e-3
    whole = angle.sin().where(~straight, torch.ones_like(angle))
    shares = [
        (angle * (1 - share)).sin().div(whole).where(~straight, torch.full_like(angle, 1 - share)),
        (angle * share).sin().div(whole).where(~straight, torch.full_like(angle, share)),
    ]
    length = lengths[0] + share * (lengths[1] - lengths[0])
    found: Tensor = (shares[0] * one + shares[1] * other) * length
    return found


def lit(pixels: Pixels, brightness: float) -> Pixels:
    """Lighter or darker by a power, -1 to 1; black and white stay."""
    if not brightness:
        return pixels
    levels: Pixels = np.rint(255 * (pixels / 255.0) ** 2.0**-brightness).astype(np.uint8)
    return levels


def load(preset: ImagesPreset, device: torch.device) -> DiffusionPainter:
    """The painter of a preset, whose files are verified, on `device`. Raises `PainterError`."""
    try:
        weights: dict[str, Tensor] = {}
        for file in (AUTOENCODER, PAINTER, SOUND, WEIGHTS):
            if (place := preset.place(file)).exists():
                weights |= unpacked(load_file(place))
        listener = listeners.load(preset.place(listeners.TABLE).parent, device)
        return assemble(preset, weights, listener, device)
    except (OSError, SafetensorError, listeners.ListenerError) as error:
        raise PainterError(f"preset {preset.name!r} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, ("network", *first["loc"])))
        raise PainterError(f"preset {preset.name!r}: {where}: {first['msg']}") from error
    except (MisfitError, StreamError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise PainterError(f"preset {preset.name!r} does not fit together: {error}") from error


def assemble(
    preset: ImagesPreset, weights: Mapping[str, Tensor], listener: Listener, device: torch.device
) -> DiffusionPainter:
    """A painter of its parts. Raises `ValueError` or `RuntimeError` where they do not fit."""
    settings = DiffusionSettings(**{k: v for k, v in preset.network.items() if k != "kind"})
    system = _system(preset, settings, weights, listener).to(device).requires_grad_(False)
    refiner = refiners.load(settings.refiner, preset.path, device) if settings.refiner else None
    if device.type == "cpu":
        torch.set_num_threads(1)
    return DiffusionPainter(preset.name, system, listener, preset.labels, settings, refiner)


def _system(
    preset: ImagesPreset,
    settings: DiffusionSettings,
    weights: Mapping[str, Tensor],
    listener: Listener,
) -> System:
    """Our own parts with their weights, or a model's with those of the adapter."""
    kind, table = settings.system, dict(settings.painter)
    heard = _heard(kind, listener)
    if "model" in table:
        if kind not in ("audiotoken", "covergen"):
            raise MisfitError(f"system {kind} needs a painter of its own, not a model")
        painter, prompt = stable.parts(kinds=preset.labels, device=torch.device("cpu"), **table)
        mapper = mapper_of(kind, heard, painter.width, settings.mapper)
        made = System(kind, painter, prompt, mapper)
    else:
        sizes = DenoiserSizes(labels=len(preset.labels), added=kind == "audioclip", **table)
        made = System.own(kind, sizes, heard, settings.mapper)
        if settings.sound:
            if kind != "labels" or listener.rate != mel.RATE:
                raise MisfitError(f"sound: for system labels, and a listener at {mel.RATE} Hz")
            sight, hearing = _told_apart(weights)
            other = System.own(kind, sizes, heard, {})
            _take(made, sight)
            _take(other, hearing)
            return together(made, other, settings.sound)
    _check_widths(made, weights, heard)
    _take(made, weights, needed="mapper" if "model" in table else "")
    return made


def _take(system: System, weights: Mapping[str, Tensor], needed: str = "") -> None:
    """Give a system its weights, all whose names begin with `needed`."""
    wrong = system.load_state_dict(dict(weights), strict=False)
    own = [name for name in wrong.missing_keys if name.startswith(needed)]
    if own or wrong.unexpected_keys:
        name = (own or wrong.unexpected_keys)[0]
        raise MisfitError(f"its weights {'lack' if own else 'have, and nothing takes,'} {name}")


def _told_apart(weights: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Of weights of pictures that sound, those of who sees and of who hears: both have one
    autoencoder."""
    sees = {name: value for name, value in weights.items() if not name.startswith(HEARS)}
    hears = {n.removeprefix(HEARS): value for n, value in weights.items() if n.startswith(HEARS)}
    hears |= {name: value for name, value in sees.items() if name.startswith(SPACE)}
    return sees, hears


def together(sight: System, sound: System, settings: SoundSettings) -> System:
    """Of two systems that are asked in words: one that denoises with the painters of both."""
    painter = Together(sight.painter, sound.painter, settings.begins_see, settings.begins_hear)
    return System("labels", painter, TogetherPrompt(sight.prompt, sound.prompt), None)


def _heard(kind: Kind, listener: Listener) -> int:
    """How wide what an adapter gets is."""
    if kind == "labels":
        if not listener.labels:
            raise MisfitError("words need a listener that knows labels")
        return 0
    return listener.size if kind == "audioclip" else listener.width


def _check_widths(system: System, weights: Mapping[str, Tensor], heard: int) -> None:
    """Whether the adapter's weights are for this listener and this painter."""
    own = system.state_dict()
    for name, value in weights.items():
        if name.startswith("mapper.") and name in own and own[name].shape != value.shape:
            raise MisfitError(
                f"the adapter's {name} is {tuple(value.shape)}, while a listener that says {heard} "
                f"numbers and a painter that takes {system.painter.width} want "
                f"{tuple(own[name].shape)}: name the listener and the painter that it was "
                "trained with, or train another"
            )
