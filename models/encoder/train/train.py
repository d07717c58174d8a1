"""Trains the encoder from one file of texts (see prepare.ts), on a GPU where there is one, else on the CPU.

    python train.py --data texts.jsonl.gz --out DIR [--held 0] [--layers 2] [--minutes 10]

Stages: a tokenizer (byte pair encoding over characters); each sentence against the rest of its article; questions against their articles,
explanations and orders of the same type. After each `--minutes` the state is written to DIR/state.pt and the run ends
with status 75; started again it goes on from there. Everything is drawn from one seed.
"""
import argparse
import gzip
import json
import math
import os
import random
import re
import sys
import time

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import nn
from torch.nn import functional as F

from model import LONGEST_PASSAGE, LONGEST_QUERY, PAD, UNKNOWN, Encoder

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--out", required=True)
parser.add_argument("--held", type=int, default=-1, help="fold of questions that is not learned from")
parser.add_argument("--layers", type=int, default=2)
parser.add_argument("--width", type=int, default=256)
parser.add_argument("--heads", type=int, default=4)
parser.add_argument("--pieces", type=int, default=20000)
parser.add_argument("--batch", type=int, default=192)
parser.add_argument("--sentence-passes", type=float, default=1)
parser.add_argument("--question-passes", type=float, default=8)
parser.add_argument("--rate", type=float, default=1.5e-3)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--start", help="vectors of the pieces to start from (see start.ts)")
parser.add_argument("--minutes", type=float, default=1e9)
args = parser.parse_args()

TEMPERATURE = 0.05
started = time.time()
device = "cuda" if torch.cuda.is_available() else "cpu"
os.makedirs(args.out, exist_ok=True)


def say(text):
    print(f"{time.time() - started:7.0f} s  {text}", flush=True)


def read():
    articles, questions, orders = [], [], []
    with gzip.open(args.data, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "article" in row:
                articles.append(row["article"])
            elif "question" in row:
                questions.append(row)
            else:
                orders.append(row)
    return articles, questions, orders


def sentences_of(text):
    parts = []
    for piece in re.split(r"(?<=[。；;\n])", text):
        piece = piece.strip()
        if piece == "":
            continue
        if parts and len(piece) < 12:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def make_tokenizer(texts):
    """Characters and their commonest joins, of at most four; punctuation and digits stand alone."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits(individual_digits=True)]
    )
    tokenizer.decoder = decoders.Fuse()
    trainer = trainers.BpeTrainer(
        vocab_size=args.pieces,
        min_frequency=3,
        special_tokens=["[PAD]", "[UNK]"],
        limit_alphabet=6000,
        max_token_length=4,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def batch_of(rows, longest):
    rows = [row[:longest] or [UNKNOWN] for row in rows]
    length = max(map(len, rows))
    ids = torch.full((len(rows), length), PAD)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
    return ids.to(device), (ids != PAD).long().to(device)


def vectors_of(rows, longest, chunk=64):
    """Vectors in the order of the rows; texts of like length are read together, so that little is padding."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    made = [model.vectors(*batch_of([rows[i] for i in order[at : at + chunk]], longest)) for at in range(0, len(rows), chunk)]
    back = torch.empty(len(rows), dtype=torch.long, device=device)
    back[torch.tensor(order, device=device)] = torch.arange(len(rows), device=device)
    return torch.cat(made)[back]


articles, questions, orders = read()
use = [q for q in questions if q["fold"] != args.held]
random.seed(args.seed)
torch.manual_seed(args.seed)
tokenizer_file = os.path.join(args.out, "tokenizer.raw.json")
if os.path.exists(tokenizer_file):
    tokenizer = Tokenizer.from_file(tokenizer_file)
else:
    sample = [f"{title}\n{text}" for title, text in random.sample(articles, min(20000, len(articles)))]
    tokenizer = make_tokenizer(sample + [q["question"] for q in use] + [o["order"] for o in orders])
    tokenizer.save(tokenizer_file)
say(f"{len(articles)} articles, {len(use)} questions, {len(orders)} orders, {tokenizer.get_vocab_size()} pieces")


def ids_of(texts):
    return [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]


titles = ids_of([title for title, _ in articles])
flat, spans = [], []
for _, text in articles:
    parts = sentences_of(text) or [text]
    spans.append((len(flat), len(flat) + len(parts)))
    flat += parts
parts_of = ids_of(flat)
asked = ids_of([q["question"] for q in use])
explained = {text: ids_of(sentences_of(text)[:8]) for text in {q["explanation"] for q in use if q["explanation"]}}
of_order = ids_of([o["order"] for o in orders])
by_type = {}
for i, order in enumerate(orders):
    by_type.setdefault(order["type"], []).append(i)
say(f"{sum(map(len, parts_of)) / len(articles):.0f} pieces an article, {sum(map(len, asked)) / len(asked):.0f} a question")


def passage(article, without=None):
    start, end = spans[article]
    row = list(titles[article])
    for i in range(start, end):
        if i != without:
            row += parts_of[i]
        if len(row) >= LONGEST_PASSAGE:
            break
    return row


def flow(lists):
    row = []
    for one in lists:
        row += one
    return row


def sentence_pairs(rng):
    order = list(range(len(articles)))
    rng.shuffle(order)
    for article in order:
        start, end = spans[article]
        if end - start < 2:
            continue
        taken = rng.randrange(start, end)
        yield parts_of[taken], passage(article, taken if rng.random() > 0.1 else None), None, ("a", article), ()


def question_pairs(rng):
    items = []
    for i, question in enumerate(use):
        if question["share"] < 1 and rng.random() >= question["share"]:
            continue
        right = question["articles"]
        keys = tuple(("a", article) for article in right)
        for article in right:
            near = question["near"]
            wrong = passage(rng.choice(near)) if near else None
            items.append((asked[i], passage(article), wrong, ("a", article), keys))
        if question["explanation"]:
            rows = explained[question["explanation"]]
            items.append((asked[i], flow(rows), None, ("e", question["explanation"]), keys))
    for kind, members in by_type.items():
        for one in rng.sample(members, min(len(members), 24)):
            other = rng.choice(members)
            if other != one:
                items.append((of_order[one], of_order[other], None, ("o", kind), ()))
    rng.shuffle(items)
    yield from items


def blur(row, rng, share=0.15):
    """Some pieces are left out, so that no single one carries a text."""
    kept = [piece for piece in row if rng.random() >= share]
    return kept or row


model = Encoder(tokenizer.get_vocab_size(), args.width, args.heads, args.layers).to(device)
if args.start:
    known = torch.tensor(json.load(open(args.start)))
    known = known / known.norm(dim=-1).mean() * 0.05 * math.sqrt(args.width)
    with torch.no_grad():
        model.embed.weight.mul_(0.1)
        model.embed.weight[:, : known.shape[1]] = known
        model.embed.weight[PAD] = 0
optimizer = torch.optim.Adam(model.parameters(), lr=args.rate, betas=(0.9, 0.98))
stages = [("sentences", sentence_pairs, args.sentence_passes, 1.0), ("questions", question_pairs, args.question_passes, 0.6)]
state_file = os.path.join(args.out, "state.pt")
done = {"stage": 0, "pass": 0, "step": 0, "loss": []}
if os.path.exists(state_file):
    saved = torch.load(state_file, map_location=device, weights_only=False)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    done = saved["done"]
    say(f"goes on at {done['stage']}.{done['pass']}.{done['step']}")


def save():
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "done": done, "args": vars(args)}, state_file + ".new")
    os.replace(state_file + ".new", state_file)


