return "found behind a tail call"
