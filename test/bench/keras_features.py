"""Images per second of Keras from files to features: MobileNetV2 in graph mode with tf.data. Answers each line of JSON with one line.

Arguments: alpha, input size, batch size, file with one image path a line. A request says whether to antialias the resize.
"""
import json
import sys
import time

import keras
import tensorflow as tf

alpha, size, batch, listing = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
files = open(listing, encoding="utf-8").read().splitlines()
model = keras.applications.MobileNetV2(alpha=alpha, input_shape=(size, size, 3), include_top=False, pooling="avg", weights=None)
features = tf.function(lambda x: model(x, training=False), input_signature=[tf.TensorSpec([None, size, size, 3], tf.float32)])


def run(paths, antialias):
    def read(path):
        picture = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        return tf.image.resize(picture, [size, size], antialias=antialias) / 127.5 - 1

    data = tf.data.Dataset.from_tensor_slices(paths).map(read, num_parallel_calls=tf.data.AUTOTUNE, deterministic=False)
    start = time.perf_counter()
    count = sum(features(x).numpy().shape[0] for x in data.batch(batch).prefetch(tf.data.AUTOTUNE))
    return count / (time.perf_counter() - start)


run(files[: 4 * batch], True)
print(json.dumps({"tensorflow": tf.__version__, "keras": keras.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps(run(files, json.loads(line)["antialias"])), flush=True)
