#!/usr/bin/env moonwire
print("after a shebang line", debug.getinfo(1, "l").currentline)
