"""Images per second of Keras from files to features: MobileNetV2 in graph mode behind tf.data. Prints one JSON document.

Arguments: alpha, input size, antialias (0 or 1), batch size, file with one image path a line.
"""
import json
import sys
import time

import keras
import tensorflow as tf

alpha, size, antialias, batch, listing = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1", int(sys.argv[4]), sys.argv[5]
files = open(listing, encoding="utf-8").read().splitlines()
model = keras.applications.MobileNetV2(alpha=alpha, input_shape=(size, size, 3), include_top=False, pooling="avg", weights=None)
features = tf.function(lambda x: model(x, training=False), input_signature=[tf.TensorSpec([None, size, size, 3], tf.float32)])


def read(path):
    picture = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    return tf.image.resize(picture, [size, size], antialias=antialias) / 127.5 - 1


def run(paths):
    data = tf.data.Dataset.from_tensor_slices(paths).map(read, num_parallel_calls=tf.data.AUTOTUNE, deterministic=False)
    start = time.perf_counter()
    count = sum(features(x).numpy().shape[0] for x in data.batch(batch).prefetch(tf.data.AUTOTUNE))
    return count / (time.perf_counter() - start)


run(files[: 4 * batch])
cpu = time.process_time()
speed = run(files)
print(json.dumps({"imagesPerSecond": speed, "cpuMs": (time.process_time() - cpu) * 1000 / len(files), "versions": [tf.__version__, keras.__version__]}))
