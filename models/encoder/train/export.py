"""Writes a trained encoder as a folder that transformers.js loads: ONNX with weights of 8 bits, tokenizer, card.

    python export.py --state DIR/state.pt --tokenizer DIR/tokenizer.raw.json --out models/encoder
"""
import argparse
import json
import os
import tempfile

import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.nn import functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--state", required=True)
parser.add_argument("--tokenizer", required=True)
parser.add_argument("--out", required=True)
args = parser.parse_args()

from model import LONGEST_PASSAGE, Encoder  # noqa: E402

saved = torch.load(args.state, map_location="cpu", weights_only=False)
made = saved["args"]
pieces, width = saved["model"]["embed.weight"].shape
model = Encoder(pieces, width, made["heads"], made["layers"])
model.load_state_dict(saved["model"])
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
    quantize_dynamic(plain, target, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather"])
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
    "model_type": "bert",
    "hidden_size": width,
    "num_hidden_layers": made["layers"],
    "num_attention_heads": made["heads"],
    "vocab_size": pieces,
    "max_position_embeddings": LONGEST_PASSAGE,
    "pad_token_id": 0,
}
json.dump(shape, open(os.path.join(args.out, "config.json"), "w"), indent=2)
size = sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(args.out) for name in names)
print(f"{size / 1e6:.1f} MB, cosine lost to 8 bits {loss:.4f}")
