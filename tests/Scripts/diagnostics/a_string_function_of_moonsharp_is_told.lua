local s = "moonwire"
print(s:startsWith("moon"))
