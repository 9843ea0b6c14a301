print("init file", ...)
