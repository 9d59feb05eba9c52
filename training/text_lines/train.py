"""Trains the line scorer: two sums of trees over what the product's detector measures on synthetic pictures."""

import argparse
import os
import struct
from concurrent.futures import ProcessPoolExecutor

import lightgbm as lgb
import numpy as np

import detector
import pictures

_library = None


def _rows(job):
    global _library
    library_path, seed, number = job
    if _library is None:
        import ctypes

        _library = ctypes.CDLL(library_path)
        _library.text_candidates.restype = ctypes.c_long
    x = pictures.instance(seed, number, has_rare=True)
    a, attributes = pictures.native(x)
    items = [i for i in x["items"] if not i["frames"] or i["frames"][0] == 0]
    return detector.candidates(_library, a[0], attributes, items), bool(x["clutter"])


def labels(rows):
    """For both questions: 1, 0, or -1 where neither answer would teach anything."""
    own, core, inside, tall, turned = (rows[:, i] for i in (7, 8, 9, 10, 11))
    vertical = rows[:, 6] > 0
    across, along = np.where(vertical, rows[:, 2], rows[:, 3]), np.where(vertical, rows[:, 3], rows[:, 2])
    core, inside = core / own, inside / own
    # The first letters of lines below each other are no line; a single letter runs both ways.
    astray = (vertical != (turned > 0.5 * own)) & (along > 1.7 * across) & (inside >= 0.3)
    clean = np.where(
        (core >= 0.5) & (across >= 0.45 * tall) & (across <= 1.6 * tall) & ~astray,
        1,
        np.where((core < 0.3) | (across > 1.9 * tall) | astray, 0, -1),
    )
    text = np.where(
        (inside >= 0.5) & (across <= 2.2 * tall) & ~astray,
        1,
        np.where((inside < 0.1) | (across > 2.5 * tall) | astray, 0, -1),
    )
    return clean, text


def _table(model):
    """Nodes of each tree in the order of scorer.hpp: children behind their parent."""
    out = []
    for tree in model.dump_model()["tree_info"]:
        nodes, queue = [], [tree["tree_structure"]]
        position = 0
        while position < len(queue):
            n = queue[position]
            if "split_feature" in n:
                nodes.append([n["split_feature"], len(queue), len(queue) + 1, n["threshold"]])
                queue += [n["left_child"], n["right_child"]]
            else:
                nodes.append([-1, 0, 0, n["leaf_value"]])
            position += 1
        out.append(nodes)
    return out


def write(path, models):
    data = struct.pack("<II", 0x314C5456, detector.FEATURES)
    for model in models:
        trees = _table(model)
        data += struct.pack("<If", len(trees), 0)
        for nodes in trees:
            data += struct.pack("<I", len(nodes)) + b"".join(struct.pack("<hHHf", f, a, b, v) for f, a, b, v in nodes)
    with open(path, "wb") as f:
        f.write(data)


def fit(x, y, weight, trees, leaves):
    keep = y >= 0
    return lgb.train(
        dict(
            objective="binary",
            num_leaves=leaves,
            max_depth=8,
            learning_rate=0.09,
            min_data_in_leaf=40,
            feature_fraction=0.8,
            bagging_fraction=0.8,
            bagging_freq=1,
            lambda_l2=2,
            seed=5,
            deterministic=True,
            num_threads=2,
            verbose=-1,
        ),
        lgb.Dataset(x[keep], y[keep], weight=weight[keep]),
        trees,
    )


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("out")
    ap.add_argument("--work", default="/tmp/veil-text-lines")
    ap.add_argument("--seeds", default="111,112,113,114,115,116")
    ap.add_argument("--count", type=int, default=450, help="pictures of each seed")
    ap.add_argument("--trees", type=int, default=300)
    ap.add_argument("--leaves", type=int, default=32)
    ap.add_argument("--processes", type=int, default=2)
    a = ap.parse_args()
    os.makedirs(a.work, exist_ok=True)
    library = os.path.join(a.work, "candidates.so")
    detector.build(library)
    jobs = [(library, int(s), n) for s in a.seeds.split(",") for n in range(a.count)]
    with ProcessPoolExecutor(a.processes) as pool:
        found = list(pool.map(_rows, jobs, chunksize=8))
    rows = np.concatenate([r for r, _ in found])
    group = np.concatenate([np.full(len(r), i) for i, (r, _) in enumerate(found)])
    x = rows[:, 12:].astype(np.float64)
    clean, text = labels(rows)
    # Pictures full of candidates count no more than a few others; clutter, and pictures without text, count more.
    size = np.array([len(r) for r, _ in found])[group]
    has_text = np.bincount(group, weights=text == 1, minlength=len(found)) > 0
    hard = (np.array([c for _, c in found]) | ~has_text)[group] & (text == 0)
    weight = np.minimum(1, 300 / size) * np.where(hard, 3, 1)
    test = group % 5 == 0
    for name, y in (("clean", clean), ("text", text)):
        model = fit(x[~test], np.where(test[~test], -1, y[~test]), weight[~test], a.trees, a.leaves)
        k = test & (y >= 0)
        p = model.predict(x[k], raw_score=True)
        print(
            name,
            f"candidates {k.sum()}, positive {int(y[k].sum())};",
            "  ".join(
                f"score >= {t}: {100 * (p[y[k] == 1] >= t).mean():.1f} % of text, "
                f"{100 * (p[y[k] == 0] >= t).mean():.2f} % of others"
                for t in (-2, -1, 0, 1, 2)
            ),
        )
    models = [fit(x, y, weight, a.trees, a.leaves) for y in (clean, text)]
    write(a.out, models)
    print(f"{len(jobs)} pictures, {len(rows)} candidates, {os.path.getsize(a.out)} bytes")


if __name__ == "__main__":
    main()
