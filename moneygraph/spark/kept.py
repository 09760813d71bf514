"""Views of a session, and frames that are kept as they are read several times."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class Kept:
    """Frames under the names that SQL reads them by."""

    def __init__(self, spark: SparkSession) -> None:
        """Keep nothing yet."""
        self.spark = spark
        self._frames: list[DataFrame] = []
        self.names: set[str] = set()

    def view(self, name: str, frame: DataFrame, *, kept: bool = True) -> DataFrame:
        """Give a frame a name; where it is `kept` it is worked out now, and once.

        It is then read without the plan that made it: plans of plans would grow at every step.
        """
        if kept:
            frame = frame.localCheckpoint()
            self._frames.append(frame)
        frame.createOrReplaceTempView(name)
        self.names.add(name)
        return frame

    def forget(self) -> None:
        """Let the cluster drop what is kept."""
        for frame in self._frames:
            frame.unpersist()
        for name in self.names:
            self.spark.catalog.dropTempView(name)
        self._frames.clear()
        self.names.clear()
