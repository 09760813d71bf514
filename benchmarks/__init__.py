"""Times moneygraph against its peers on one machine in one run."""
