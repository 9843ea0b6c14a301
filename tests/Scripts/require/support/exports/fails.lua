before = true
error("fails", 0)
