return "deep/neighbour"
