#!/usr/bin/env python3
"""The usual Python answer to order triage: jieba words and pairs plus characters 1-3, TF-IDF, linear SVM.

Trains on labelled orders, then times prediction over the texts of --in, segmentation included.
  python3 bench/peers/triage_sklearn.py --train DIR --in ORDERS.jsonl [--usual ORDERS.jsonl] [--rounds 3]
DIR holds train-*.jsonl and sweep-*.jsonl with `text` and `type`; the orders of --usual (of the usual length) are
timed by themselves. Prints one line of JSON.
"""
import argparse
import glob
import json
import logging
import os
import platform
import sys
import time

import jieba
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

jieba.setLogLevel(logging.WARNING)


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def pipeline():
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=True, ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    return Pipeline([("features", FeatureUnion([("words", words), ("characters", characters)])), ("svm", LinearSVC())])


def timed(model, texts, times):
    model.predict(texts[:50])
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        model.predict(texts)
        seconds.append(time.perf_counter() - started)
    return seconds


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--train", required=True)
    arguments.add_argument("--in", dest="orders", required=True)
    arguments.add_argument("--usual")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()

    names = sorted(glob.glob(os.path.join(options.train, "train-*.jsonl")) + glob.glob(os.path.join(options.train, "sweep-*.jsonl")))
    labelled = [row for name in names for row in rows(name)]
    if not labelled:
        sys.exit(f"no train-*.jsonl or sweep-*.jsonl in {options.train}")
    texts = [row["text"] for row in rows(options.orders)]
    usual = [row["text"] for row in rows(options.usual)] if options.usual else []

    list(jieba.cut("预热"))
    started = time.perf_counter()
    model = pipeline().fit([row["text"] for row in labelled], [row["type"] for row in labelled])
    trained = time.perf_counter() - started

    seconds = timed(model, texts, options.rounds)
    usual_seconds = timed(model, usual, options.rounds) if usual else []

    best = min(seconds)
    print(
        json.dumps(
            {
                "what": "triage jieba + scikit-learn (issue type only)",
                "python": platform.python_version(),
                "sklearn": sklearn.__version__,
                "jieba": jieba.__version__,
                "trainOrders": len(labelled),
                "trainSeconds": round(trained, 3),
                "texts": len(texts),
                "rounds": [round(second, 4) for second in seconds],
                "seconds": round(best, 4),
                "textsPerSecond": round(len(texts) / best, 1),
                "usualTexts": len(usual),
                "usualTextsPerSecond": round(len(usual) / min(usual_seconds), 1) if usual else None,
            },
            ensure_ascii=False,
        )
    )


main()
