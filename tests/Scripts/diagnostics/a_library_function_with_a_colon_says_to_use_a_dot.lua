print(string:rep("x", 3))
