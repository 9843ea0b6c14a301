error("asked for in a wrong way", 2)
