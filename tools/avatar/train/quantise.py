"""Writes the int8 form of an exported U-Net, which the app takes on WASM, and its manifest entry.

    python3 tools/avatar/train/quantise.py ID      # after export.py: public/models/unet-ID-int8.onnx

Each convolution's input is rounded to bytes and convolved with int8 weights by ConvInteger, whose exact sums become floats
again. Nothing else is rounded: what the blocks add up and the drawn pixels stay floats, so the picture has no steps. A
channel has its own step, which costs nothing, since the weights take it up.
"""

import sys

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from dataset import MOUTH_BOX, MouthDataset
from export import MODELS, halve_weights, list_in_manifest
from regions import training_folder

CALIBRATION, LEVELLED, JUDGED = 256, 64, 96  # samples
# Curves of speech that was never heard: mixtures of this many windows, scaled within this range.
MIXED, SCALED = 3, (0.6, 2.0)
OPEN = 0  # the curve that "openness" scales
# How much of the inequality of the channels' ranges the steps follow; the rest is left to the weights (as in SmoothQuant,
# Xiao et al. 2022). Of 0, 0.25, 0.5, 0.75 and 1, 0.75 has the best worst case.
EQUALISATION = 0.75
LARGEST_BYTE, LARGEST_WEIGHT = 255, 127
ZERO_WEIGHT = 128  # ONNX Runtime's WASM kernels are quick for unsigned weights only
SMALLEST_STEP = 1e-5
FLOAT = TensorProto.FLOAT


def folded(path):
    """The model without the casts of its halved weights."""
    model = onnx.load(path)
    initialisers = {t.name: t for t in model.graph.initializer}
    nodes = []
    for node in model.graph.node:
        half = initialisers.get(node.input[0]) if node.op_type == "Cast" else None
        if half is None:
            nodes.append(node)
        else:
            half.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(half).astype(np.float32), node.output[0]))
    replace(model.graph.node, nodes)
    return model


def replace(field, values):
    del field[:]
    field.extend(values)


def convolutions(model):
    return [node for node in model.graph.node if node.op_type == "Conv"]


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the machine may have other work
    return onnxruntime.InferenceSession(model.SerializeToString(), options)


def sample(data, rng):
    """A crop of any clip with the curves of any other, as the app combines them, often changed beyond what was heard."""
    seen, curves, *_ = data.training_batch(1, rng)
    curves, kind = curves.numpy(), rng.random()
    foreign = data.windows[rng.choice(data.training, MIXED)]
    if kind < 0.2:
        curves = foreign[:1]
    elif kind < 0.4:
        curves = np.tensordot(rng.dirichlet(np.ones(MIXED)), foreign, 1)[None] * rng.uniform(*SCALED)
    elif kind < 0.8:
        curves = foreign[:1] * rng.uniform(*SCALED, (1, 1, foreign.shape[2]))
        if kind > 0.6:
            # A held, shouted vowel: "openness" over 1 opens wider than any speech of the clips.
            curves = np.repeat(curves[:, :1], foreign.shape[1], 1)
            curves[:, :, OPEN] = rng.uniform(0.3, 1)
    return {"crop": seen.numpy(), "curves": np.clip(curves, 0, 1).astype(np.float32)}


def channel_ranges(model, samples):
    """Tensor read by a convolution -> lowest, highest and mean value of each channel, [samples, channels] each."""
    names = sorted({node.input[0] for node in convolutions(model)})
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_tensor_value_info(name, FLOAT, None) for name in names)
    runner, found = session(watched), {name: [] for name in names}
    for feeds in samples:
        for name, values in zip(names, runner.run(names, feeds)):
            found[name].append([values.min((0, 2, 3)), values.max((0, 2, 3)), values.mean((0, 2, 3))])
    return {name: np.array(values).transpose(1, 0, 2) for name, values in found.items()}


