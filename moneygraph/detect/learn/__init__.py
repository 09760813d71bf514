"""Learns from labels of closed cases which accounts, or which transfers, are suspicious."""

from moneygraph.detect.learn.features import model_features
from moneygraph.detect.learn.model import (
    Model,
    check_subject,
    keep_model,
    kept_model,
    read_model_file,
    use_model,
)

__all__ = [
    "Model",
    "check_subject",
    "keep_model",
    "kept_model",
    "model_features",
    "read_model_file",
    "use_model",
]
