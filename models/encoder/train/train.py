"""Trains the encoder from one file of texts (see prepare.ts), on a GPU where there is one, else on the CPU.

    python train.py --data texts.jsonl.gz --out DIR --lay-out
    npx tsx start.ts --pieces DIR/pieces.json --vectors vectors.bin.gz --out DIR/start.json
    python train.py --data texts.jsonl.gz --out DIR --start DIR/start.json [--held 0] [--layers 2] [--minutes 10]

First a tokenizer (byte pair encoding over characters) and the joints, pairs of characters at which pieces meet; both are
all that `--lay-out` makes. Then each step learns two things: questions against their articles and explanations (and
sentences against the rest of their article), and the issue type of orders, read with and without wrong characters.
After each `--minutes` the state is written to DIR/state.pt and the run ends with status 75; started again it goes on
from there. Everything is drawn from one seed.
"""
import argparse
import collections
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

from model import CHARACTERS, LONGEST_PASSAGE, LONGEST_QUERY, PAD, UNKNOWN, Encoder, Joints, lay_out

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--out", required=True)
parser.add_argument("--held", type=int, default=-1, help="fold of questions and orders that is not learned from")
parser.add_argument("--layers", type=int, default=2)
parser.add_argument("--width", type=int, default=256)
parser.add_argument("--heads", type=int, default=4)
parser.add_argument("--pieces", type=int, default=20000)
parser.add_argument("--joints", type=int, default=60000)
parser.add_argument("--lay-out", action="store_true", help="make tokenizer and joints, and end")
parser.add_argument("--batch", type=int, default=192, help="questions in a step; 0: types alone are learned")
parser.add_argument("--orders", type=int, default=128, help="orders in a step")
parser.add_argument("--passes", type=int, default=16)
parser.add_argument("--rate", type=float, default=5e-4)
parser.add_argument("--table-rate", type=float, default=0.003, help="of the vectors of pieces and joints")
parser.add_argument("--sentences", type=float, default=0.25, help="sentences in a pass, for each pair of a question")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--table-sum", type=float, default=1e-6, help="what a table's numbers are taken to have learned at first")
parser.add_argument("--start", help="vectors of pieces and joints to start from (see start.ts)")
parser.add_argument("--measure-each", type=int, default=0, help="passes between two looks at the fold held back")
parser.add_argument("--minutes", type=float, default=1e9)
args = parser.parse_args()

TEMPERATURE = 0.05
SHARPNESS = 16.0
started = time.time()
device = "cuda" if torch.cuda.is_available() else "cpu"
os.makedirs(args.out, exist_ok=True)


def say(text):
    print(f"{time.time() - started:7.0f} s  {text}", flush=True)