def train_pass(name, pairs_of, number, passes, scale):
    rng = random.Random(f"{args.seed}/{name}/{number}")
    pairs = list(pairs_of(rng))
    steps = len(pairs) // args.batch
    total = 0.0
    for step in range(steps):
        chunk = pairs[step * args.batch : (step + 1) * args.batch]
        if step < done["step"]:
            continue
        whole = (number + step / steps) / passes
        warm = min(1.0, (number * steps + step + 1) / 100)
        for group in optimizer.param_groups:
            group["lr"] = args.rate * scale * warm * max(0.05, 1 - whole)
        with torch.autocast(device, dtype=torch.bfloat16):
            queries = vectors_of([blur(q, rng) for q, *_ in chunk], LONGEST_QUERY)
        wrong = [(w, i) for i, (_, _, w, _, _) in enumerate(chunk) if w is not None]
        texts = [blur(p, rng) for _, p, *_ in chunk] + [blur(w, rng) for w, _ in wrong]
        with torch.autocast(device, dtype=torch.bfloat16):
            passages = vectors_of(texts, LONGEST_PASSAGE)
        scores = queries.float() @ passages.float().T / TEMPERATURE
        # Another right answer of the same question is no mistake.
        keys = [key for *_, key, _ in chunk]
        same = torch.zeros_like(scores, dtype=torch.bool)
        for i, (_, _, _, key, also) in enumerate(chunk):
            for j, other in enumerate(keys):
                if i != j and (other == key or other in also):
                    same[i, j] = True
        loss = F.cross_entropy(scores.masked_fill(same, -1e4), torch.arange(len(chunk), device=device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += float(loss.detach())
        done["step"] = step + 1
        if (step + 1) % 20 == 0:
            say(f"{name} {number} {step + 1}/{steps} loss {total / 20:.3f}")
            done["loss"].append(round(total / 20, 3))
            total = 0.0
            if time.time() - started > 60 * args.minutes:
                save()
                sys.exit(75)
    done["step"] = 0


def measure():
    """Share of the right articles among the first 10 and 100 of all, and MRR@10, for the fold held back."""
    model.eval()
    held = [q for q in questions if q["fold"] == args.held and q["articles"] and q["group"] == "stard"]
    if not held:
        return {}
    with torch.no_grad():
        table = vectors_of([passage(article) for article in range(len(articles))], LONGEST_PASSAGE)
        query = vectors_of(ids_of([q["question"] for q in held]), LONGEST_QUERY)
    best = (query @ table.T).topk(100).indices.tolist()
    at10 = at100 = mrr = 0.0
    for question, rows in zip(held, best):
        right = set(question["articles"])
        at10 += len(right & set(rows[:10])) / len(right)
        at100 += len(right & set(rows)) / len(right)
        mrr += next((1 / (i + 1) for i, row in enumerate(rows[:10]) if row in right), 0)
    model.train()
    return {"n": len(held), "R@10": round(at10 / len(held), 4), "R@100": round(at100 / len(held), 4), "MRR@10": round(mrr / len(held), 4)}


for stage in range(done["stage"], len(stages)):
    name, pairs_of, passes, scale = stages[stage]
    for number in range(done["pass"], math.ceil(passes)):
        train_pass(name, pairs_of, number, passes, scale)
        done["pass"] = number + 1
        save()
    if passes > 0:
        say(f"{name}: {measure()}")
    done["stage"], done["pass"] = stage + 1, 0
    save()
