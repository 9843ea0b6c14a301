error(1e100)
