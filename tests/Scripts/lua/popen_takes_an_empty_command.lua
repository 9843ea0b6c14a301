print(io.popen(""):close())
print(io.popen("", "w"):close())
print(io.popen(""):read())
