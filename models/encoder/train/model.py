"""The encoder: a small transformer over pieces of Chinese text."""
import math

import torch
from torch import nn
from torch.nn import functional as F

LONGEST_QUERY, LONGEST_PASSAGE = 64, 112
PAD, UNKNOWN = 0, 1


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
        # A fresh layer changes nothing: training starts from a bag of pieces.
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, x, bias):
        n, length, width = x.shape
        q, k, v = self.mix(self.before(x)).view(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + bias
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, length, width))
        return x + self.down(F.gelu(self.up(self.then(x))))


class Encoder(nn.Module):
    """Token states whose mean over the text, brought to length 1, is the text's vector."""

    def __init__(self, pieces, width, heads, layers):
        super().__init__()
        self.embed = nn.Embedding(pieces, width, padding_idx=PAD, sparse=False)
        self.place = nn.Embedding(LONGEST_PASSAGE, width)
        nn.init.normal_(self.embed.weight, std=0.05)
        nn.init.normal_(self.place.weight, std=0.005)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.weigh = nn.Linear(width, 1)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)

    def forward(self, input_ids, attention_mask):
        length = input_ids.shape[1]
        x = self.embed(input_ids) + self.place(torch.arange(length, device=input_ids.device))
        mask = attention_mask.to(x.dtype)
        bias = ((1 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x * torch.exp(self.weigh(x).clamp(-4, 4)) * mask[:, :, None]

    def vectors(self, input_ids, attention_mask):
        return F.normalize(self(input_ids, attention_mask).sum(1), dim=-1)
