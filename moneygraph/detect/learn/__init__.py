"""Learns from labels of closed cases which accounts pass strangers' money on."""

from moneygraph.detect.learn.features import FEATURES, Feature
from moneygraph.detect.learn.model import Model, keep_model, kept_model, read_model_file, use_model

__all__ = [
    "FEATURES",
    "Feature",
    "Model",
    "keep_model",
    "kept_model",
    "read_model_file",
    "use_model",
]