def steps(lowest, highest):
    """The step of each channel, and the byte that stands for 0 in all of them: ConvInteger knows only one.

    The range is that of all samples: leaving out the outermost 2 % gains 0.5 dB on average and loses 8 dB on odd curves.
    """
    low, high = -np.minimum(0, lowest.min(0)), np.maximum(0, highest.max(0))
    zeros = range(1, LARGEST_BYTE // 2 + 1)
    candidates = [np.maximum(np.maximum(high / (LARGEST_BYTE - z), low / z), SMALLEST_STEP) for z in zeros]
    best = int(np.argmin([np.log(c).mean() for c in candidates]))
    largest = candidates[best].max()
    return (largest * (candidates[best] / largest) ** EQUALISATION).astype(np.float32), zeros[best]


def rounded_weights(weights):
    """Whole numbers of the largest size that bytes hold, and the step of each output channel."""
    scale = np.abs(weights).max((1, 2, 3)) / LARGEST_WEIGHT
    return np.round(weights / scale[:, None, None, None]), scale


def quantised(model, ranges):
    """The model with every convolution in int8."""
    values = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    constants, replaced, nodes, rounded = {"zero_weight": np.uint8(ZERO_WEIGHT)}, set(), [], {}

    def as_bytes(name):
        if name not in rounded:
            lowest, highest, _ = ranges[name]
            step, zero = steps(lowest, highest)
            rounded[name] = step
            constants[name + "_step"] = step
            constants[name + "_zeros"] = np.full(len(step), zero, np.uint8)
            constants[name + "_zero"] = np.uint8(zero)
            inputs = [name, name + "_step", name + "_zeros"]
            nodes.append(helper.make_node("QuantizeLinear", inputs, [name + "_bytes"], axis=1))
        return rounded[name]

    for node in model.graph.node:
        if node.op_type != "Conv":
            nodes.append(node)
            continue
        (name, weight, bias), drawn = node.input, node.output[0]
        replaced |= {weight, bias}
        step = as_bytes(name)
        exact = values[weight] * step[:, None, None]
        whole, scale = rounded_weights(exact)
        # What the weights' rounding adds to a channel's mean.
        shift = (whole * scale[:, None, None, None] - exact).sum((2, 3)) @ (ranges[name][2].mean(0) / step)
        constants[weight + "_bytes"] = (whole + ZERO_WEIGHT).astype(np.uint8)
        constants[weight + "_scale"] = scale.astype(np.float32).reshape(1, -1, 1, 1)
        constants[bias + "_whole"] = (values[bias] - shift).astype(np.float32).reshape(1, -1, 1, 1)
        inputs = [name + "_bytes", weight + "_bytes", name + "_zero", "zero_weight"]
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        nodes += [
            helper.make_node("ConvInteger", inputs, [drawn + "_sum"], **attributes),
            helper.make_node("Cast", [drawn + "_sum"], [drawn + "_float"], to=FLOAT),
            helper.make_node("Mul", [drawn + "_float", weight + "_scale"], [drawn + "_scaled"]),
            helper.make_node("Add", [drawn + "_scaled", bias + "_whole"], [drawn]),
        ]
    result = onnx.ModelProto()
    result.CopyFrom(model)
    replace(result.graph.node, nodes)
    kept = [t for t in result.graph.initializer if t.name not in replaced]
    made = [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
    replace(result.graph.initializer, [*kept, *made])
    return result


def store_in_bytes(model, name):
    """A matrix [rows, columns] in int8, scaled by row; ONNX Runtime makes it float again when a session is created."""
    tensor = next(t for t in model.graph.initializer if t.name == name)
    matrix = numpy_helper.to_array(tensor)
    scale = np.abs(matrix).max(1, keepdims=True) / LARGEST_WEIGHT
    made = {"_bytes": np.round(matrix / scale).astype(np.int8), "_scale": scale.astype(np.float32)}
    model.graph.initializer.remove(tensor)
    model.graph.initializer.extend(numpy_helper.from_array(value, name + end) for end, value in made.items())
    unpack = [
        helper.make_node("Cast", [name + "_bytes"], [name + "_float"], to=FLOAT),
        helper.make_node("Mul", [name + "_float", name + "_scale"], [name]),
    ]
    replace(model.graph.node, [*unpack, *model.graph.node])


def mean_of_dots(difference):
    """Mean of a picture's every place in the pattern of 4 x 4 dots that pixel_shuffle draws, [colours x 4 x 4]."""
    count, colours, height, width = difference.shape
    return difference.reshape(count, colours, height // 4, 4, width // 4, 4).mean((0, 2, 4))


def level(model, network, samples):
    """Takes what all the roundings together add to each dot, on average, from the last convolution's bias."""
    runners = [session(model), session(network)]
    drawn = [np.concatenate([runner.run(None, feeds)[0] for feeds in samples]) for runner in runners]
    bias = next(t for t in model.graph.initializer if t.name == "out.bias_whole")
    values = numpy_helper.to_array(bias) - mean_of_dots(drawn[0] - drawn[1]).reshape(1, -1, 1, 1)
    bias.CopyFrom(numpy_helper.from_array(values, bias.name))


def psnr(one, other):
    return -10 * np.log10(((one - other) ** 2).mean())


def on_mouth(picture):
    return picture[:, :, MOUTH_BOX[0], MOUTH_BOX[1]]


def judge(model, network, data, rng):
    """Prints how far int8 is from float on speech, on changed curves, from the truth, and over time."""
    runners = [session(model), session(network)]

    def draw(feeds):
        return [runner.run(None, feeds)[0].clip(0, 1) for runner in runners]

    changed = [draw(sample(data, rng)) for _ in range(JUDGED)]
    speech, against_truth = [], []
    for index in data.training[:: len(data.training) // JUDGED]:
        seen, curves, true = data.batch([index])
        drawn = draw({"crop": seen.numpy(), "curves": curves.numpy()})
        speech.append(drawn)
        against_truth.append([psnr(on_mouth(picture), on_mouth(true.numpy())) for picture in drawn])
    for label, pairs in (("speech", speech), ("changed curves", changed)):
        mouth = [psnr(on_mouth(a), on_mouth(b)) for a, b in pairs]
        crop = [psnr(a, b) for a, b in pairs]
        print(f"{label}: mouth {np.mean(mouth):.1f} dB (worst {min(mouth):.1f}), crop {np.mean(crop):.1f} dB (worst {min(crop):.1f}) from float")
    print("mouth from the truth: int8 {:.2f} dB, float {:.2f} dB".format(*np.mean(against_truth, 0)))
    dots = mean_of_dots(np.concatenate([a - b for a, b in speech])) * 255
    print(f"largest mean error of a dot of the 4 x 4 pattern: {np.abs(dots).max():.2f} of 255")
    run = range(len(data.training) // 2, len(data.training) // 2 + JUDGED)
    film = [draw(dict(zip(("crop", "curves"), (t.numpy() for t in data.batch([data.training[i]])[:2])))) for i in run]
    moved = [np.mean([np.abs(on_mouth(b[k] - a[k])).mean() for a, b in zip(film, film[1:])]) * 255 for k in (0, 1)]
    print("change from frame to frame: int8 {:.3f}, float {:.3f} of 255".format(*moved))


def main(avatar):
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    data = MouthDataset(training_folder(avatar))
    full, path = MODELS / f"unet-{avatar}.onnx", MODELS / f"unet-{avatar}-int8.onnx"
    network = folded(full)
    samples = [sample(data, rng) for _ in range(CALIBRATION)]
    model = quantised(network, channel_ranges(network, samples))
    store_in_bytes(model, "code.weight")  # half of all weights, read once a frame
    level(model, network, samples[:LEVELLED])
    halve_weights(model)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    judge(model, network, data, rng)
    list_in_manifest(avatar, path, data.size, remark=", int8", wasm_for=full.stem)


if __name__ == "__main__":
    main(sys.argv[1])
