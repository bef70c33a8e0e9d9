"""Random networks of the real architectures through the export scripts. Run: python3 -m unittest discover tools/export"""

import importlib.util
import json
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from export_encoder import noise  # noqa: E402
from filter_banks import CHUNK, FilterBanks, rows_of  # noqa: E402
from hubert import Hubert, HubertSizes  # noqa: E402
from networks import SOUND_SHAPES, AveEncoder, SyncTalkUnet, Wav2Lip, parameters  # noqa: E402
from onnx_file import round_weights  # noqa: E402
from small_encoders import SmallWenet, save_wenet, seeded, wenet_inputs  # noqa: E402

WITH_TRANSFORMERS = importlib.util.find_spec("transformers") is not None
ONNX_LIMIT = 1000
"""MB that the app takes, unpacked."""


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Architectures(unittest.TestCase):
    """Parameter counts of the public networks."""

    def test_parameters(self) -> None:
        self.assertAlmostEqual(parameters(SyncTalkUnet(320)) / 1e6, 12.19, 2)
        self.assertAlmostEqual(parameters(SyncTalkUnet(160)) / 1e6, 12.16, 2)
        self.assertAlmostEqual(parameters(AveEncoder()) / 1e6, 2.81, 2)
        self.assertAlmostEqual(parameters(Wav2Lip()) / 1e6, 36.3, 1)
        with torch.device("meta"):
            # The public count of 315.44 M has the vector of masked steps, and the position's weight in two parts.
            self.assertEqual(parameters(Hubert(HubertSizes())), 315_438_720 - 1024 - 128)

    def test_ultralight_parameters(self) -> None:
        """Of 160 px: features change the first layers of the sound branch alone."""
        for (feature, window), millions in {
            ("hubert", 16): 12.16, ("hubert", 8): 12.16, ("wenet", 16): 12.96, ("wenet", 8): 12.27,
        }.items():  # fmt: skip
            self.assertAlmostEqual(parameters(SyncTalkUnet(160, feature, window)) / 1e6, millions, 2)

    def test_shapes(self) -> None:
        for size in (160, 320):
            for (feature, window), shape in SOUND_SHAPES.items():
                network = SyncTalkUnet(size, feature, window, width=1 / 8 if feature != "wenet" else 1).eval()
                with torch.no_grad():
                    drawn = network(torch.zeros(1, 6, size, size), torch.zeros(1, *shape))
                self.assertEqual(tuple(drawn.shape), (1, 3, size, size))


