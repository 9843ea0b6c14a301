error("a\0b\xffc", 0)
