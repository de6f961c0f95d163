"""Readers of the result files that the platforms let their users download."""

from scoring.history.exports.addresses import post_key
from scoring.history.exports.model import Export, ExportError, ExportKind, MeasuredPost, Metrics, Problem
from scoring.history.exports.reader import MAX_ROWS, read_export

__all__ = [
    "MAX_ROWS",
    "Export",
    "ExportError",
    "ExportKind",
    "MeasuredPost",
    "Metrics",
    "Problem",
    "post_key",
    "read_export",
]
