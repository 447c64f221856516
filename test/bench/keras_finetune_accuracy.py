"""Fine-tunes a source model with Keras 3 as a careful person would, and returns its predictions for other pictures.

The network is built from the folder of a source model: a tfjs layers model with its weights, and its card. First a new last layer is
trained on features of the frozen network (linear probing), of each picture with and without augmentation; then it is trained together
with the network (Kumar et al., arXiv 2202.10054): batch normalisation with stored statistics, augmentation, Adam with a cosine schedule,
early stopping that restores the best weights. Of several training runs and the new last layer alone, the one with the smallest
validation loss is kept.

Each line of standard input is a request in JSON, each line of standard output its answer:
  {"open": folder of a source model, "pictures": file of uint8 pictures [n, side, side, 3], "labels": [...], "classes": n,
   "learned": indices that may be trained on, "mirror": whether only left and right may be swapped}
  {"train": indices, "validation": indices, "test": indices, "seed": n, "passes": pictures seen by each training run,
   "trainings": [{"boundary": layer whose output is the input of the tuned part, or null for all, "rate": learning rate}, ...]}
"""
import json
import os
import sys
import time

import keras
import numpy as np
import tensorflow as tf
from keras import layers

BATCH = 32
VERSIONS = 4
KEPT = {
    "ZeroPadding2D": ["padding"], "Conv2D": ["filters", "kernel_size", "strides", "padding", "use_bias", "activation", "groups"],
    "DepthwiseConv2D": ["kernel_size", "strides", "padding", "use_bias", "activation", "depth_multiplier"],
    "BatchNormalization": ["epsilon", "center", "scale"], "ReLU": ["max_value"], "Add": [], "GlobalAveragePooling2D": [], "Activation": ["activation"],
}


def weights_of(folder, manifest):
    """The weights of a tfjs model: name -> float32 array."""
    found = {}
    for group in manifest:
        data = b"".join(open(os.path.join(folder, path), "rb").read() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            stored = entry.get("quantization", {}).get("dtype", entry["dtype"])
            if stored not in ("float32", "float16"):
                raise ValueError(f"weights stored as {stored}")
            count = int(np.prod(entry["shape"]))
            values = np.frombuffer(data, stored, count, offset)
            offset += values.nbytes
            found[entry["name"]] = values.astype("float32").reshape(entry["shape"])
    return found


def network(folder):
    """Builds a Keras model from scaled pictures to features out of a tfjs layers model; supports only common layers."""
    stored = json.load(open(os.path.join(folder, "model.json"), encoding="utf-8"))
    card = json.load(open(os.path.join(folder, "source.json"), encoding="utf-8"))
    topology = stored["modelTopology"]
    config = topology.get("model_config", topology)["config"]
    feature = card["cutPoints"][-1]["layer"]
    weights = weights_of(folder, stored["weightsManifest"])
    tensors, start = {}, None
    for described in config["layers"]:
        own, kind = described["config"], described["class_name"]
        name = own["name"]
        if kind == "InputLayer":
            start = tensors[name] = keras.Input(own["batch_input_shape"][1:])
            continue
        inbound = [tensors[one[0]] for one in described["inbound_nodes"][0]]
        made = getattr(layers, kind)(name=name, **{key: own[key] for key in KEPT[kind] if key in own})
        tensors[name] = made(inbound if len(inbound) > 1 else inbound[0])
        order = ["kernel", "depthwise_kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"]
        values = [weights[f"{name}/{one}"] for one in order if f"{name}/{one}" in weights]
        if values:
            made.set_weights(values)
        if name == feature:
            return keras.Model(start, tensors[name]), card["inputScaling"]
    raise ValueError(f"no layer {feature}")


def varied(mirror):
    """The augmentation of pictures in training; pictures from 0 to 255."""
    changes = [layers.RandomFlip("horizontal")] if mirror else [layers.RandomFlip("horizontal_and_vertical")]
    changes += [layers.RandomRotation(0.03), layers.RandomZoom((-0.2, 0.1)), layers.RandomTranslation(0.08, 0.08), layers.RandomBrightness(0.1), layers.RandomContrast(0.2)]
    return keras.Sequential(changes)


class Kept:
    """Activations at one layer of the frozen network, computed once for all training runs; of training pictures also augmented ones."""

    def __init__(self, tuning, output, vary):
        model = keras.Model(tuning.base.input, output)
        run = tf.function(lambda batch: model(tuning.scale(batch), training=False))
        self.versions = []
        for version in range(VERSIONS):
            places = np.arange(len(tuning.pictures)) if version == 0 else tuning.learned
            rows = None
            for first in range(0, len(places), BATCH):
                batch = tuning.pictures[places[first:first + BATCH]].astype("float32")
                answer = run(tf.constant(batch if version == 0 else vary(batch))).numpy()
                rows = np.empty((len(places),) + answer.shape[1:], "float16") if rows is None else rows
                rows[first:first + BATCH] = answer
            self.versions.append((rows, {int(place): row for row, place in enumerate(places)}))

    def through(self, model):
        """The same at a later layer, reached through a part of the network."""
        later = object.__new__(Kept)
        run = tf.function(lambda rows: model(rows, training=False))
        later.versions = [(np.concatenate([run(tf.constant(rows[first:first + BATCH].astype("float32"))).numpy() for first in range(0, len(rows), BATCH)]), row_of)
                          for rows, row_of in self.versions]
        return later

    def read(self, places, version=0):
        rows, row_of = self.versions[version]
        return rows[[row_of[int(place)] for place in places]].astype("float32")


class Pictures:
    """The same for the pictures themselves, where nothing is frozen: augmented anew each time."""

    def __init__(self, tuning, vary):
        self.tuning, self.vary = tuning, vary

    def read(self, places, version=0):
        pictures = self.tuning.pictures[places].astype("float32")
        return self.tuning.scale(pictures if version == 0 else self.vary(pictures)).numpy()


class Batches(keras.utils.PyDataset):
    """Batches of training pictures, with another version of each in every epoch."""

    def __init__(self, kept, places, labels, seed):
        super().__init__()
        self.kept, self.places, self.labels, self.random, self.epoch = kept, places, labels, np.random.default_rng(seed), -1
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.places) // BATCH)

    def __getitem__(self, at):
        chosen = self.order[at * BATCH:(at + 1) * BATCH]
        return self.kept.read(self.places[chosen], self.epoch % VERSIONS), self.labels[chosen]

    def on_epoch_end(self):
        self.epoch += 1
        self.order = self.random.permutation(len(self.places))