class Packs(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.out = self.folder / "pack.zip"
        self.about = ("--name", "Test", "--licence", "none", "--out", self.out)

    def save(self, name: str, state: object) -> Path:
        path = self.folder / name
        torch.save(state, path)
        return path

    def read_pack(self) -> tuple[dict, dict[str, onnxruntime.InferenceSession]]:
        with zipfile.ZipFile(self.out) as pack:
            description = json.loads(pack.read("model.json"))
            networks = {
                name: onnxruntime.InferenceSession(pack.read(name))
                for name in pack.namelist()
                if name.endswith(".onnx")
            }
        return description, networks

    def test_synctalk(self) -> None:
        encoder = AveEncoder().audio_encoder.state_dict()
        done = run(
            "export_synctalk.py",
            "--checkpoint", self.save("99.pth", SyncTalkUnet(320).state_dict()),
            "--audio-encoder", self.save("ave.pth", encoder),
            *self.about,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        description, networks = self.read_pack()
        self.assertEqual(description["adapter"], "synctalk-2d")
        self.assertEqual(description["audioEncoder"], {"kind": "ave", "file": "ave.onnx"})
        self.assertEqual(networks["unet.onnx"].get_inputs()[0].shape, [1, 6, 320, 320])
        self.assertEqual(networks["ave.onnx"].get_outputs()[0].shape, [1, 512])

    def export_ultralight(self, size: int, feature: str, window: int) -> tuple[SyncTalkUnet, Path]:
        """A pack of a random network; returns it, and its encoder as the user has it: a folder, or an .onnx."""
        network = seeded_unet(size, feature, window)
        encoder = self.folder / f"{feature}.onnx"
        if feature == "hubert":
            source = save_hubert(self.folder / "hubert", HubertSizes(layers=1, inner=64, convolved=[32] * 7))
        else:
            source = self.folder / "encoder.onnx"
            save_wenet(seeded(SmallWenet(), 2), source)
        made = run("export_encoder.py", f"--{feature}", source, "--out", encoder)
        self.assertEqual(made.returncode, 0, made.stderr)
        done = run(
            "export_synctalk.py",
            "--checkpoint", self.save("195.pth", network.state_dict()),
            "--feature", feature,
            "--encoder-onnx", encoder,
            *self.about,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{size} px, {feature}, {window} frames", done.stdout)
        return network, source

    def check_ultralight(self, size: int, feature: str, window: int) -> None:
        network, _ = self.export_ultralight(size, feature, window)
        description, networks = self.read_pack()
        self.assertEqual(description["adapter"], "synctalk-2d")
        self.assertEqual(description["audioEncoder"], {"kind": feature, "file": f"{feature}.onnx"})
        heard = networks[f"{feature}.onnx"].run(None, {"sound": noise(16_000).numpy()})[0]
        # A second: 49 steps of 1024, or 21 rows of 16 x 512.
        self.assertEqual(heard.shape, {"hubert": (1, 49, 1024), "wenet": (1, 21, 16, 512)}[feature])
        a_row = {"hubert": 2, "wenet": 1}[feature]
        sound = heard[0, : window * a_row].reshape(1, *SOUND_SHAPES[feature, window])
        picture = np.random.default_rng(1).random((1, 6, size, size), np.float32)
        drawn = networks["unet.onnx"].run(None, {"input": picture, "audio": sound})[0]
        with torch.no_grad():
            expected = network(torch.tensor(picture), torch.tensor(sound)).numpy()
        self.assertLess(np.abs(drawn - expected).max(), 1e-3)
        self.assertGreater(expected.std(), 1e-3)

    def test_ultralight_hubert(self) -> None:
        self.check_ultralight(160, "hubert", 8)

    def test_ultralight_wenet(self) -> None:
        self.check_ultralight(160, "wenet", 8)

    def test_hubert_and_wenet_windows_of_16(self) -> None:
        self.check_ultralight(320, "hubert", 16)
        self.check_ultralight(160, "wenet", 16)

    def test_ultralight_needs_its_encoder(self) -> None:
        state = SyncTalkUnet(160, "hubert", 8).state_dict()
        done = run("export_synctalk.py", "--checkpoint", self.save("a.pth", state), *self.about)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("hubert model needs its audio encoder: --encoder-onnx", done.stderr)
        self.assertIn("export_encoder.py", done.stderr)

    def test_wav2lip(self) -> None:
        state = {"module." + key: value for key, value in Wav2Lip().state_dict().items()}
        checkpoint = self.save("w.pth", {"state_dict": state, "global_step": 1})
        done = run("export_wav2lip.py", "--checkpoint", checkpoint, *self.about)
        self.assertEqual(done.returncode, 0, done.stderr)
        description, networks = self.read_pack()
        self.assertEqual(description["adapter"], "wav2lip")
        self.assertEqual(networks["wav2lip.onnx"].get_inputs()[0].shape, [1, 1, 80, 16])

    def test_foreign_checkpoint(self) -> None:
        checkpoint = self.save("x.pth", {"layer.weight": torch.zeros(2)})
        done = run("export_wav2lip.py", "--checkpoint", checkpoint, *self.about)
        self.assertIn("x.pth does not fit: missing audio_encoder.0", done.stderr)
        self.assertFalse(self.out.exists())


def seeded_unet(size: int, feature: str, window: int) -> SyncTalkUnet:
    torch.manual_seed(window)
    return SyncTalkUnet(size, feature, window).eval()


def save_hubert(folder: Path, sizes: HubertSizes) -> Path:
    """As Hugging Face stores one with a head: names of parts, and the position's weight as length and direction."""
    network = seeded(Hubert(sizes), 1)
    state = {f"hubert.{key}": value for key, value in network.state_dict().items()}
    at = "hubert.encoder.pos_conv_embed.conv.weight"
    direction = state.pop(at)
    state[f"{at}_v"] = direction
    state[f"{at}_g"] = direction.norm(dim=(0, 1), keepdim=True)
    state["hubert.masked_spec_embed"] = torch.zeros(sizes.width)
    state["lm_head.weight"] = torch.zeros(32, sizes.width)
    folder.mkdir()
    torch.save(state, folder / "pytorch_model.bin")
    config = {"num_attention_heads": sizes.heads, "do_stable_layer_norm": True, "layer_norm_eps": sizes.epsilon}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


class Encoders(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.out = self.folder / "encoder-of-pack.onnx"

    def hear(self, samples: int) -> np.ndarray:
        session = onnxruntime.InferenceSession(self.out, providers=["CPUExecutionProvider"])
        return session.run(None, {"sound": noise(samples).numpy()})[0]

    def test_hubert_equals_pytorch(self) -> None:
        sizes = HubertSizes(layers=2, inner=64, convolved=[32] * 7)
        source = save_hubert(self.folder / "hubert", sizes)
        done = run("export_encoder.py", "--hubert", source, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        network = seeded(Hubert(sizes), 1)
        round_weights(network)
        for samples in (720, 16_000):
            with torch.no_grad():
                expected = network(noise(samples)).numpy()
            self.assertEqual(expected.shape[1], (samples - 80) // 320)
            self.assertLess(np.abs(self.hear(samples) - expected).max(), 1e-3)

    def test_hubert_is_stored_in_half_precision(self) -> None:
        sizes = HubertSizes(layers=1, convolved=[32] * 7)
        source = save_hubert(self.folder / "hubert", sizes)
        self.assertEqual(run("export_encoder.py", "--hubert", source, "--out", self.out).returncode, 0)
        with torch.device("meta"):
            small, large = parameters(Hubert(sizes)), parameters(Hubert(HubertSizes()))
        bytes_a_parameter = self.out.stat().st_size / small
        self.assertLess(bytes_a_parameter, 2.01)
        self.assertLess(bytes_a_parameter * large / 1e6, ONNX_LIMIT)
        session = onnxruntime.InferenceSession(self.out)
        self.assertEqual(session.get_inputs()[0].type, "tensor(float)")

    def test_refuses_other_huberts(self) -> None:
        base = save_hubert(self.folder / "base", HubertSizes(layers=1, width=64, inner=64, heads=1, convolved=[32] * 7))  # fmt: skip
        done = run("export_encoder.py", "--hubert", base, "--out", self.out)
        self.assertIn("gives 64 values a step", done.stderr)
        state = {"feature_projection.projection.weight": torch.zeros(768, 512)}
        torch.save(state, self.folder / "group-norm.bin")
        done = run("export_encoder.py", "--hubert", self.folder / "group-norm.bin", "--out", self.out)
        self.assertIn("of the base kind", done.stderr)
        self.assertFalse(self.out.exists())

    def test_wenet_equals_pytorch(self) -> None:
        network = seeded(SmallWenet(), 2)
        source = self.folder / "encoder.onnx"
        # The public encoder's opset is not known: an older one is converted.
        for opset in (11, 17):
            save_wenet(network, source, opset)
            done = run("export_encoder.py", "--wenet", source, "--out", self.out)
            self.assertEqual(done.returncode, 0, done.stderr)
            rounded = seeded(SmallWenet(), 2)
            round_weights(rounded)
            for samples in (720, 16_000):
                banks = FilterBanks()(noise(samples))
                inputs = wenet_inputs()
                rows = []
                for row in range(rows_of(len(banks) - CHUNK)):
                    inputs["chunk"] = banks[None, None, 5 * row : 5 * row + CHUNK]
                    with torch.no_grad():
                        rows.append(rounded(*inputs.values())[0].numpy())
                heard = self.hear(samples)
                self.assertEqual(heard.shape, (1, len(rows), 16, 512))
                self.assertLess(np.abs(heard[0] - np.concatenate(rows)).max(), 1e-3)

    def test_refuses_another_encoder(self) -> None:
        speech = onnx.helper.make_tensor_value_info("speech", onnx.TensorProto.FLOAT, [1, 100, 80])
        graph = onnx.helper.make_graph([onnx.helper.make_node("Identity", ["speech"], ["y"])], "g", [speech], [
            onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 100, 80])
        ])  # fmt: skip
        source = self.folder / "speech.onnx"
        onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)]), source)
        done = run("export_encoder.py", "--wenet", source, "--out", self.out)
        self.assertIn('an input "speech" [1, 100, 80]; expected chunk', done.stderr)


