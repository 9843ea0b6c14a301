-- args: one two three
print(arg[0], #arg, arg[1], arg[2], arg[3])
print(...)
print(type(arg[-1]), arg[-2])
