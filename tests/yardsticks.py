"""The same network in ONNX Runtime and in PyTorch, with the same weights, at one thread.

Both take (N, 28, 28) and give (N, 10), as `Network.forward` does. tests/requirements-bench.txt
names their packages; where one is missing its name is not among `yardsticks`.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from model.convolution import Convolution
from model.layers import Array, Dense
from model.network import Network

Forward = Callable[[Array], Array]

PACKAGES = {"ONNX Runtime": ("onnx", "onnxruntime"), "PyTorch": ("torch",)}


def missing(name: str) -> list[str]:
    """The packages that a yardstick needs and that are not installed."""
    return [package for package in PACKAGES[name] if find_spec(package) is None]


def yardsticks(network: Network) -> dict[str, Forward]:
    """A forward pass of each that is installed, by name."""
    return {name: make(network) for name, make in MAKERS.items() if not missing(name)}


def onnx_runtime(network: Network) -> Forward:
    """The network as an ONNX graph, run by ONNX Runtime."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    nodes: list[Any] = []
    weights: list[Any] = []
    name = "x"

    def add(kind: str, *inputs: str, **attributes: Any) -> None:
        nonlocal name
        output = f"y{len(nodes)}"
        nodes.append(helper.make_node(kind, [name, *inputs], [output], **attributes))
        name = output

    def constant(values: np.ndarray) -> str:
        weights.append(numpy_helper.from_array(np.ascontiguousarray(values), f"w{len(weights)}"))
        return str(weights[-1].name)

    for layer in network.layers:
        match type(layer).__name__:
            case "Maps":
                add("Reshape", constant(np.array([-1, 1, 28, 28])))
            case "Flatten":
                add("Reshape", constant(np.array([-1, 784])))
            case "Convolution":
                weight, bias = _filters(layer)
                add("Conv", constant(weight), constant(bias), pads=[int(layer.padding)] * 4)
            case "MaxPool":
                add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
            case "GlobalAveragePool":
                add("ReduceMean", constant(np.array([2, 3])), keepdims=0)
            case "FlattenMaps":
                # As ours, with the channels of a pixel together.
                add("Transpose", perm=[0, 2, 3, 1])
                add("Flatten")
            case "Dense":
                add("Gemm", *(constant(layer.parameters[part]) for part in ("weight", "bias")))
            case "ReLU":
                add("Relu")
            case "Sigmoid":
                add("Sigmoid")
            case "Softmax":
                add("Softmax", axis=1)
            case other:
                raise ValueError(f"no ONNX for {other}")
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 28, 28])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 10])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return lambda x: session.run(None, {"x": x})[0]


def pytorch(network: Network) -> Forward:
    """The network in torch.nn, compiled by nothing."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    layers: list[Any] = []
    maps = 1  # So many numbers of a dense layer's inputs lie side by side with us, apart with it.
    for layer in network.layers:
        match type(layer).__name__:
            case "Maps":
                layers.append(nn.Unflatten(1, (1, 28)))
            case "Flatten":
                layers.append(nn.Flatten())
            case "Convolution":
                weight, bias = _filters(layer)
                padding = int(layer.padding)
                layers.append(nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=padding))
                _give(layers[-1], weight, bias)
            case "MaxPool":
                layers.append(nn.MaxPool2d(2))
            case "GlobalAveragePool":
                layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
            case "FlattenMaps":
                maps = next(x.out_channels for x in reversed(layers) if isinstance(x, nn.Conv2d))
                layers.append(nn.Flatten())
            case "Dense":
                assert isinstance(layer, Dense)
                weight, bias = layer.parameters["weight"].T, layer.parameters["bias"]
                layers.append(nn.Linear(weight.shape[1], weight.shape[0]))
                apart = weight.reshape(len(weight), -1, maps).swapaxes(1, 2)
                _give(layers[-1], apart.reshape(weight.shape), bias)
                maps = 1
            case "ReLU":
                layers.append(nn.ReLU())
            case "Sigmoid":
                layers.append(nn.Sigmoid())
            case "Softmax":
                layers.append(nn.Softmax(1))
            case other:
                raise ValueError(f"no PyTorch for {other}")
    module = nn.Sequential(*layers).eval()

    def forward(x: Array) -> Array:
        with torch.inference_mode():
            return module(torch.from_numpy(x)).numpy()

    return forward


def _give(module: Any, weight: Array, bias: Array) -> None:
    import torch

    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(np.ascontiguousarray(weight)))
        module.bias.copy_(torch.from_numpy(bias))


def _filters(layer: Any) -> tuple[Array, Array]:
    """(3, 3, inputs, outputs) -> (outputs, inputs, 3, 3), and a bias."""
    assert isinstance(layer, Convolution)
    bias = layer.parameters.get("bias", np.zeros(layer.outputs, np.float32))
    return layer.parameters["weight"].transpose(3, 2, 0, 1), bias


MAKERS = {"ONNX Runtime": onnx_runtime, "PyTorch": pytorch}
