"""Made-up worlds, written apart from `moneygraph.demo`, to judge findings where nobody tuned."""
