"""Trains networks from scratch with Keras 3 as a careful person would, and returns their predictions for other pictures.

Two networks: a small one like VGG, five 3 x 3 convolutions, each with batch normalisation and max pooling, then global average pooling and
dropout before the last layer; and MobileNetV2 0.35. Adam with the usual learning rate, augmentation (shift, zoom, brightness, mirroring
where that does not change the meaning), early stopping that restores the weights of the best validation accuracy. Batch normalisation
with momentum 0.9 instead of 0.99, which suits training runs of a few hundred steps.

Each line of standard input is a request in JSON, each line of standard output its answer:
  {"pictures": file of uint8 pictures [n, side, side, 3], "side": pixels, "labels": [...], "classes": n, "network": "small" or "mobilenet",
   "train": indices, "validation": indices, "test": indices, "mirror": true or false, "seed": n, "passes": most pictures to see}
"""
import json
import sys
import time

import keras
import numpy as np
from keras import layers

BATCH = 32
# Epochs, or steps if these take longer, without improvement on the validation pictures after which training stops.
PATIENCE = {"epochs": 10, "steps": 300}


def small(side, classes):
    inputs = keras.Input((side, side, 3))
    x = inputs
    for width in (32, 64, 64, 128, 128):
        x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.ReLU()(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Dropout(0.3)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(classes)(x))


def mobilenet(side, classes):
    base = keras.applications.MobileNetV2(alpha=0.35, input_shape=(side, side, 3), include_top=False, pooling="avg", weights=None)
    for layer in base.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = 0.9
    return keras.Model(base.input, layers.Dense(classes)(base.output))


class Best(keras.callbacks.Callback):
    """Stops when neither validation loss nor validation accuracy improves, and restores the best accuracy, on ties the smallest loss.

    With few pictures, the loss alone would restore one of the first epochs: a network gets overconfident long before it stops learning."""

    def __init__(self, patience):
        super().__init__()
        self.patience, self.best, self.loss, self.accuracy, self.improved, self.weights = patience, (-1.0, 0.0), np.inf, -1.0, 0, None

    def on_epoch_end(self, epoch, logs=None):
        loss, accuracy = logs["val_loss"], logs["val_accuracy"]
        if loss < self.loss or accuracy > self.accuracy:
            self.loss, self.accuracy, self.improved = min(loss, self.loss), max(accuracy, self.accuracy), epoch
        if (accuracy, -loss) > self.best:
            self.best, self.weights = (accuracy, -loss), self.model.get_weights()
        self.model.stop_training = epoch - self.improved >= self.patience

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights)


def varied(mirror, seed):
    steps = [layers.RandomTranslation(0.08, 0.08, seed=seed), layers.RandomZoom((-0.2, 0.1), seed=seed + 1), layers.RandomContrast(0.2, value_range=(-1, 1), seed=seed + 2),
             layers.RandomBrightness(0.1, value_range=(-1, 1), seed=seed + 3)]
    return keras.Sequential(([layers.RandomFlip("horizontal", seed=seed + 4)] if mirror else []) + steps)


def answer(asked):
    keras.utils.set_random_seed(asked["seed"])
    side, labels = asked["side"], np.array(asked["labels"])
    pictures = np.memmap(asked["pictures"], "uint8", "r").reshape(-1, side, side, 3)
    at = {part: np.array(asked[part]) for part in ("train", "validation", "test")}
    x, y = {part: pictures[places] / np.float32(127.5) - 1 for part, places in at.items()}, {part: labels[places] for part, places in at.items()}
    network = (small if asked["network"] == "small" else mobilenet)(side, asked["classes"])
    inputs = keras.Input((side, side, 3))
    model = keras.Model(inputs, network(varied(asked["mirror"], asked["seed"])(inputs)))
    batch = min(BATCH, len(y["train"]))
    model.compile(keras.optimizers.Adam(1e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"], jit_compile=False)
    steps = -(-len(y["train"]) // batch)
    epochs = max(1, asked["passes"] // len(y["train"]))
    best = Best(max(PATIENCE["epochs"], -(-PATIENCE["steps"] // steps)))
    began = time.perf_counter()
    history = model.fit(x["train"], y["train"], batch_size=batch, epochs=epochs, validation_data=(x["validation"], y["validation"]), callbacks=[best], verbose=0)
    seconds = time.perf_counter() - began
    predicted = model.predict(x["test"], batch_size=64, verbose=0).argmax(1)
    seen = len(history.history["loss"]) * len(y["train"])
    keras.backend.clear_session()
    return {"predicted": predicted.tolist(), "passes": seen, "seconds": seconds, "validation": float(best.accuracy)}


print(json.dumps({"keras": keras.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
