print(dynamic.eval("1 + 1"))
