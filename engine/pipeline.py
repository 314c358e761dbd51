"""The pipeline, live and batch: import its parts from here."""

from engine.analyser import Analyser, AnalyserOptions, make_analyser
from engine.batch import SourceAnalysis, analyse_source
from engine.live import LivePipeline, LiveStats, RecordCallback

__all__ = [
    "Analyser",
    "AnalyserOptions",
    "LivePipeline",
    "LiveStats",
    "RecordCallback",
    "SourceAnalysis",
    "analyse_source",
    "make_analyser",
]