@unittest.skipUnless(WITH_TRANSFORMERS, "transformers is not installed")
class AgainstTransformers(unittest.TestCase):
    """HuBERT and the filter banks against an implementation by others."""

    def test_hubert(self) -> None:
        from export_encoder import read_hubert
        from transformers import HubertConfig, HubertModel, Wav2Vec2FeatureExtractor

        torch.manual_seed(1)
        config = HubertConfig(
            hidden_size=128, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96, conv_dim=[32] * 7,
            feat_extract_norm="layer", do_stable_layer_norm=True, conv_bias=True,
        )  # fmt: skip
        model = HubertModel(config).eval()
        folder = self.enterContext(tempfile.TemporaryDirectory())
        model.save_pretrained(folder)
        sound = noise(16_000) + 0.1
        normalised = Wav2Vec2FeatureExtractor(do_normalize=True)(
            sound[0].numpy(), sampling_rate=16_000, return_tensors="pt"
        )
        with torch.no_grad():
            expected = model(normalised.input_values).last_hidden_state
            heard = read_hubert(Path(folder))(sound)
        self.assertLess((heard - expected).abs().max().item(), 1e-4)

    def test_filter_banks(self) -> None:
        from transformers.audio_utils import mel_filter_bank, spectrogram, window_function

        for samples in (720, 16_001):
            sound = noise(samples)
            whole = (sound[0].numpy() * 32_767).astype(np.int16)
            padded = np.concatenate([np.zeros(5120), whole, np.zeros(5600)])
            expected = spectrogram(
                padded, window_function(400, "povey", periodic=False), 400, 160, 512, power=2.0, center=False,
                preemphasis=0.97, remove_dc_offset=True, log_mel="log", mel_floor=float(np.finfo(np.float32).eps),
                mel_filters=mel_filter_bank(257, 80, 20, 8000, 16_000, mel_scale="kaldi", triangularize_in_mel_space=True),
            ).T  # fmt: skip
            banks = FilterBanks()(sound).numpy()
            self.assertEqual(len(banks), len(expected) + CHUNK)
            self.assertLess(np.abs(banks[:-CHUNK] - expected).max(), 1e-3)
            self.assertEqual(np.abs(banks[-CHUNK:]).max(), 0)


if __name__ == "__main__":
    unittest.main()
