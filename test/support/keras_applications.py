"""Creates models of keras.applications with random weights, and evaluates them. Answers each line of JSON with one line.

{"make": name, "size": side, "top": bool, "path": file.keras, "pictures": {"file": raw bytes, "count": n}} creates a model, sets its
normalisation statistics from the pictures, saves it, and keeps it; returns its number of weights and the scaling of its pixels.
{"features": [layer, ...], "double": bool} returns for each layer its output for the pictures, averaged over height and width, or null;
computed in float32 or float64. Pooling that keeps dimensions becomes pooling and a reshape in Graft: "_pooled" names the former.
{"gradients": file, "layer": cut, "weights": [D x C], "bias": [C], "labels": [n]} writes the gradients of the mean cross-entropy of a
linear head at the cut with respect to all weights as float32, one after the other; returns [[layer, weight, length], ...].
"""
import importlib
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

A = keras.applications
# The same builders with fewer or narrower blocks, for fast tests.
SMALL = {
    "small ConvNeXt": ("convnext", "none", lambda **k: source("convnext").ConvNeXt(depths=[1, 1, 2, 1], projection_dims=[8, 12, 16, 24], drop_path_rate=0.1, default_size=k["input_shape"][0], **k)),
    "small DenseNet": ("densenet", "torch", lambda **k: source("densenet").DenseNet([2, 2, 2, 2], **k)),
    "small EfficientNet": ("efficientnet", "none", lambda **k: source("efficientnet").EfficientNet(0.25, 0.3, k["input_shape"][0], name="small_efficientnet", weights_name="none", **k)),
    "small NASNet": ("nasnet", "tf", lambda **k: source("nasnet").NASNet(penultimate_filters=96, num_blocks=1, stem_block_filters=8, filter_multiplier=2, skip_reduction=False, default_size=224, **k)),
    "small ResNet": ("resnet", "caffe", lambda **k: small_resnet(**k)),
    "small ResNetV2": ("resnet_v2", "tf", lambda **k: small_resnet_v2(**k)),
    "thin MobileNet": ("mobilenet", "tf", lambda **k: A.MobileNet(alpha=0.25, **k)),
    "thin MobileNetV3": ("mobilenet_v3", "none", lambda **k: A.MobileNetV3Small(alpha=0.25, **k)),
}
MODES = {
    "mobilenet": "tf", "mobilenet_v2": "tf", "mobilenet_v3": "none", "efficientnet": "none", "efficientnet_v2": "none", "resnet": "caffe", "resnet_v2": "tf",
    "densenet": "torch", "xception": "tf", "inception_v3": "tf", "inception_resnet_v2": "tf", "nasnet": "tf", "convnext": "none", "vgg16": "caffe", "vgg19": "caffe",
}


def source(name):
    return importlib.import_module(f"keras.src.applications.{name}")


def small_resnet(**k):
    r = source("resnet")

    def stack(x):
        return r.stack_residual_blocks_v1(r.stack_residual_blocks_v1(x, 8, 2, stride1=1, name="conv2"), 16, 2, name="conv3")

    return r.ResNet(stack, False, True, name="small_resnet", weights_name="small_resnet", **k)


def small_resnet_v2(**k):
    r = source("resnet")

    def stack(x):
        return r.stack_residual_blocks_v2(r.stack_residual_blocks_v2(x, 8, 2, name="conv2"), 16, 2, stride1=1, name="conv3")

    return r.ResNet(stack, True, True, name="small_resnet", weights_name="small_resnet", **k)


def build(name, size, top):
    options = {"weights": None, "include_top": top, "input_shape": (size, size, 3), **({} if top else {"pooling": "avg"})}
    if name in SMALL:
        _, mode, make = SMALL[name]
        return make(**options), mode
    make = getattr(A, name)
    return make(**options), MODES[make.__module__.split(".")[-1]]


def prepared(pixels, mode):
    return pixels if mode == "none" else A.imagenet_utils.preprocess_input(pixels.copy(), data_format="channels_last", mode=mode)


