#!/usr/bin/env python3
"""The usual Python answer to text classification: jieba words plus characters 1-3, TF-IDF, linear SVM.

Each fold from the raw texts to predictions; the clock starts when the rows and jieba's dictionary are in memory.
  python3 bench/peers/classification_sklearn.py ROWS.jsonl --folds 0,1,2,3,4 [--pairs]
Rows hold `title`, `text`, `label`, `fold`. Prints one line of JSON: a fold its seconds and the best three labels a text.
"""
import argparse
import json
import logging
import time

import jieba
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

jieba.setLogLevel(logging.WARNING)


def pipeline(longest):
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, longest), sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    return Pipeline([("features", FeatureUnion([("words", words), ("characters", characters)])), ("svm", LinearSVC())])


def run(rows, fold, longest):
    cpu, wall = time.process_time(), time.perf_counter()
    text = lambda row: (row["title"] + " " + row["text"]).strip()
    seen = [row for row in rows if row["fold"] != fold]
    model = pipeline(longest).fit([text(row) for row in seen], [row["label"] for row in seen])
    trained = time.process_time() - cpu
    scores = model.decision_function([text(row) for row in rows if row["fold"] == fold])
    best = np.argsort(-scores, axis=1, kind="stable")[:, :3]
    top = model.named_steps["svm"].classes_[best].tolist()
    return {"trainCpu": trained, "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "top": top}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("rows")
    arguments.add_argument("--folds", default="0,1,2,3,4")
    arguments.add_argument("--pairs", action="store_true", help="pairs of words too")
    options = arguments.parse_args()
    with open(options.rows, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    list(jieba.cut("预热"))
    folds = [run(rows, int(fold), 2 if options.pairs else 1) for fold in options.folds.split(",")]
    print(json.dumps(folds, ensure_ascii=False))


main()
