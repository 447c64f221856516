"""Fine-tunes a source model with Keras 3 as a careful person would, and answers what it says of other pictures.

The network is built from the folder of a source model: a tfjs layers model with its weights, and its card. First a new last layer is
trained on features of the frozen network (linear probing), of each picture as it is and varied; then it is trained on together with the
network (Kumar et al., arXiv 2202.10054): batch normalisation with stored statistics, pictures varied, Adam with a cosine schedule, early
stopping that restores the best weights. Of several trainings, and of the new last layer by itself, the one with the smallest validation
loss is kept.

Each line of standard input is a request in JSON, each line of standard output its answer:
  {"open": folder of a source model, "pictures": file of uint8 pictures [n, side, side, 3], "labels": [...], "classes": n}
  {"train": places, "validation": places, "test": places, "seed": n, "passes": pictures seen by each training, "mirror": true,
   "trainings": [{"boundary": layer whose output enters what is tuned, or null for all, "rate": learning rate}, ...]}
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
    """Name -> float32 array, of the weights of a tfjs model."""
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
    """A Keras model from scaled pictures to features, of a tfjs layers model of which only usual layers are read."""
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
    """The changes of pictures that training sees; pictures from 0 to 255."""
    changes = [layers.RandomFlip("horizontal")] if mirror else [layers.RandomFlip("horizontal_and_vertical")]
    changes += [layers.RandomRotation(0.03), layers.RandomZoom((-0.2, 0.1)), layers.RandomTranslation(0.08, 0.08), layers.RandomBrightness(0.1), layers.RandomContrast(0.2)]
    return keras.Sequential(changes)


class Versions(keras.utils.PyDataset):
    """Batches of activations kept of each picture in several versions, another version in each epoch."""

    def __init__(self, versions, labels, seed):
        super().__init__()
        self.versions, self.labels, self.random, self.epoch = versions, labels, np.random.default_rng(seed), -1
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.labels) // BATCH)

    def __getitem__(self, at):
        places = self.order[at * BATCH:(at + 1) * BATCH]
        return self.versions[self.epoch % len(self.versions)][places].astype("float32"), self.labels[places]

    def on_epoch_end(self):
        self.epoch += 1
        self.order = self.random.permutation(len(self.labels))


class Tuning:
    def __init__(self, folder, pictures, labels, classes):
        self.base, scaling = network(folder)
        self.scale = layers.Rescaling(1 / scaling["divide"], -scaling["subtract"] / scaling["divide"])
        side = self.base.input.shape[1]
        self.pictures = np.memmap(pictures, "uint8", "r").reshape(-1, side, side, 3)
        self.labels, self.classes = np.array(labels, "int32"), classes
        self.start = self.base.get_weights()

    def run(self, train, validation, test, seed, passes, trainings, mirror):
        keras.utils.set_random_seed(seed)
        begun = time.perf_counter()
        train, validation, test = (np.array(each) for each in (train, validation, test))
        looked = np.concatenate([validation, test])
        change = varied(mirror)
        versions = [self.pictures[train] if at == 0 else None for at in range(VERSIONS)]
        for at in range(1, VERSIONS):
            versions[at] = np.concatenate([np.clip(change(self.pictures[train[first:first + BATCH]].astype("float32"), training=True).numpy(), 0, 255).astype("uint8")
                                           for first in range(0, len(train), BATCH)])
        own, plain = self.labels[train], self.labels[validation]
        self.base.set_weights(self.start)
        features = [self.activations(self.base.output, each) for each in versions]
        seen = self.activations(self.base.output, self.pictures[looked])
        head = self.head(features, own, seen[:len(validation)], plain)
        answers = [self.answer(head, seen, validation, test, {"rate": None, "boundary": None, "epochs": 0})]
        kept = head.get_weights()
        for training in trainings:
            self.base.set_weights(self.start)
            boundary = self.base.get_layer(training["boundary"]).output if training["boundary"] else self.base.input
            whole = keras.Model(boundary, self.base.output)
            inputs = keras.Input(boundary.shape[1:])
            dense = layers.Dense(self.classes)
            model = keras.Model(inputs, dense(layers.Dropout(0.2)(whole(inputs, training=False))))
            dense.set_weights(kept)
            if training["boundary"]:
                data, looks = [self.activations(boundary, each) for each in versions], self.activations(boundary, self.pictures[looked])
            else:
                data, looks = [Scaled(self, each) for each in versions], Scaled(self, self.pictures[looked])
            epochs = max(1, passes // len(train))
            steps = epochs * -(-len(train) // BATCH)
            schedule = keras.optimizers.schedules.CosineDecay(0.0, max(1, steps - steps // 10), warmup_target=training["rate"], warmup_steps=max(1, steps // 10))
            model.compile(keras.optimizers.Adam(schedule), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
            stop = keras.callbacks.EarlyStopping("val_loss", patience=max(5, epochs // 3), restore_best_weights=True)
            held = looks[np.arange(len(validation))].astype("float32")
            history = model.fit(Versions(data, own, seed), validation_data=(held, plain), epochs=epochs, callbacks=[stop], verbose=0)
            answers.append(self.answer(model, looks, validation, test, {**training, "epochs": len(history.epoch), "best": int(np.argmin(history.history["val_loss"])) + 1}))
        best = min(range(len(answers)), key=lambda at: answers[at]["loss"])
        return {"answers": answers, "kept": best, "seconds": time.perf_counter() - begun}

    def head(self, features, labels, seen, plain):
        model = keras.Sequential([keras.Input(features[0].shape[1:]), layers.Dense(self.classes)])
        model.compile(keras.optimizers.Adam(1e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        stop = keras.callbacks.EarlyStopping("val_loss", patience=10, restore_best_weights=True)
        model.fit(Versions(features, labels, 1), validation_data=(seen, plain), epochs=200, callbacks=[stop], verbose=0)
        return model

    def activations(self, output, pictures):
        model = keras.Model(self.base.input, output)
        run = tf.function(lambda batch: model(self.scale(batch), training=False))
        return np.concatenate([run(tf.constant(pictures[first:first + BATCH].astype("float32"))).numpy() for first in range(0, len(pictures), BATCH)])

    def answer(self, model, looks, validation, test, about):
        scores = np.concatenate([model(looks[np.arange(first, min(first + BATCH, len(looks)))].astype("float32"), training=False).numpy() for first in range(0, len(looks), BATCH)])
        held, labels = scores[:len(validation)], self.labels[validation]
        losses = np.log(np.exp(held - held.max(1, keepdims=True)).sum(1)) + held.max(1) - held[np.arange(len(held)), labels]
        return {**about, "loss": float(losses.mean()), "accuracy": float((held.argmax(1) == labels).mean()), "predicted": scores[len(validation):].argmax(1).tolist()}


class Scaled:
    """Pictures that are scaled when they are read."""

    def __init__(self, tuning, pictures):
        self.scale, self.pictures = tuning.scale, pictures

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, places):
        return self.scale(self.pictures[places].astype("float32")).numpy()


print(json.dumps({"tensorflow": tf.__version__, "keras": keras.__version__}), flush=True)
tuning = None
for line in sys.stdin:
    asked = json.loads(line)
    if "open" in asked:
        tuning = Tuning(asked["open"], asked["pictures"], asked["labels"], asked["classes"])
        print(json.dumps({"parameters": tuning.base.count_params()}), flush=True)
    else:
        print(json.dumps(tuning.run(**asked)), flush=True)