def enliven(model, pictures, random):
    """Sets weights as after training instead of the initial ones: no statistic is 0 or 1, and all are close to those of the activations."""
    normalisations = []
    for layer in model._flatten_layers():
        kind = type(layer).__name__
        if kind == "BatchNormalization":
            normalisations.append(layer)
            layer.momentum, layer.kept = 0.0, layer.momentum
        if kind in ("BatchNormalization", "LayerNormalization"):
            if layer.scale:
                layer.gamma.assign(random.uniform(0.7, 1.3, layer.gamma.shape))
            if layer.center:
                layer.beta.assign(random.normal(0, 0.2, layer.beta.shape))
        elif kind == "LayerScale":
            layer.gamma.assign(random.uniform(0.2, 1, layer.gamma.shape))
        elif kind == "Normalization" and layer.input_mean is None:
            layer.adapt_mean.assign(random.uniform(0.4, 0.5, layer.adapt_mean.shape))
            layer.adapt_variance.assign(random.uniform(0.04, 0.06, layer.adapt_variance.shape))
            layer.finalize_state()
        elif getattr(layer, "bias", None) is not None:
            layer.bias.assign(random.normal(0, 0.05, layer.bias.shape))
    model(pictures, training=True)
    for layer in normalisations:
        layer.momentum = layer.kept
        mean, variance = layer.moving_mean.numpy(), layer.moving_variance.numpy()
        layer.moving_mean.assign(mean + 0.1 * np.sqrt(variance) * random.normal(0, 1, mean.shape))
        layer.moving_variance.assign(variance * random.uniform(0.8, 1.2, mean.shape) + 1e-4)


def make(request):
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    model, mode = build(request["make"], request["size"], request["top"])
    side, count = request["size"], request["pictures"]["count"]
    pixels = np.fromfile(request["pictures"]["file"], np.uint8).reshape(count, side, side, 3).astype("float32")
    state["model"], state["mode"], state["pictures"] = model, mode, tf.constant(prepared(pixels, mode))
    state["build"] = (request["make"], side, request["top"])
    enliven(model, state["pictures"], np.random.default_rng(3))
    model.save(request["path"])
    return {"parameters": model.count_params(), "mode": mode, "layers": len(list(model._flatten_layers()))}


def output_of(model, name):
    """A nested model's output is that of its last layer."""
    for layer in model.layers:
        if layer.name == name or (hasattr(layer, "layers") and layer.layers[-1].name == name):
            return layer.output
    return None


def averaged(values):
    return tf.reduce_mean(values, (1, 2)) if len(values.shape) == 4 else values


def in_double(model):
    """The same model with the same weights, whose rounding errors are too small to see."""
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        double, _ = build(*state["build"])
    finally:
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")
    double.set_weights([np.asarray(weight, "float64") for weight in model.get_weights()])
    for layer in double._flatten_layers():
        if type(layer).__name__ == "Normalization" and layer.input_mean is None:
            layer.finalize_state()
    return double


def features(request):
    model, pictures = state["model"], state["pictures"]
    own = [layer.name for layer in model.layers]
    if request.get("double"):
        model, pictures = in_double(model), tf.cast(pictures, tf.float64)
    # Keras numbers the layers without a name of their own, over all models.
    same = dict(zip(own, (layer.name for layer in model.layers)))
    asked = {name: name.removesuffix("_pooled") for name in request["features"]}
    known = {name: output_of(model, same.get(layer, layer)) for name, layer in asked.items()}
    names = [name for name, output in known.items() if output is not None]
    outputs = keras.Model(model.inputs, [known[name] for name in names])(pictures, training=False)
    made = dict(zip(names, outputs if isinstance(outputs, (list, tuple)) else [outputs]))
    return [averaged(made[name]).numpy().tolist() if name in made else None for name in request["features"]]


def gradients(request):
    cut = keras.Model(state["model"].inputs, output_of(state["model"], request["layer"].removesuffix("_pooled")))
    labels = tf.constant(request["labels"])
    bias = tf.constant(request["bias"], tf.float32)
    weights = tf.reshape(tf.constant(request["weights"], tf.float32), (-1, len(request["bias"])))
    owners = [(layer, weight) for layer in cut._flatten_layers() if not getattr(layer, "layers", None) for weight in layer.trainable_variables]
    with tf.GradientTape() as tape:
        scores = averaged(cut(state["pictures"][: len(request["labels"])], training=False)) @ weights + bias
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores))
    made = tape.gradient(loss, [weight.value for _, weight in owners])
    if state["mode"] == "caffe":
        # Such a model takes BGR; once added to Graft it takes RGB, with the input channels of its first kernel reversed.
        first = next(at for at, (_, weight) in enumerate(owners) if len(weight.shape) == 4 and weight.shape[2] == 3)
        made[first] = made[first][:, :, ::-1, :]
    with open(request["gradients"], "wb") as out:
        for gradient in made:
            out.write(gradient.numpy().astype("<f4").tobytes())
    return {"loss": float(loss), "weights": [[layer.name, weight.name, int(np.prod(weight.shape))] for layer, weight in owners]}


state = {}
print(json.dumps({"keras": keras.__version__, "tensorflow": tf.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = make(request) if "make" in request else features(request) if "features" in request else gradients(request)
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