def read():
    articles, questions, orders, definitions = [], [], [], {}
    with gzip.open(args.data, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "article" in row:
                articles.append(row["article"])
            elif "question" in row:
                questions.append(row)
            elif "order" in row:
                orders.append(row)
            else:
                definitions[row["type"]] = row["definition"]
    return articles, questions, orders, definitions


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


def characters_of(pieces):
    """Numbers of the first and last character of each piece, and the character of each number but 0."""
    known = sorted({end for piece in pieces for end in (piece[0], piece[-1]) if end.isalpha()})
    assert len(known) < CHARACTERS
    number = {character: i + 1 for i, character in enumerate(known)}
    ends = [(0, 0) if i <= UNKNOWN else (number.get(p[0], 0), number.get(p[-1], 0)) for i, p in enumerate(pieces)]
    return [first for first, _ in ends], [last for _, last in ends], known


def commonest_joints(rows, first, last):
    """Pairs of characters at which pieces meet most often; `rows` with how often each is to count."""
    counts = collections.Counter()
    for row, weight in rows:
        for one, other in zip(row, row[1:]):
            if last[one] and first[other]:
                counts[last[one] * CHARACTERS + first[other]] += weight
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [pair for pair, _ in ranked[: args.joints]]


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


articles, questions, all_orders, definitions = read()
use = [q for q in questions if args.held == -1 or q["fold"] != args.held]
orders = [o for o in all_orders if args.held == -1 or o["fold"] != args.held]
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
# Each order as it is, then with wrong characters.
readings = [ids_of([o["order"] for o in orders])] + [ids_of([o["noisy"][i] for o in orders]) for i in range(3)]
types = sorted(definitions)
type_of = [types.index(o["type"]) for o in orders]
say(f"{sum(map(len, parts_of)) / len(articles):.0f} pieces an article, {sum(map(len, asked)) / len(asked):.0f} a question")

vocabulary = [tokenizer.id_to_token(i) for i in range(tokenizer.get_vocab_size())]
first, last, characters = characters_of(vocabulary)
pairs_file = os.path.join(args.out, "pieces.json")
if os.path.exists(pairs_file):
    pairs = json.load(open(pairs_file))["pairs"]
else:
    # What people write is little beside the statutes, and is what has to be understood.
    pairs = commonest_joints([(row, 1) for row in parts_of] + [(row, 5) for row in asked + readings[0]], first, last)
    names = [characters[pair // CHARACTERS - 1] + characters[pair % CHARACTERS - 1] for pair in pairs]
    json.dump({"pieces": vocabulary, "joints": names, "pairs": pairs}, open(pairs_file, "w"), ensure_ascii=False)
keys, shifts = lay_out(pairs, slots=args.joints * 6 // 5, buckets=args.joints * 2 // 5)
say(f"{len(pairs)} joints, {sum(key != -1 for key in keys)} laid out")
if args.lay_out:
    sys.exit(0)


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
    # Statutes are not to be forgotten over the questions.
    sentences = sentence_pairs(rng)
    items += [next(sentences) for _ in range(int(len(items) * args.sentences))]
    rng.shuffle(items)
    yield from items


def blur(row, rng, share=0.2):
    """Some pieces are covered, so that no single one carries a text."""
    return [UNKNOWN if rng.random() < share else piece for piece in row]


model = Encoder(Joints(first, last, keys, shifts, args.width), args.width, args.heads, args.layers).to(device)
if args.start:
    start = json.load(open(args.start))
    known, met = torch.tensor(start["pieces"]), torch.tensor(start["joints"])
    scale = 0.05 * math.sqrt(args.width) / known.norm(dim=-1).mean()
    slot_of = {key: slot for slot, key in enumerate(keys)}
    with torch.no_grad():
        model.embed.weight.mul_(0.01)
        model.embed.weight[:, : known.shape[1]] = known * scale
        model.embed.weight[: UNKNOWN + 1] = 0
        for pair, vector in zip(pairs, met * scale):
            if pair in slot_of:
                model.joints.table.weight[slot_of[pair]] = vector
tables = [model.embed.weight, model.joints.table.weight]
# Says the type of an order from its vector; needed for learning alone.
head = nn.Linear(args.width, len(types)).to(device)
others = [p for p in [*model.parameters(), *head.parameters()] if all(p is not table for table in tables)]
# Most pieces are rare: each number of a table learns at a rate of its own that falls with what it has learned.
optimizers = [
    torch.optim.Adam(others, lr=args.rate, betas=(0.9, 0.98)),
    torch.optim.Adagrad(tables, lr=args.table_rate, initial_accumulator_value=args.table_sum),
]
rates = [args.rate, args.table_rate]
state_file = os.path.join(args.out, "state.pt")
done = {"pass": 0, "step": 0, "loss": []}
if os.path.exists(state_file):
    saved = torch.load(state_file, map_location=device, weights_only=False)
    model.load_state_dict(saved["model"])
    head.load_state_dict(saved["head"])
    for optimizer, state in zip(optimizers, saved["optimizers"]):
        optimizer.load_state_dict(state)
    done = saved["done"]
    say(f"goes on at {done['pass']}.{done['step']}")


def save():
    states = [optimizer.state_dict() for optimizer in optimizers]
    torch.save({"model": model.state_dict(), "head": head.state_dict(), "optimizers": states, "done": done, "args": vars(args)}, state_file + ".new")
    os.replace(state_file + ".new", state_file)


def order_batches(rng):
    """Orders without end, each as often as any other; most with wrong characters."""
    while True:
        line = list(range(len(orders)))
        rng.shuffle(line)
        for at in range(0, len(line) - args.orders + 1, args.orders):
            chunk = line[at : at + args.orders]
            yield [blur(readings[rng.choice((0, 0, 1, 2, 3))][i], rng) for i in chunk], [type_of[i] for i in chunk]


def question_loss(chunk, rng):
    with torch.autocast(device, dtype=torch.bfloat16):
        queries = vectors_of([blur(q, rng) for q, *_ in chunk], LONGEST_QUERY)
        wrong = [w for _, _, w, _, _ in chunk if w is not None]
        passages = vectors_of([blur(p, rng) for _, p, *_ in chunk] + [blur(w, rng) for w in wrong], LONGEST_PASSAGE)
    scores = queries.float() @ passages.float().T / TEMPERATURE
    # Another right answer of the same question is no mistake.
    owners = {}
    for j, (_, _, _, key, _) in enumerate(chunk):
        owners.setdefault(key, []).append(j)
    same = torch.zeros_like(scores, dtype=torch.bool)
    for i, (_, _, _, key, also) in enumerate(chunk):
        for j in {j for right in (key, *also) for j in owners.get(right, ())} - {i}:
            same[i, j] = True
    return F.cross_entropy(scores.masked_fill(same, -1e4), torch.arange(len(chunk), device=device))


def type_loss(rows, gold):
    with torch.autocast(device, dtype=torch.bfloat16):
        vectors = vectors_of(rows, LONGEST_PASSAGE)
    return F.cross_entropy(head(vectors.float() * SHARPNESS), torch.tensor(gold, device=device), label_smoothing=0.1)


def train_pass(number):
    rng = random.Random(f"{args.seed}/{number}")
    pairs = list(question_pairs(rng)) if args.batch else []
    batches = order_batches(rng)
    steps = len(pairs) // args.batch if args.batch else len(orders) // args.orders
    totals = [0.0, 0.0]
    for step in range(steps):
        chunk, (rows, gold) = pairs[step * args.batch : (step + 1) * args.batch], next(batches)
        if step < done["step"]:
            continue
        whole = (number + step / steps) / args.passes
        warm = min(1.0, (number * steps + step + 1) / 100)
        for optimizer, rate in zip(optimizers, rates):
            optimizer.param_groups[0]["lr"] = rate * warm * max(0.03, 1 - whole)
        losses = [question_loss(chunk, rng) if chunk else torch.zeros(()), type_loss(rows, gold)]
        model.zero_grad(set_to_none=True)
        head.zero_grad(set_to_none=True)
        sum(losses).backward()
        nn.utils.clip_grad_norm_(others, 1.0)
        for optimizer in optimizers:
            optimizer.step()
        totals = [total + float(loss.detach()) for total, loss in zip(totals, losses)]
        done["step"] = step + 1
        if (step + 1) % 20 == 0:
            said = [round(total / 20, 3) for total in totals]
            say(f"pass {number} {step + 1}/{steps} loss of questions {said[0]}, of types {said[1]}")
            done["loss"].append(said)
            totals = [0.0, 0.0]
            if time.time() - started > 60 * args.minutes:
                save()
                sys.exit(75)
    done["step"] = 0


def measure_articles():
    """Share of the right articles among the first 10 and 100 of all, and MRR@10, for the fold held back."""
    held = [q for q in questions if q["fold"] == args.held and q["articles"] and q["group"] == "stard"]
    if not held:
        return {}
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
        table = vectors_of([passage(article) for article in range(len(articles))], LONGEST_PASSAGE).float()
        query = vectors_of(ids_of([q["question"] for q in held]), LONGEST_QUERY).float()
    best = (query @ table.T).topk(100).indices.tolist()
    at10 = at100 = mrr = 0.0
    for question, rows in zip(held, best):
        right = set(question["articles"])
        at10 += len(right & set(rows[:10])) / len(right)
        at100 += len(right & set(rows)) / len(right)
        mrr += next((1 / (i + 1) for i, row in enumerate(rows[:10]) if row in right), 0)
    return {"n": len(held), "R@10": round(at10 / len(held), 4), "R@100": round(at100 / len(held), 4), "MRR@10": round(mrr / len(held), 4)}


def measure_types():
    """Share of the orders held back whose type comes first, as they are and at the highest rate of wrong characters."""
    held = [o for o in all_orders if args.held != -1 and o["fold"] == args.held]
    if not held:
        return {}
    gold = torch.tensor([types.index(o["type"]) for o in held], device=device)
    found = {}
    for name, texts in (("clean", [o["order"] for o in held]), ("noisy", [o["noisy"][-1] for o in held])):
        with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
            said = head(vectors_of(ids_of(texts), LONGEST_PASSAGE).float() * SHARPNESS).argmax(-1)
        found[name] = round(float((said == gold).float().mean()), 4)
    return {"n": len(held), **found}


for number in range(done["pass"], args.passes):
    train_pass(number)
    done["pass"] = number + 1
    save()
    if number + 1 == args.passes or (args.measure_each and (number + 1) % args.measure_each == 0):
        say(f"pass {number}: articles {measure_articles() if args.batch else {}}, types {measure_types()}")
