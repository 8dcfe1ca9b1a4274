"""The gradient as a sum over partitions, on the workers of a Dask cluster.

A cluster is one scheduler, which hands out tasks, and workers, processes that do them; here they
are on this machine, unless an address says otherwise. A partition is a range of rows that one
worker holds or reads. Shapes: X (n, d), y (n,), beta (d,). dask is imported when it is needed.
"""

from gdcore.scale.cluster.partitions import Partitions, add, gradient_on_cluster, sum_and_count
from gdcore.scale.cluster.workers import Cluster

__all__ = ["Cluster", "Partitions", "add", "gradient_on_cluster", "sum_and_count"]
