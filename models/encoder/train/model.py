"""The encoder: a small transformer over pieces of Chinese text and the joints between them."""
import math

import torch
from torch import nn
from torch.nn import functional as F

LONGEST_QUERY, LONGEST_PASSAGE = 64, 112
PAD, UNKNOWN = 0, 1
# Characters are numbered below this, so that two of them make one whole number.
CHARACTERS = 8192
# Joints speak in the first columns alone: the others are for what layers find out.
JOINT_WIDTH = 128


class Joints(nn.Module):
    """A vector for the two characters at which two pieces meet, zero where the pair is not known.

    The pairs are found by hash and displacement (a perfect hash), in whole numbers that every runtime can compute.
    first, last: number of the first and the last character of each piece, 0 for none. keys: pair at each slot, -1 for
    none. shifts: displacement of each bucket of pairs.
    """

    def __init__(self, first, last, keys, shifts, width):
        super().__init__()
        for name, values in (("first", first), ("last", last), ("keys", keys), ("shifts", shifts)):
            self.register_buffer(name, torch.as_tensor(values, dtype=torch.long))
        self.table = nn.Embedding(len(keys), JOINT_WIDTH)
        nn.init.zeros_(self.table.weight)
        self.width = width

    def forward(self, input_ids):
        following = F.pad(input_ids[:, 1:], (0, 1), value=PAD)
        pair = self.last[input_ids] * CHARACTERS + self.first[following]
        slot = (pair + self.shifts[bucket_of(pair, len(self.shifts))]) % len(self.keys)
        known = (self.keys[slot] == pair).to(self.table.weight.dtype)
        return F.pad(self.table(slot) * known[:, :, None], (0, self.width - JOINT_WIDTH))


def bucket_of(pair, buckets):
    return (pair * 40503 + pair // CHARACTERS * 10007) % buckets


def lay_out(pairs, slots, buckets):
    """Keys and shifts under which each of the pairs has a slot of its own."""
    members = {}
    for pair in pairs:
        members.setdefault(bucket_of(pair, buckets), []).append(pair)
    keys, shifts = [-1] * slots, [0] * buckets
    for bucket, own in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        if len({pair % slots for pair in own}) < len(own):
            # Two that no displacement can part: the first stays.
            seen = set()
            own = [pair for pair in own if not (pair % slots in seen or seen.add(pair % slots))]
        for shift in range(slots):
            if all(keys[(pair + shift) % slots] == -1 for pair in own):
                break
        else:
            raise ValueError("no room for a bucket of pairs")
        shifts[bucket] = shift
        for pair in own:
            keys[(pair + shift) % slots] = pair
    return keys, shifts


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before = nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.then = nn.LayerNorm(width)
        self.up = nn.Linear(width, 2 * width)
        self.down = nn.Linear(2 * width, width)
        # A fresh layer changes nothing: training starts from a bag of pieces and joints.
        for last in (self.out, self.down):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, x, bias):
        n, length, width = x.shape
        q, k, v = self.mix(self.before(x)).view(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + bias
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, length, width))
        return x + self.down(F.gelu(self.up(self.then(x))))


class Encoder(nn.Module):
    """Token states whose mean over the text, brought to length 1, is the text's vector."""

    def __init__(self, joints, width, heads, layers):
        super().__init__()
        self.embed = nn.Embedding(len(joints.first), width)
        self.joints = joints
        self.place = nn.Embedding(LONGEST_PASSAGE, width)
        nn.init.normal_(self.embed.weight, std=0.05)
        nn.init.zeros_(self.place.weight)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.weigh = nn.Linear(width, 1)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)

    def forward(self, input_ids, attention_mask):
        length = input_ids.shape[1]
        x = self.embed(input_ids) + self.joints(input_ids) + self.place(torch.arange(length, device=input_ids.device))
        mask = attention_mask.to(x.dtype)
        bias = ((1 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x * torch.exp(self.weigh(x).clamp(-4, 4)) * mask[:, :, None]

    def vectors(self, input_ids, attention_mask):
        return F.normalize(self(input_ids, attention_mask).sum(1), dim=-1)
