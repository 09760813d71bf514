"""Learns from labels of closed cases which accounts pass strangers' money on."""

from moneygraph.learning.features import FEATURES, Feature
from moneygraph.learning.keep import keep_model, kept_model, use_model
from moneygraph.learning.model import Model, read_model_file

__all__ = [
    "FEATURES",
    "Feature",
    "Model",
    "keep_model",
    "kept_model",
    "read_model_file",
    "use_model",
]
