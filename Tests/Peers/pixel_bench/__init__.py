"""The benchmark of burned-in text: sets, scorer, baselines, speed, a series through the node, the table."""
