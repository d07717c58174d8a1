"""Writes a trained encoder as a folder that transformers.js loads: ONNX with weights of 8 bits, tokenizer, settings.

Only weights are kept in 8 bits, never what is computed from a text, so that a text's vector does not hang on the texts
that stand in the same batch.

    python export.py --state DIR/state.pt --tokenizer DIR/tokenizer.raw.json --out models/encoder
"""
import argparse
import json
import os
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch.nn import functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--state", required=True)
parser.add_argument("--tokenizer", required=True)
parser.add_argument("--out", required=True)
args = parser.parse_args()

from model import LONGEST_PASSAGE, Encoder, Joints  # noqa: E402



def eighth(array, axis):
    """Whole numbers from -127 to 127 and the scale of each row (axis 1) or column (axis 0)."""
    scale = np.maximum(np.abs(array).max(axis=axis, keepdims=True), 1e-9) / 127
    return np.round(array / scale).astype(np.int8), scale.astype(np.float32)


def in_eight_bits(graph_model):
    """Matrices become 8-bit numbers with a scale a column; tables that are looked up in, with a scale a row."""
    graph = graph_model.graph
    large = {w.name: numpy_helper.to_array(w) for w in graph.initializer if len(w.dims) == 2 and np.prod(w.dims) > 4096}
    nodes = []
    for node in graph.node:
        name = next((n for n in node.input if n in large), None)
        if name is None or node.op_type not in ("MatMul", "Gather"):
            nodes.append(node)
            continue
        steps, scale = eighth(large[name], 0 if node.op_type == "MatMul" else 1)
        graph.initializer.append(numpy_helper.from_array(steps, f"{name}.steps"))
        if node.op_type == "MatMul":
            graph.initializer.append(numpy_helper.from_array(scale[0], f"{name}.scale"))
            nodes.append(helper.make_node("DequantizeLinear", [f"{name}.steps", f"{name}.scale"], [f"{name}.whole"], axis=1))
            nodes.append(helper.make_node("MatMul", [node.input[0], f"{name}.whole"], list(node.output)))
        else:
            graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
            ids, out = node.input[1], node.output[0]
            nodes.append(helper.make_node("Gather", [f"{name}.steps", ids], [f"{out}.steps"], axis=0))
            nodes.append(helper.make_node("Cast", [f"{out}.steps"], [f"{out}.whole"], to=TensorProto.FLOAT))
            nodes.append(helper.make_node("Gather", [f"{name}.scale", ids], [f"{out}.scale"], axis=0))
            nodes.append(helper.make_node("Mul", [f"{out}.whole", f"{out}.scale"], [out]))
    used = {n for node in nodes for n in node.input}
    kept = [w for w in graph.initializer if w.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    onnx.checker.check_model(graph_model)
    return graph_model


saved = torch.load(args.state, map_location="cpu", weights_only=False)
made = saved["args"]
weights = saved["model"]
pieces, width = weights["embed.weight"].shape
joints = Joints(*(weights[f"joints.{name}"] for name in ("first", "last", "keys", "shifts")), width)
model = Encoder(joints, width, made["heads"], made["layers"])
model.load_state_dict(weights)
model.eval()
os.makedirs(os.path.join(args.out, "onnx"), exist_ok=True)
ids = torch.randint(2, pieces, (2, 24))
mask = torch.ones_like(ids)
mask[1, 9:] = 0
target = os.path.join(args.out, "onnx", "model_quantized.onnx")
with tempfile.TemporaryDirectory() as scratch:
    plain = os.path.join(scratch, "model.onnx")
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        model,
        (ids, mask),
        plain,
        input_names=["input_ids", "attention_mask"],
        output_names=["last_hidden_state"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "last_hidden_state": axes},
        opset_version=17,
        dynamo=False,
    )
    onnx.save(in_eight_bits(onnx.load(plain)), target)
session = onnxruntime.InferenceSession(target, providers=["CPUExecutionProvider"])
states = torch.tensor(session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0])
with torch.no_grad():
    exact = model.vectors(ids, mask)
loss = 1 - (F.normalize(states.sum(1), dim=-1) * exact).sum(-1).min().item()

tokenizer = json.load(open(args.tokenizer, encoding="utf-8"))
tokenizer["truncation"] = tokenizer["padding"] = None
json.dump(tokenizer, open(os.path.join(args.out, "tokenizer.json"), "w", encoding="utf-8"), ensure_ascii=False)
config = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "model_max_length": LONGEST_PASSAGE,
}
json.dump(config, open(os.path.join(args.out, "tokenizer_config.json"), "w"), indent=2)
shape = {
    "model_type": "jiesu",
    "hidden_size": width,
    "num_hidden_layers": made["layers"],
    "num_attention_heads": made["heads"],
    "vocab_size": pieces,
    "max_position_embeddings": LONGEST_PASSAGE,
    "pad_token_id": 0,
}
json.dump(shape, open(os.path.join(args.out, "config.json"), "w"), indent=2)
settings = {"name": "jiesu-encoder", "pooling": "mean", "maxTokens": LONGEST_PASSAGE, "prefix": ""}
if made["held"] != -1:
    # Which labelled orders were not learned from, so that training can measure on them; see data prepared by prepare.ts.
    settings["unseen"] = {"of": 5, "part": made["held"]}
json.dump(settings, open(os.path.join(args.out, "jiesu.json"), "w"), indent=2)
size = sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(args.out) for name in names)
print(f"{size / 1e6:.1f} MB, cosine lost to 8 bits {loss:.4f}")
