"""Milliseconds per optimiser step of Keras 3 in graph mode: MobileNetV2 with a new head, its last blocks tuned, the rest frozen.

Arguments: alpha, input size, batch size, classes, first tuned block. A request states the number of steps and their input: "pictures",
where the frozen part runs inside the step, or "boundary", where its activations are precomputed. Answers each line of JSON with one line.
"""
import json
import sys
import time

import keras
import numpy as np
import tensorflow as tf

alpha, size, batch, classes, first = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
base = keras.applications.MobileNetV2(alpha=alpha, input_shape=(size, size, 3), include_top=False, pooling="avg", weights=None)
start = next(at for at, layer in enumerate(base.layers) if layer.name == f"block_{first}_expand")
boundary = base.layers[start].input
for layer in base.layers[:start]:
    layer.trainable = False
for layer in base.layers:
    if isinstance(layer, keras.layers.BatchNormalization):
        # Uses stored statistics in the forward pass, as in tuning; Keras has a single switch for this and for training gamma and beta.
        layer.trainable = False


def trainer(inputs):
    output = keras.layers.Dense(classes)(keras.layers.UnitNormalization()(base.output))
    model = keras.Model(inputs, output)
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False)
    shape = [batch] + list(inputs.shape[1:])
    x = tf.constant(np.random.default_rng(0).normal(size=shape).astype("float32"))
    y = tf.constant(np.arange(batch) % classes, tf.int32)
    optimizer, loss_of = model.optimizer, model.loss
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=False)
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=False))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    for _ in range(3):
        step(x, y).numpy()
    return lambda: step(x, y).numpy()


steps = {"boundary": trainer(boundary), "pictures": trainer(base.input)}
print(json.dumps({"tensorflow": tf.__version__, "keras": keras.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    began = time.perf_counter()
    for _ in range(asked["steps"]):
        steps[asked["on"]]()
    print(json.dumps(1000 * (time.perf_counter() - began) / asked["steps"]), flush=True)