class Tuning:
    def __init__(self, folder, pictures, labels, classes, learned, mirror):
        keras.utils.set_random_seed(1)
        self.base, scaling = network(folder)
        self.scale = layers.Rescaling(1 / scaling["divide"], -scaling["subtract"] / scaling["divide"])
        side = self.base.input.shape[1]
        self.pictures = np.memmap(pictures, "uint8", "r").reshape(-1, side, side, 3)
        self.labels, self.classes, self.learned = np.array(labels, "int32"), classes, np.array(learned)
        self.start = self.base.get_weights()
        change = varied(mirror)
        self.vary = lambda batch: np.clip(change(batch, training=True).numpy(), 0, 255)
        self.kept = {}

    def at(self, boundary):
        """The input of a training run whose frozen part ends at this layer."""
        if boundary not in self.kept:
            self.base.set_weights(self.start)
            self.kept[boundary] = Pictures(self, self.vary) if boundary is None else Kept(self, self.base.get_layer(boundary).output, self.vary)
        return self.kept[boundary]

    def features(self, boundaries):
        """Features of the frozen network, computed from the boundary of a training run if its activations are kept anyway."""
        last = self.base.layers[-1].name
        before = next((one for one in boundaries if one is not None), None)
        if last not in self.kept and before is not None:
            kept = self.at(before)
            self.base.set_weights(self.start)
            self.kept[last] = kept.through(keras.Model(self.base.get_layer(before).output, self.base.output))
        return self.at(last)

    def run(self, train, validation, test, seed, passes, trainings):
        keras.utils.set_random_seed(seed)
        begun = time.perf_counter()
        train, validation, test = (np.array(each) for each in (train, validation, test))
        own, held = self.labels[train], self.labels[validation]
        features = self.features([training["boundary"] for training in trainings])
        dense = layers.Dense(self.classes)
        head = keras.Sequential([keras.Input(self.base.output.shape[1:]), dense])
        self.fit(head, features, train, own, validation, held, 100, 1e-3, seed, patience=10, cosine=False)
        answers = [self.answer(head, features, validation, test, {"rate": None, "boundary": None, "epochs": 0})]
        kept = dense.get_weights()
        for training in trainings:
            data = self.at(training["boundary"])
            self.base.set_weights(self.start)
            start = self.base.get_layer(training["boundary"]).output if training["boundary"] else self.base.input
            whole = keras.Model(start, self.base.output)
            inputs = keras.Input(start.shape[1:])
            dense = layers.Dense(self.classes)
            model = keras.Model(inputs, dense(layers.Dropout(0.2)(whole(inputs, training=False))))
            dense.set_weights(kept)
            epochs = max(1, passes // len(train))
            history = self.fit(model, data, train, own, validation, held, epochs, training["rate"], seed, patience=max(5, epochs // 3), cosine=True)
            answers.append(self.answer(model, data, validation, test, {**training, "epochs": len(history.epoch), "best": int(np.argmin(history.history["val_loss"])) + 1}))
        best = min(range(len(answers)), key=lambda at: answers[at]["loss"])
        return {"answers": answers, "kept": best, "seconds": time.perf_counter() - begun}

    def fit(self, model, data, train, own, validation, held, epochs, rate, seed, patience, cosine):
        steps = epochs * -(-len(train) // BATCH)
        rising = max(1, steps // 10)
        schedule = keras.optimizers.schedules.CosineDecay(0.0, max(1, steps - rising), warmup_target=rate, warmup_steps=rising) if cosine else rate
        model.compile(keras.optimizers.Adam(schedule), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        stop = keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
        return model.fit(Batches(data, train, own, seed), validation_data=(data.read(validation), held), epochs=epochs, callbacks=[stop], verbose=0)

    def answer(self, model, data, validation, test, about):
        looked = np.concatenate([validation, test])
        scores = np.concatenate([model(data.read(looked[first:first + BATCH]), training=False).numpy() for first in range(0, len(looked), BATCH)])
        held, labels = scores[:len(validation)], self.labels[validation]
        losses = np.log(np.exp(held - held.max(1, keepdims=True)).sum(1)) + held.max(1) - held[np.arange(len(held)), labels]
        return {**about, "loss": float(losses.mean()), "accuracy": float((held.argmax(1) == labels).mean()), "predicted": scores[len(validation):].argmax(1).tolist()}


print(json.dumps({"tensorflow": tf.__version__, "keras": keras.__version__}), flush=True)
tuning = None
for line in sys.stdin:
    asked = json.loads(line)
    if "open" in asked:
        tuning = Tuning(asked["open"], asked["pictures"], asked["labels"], asked["classes"], asked["learned"], asked["mirror"])
        print(json.dumps({"parameters": tuning.base.count_params()}), flush=True)
    else:
        print(json.dumps(tuning.run(**asked)), flush=True)
